using TrePortal.Domain.Cohorts;

namespace TrePortal.Tests.Cohorts;

public sealed class CohortNeighbourTests
{
    private const string Women = """{"field":"person.sex","op":"in","values":["f"]}""";
    private const string Old = """{"field":"person.age","op":"greater-than-eq","values":[70]}""";
    private const string Older = """{"field":"person.age","op":"greater-than-eq","values":[80]}""";

    [Theory]
    [InlineData(Women, "all:" + Women + ";" + Old, true)]
    [InlineData("all:" + Women + ";" + Old, "all:" + Women + ";" + Older, true)]
    [InlineData("all:" + Women + ";" + Old, "all:" + Women + ";" + Old, false)]
    [InlineData(Women, Old, true)]
    [InlineData("all:" + Women + ";" + Old, "any:" + Women + ";" + Old, false)]
    public void One_clause_or_value_apart_is_a_neighbour(string one, string other, bool isNeighbour)
    {
        var (asked, earlier) = (CohortNeighbours.ClausesOf(Cohort(one)), CohortNeighbours.ClausesOf(Cohort(other).Json));
        var neighbourhood = new CohortNeighbourhood();
        neighbourhood.Add(earlier);

        Assert.Equal(isNeighbour, AreNeighbours(asked, earlier));
        Assert.Equal(isNeighbour, one != other && neighbourhood.HasNeighbourOf(asked)); // the ledger does not ask of a cohort that it knows
    }

    [Fact]
    public void A_neighbourhood_finds_what_comparing_with_each_finds()
    {
        var random = new Random(17);
        var (neighbourhood, added, found) = (new CohortNeighbourhood(), new List<HashSet<string>>(), 0);
        for (var at = 0; at < 600; at++)
        {
            var next = Enumerable.Range(0, random.Next(1, 6)).Select(_ => $"and {random.Next(14)}").ToHashSet(StringComparer.Ordinal);
            if (added.Exists(next.SetEquals))
            {
                continue;
            }

            var isNeighbour = added.Exists(earlier => AreNeighbours(next, earlier));
            Assert.Equal(isNeighbour, neighbourhood.HasNeighbourOf(next));
            found += isNeighbour ? 1 : 0;
            neighbourhood.Add(next);
            added.Add(next);
        }

        Assert.InRange(found, 50, added.Count - 20);
    }

    // The plain way, which a neighbourhood must agree with.
    private static bool AreNeighbours(IReadOnlySet<string> one, IReadOnlySet<string> other)
    {
        var (more, less) = (one.Count(part => !other.Contains(part)), other.Count(part => !one.Contains(part)));
        return more + less == 1 || (more, less) is (1, 1);
    }

    private static CanonicalCohort Cohort(string text) => CanonicalCohort.Parse(text.StartsWith('{')
        ? text
        : $$"""{"logic":"{{(text.StartsWith("all", StringComparison.Ordinal) ? "and" : "or")}}","filters":[{{text[4..].Replace(";", ",", StringComparison.Ordinal)}}]}""").Value;
}
