namespace TrePortal.Domain.Cohorts;

/// <summary>How cohorts become one.</summary>
public enum CombineHow
{
    /// <summary>People who are in all of them.</summary>
    Intersection,

    /// <summary>People who are in at least one.</summary>
    Union,

    /// <summary>People of the first who are in none of the others.</summary>
    Difference,
}

/// <summary>Makes one expression of several. It says the same as the sets would; whether it is too large is for the validator to say.</summary>
public static class CohortCombination
{
    /// <param name="how">In all, in any, or in the first alone.</param>
    /// <param name="cohorts">At least one.</param>
    public static CohortExpression Of(CombineHow how, IReadOnlyList<CohortExpression> cohorts) => how switch
    {
        CombineHow.Union when cohorts.Any(cohort => cohort is Everyone) => CohortExpression.Everyone,
        CombineHow.Union => Join(CohortLogic.Or, cohorts),
        CombineHow.Intersection => Join(CohortLogic.And, [.. cohorts.Where(cohort => cohort is not Everyone)]),
        CombineHow.Difference when cohorts.Skip(1).Any(cohort => cohort is Everyone) => throw new ArgumentException("Nobody is outside of everybody.", nameof(cohorts)),
        _ => Join(CohortLogic.And, [.. cohorts.Take(1).Where(cohort => cohort is not Everyone), .. cohorts.Skip(1).Select(Without)]),
    };

    /// <summary>Everybody but these. "Not" stands on single conditions only, so groups turn into their counterparts.</summary>
    /// <exception cref="ArgumentException">Nobody is outside of everybody.</exception>
    public static CohortExpression Without(CohortExpression expression) => expression switch
    {
        Everyone => throw new ArgumentException("Nobody is outside of everybody.", nameof(expression)),
        CohortNot not => not.Inner,
        CohortGroup group => new CohortGroup(group.Logic == CohortLogic.And ? CohortLogic.Or : CohortLogic.And, [.. group.Filters.Select(Without)]),
        _ => new CohortNot(expression),
    };

    private static CohortExpression Join(CohortLogic logic, IReadOnlyList<CohortExpression> parts) => parts.Count switch
    {
        0 => CohortExpression.Everyone,
        1 => parts[0],
        _ => new CohortGroup(logic, [.. parts.SelectMany(part => part is CohortGroup group && group.Logic == logic ? group.Filters : [part])]),
    };
}
