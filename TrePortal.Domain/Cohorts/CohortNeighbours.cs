namespace TrePortal.Domain.Cohorts;

/// <summary>
/// Cohorts that differ by one clause or one value. Who asks for many of them may be looking for one person: TRE admins are
/// shown how many somebody asked for (disclosure.md DC9). Texts alone are compared, so it says nothing about the data.
/// </summary>
public static class CohortNeighbours
{
    /// <summary>A number of a clause; those of a set add up to one of the set.</summary>
    internal static ulong NumberOf(string clause)
    {
        var number = 14_695_981_039_346_656_037UL;
        foreach (var letter in clause)
        {
            number = (number ^ letter) * 1_099_511_628_211UL;
        }

        return number ^ (number >> 29);
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

/// <summary>
/// The cohorts that somebody asked for, so that a new one is not compared with each of them. It keeps a number of every
/// cohort and of every cohort less one clause: neighbours have one of these in common.
/// </summary>
public sealed class CohortNeighbourhood
{
    private readonly HashSet<ulong> _whole = [];
    private readonly HashSet<ulong> _lessOne = [];

    /// <param name="clauses">See <see cref="CohortNeighbours.ClausesOf(CanonicalCohort)"/>.</param>
    public void Add(IReadOnlySet<string> clauses)
    {
        var (all, each) = Numbers(clauses);
        _whole.Add(all);
        _lessOne.UnionWith(each.Select(one => all - one));
    }

    /// <summary>Whether one clause or value tells it apart from one that was added; not asked of one that was added itself.</summary>
    /// <param name="clauses">Of a cohort that was not added.</param>
    public bool HasNeighbourOf(IReadOnlySet<string> clauses)
    {
        var (all, each) = Numbers(clauses);
        return _lessOne.Contains(all) || each.Exists(one => _whole.Contains(all - one) || _lessOne.Contains(all - one));
    }

    private static (ulong All, List<ulong> Each) Numbers(IReadOnlySet<string> clauses)
    {
        var each = clauses.Select(CohortNeighbours.NumberOf).ToList();
        return (each.Aggregate(0UL, (sum, one) => sum + one), each);
    }
}
