using System.Globalization;
using System.Net;
using System.Text.Json;
using TrePortal.Domain.Disclosure;
using TrePortal.Tests.Support;
using Xunit.Abstractions;
using static TrePortal.Tests.Disclosure.Attacks.Spelling;

namespace TrePortal.Tests.Disclosure.Attacks;

/// <summary>Attacks on 20,000 people.</summary>
[Trait("Category", "Attack")]
public sealed class CountAttackTests(AttackWorld world, ITestOutputHelper output) : CountAttacks(world, output, fewer: 1), IClassFixture<AttackWorld>;

/// <summary>
/// The same on so few that most groups are small, and every cohort lies near many others. Some lie on the edge of another's
/// reach, where one person moves them: disclosure.md's bounds are passed by a little, as docs/disclosure.md says.
/// </summary>
[Trait("Category", "Attack")]
public sealed class CountAttacksOnFewTests(AttackWorldOfFew world, ITestOutputHelper output) : CountAttacks(world, output, fewer: 1, onEdges: 0.05), IClassFixture<AttackWorldOfFew>;

/// <summary>The same on half a million.</summary>
[Trait("Category", "Attack")]
public sealed class CountAttacksOnManyTests(AttackWorldOfMany world, ITestOutputHelper output) : CountAttacks(world, output, fewer: 4), IClassFixture<AttackWorldOfMany>;

