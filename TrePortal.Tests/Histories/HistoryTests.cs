using System.Globalization;
using TrePortal.Tests.Faults;
using TrePortal.Tests.Invariants;
using TrePortal.Tests.Support;
using Xunit.Abstractions;

namespace TrePortal.Tests.Histories;

/// <summary>
/// Whatever sixty-four people do at the same moment, the audit log is one order of it that the published rules allow, and
/// every one of them was told the truth.
/// </summary>
[Trait("Category", "Integration")]
public sealed class HistoryTests(ITestOutputHelper output)
{
    private const int HistoriesOfAWorld = 10;

    private static readonly string[] Operations = [.. typeof(Operation).Assembly.GetTypes().Where(type => type.BaseType == typeof(Operation)).Select(type => type.Name)];

    [Fact]
    public async Task Random_histories_of_sixty_four_actors_are_legal_and_lose_nothing()
    {
        var (done, refused, commits, kinds) = (0, 0, 0, new List<string>());
        var histories = FullVolume.Or(5, 1000);
        for (var (made, seed) = (0, 20261); made < histories; seed++)
        {
            var random = new Random(seed);
            await using var world = await HistoryWorld.CreateAsync(random);
            for (var number = 0; number < (FullVolume.IsOn ? HistoriesOfAWorld : 1) && made < histories; number++, made++)
            {
                var history = new History(world, random, string.Create(CultureInfo.InvariantCulture, $"seed {seed}, history {number}"));
                await history.MixedAsync(each: random.Next(2, 5));
                output.WriteLine(history.Sum);
                (done, refused, commits) = (done + history.Done, refused + history.Refused, commits + 1);
                kinds.AddRange(history.DoneKinds);
            }

            await HoldsAsync(world);
        }

        output.WriteLine($"{commits} histories of {History.Actors} actors: {done} operations done, {refused} refused, none lost, none doubled");
        output.WriteLine(string.Join(", ", kinds.CountBy(kind => kind).OrderByDescending(kind => kind.Value).Select(kind => $"{kind.Key} {kind.Value}")));
        Assert.True(!FullVolume.IsOn || Operations.All(kinds.Contains), "some kinds of operations were never done: nothing is proven of them");
        Assert.True(done > histories * 10 && refused > histories * 10, $"too little happened to prove anything: {done} done, {refused} refused");
    }

    [Fact]
    public async Task Approve_reject_withdraw_edit_and_maintenance_at_the_same_moment_leave_one_legal_history()
    {
        var (done, refused, rounds) = (0, 0, FullVolume.Or(10, 1000));
        for (var (made, seed) = (0, 11); made < rounds; seed++)
        {
            var random = new Random(seed);
            await using var world = await HistoryWorld.CreateAsync(random);
            for (var number = 0; number < 5 * (FullVolume.IsOn ? HistoriesOfAWorld : 1) && made < rounds; number++, made++)
            {
                var history = new History(world, random, string.Create(CultureInfo.InvariantCulture, $"seed {seed}, round {number}"));
                await history.ConflictAsync();
                output.WriteLine(history.Sum);
                (done, refused) = (done + history.Done, refused + history.Refused);
            }

            await HoldsAsync(world);
        }

        output.WriteLine($"{rounds} rounds of {History.Actors} actors: {done} operations done, {refused} refused (F11)");
        Assert.True(done > rounds && refused > rounds, $"too little happened to prove anything: {done} done, {refused} refused");
    }

    private static async Task HoldsAsync(HistoryWorld world)
    {
        await world.World.Portal.AllHoldAsync();
        await new KillHarness(world.World.Portal).AuditChainHoldsAsync();
    }
}
