namespace TrePortal.Domain.Cohorts;

/// <summary>
/// Cohorts that differ by one clause or one value. Who asks for many of them may be looking for one person: TRE admins are
/// shown how many somebody asked for (disclosure.md DC9). Texts alone are compared, so it says nothing about the data.
/// </summary>
public static class CohortNeighbours
{
    /// <summary>Whether a cohort is a neighbour of one of these.</summary>
    /// <param name="cohort">Canonical.</param>
    /// <param name="earlier">Canonical JSON.</param>
    public static bool IsAmong(CanonicalCohort cohort, IEnumerable<string> earlier)
    {
        var parts = Parts(cohort.Expression);
        return earlier.Any(json => CohortParser.Parse(json) is { IsOk: true } parsed && AreNeighbours(parts, Parts(parsed.Value)));
    }

    private static bool AreNeighbours(HashSet<string> one, HashSet<string> other)
    {
        var (more, less) = (one.Count(part => !other.Contains(part)), other.Count(part => !one.Contains(part)));
        return more + less == 1 || (more, less) is (1, 1);
    }

    private static HashSet<string> Parts(CohortExpression expression) => expression switch
    {
        Everyone => [],
        CohortGroup group => [.. group.Filters.Select(filter => $"{group.Logic} {CohortJson.Write(filter)}")],
        _ => [$"{CohortLogic.And} {CohortJson.Write(expression)}"],
    };
}