/// <summary>Attacks of disclosure.md 4.4 through the API. Each prints what the attacker reaches; 50 % is nothing.</summary>
/// <param name="fewer">By what samples are divided; full volumes are not.</param>
/// <param name="onEdges">How much more one whole page of bars may tell where sets lie close together.</param>
public abstract class CountAttacks(AttackWorld world, ITestOutputHelper output, int fewer, double onEdges = 0)
{
    private const string Secret = "person.secret";
    private const string Pad = "person.pad";
    private static readonly string[] _marks = [.. Enumerable.Range(0, Population.Marks).Select(Population.MarkOf)];

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(25)]
    public async Task ATK03_ATK04_one_person_in_or_out_is_not_seen_however_the_question_is_padded(int pads)
    {
        await world.GrantAsync("attacker", 100_000);
        var accuracy = await DifferencingAsync(pads, Volume(pads == 1 ? 60 : 12, pads == 1 ? 1000 : 200), async cohort => AttackWorld.Size(await world.AskAsync("attacker", cohort)));

        output.WriteLine(Percent($"ATK04 {pads} pads", accuracy));
        Assert.InRange(accuracy, 0.45, 0.55);
    }

    [Fact]
    public async Task Without_our_rules_the_same_attack_succeeds()
    {
        var noisy = world.Control(DisclosurePolicy.Standard with { IsSnapped = false, Noise = 2 });
        var rounded = world.Control(DisclosurePolicy.Standard with { IsSnapped = false, Noise = 0 });

        var withoutSnap = await DifferencingAsync(10, Volume(60, 400), cohort => Task.FromResult(noisy(cohort)));
        var roundedOnly = await DifferencingAsync(25, Volume(60, 400), cohort => Task.FromResult(rounded(cohort)));

        output.WriteLine(Percent("control, no snap, 10 pads", withoutSnap));
        output.WriteLine(Percent("control, rounding only, 25 pads", roundedOnly));
        Assert.InRange(withoutSnap, 0.65, 1);
        Assert.InRange(roundedOnly, 0.95, 1);
    }

    [Fact]
    public async Task ATK02_whoever_leaves_out_fewer_than_the_threshold_is_told_of_everybody()
    {
        var total = AttackWorld.Size(await world.AskAsync("attacker", null));
        foreach (var target in world.Population.Targets.Take(Volume(10, 100)))
        {
            Assert.Equal(total, AttackWorld.Size(await world.AskAsync("attacker", Without(target))));
        }
    }

    [Fact]
    public async Task ATK06_all_spellings_of_a_cohort_are_one_question_with_one_answer()
    {
        var before = await UsedAsync("second");
        var (yes, pads, mark) = (In(Secret, "yes"), In(Pad, "p1", "p2", "p3"), NotIn(_marks[0], "m0"));
        string[] spellings =
        [
            And(yes, pads, mark), And(mark, yes, pads), And(pads, mark, yes), And(yes, yes, pads, mark), And(And(yes, pads), mark), And(yes, And(pads, mark)),
            And(yes, In(Pad, "p3", "p2", "p1"), mark), And(yes, In(Pad, "p1", "p1", "p2", "p3"), mark), And(Or(yes), pads, mark), And(yes, pads, mark, mark), And(And(yes), And(pads, mark)),
        ];

        var answers = new List<string>();
        foreach (var spelling in spellings)
        {
            answers.Add((await world.AskAsync("second", spelling, _marks)).GetProperty("tiles").GetRawText());
        }

        Assert.Single(answers.Distinct());
        Assert.Equal(before + 1, await UsedAsync("second"));
    }

    [Fact]
    public async Task ATK07_a_cell_that_differs_by_one_person_says_the_same_in_cohorts_far_apart()
    {
        await world.GrantAsync("attacker", 100_000);
        var random = new Random(7);
        var targets = world.Population.Targets.OrderBy(_ => random.Next()).Take(Volume(30, 500)).ToList();
        var guesses = new List<(bool Guess, bool Truth)>();
        foreach (var target in targets)
        {
            // The two cohorts differ by everybody of other pads, but within the target's first mark by the target alone.
            var pads = PadsWith(target, random);
            var near = In(_marks[0], target.Marks[0]);
            var one = await world.AskAsync("attacker", And(In(Secret, "yes"), near, In(Pad, pads)), _marks[1]);
            var other = await world.AskAsync("attacker", And(In(Secret, "yes"), In(Pad, pads), Without(target)), _marks[0]);
            var whole = one.GetProperty("count").GetProperty("text").GetString();
            guesses.Add((whole != Bar(other, target.Marks[0]), target.Secret));
        }

        var accuracy = Accuracy(guesses);
        output.WriteLine(Percent("ATK07", accuracy));
        Assert.InRange(accuracy, 0.45, 0.55);
    }

    [Fact]
    public async Task ATK08_summing_the_parts_sharpens_nothing()
    {
        await world.GrantAsync("attacker", 100_000);
        var random = new Random(8);
        var guesses = new List<(bool Guess, bool Truth)>();
        foreach (var target in world.Population.Targets.OrderBy(_ => random.Next()).Take(Volume(30, 300)))
        {
            var pads = PadsWith(target, random);
            var (with, without) = (And(In(Secret, "yes"), In(Pad, pads)), And(In(Secret, "yes"), In(Pad, pads), Without(target)));
            var sums = new List<double>();
            foreach (var cohort in (string[])[with, without])
            {
                var answer = await world.AskAsync("attacker", cohort, [.. _marks, Pad]);
                sums.Add(answer.GetProperty("tiles").EnumerateArray().Average(tile => tile.GetProperty("bars").EnumerateArray().Sum(Middle)));
            }

            guesses.Add((sums[0] - sums[1] > 0.5, target.Secret));
        }

        var accuracy = Accuracy(guesses);
        output.WriteLine(Percent("ATK08", accuracy));
        Assert.InRange(accuracy, 0.45, 0.55 + onEdges);
    }

    [Fact]
    public async Task ATK10_adding_known_people_until_the_number_jumps_tells_little()
    {
        await world.GrantAsync("attacker", 100_000);
        var random = new Random(10);
        var guesses = new List<(bool Guess, bool Truth)>();
        foreach (var target in world.Population.Targets.OrderBy(_ => random.Next()).Take(Volume(16, 200)))
        {
            // A few people around the target; known groups are added until the answer is no longer "fewer than 10".
            var others = world.Population.MarkCodes.Where(code => code != target.Marks[0]).OrderBy(_ => random.Next()).ToList();
            var (added, isHidden) = (-1, true);
            while (isHidden && added < others.Count)
            {
                added++;
                var cohort = And(In(Secret, "yes"), In(Pad, target.Pad), In(_marks[0], [target.Marks[0], .. others.Take(added)]), In(_marks[1], target.Marks[1]));
                isHidden = AttackWorld.Size(await world.AskAsync("attacker", cohort)).StartsWith("fewer", StringComparison.Ordinal);
            }

            // Nine or fewer known people are never shown: if they are, somebody else is among them.
            guesses.Add((!isHidden && KnownSize(target, others.Take(added)) < DisclosurePolicy.Standard.Threshold, target.Secret));
        }

        var accuracy = Accuracy(guesses);
        output.WriteLine(Percent("ATK10", accuracy));
        Assert.InRange(accuracy, 0.4, FullVolume.IsOn ? 0.6 : 0.7); // one of the few of a sample weighs much
    }

    [Fact]
    public async Task ATK01_ATK12_no_small_or_uneven_number_and_no_zero_is_ever_sent()
    {
        await world.GrantAsync("third", 100_000);
        var random = new Random(12);
        for (var question = 0; question < Volume(60, 1000); question++)
        {
            var marks = Enumerable.Range(0, random.Next(1, 4)).Select(mark => In(_marks[mark], world.Population.MarkCodes.OrderBy(_ => random.Next()).Take(random.Next(1, 12))));
            var answer = await world.AskAsync("third", And(marks), [.. _marks, Secret, Pad]);
            foreach (var count in Counts(answer))
            {
                var isSound = count.TryGetProperty("fewerThan", out var below) ? below.GetInt32() == 10
                    : count.TryGetProperty("from", out var from) ? (from.GetInt32(), count.GetProperty("to").GetInt32()) == (10, 49)
                    : count.GetProperty("value").GetInt32() is >= 50 and var value && value % 5 == 0;
                Assert.True(isSound, count.GetRawText());
            }
        }
    }

    [Fact]
    public async Task ATK13_several_accounts_learn_what_one_does()
    {
        string[] users = ["second", "third", "fourth", "attacker"];
        foreach (var user in users)
        {
            await world.GrantAsync(user, 10_000);
        }

        var random = new Random(13);
        var guesses = new List<(bool Guess, bool Truth)>();
        foreach (var target in world.Population.Targets.OrderBy(_ => random.Next()).Take(Volume(40, 400)))
        {
            var pads = PadsWith(target, random);
            var answers = new List<string>();
            for (var at = 0; at < users.Length; at++)
            {
                var cohort = at % 2 == 0 ? And(In(Secret, "yes"), In(Pad, pads)) : And(In(Secret, "yes"), In(Pad, pads), Without(target));
                answers.Add((await world.AskAsync(users[at], cohort, _marks)).GetProperty("tiles").GetRawText());
            }

            Assert.Equal((answers[0], answers[1]), (answers[2], answers[3])); // what one was told, all are told
            guesses.Add((answers[0] != answers[1], target.Secret));
        }

        var accuracy = Accuracy(guesses);
        output.WriteLine(Percent("ATK13, any of some thirty bars", accuracy));
        Assert.InRange(accuracy, 0.45, 0.55 + (2 * onEdges));
    }

    [Fact]
    public async Task ATK16_the_budget_is_what_was_asked_and_never_more_by_whatever_way()
    {
        var before = await UsedAsync("fifth");
        var cohorts = Enumerable.Range(0, 260).Select(at => And(In(Secret, "yes"), In(Pad, $"p{at % 40}"), In(_marks[at / 40 % 4], world.Population.MarkCodes[at / 7 % Math.Min(16, world.Population.MarkCodes.Count)]))).Distinct().ToList();

        var answers = await Task.WhenAll(cohorts.Concat(cohorts).Select(async cohort =>
        {
            using var answer = await world.PostAsync("fifth", cohort);
            return (cohort, answer.StatusCode, answer.Headers.RetryAfter);
        }));

        var answered = answers.Where(answer => answer.StatusCode == HttpStatusCode.OK).Select(answer => answer.cohort).Distinct().Count();
        Assert.Equal(200 - before, answered);
        Assert.Equal(200, await UsedAsync("fifth"));
        Assert.All(answers.Where(answer => answer.StatusCode != HttpStatusCode.OK), answer =>
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
            Assert.NotNull(answer.RetryAfter);
        });
    }

    private int Volume(int sample, int full) => FullVolume.Or(Math.Max(4, sample / fewer), full);

    private async Task<int> UsedAsync(string user) => (await world.AskAsync(user, null)).GetProperty("budget").GetProperty("usedToday").GetInt32();

    /// <summary>Asks with and without the target under changing pads; any difference makes the attacker say yes.</summary>
    private async Task<double> DifferencingAsync(int pads, int targets, Func<string, Task<string>> ask)
    {
        var random = new Random(pads);
        var guesses = new List<(bool Guess, bool Truth)>();
        foreach (var target in world.Population.Targets.OrderBy(_ => random.Next()).Take(targets))
        {
            var differs = false;
            for (var pad = 0; pad < pads && !differs; pad++)
            {
                var codes = PadsWith(target, random);
                differs = await ask(And(In(Secret, "yes"), In(Pad, codes))) != await ask(And(In(Secret, "yes"), In(Pad, codes), Without(target)));
            }

            guesses.Add((differs, target.Secret));
        }

        return Accuracy(guesses);
    }

    private int KnownSize(Known target, IEnumerable<string> codes)
    {
        var first = codes.Append(target.Marks[0]).ToHashSet(StringComparer.Ordinal);
        return world.Population.People.Count(person => person != target && person.Secret && person.Pad == target.Pad && first.Contains(person.Marks[0]) && person.Marks[1] == target.Marks[1]);
    }

    private static List<string> PadsWith(Known target, Random random) =>
        [target.Pad, .. Enumerable.Range(0, Population.Pads).Select(pad => $"p{pad}").Where(pad => pad != target.Pad).OrderBy(_ => random.Next()).Take(random.Next(8, 30))];

    private static string? Bar(JsonElement answer, string code) => answer.GetProperty("tiles")[0].GetProperty("bars").EnumerateArray()
        .Single(bar => bar.GetProperty("code").GetString() == code).GetProperty("count").GetProperty("text").GetString();

    private static double Middle(JsonElement bar) => bar.GetProperty("count") is var count && count.TryGetProperty("value", out var value) ? value.GetInt32() : count.TryGetProperty("from", out _) ? 30 : 5;

    private static IEnumerable<JsonElement> Counts(JsonElement answer) =>
        [answer.GetProperty("count"), answer.GetProperty("total"), .. answer.GetProperty("tiles").EnumerateArray().SelectMany(tile =>
            tile.GetProperty("bars").EnumerateArray().Select(bar => bar.GetProperty("count")).Append(tile.GetProperty("missing")))];

    /// <summary>The mean of how often "yes" and "no" are right.</summary>
    private static double Accuracy(List<(bool Guess, bool Truth)> guesses) =>
        (guesses.Where(guess => guess.Truth).DefaultIfEmpty().Average(guess => guess.Guess ? 1.0 : 0) + guesses.Where(guess => !guess.Truth).DefaultIfEmpty().Average(guess => guess.Guess ? 0 : 1.0)) / 2;

    private static string Percent(string what, double accuracy) => string.Create(CultureInfo.InvariantCulture, $"{what}: accuracy {accuracy:P1}");
}
