using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Requests;

namespace TrePortal.Tests.Reviews;

/// <summary>People withdraw between submission and decision: the decision keeps how many there were when it was made (spec.md Q8).</summary>
public sealed class DriftTests
{
    [Fact]
    public async Task A_decision_keeps_what_was_counted_when_it_was_made()
    {
        await using var world = await RequestWorld.CreateAsync(dataQuorum: 2);
        var id = await world.SubmittedAsync();
        RequestWorld.Ok(await world.DecideAsync(id, "rita", "ethics"));
        await WithdrawAsync(world, 1, 50);

        RequestWorld.Ok(await world.DecideAsync(id, "remo", "data"));
        await WithdrawAsync(world, 51, 40);

        var version = (await world.ReadAsync(id, "rosa"))!.Latest!;
        Assert.Equal("about 300", version.Facts.Participants);
        Assert.Equal(
            [("ethics", "about 300"), ("data", "about 250")],
            version.Steps.SelectMany(step => step.Decisions.Select(decision => (step.Step, decision.Participants))).OrderByDescending(decided => decided.Step));
        RequestWorld.Ok(await world.DecideAsync(id, "rosa", "data", DecisionOutcome.Reject));
        Assert.Equal(["about 210", "about 250"], (await world.ReadAsync(id, "rosa"))!.Latest!.Steps.Single(step => step.Step == "data").Decisions.Select(decision => decision.Participants).Order());
    }

    [Fact]
    public async Task Somebody_who_may_not_decide_has_nothing_counted()
    {
        await using var world = await RequestWorld.CreateAsync();
        var id = await world.SubmittedAsync();

        Assert.False((await world.DecideAsync(id, "remo", "ethics")).IsOk);

        Assert.All((await world.ReadAsync(id, "rita"))!.Latest!.Steps, step => Assert.Empty(step.Decisions));
    }

    internal static async Task WithdrawAsync(RequestWorld world, int first, int count) =>
        RequestWorld.Ok(await world.As("tina").Portal.Do<WithdrawalCommands, Result<WithdrawalAnswer>>(commands =>
            commands.AddAsync(RequestWorld.Handle, [.. Enumerable.Range(first, count).Select(number => new WithdrawnLine($"P{number}", number + 1))], default)));
}
