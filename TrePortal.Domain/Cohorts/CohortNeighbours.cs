namespace TrePortal.Domain.Cohorts;

/// <summary>
/// Cohorts that differ by one clause or one value. Who asks for many of them may be looking for one person: TRE admins are
/// shown how many somebody asked for (disclosure.md DC9). Texts alone are compared, so it says nothing about the data.
/// </summary>
public static class CohortNeighbours
{
    /// <summary>Whether one clause or value tells two cohorts apart.</summary>
    /// <param name="one">The clauses of one (see <see cref="ClausesOf(CanonicalCohort)"/>).</param>
    /// <param name="other">The clauses of the other.</param>
    public static bool AreNeighbours(IReadOnlySet<string> one, IReadOnlySet<string> other)
    {
        var (more, less) = (one.Count(part => !other.Contains(part)), other.Count(part => !one.Contains(part)));
        return more + less == 1 || (more, less) is (1, 1);
    }

    public static IReadOnlySet<string> ClausesOf(CanonicalCohort cohort) => Parts(cohort.Expression);

    /// <summary>The same of canonical JSON; none when it cannot be read.</summary>
    public static IReadOnlySet<string> ClausesOf(string json) => CohortParser.Parse(json) is { IsOk: true } parsed ? Parts(parsed.Value) : new HashSet<string>();

    private static HashSet<string> Parts(CohortExpression expression) => expression switch
    {
        Everyone => [],
        CohortGroup group => [.. group.Filters.Select(filter => $"{group.Logic} {CohortJson.Write(filter)}")],
        _ => [$"{CohortLogic.And} {CohortJson.Write(expression)}"],
    };
}
