using TrePortal.Domain.Disclosure;
using TrePortal.Tests.Support;
using Xunit.Abstractions;
using static TrePortal.Tests.Disclosure.Attacks.Spelling;

namespace TrePortal.Tests.Disclosure.Attacks;

/// <summary>ATK14: the same question before and after a release that differs by a few people.</summary>
[Trait("Category", "Attack")]
public sealed class ReleaseAttackTests(AttackWorld world, ITestOutputHelper output) : IClassFixture<AttackWorld>
{
    private static readonly DisclosurePolicy _policy = DisclosurePolicy.Standard;

    [Fact]
    public async Task ATK14_whoever_comes_or_goes_with_a_release_is_not_seen()
    {
        await world.GrantAsync("attacker", 100_000);
        var random = new Random(14);
        var rows = world.Population.Targets.OrderBy(_ => random.Next()).Take(FullVolume.Or(6, 60)).Select(target => world.Population.People.ToList().IndexOf(target)).ToList();
        var (differ, asked) = (0, 0);
        var gone = new HashSet<int>();
        foreach (var row in rows)
        {
            var target = world.Population.People[row];
            var before = await AnswersAsync(target);

            gone.Add(row); // one person fewer than in the release before
            await world.ReleaseAsync(gone);
            var without = await AnswersAsync(target);

            gone.Remove(row); // and one more again
            await world.ReleaseAsync(gone);
            var after = await AnswersAsync(target);

            asked += 2 * before.Count;
            differ += before.Zip(without).Count(pair => pair.First != pair.Second) + without.Zip(after).Count(pair => pair.First != pair.Second);
        }

        // Of the small cells, whose edge is drawn from who is in them, a few change their side with the person.
        var accuracy = 0.5 + (differ / 2.0 / asked);
        output.WriteLine($"ATK14 one person: {differ} of {asked} answers differ, accuracy {accuracy:P1}");
        Assert.InRange(accuracy, 0.45, 0.55);
    }

    [Fact]
    public async Task ATK14_as_many_as_the_threshold_change_no_answer_by_more_than_its_error()
    {
        await world.GrantAsync("second", 100_000);
        var yes = world.Population.People.Select((person, row) => (person, row)).Where(pair => pair.person.Secret).Select(pair => pair.row).Take(_policy.Threshold).ToHashSet();
        var before = Value(AttackWorld.Size(await world.AskAsync("second", In("person.secret", "yes"))));

        await world.ReleaseAsync(yes);
        var after = Value(AttackWorld.Size(await world.AskAsync("second", In("person.secret", "yes"))));
        await world.ReleaseAsync(new HashSet<int>());
        var again = Value(AttackWorld.Size(await world.AskAsync("second", In("person.secret", "yes"))));

        output.WriteLine($"ATK14 {_policy.Threshold} people fewer: {before}, then {after}, then {again}");
        Assert.InRange(Math.Abs(before - after), 0, (2 * _policy.WidestError) + _policy.Threshold);
        Assert.Equal(before, again);
    }

    private async Task<List<string>> AnswersAsync(Known target)
    {
        var answer = await world.AskAsync("attacker", And(In("person.secret", "yes"), In("person.pad", target.Pad)), "person.g0", "person.g1");
        var total = AttackWorld.Size(await world.AskAsync("attacker", null));
        return [AttackWorld.Size(answer), total, .. answer.GetProperty("tiles").EnumerateArray().SelectMany(tile => tile.GetProperty("bars").EnumerateArray().Select(bar => bar.GetProperty("count").GetRawText()))];
    }

    private static int Value(string size) => int.Parse(size.Replace("about ", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);
}
