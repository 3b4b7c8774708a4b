using TrePortal.Domain.Cohorts;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Cohorts;

/// <summary>One filter in few words, for its card and for the names of its buttons.</summary>
public static class FilterSentence
{
    /// <summary>"Sex is Female".</summary>
    public static string Of(ShowcaseField? field, FieldFilter filter, bool isNot) =>
        $"{field?.Title ?? filter.Field} {Condition(field, filter, isNot)}";

    /// <summary>"is Female", "from 50 to 69 years".</summary>
    public static string Condition(ShowcaseField? field, FieldFilter filter, bool isNot)
    {
        var values = filter.Values.Select(value => Value(field, filter, value)).ToList();
        var units = field is { Units.Length: > 0 } && !filter.Operator.TakesCodes() ? $" {field.Units}" : "";
        var (plain, negated) = filter.Operator switch
        {
            FilterOperator.In or FilterOperator.Is => (ExploreWords.SaysIn, ExploreWords.SaysInNot),
            FilterOperator.NotIn => (ExploreWords.SaysNotIn, ExploreWords.SaysNotInNot),
            FilterOperator.Any => (ExploreWords.SaysAny, ExploreWords.SaysAnyNot),
            FilterOperator.All => (ExploreWords.SaysAll, ExploreWords.SaysAllNot),
            FilterOperator.Between => (ExploreWords.SaysBetween, ExploreWords.SaysBetweenNot),
            FilterOperator.GreaterThan => (ExploreWords.SaysMoreThan, ExploreWords.SaysMoreThanNot),
            FilterOperator.GreaterThanEq => (ExploreWords.SaysAtLeast, ExploreWords.SaysAtLeastNot),
            FilterOperator.LessThan => (ExploreWords.SaysLessThan, ExploreWords.SaysLessThanNot),
            FilterOperator.LessThanEq => (ExploreWords.SaysAtMost, ExploreWords.SaysAtMostNot),
            FilterOperator.Exists => (ExploreWords.SaysKnown, ExploreWords.SaysMissing),
            _ => (ExploreWords.SaysMissing, ExploreWords.SaysKnown),
        };
        return (isNot ? negated : plain).Fill(filter.Operator switch
        {
            FilterOperator.Between => [values[0], values[1] + units],
            FilterOperator.All => [Joined(values, ExploreWords.And)],
            _ => new object[] { Joined(values, ExploreWords.Or) + units },
        });
    }

    private static string Value(ShowcaseField? field, FieldFilter filter, FilterValue value) =>
        field is null ? value.Text
        : filter.Operator.TakesCodes() || field.Kind is FieldKind.Category or FieldKind.MultiSelect
            ? field.Codes.FirstOrDefault(code => code.Value == value.Text)?.Meaning ?? value.Text
            : FieldValues.Shown(field, value.Text);

    private static string Joined(List<string> values, string joiner) => values.Count switch
    {
        0 => "",
        1 => values[0],
        _ => $"{string.Join(", ", values.Take(values.Count - 1))} {joiner} {values[^1]}",
    };
}
