using TrePortal.Domain.Inventory;

namespace TrePortal.Domain.Cohorts;

/// <summary>
/// A cohort in plain words, kept as a tree so that a page can show it as nested lines and a reviewer can read it as one
/// sentence. <paramref name="Text"/> leads, <paramref name="Parts"/> follow, joined by <paramref name="Joiner"/>.
/// </summary>
/// <param name="Text">A whole condition, or the beginning of what the parts go on with; empty for a plain group.</param>
/// <param name="Joiner">"and", "or", or empty where there are no parts.</param>
/// <param name="Parts">What is joined.</param>
public sealed record CohortPhrase(string Text, string Joiner, IReadOnlyList<CohortPhrase> Parts)
{
    /// <summary>The whole as one sentence without a full stop.</summary>
    public override string ToString() => Sentence(isTop: true);

    private string Sentence(bool isTop)
    {
        if (Parts.Count == 0)
        {
            return Text;
        }

        var parts = Parts.Select(part => part.Sentence(isTop: false)).ToList();
        var joined = parts switch
        {
            [var only] => only,
            [.. var first, var last] when first.Count > 1 && isTop => $"{string.Join(", ", first)}, {Joiner} {last}",
            _ => string.Join($" {Joiner} ", parts),
        };
        return Text.Length > 0 ? $"{Text} {joined}" : isTop || parts.Count == 1 ? joined : $"({joined})";
    }
}

/// <summary>Says an expression in words, with the titles and meanings of the dataset's dictionary.</summary>
public static class CohortWords
{
    public static CohortPhrase Describe(CohortExpression expression, DatasetSchema schema) => expression switch
    {
        FieldFilter filter => Line(Filter(filter, schema, isNegated: false)),
        CohortNot { Inner: FieldFilter filter } => Line(Filter(filter, schema, isNegated: true)),
        CohortNot { Inner: EntityGroup group } => Entity(group, schema, "have no"),
        CohortNot not => new CohortPhrase("not", "and", [Describe(not.Inner, schema)]),
        EntityGroup group => Entity(group, schema, "have"),
        CohortGroup group => new CohortPhrase("", Joiner(group.Logic), [.. group.Filters.Select(filter => Describe(filter, schema))]),
        _ => Line("All participants"),
    };

    private static CohortPhrase Line(string text) => new(text, "", []);

    private static CohortPhrase Entity(EntityGroup group, DatasetSchema schema, string verb)
    {
        var label = schema.Entity(group.Entity)?.LabelSingular is { Length: > 0 } known ? known : group.Entity;
        var article = verb == "have" ? (StartsWithVowel(label) ? " an" : " a") : "";
        return new CohortPhrase($"{verb}{article} {label} where", Joiner(group.Logic), [.. group.Filters.Select(filter => Describe(filter, schema))]);
    }

    private static string Joiner(CohortLogic logic) => logic == CohortLogic.And ? "and" : "or";

    private static bool StartsWithVowel(string word) => word.Length > 0 && "aeiouAEIOU".Contains(word[0], StringComparison.Ordinal);

    private static string Filter(FieldFilter filter, DatasetSchema schema, bool isNegated)
    {
        var field = schema.Field(filter.Field);
        var title = field?.Title ?? filter.Field;
        var values = filter.Values.Select(value => Value(value, filter.Operator, field, schema)).ToList();
        var units = field is { Units.Length: > 0 } && filter.Operator is not (FilterOperator.In or FilterOperator.NotIn) ? " " + field.Units : "";
        var not = isNegated ? "not " : "";
        return filter.Operator switch
        {
            FilterOperator.In or FilterOperator.Is => $"{title} is {not}{OneOf(values)}{units}",
            FilterOperator.NotIn => $"{title} is {not}known and not {OneOf(values)}",
            FilterOperator.Any => isNegated ? $"{title} do not include {OneOf(values)}" : $"{title} include {OneOf(values)}",
            FilterOperator.All => isNegated ? $"{title} do not include all of {AllOf(values)}" : $"{title} include {AllOf(values)}",
            FilterOperator.Between => $"{title} {not}from {values[0]} to {values[1]}{units}",
            FilterOperator.GreaterThan => $"{title} is {not}more than {values[0]}{units}",
            FilterOperator.GreaterThanEq => $"{title} is {not}at least {values[0]}{units}",
            FilterOperator.LessThan => $"{title} is {not}less than {values[0]}{units}",
            FilterOperator.LessThanEq => $"{title} is {not}at most {values[0]}{units}",
            FilterOperator.Exists => $"{title} is {(isNegated ? "missing" : "known")}",
            _ => $"{title} is {(isNegated ? "known" : "missing")}",
        };
    }

    // A number to compare with is never a special code, even when a code is spelt like it.
    private static string Value(FilterValue value, FilterOperator op, FieldSchema? field, DatasetSchema schema)
    {
        var isCode = field is not null && (!value.IsNumber || op is FilterOperator.In or FilterOperator.NotIn);
        return (isCode ? schema.CodingOf(field!)?.Find(value.Text)?.Meaning : null) ?? value.Text;
    }

    private static string OneOf(List<string> values) => Joined(values, "or");

    private static string AllOf(List<string> values) => Joined(values, "and");

    private static string Joined(List<string> values, string joiner) => values.Count switch
    {
        0 => "",
        1 => values[0],
        _ => $"{string.Join(", ", values.Take(values.Count - 1))} {joiner} {values[^1]}",
    };
}
