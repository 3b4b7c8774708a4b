using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Cohorts;

/// <summary>
/// The one spelling of a cohort, so that equal cohorts are recognised by their hash: groups flattened, parts and values
/// sorted and said once, a group of one replaced by its part, negations pushed into the operator where there is one.
/// It does not look at the data: two cohorts that only happen to hold the same people stay two.
/// </summary>
public sealed record CanonicalCohort
{
    private CanonicalCohort(CohortExpression expression)
    {
        Expression = expression;
        Json = CohortJson.Write(expression);
        Hash = Kernel.Hash.Of(Json);
    }

    public CohortExpression Expression { get; }

    public string Json { get; }

    /// <summary>SHA-256 of <see cref="Json"/>.</summary>
    public string Hash { get; }

    public static CanonicalCohort Of(CohortExpression expression) => new(Canonical(expression));

    /// <summary>The canonical form of JSON; refused as <see cref="CohortParser"/> refuses.</summary>
    public static Result<CanonicalCohort> Parse(string? json)
    {
        var parsed = CohortParser.Parse(json);
        return parsed.IsOk ? Of(parsed.Value) : parsed.Error;
    }

    private static CohortExpression Canonical(CohortExpression expression) => expression switch
    {
        FieldFilter filter => Filter(filter),
        CohortNot not => Negated(Canonical(not.Inner)),
        EntityGroup group => new EntityGroup(group.Entity, LogicOf(group.Logic, Parts(group.Logic, group.Filters), out var parts), parts),
        CohortGroup group => Group(group),
        _ => expression,
    };

    private static CohortExpression Group(CohortGroup group)
    {
        var parts = Parts(group.Logic, group.Filters);
        return parts.Count == 1 ? parts[0] : new CohortGroup(group.Logic, parts);
    }

    // With one part "and" and "or" say the same.
    private static CohortLogic LogicOf(CohortLogic logic, List<CohortExpression> found, out List<CohortExpression> parts)
    {
        parts = found is [CohortGroup only] ? [.. only.Filters] : found;
        return found is [CohortGroup inner] ? inner.Logic : parts.Count == 1 ? CohortLogic.And : logic;
    }

    private static List<CohortExpression> Parts(CohortLogic logic, IReadOnlyList<CohortExpression> filters) =>
        [.. filters
            .Select(Canonical)
            .SelectMany(part => part is CohortGroup inner && inner.Logic == logic ? inner.Filters : [part])
            .DistinctBy(CohortJson.Write, StringComparer.Ordinal)
            .OrderBy(CohortJson.Write, StringComparer.Ordinal)];

    private static CohortExpression Negated(CohortExpression inner) => inner switch
    {
        CohortNot twice => twice.Inner,
        FieldFilter { Operator: FilterOperator.Exists } filter => filter with { Operator = FilterOperator.NotExists },
        FieldFilter { Operator: FilterOperator.NotExists } filter => filter with { Operator = FilterOperator.Exists },
        _ => new CohortNot(inner),
    };

    private static FieldFilter Filter(FieldFilter filter) => filter switch
    {
        { Operator: FilterOperator.Between, Values: [var low, var high] } when low == high => new(filter.Field, FilterOperator.Is, [low]),
        { Operator: FilterOperator.Between } => filter,
        _ => filter with { Values = Sorted(filter.Values) },
    };

    private static List<FilterValue> Sorted(IReadOnlyList<FilterValue> values) =>
        [.. values.Distinct().OrderBy(value => value.IsNumber).ThenBy(value => value.Text, StringComparer.Ordinal)];
}
