using System.Globalization;
using System.Text.Json;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Inventory;
using TrePortal.Tests.Support;
using Xunit.Abstractions;
using static TrePortal.Tests.Disclosure.Attacks.Spelling;

namespace TrePortal.Tests.Disclosure.Attacks;

/// <summary>
/// ATK18: for every true number from 0 to 200, whatever is published allows no smaller interval than the policy: who is told
/// "fewer than k" cannot rule any of these out, and who is told a number cannot tell apart what rounding makes one.
/// </summary>
[Trait("Category", "Attack")]
public sealed class RoundingLeakTests(AttackWorld world, ITestOutputHelper output) : IClassFixture<AttackWorld>
{
    private static readonly int _draws = FullVolume.Or(60, 2_000);

    [Theory]
    [InlineData(DisclosureTier.Open)]
    [InlineData(DisclosureTier.Standard)]
    [InlineData(DisclosureTier.Strict)]
    public void Whatever_is_said_of_a_chosen_cohort_leaves_the_interval_of_the_policy(DisclosureTier tier)
    {
        var policy = DisclosurePolicy.Of(tier);
        var meant = Meant(policy).Where(said => said.Value.Min() <= Population.LargestSize - policy.WidestError).ToDictionary(StringComparer.Ordinal); // where we stop cuts the last ones off

        var narrowest = meant.Where(said => said.Key != "0").MinBy(said => said.Value.Count);
        output.WriteLine($"ATK18 {tier}: {meant.Count} things are said of 0 to {Population.LargestSize} people; the narrowest, \"{narrowest.Key}\", allows {narrowest.Value.Count}");
        Assert.All(meant, said => Assert.True(said.Value.Count >= LeastOf(policy, said.Key, policy.Noise), $"\"{said.Key}\" is said of {string.Join(", ", said.Value)} only"));
        Assert.Equal(policy.ShowsZero, meant.ContainsKey("0"));
    }

    [Theory]
    [InlineData(DisclosureTier.Open)]
    [InlineData(DisclosureTier.Standard)]
    [InlineData(DisclosureTier.Strict)]
    public void Whatever_is_said_of_a_whole_release_leaves_the_interval_of_the_policy(DisclosureTier tier)
    {
        var policy = DisclosurePolicy.Of(tier);
        var gate = new DisclosureGate(policy);
        var meant = Enumerable.Range(0, Population.LargestSize + policy.Base).GroupBy(count => Say(gate.Publish(count))).ToDictionary(said => said.Key, said => said.Count());

        // The last one is cut off by where we stop. A whole release carries no noise.
        Assert.All(meant.SkipLast(1), said => Assert.True(said.Value >= LeastOf(policy, said.Key, noise: 0), $"\"{said.Key}\" is said of {said.Value} numbers only"));
    }

    [Fact]
    public async Task The_API_says_of_every_number_what_the_rules_may_say_of_it()
    {
        await world.GrantAsync("fifth", 10_000);
        var policy = DisclosurePolicy.Standard;
        var meant = Meant(policy);
        var bars = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in (string[])["person.small", "person.large"])
        {
            var answer = await world.AskAsync("fifth", null, field);
            foreach (var bar in answer.GetProperty("tiles")[0].GetProperty("bars").EnumerateArray())
            {
                bars[field + bar.GetProperty("code").GetString()] = bar.GetProperty("count").GetProperty("text").GetString()!;
            }
        }

        for (var size = 0; size <= Population.LargestSize; size++)
        {
            var (field, code) = Population.GroupOf(size);
            var said = AttackWorld.Size(await world.AskAsync("fifth", In(field, code)));
            IsMeant(said, size);
            IsMeant(bars[field + code], size);
        }

        // One of the things whose intervals are checked above, and no further from the truth than the policy allows.
        void IsMeant(string said, int size) => Assert.True(
            meant.TryGetValue(said, out var numbers) && numbers.Min() - policy.WidestError <= size && size <= numbers.Max() + policy.WidestError, $"\"{said}\" is said of {size}");
    }

    /// <summary>
    /// How many true numbers a thing that is said has to allow: all that are hidden; what rounding makes one, and more with
    /// noise; and from the threshold on the upper half of that, because what is below it is hidden before anything is rounded.
    /// </summary>
    private static int LeastOf(DisclosurePolicy policy, string said, double noise) =>
        said == "0" ? 1
        : said.StartsWith("fewer", StringComparison.Ordinal) ? policy.ShowsZero ? policy.Threshold - 1 : policy.Threshold
        : noise > 0 ? policy.Base + 1
        : said == Say(new DisclosureGate(policy).Publish(policy.Threshold)) ? (policy.Base + 1) / 2
        : policy.Base;

    /// <summary>Of which true numbers each thing is said, under many secrets and dice.</summary>
    private static Dictionary<string, HashSet<int>> Meant(DisclosurePolicy policy)
    {
        var meant = new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
        var random = new Random(18);
        for (var draw = 0; draw < _draws; draw++)
        {
            var book = new AnchorBook(new DisclosureGate(policy), new SeededDice(unchecked(draw * 1_000_003)));
            for (var size = 0; size <= Population.LargestSize + policy.WidestError; size++)
            {
                var people = Enumerable.Range(0, size).Select(_ => (uint)random.NextInt64(1L << 32)).ToArray();
                var said = Say(book.Publish(EdgeWalkTests.SetOf(people), CountedSet.Nobody with { Count = 100_000 }, book.DrawReach(), []));
                (meant.TryGetValue(said, out var numbers) ? numbers : meant[said] = []).Add(size);
            }
        }

        return meant;
    }

    private static string Say(PublishedCount count) => count.ToString(CultureInfo.InvariantCulture);
}
