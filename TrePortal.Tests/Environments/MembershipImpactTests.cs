using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Requests;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Environments;

/// <summary>What a change of members does to drafts, requests and steps is said before it is made, and then it is so.</summary>
public sealed class MembershipImpactTests
{
    private const string Handle = RequestWorld.Handle;

    [Fact]
    public async Task Removing_a_requester_names_drafts_that_stop_and_requests_that_run_on()
    {
        await using var world = await RequestWorld.CreateAsync();
        var draft = await world.DraftAsync();
        var open = await world.SubmittedAsync();
        RequestWorld.Ok(await world.DecideAsync(open, "rita", "ethics"));
        var returned = await world.SubmittedAsync();
        RequestWorld.Ok(await world.DecideAsync(returned, "rita", "ethics", DecisionOutcome.Reject));
        var approved = await world.SubmittedAsync();
        RequestWorld.Ok(await world.DecideAsync(approved, "rita", "ethics"));
        RequestWorld.Ok(await world.DecideAsync(approved, "remo", "data"));

        var impact = await ImpactAsync(world, new MembershipChange { Entries = [world["otto"].Value] });

        Assert.Equal(["Test otto"], impact.Names);
        Assert.Equal(1, impact.Losing);
        Assert.Equal(("Test otto", 1, 1), impact.Drafts.Select(drafts => (drafts.Owner, drafts.Drafts, drafts.InRevision.Count)).Single());
        Assert.Equal([("AR-2026-0001", "Test otto")], impact.Open.Select(request => (request.Reference, request.Owner)));
        Assert.Equal((1, 0), (impact.Approved, impact.Projects));
        Assert.Empty(impact.Kept);

        (await RemoveAsync(world, "otto")).MustBeOk();
        Assert.False((await world.SubmitAsync(draft)).IsOk);
        Assert.Equal(RequestState.Approved, RequestWorld.Ok(await world.DecideAsync(open, "remo", "data")));
    }

    [Fact]
    public async Task Removing_a_reviewer_names_the_steps_and_is_refused_as_shown()
    {
        await using var world = await RequestWorld.CreateAsync(dataQuorum: 2);

        var now = await ImpactAsync(world, new MembershipChange { Entries = [world["remo"].Value, world["otto"].Value] });
        var later = await ImpactAsync(world, new MembershipChange { Entries = [world["remo"].Value], Until = new DateOnly(2026, 3, 31) });
        var restricted = await ImpactAsync(world, new MembershipChange { Restricts = true });

        Assert.Equal((1, 0), (now.Losing, now.Steps.Count)); // only otto goes, so no step loses anybody
        Assert.Equal([("Data access", "Test remo", 1, 2)], later.Steps.Select(step => (step.Step, string.Join(' ', step.Losing), step.Able, step.Quorum)));
        Assert.Contains("Test remo reviews", Assert.Single(now.Kept), StringComparison.Ordinal);
        Assert.Equal((new DateOnly(2026, 4, 1), 1, 0), (later.From, later.Losing, later.Kept.Count));
        Assert.Equal(0, restricted.Losing); // everybody is named
        var outcomes = (await RemoveAsync(world, "remo", "otto")).MustBeOk();
        Assert.Equal(["reviewer", "removed"], outcomes.Select(line => line.Code));
    }

    [Fact]
    public async Task Whoever_is_covered_otherwise_loses_nothing_and_a_stranger_learns_nothing()
    {
        await using var world = await RequestWorld.CreateAsync();
        await world.Portal.MemberAsync("org-north", "otto");
        await world.SubmittedAsync();
        world.As("tina");
        (await world.Portal.Do<MembershipCommands, Result<IReadOnlyList<LineOutcome>>>(commands => commands.AuthorizeAsync(Handle, [new("org-north")], default))).MustBeOk();

        var impact = await ImpactAsync(world, new MembershipChange { Entries = [world["otto"].Value] });
        var myself = await ImpactAsync(world, new MembershipChange { Admins = [world["tina"]] });
        var stranger = await TryAsync(world, "stan", new MembershipChange { Entries = [world["otto"].Value] });

        Assert.True(impact.IsHarmless);
        Assert.Equal((0, 0), (impact.Losing, impact.Open.Count));
        Assert.Contains("cannot remove yourself", Assert.Single(myself.Kept), StringComparison.Ordinal);
        Assert.IsType<NotFound>(stranger.Error);
    }

    [Fact]
    public async Task Many_people_and_requests_are_considered_in_a_few_questions()
    {
        await using var world = await RequestWorld.CreateAsync();
        await world.SubmittedAsync();
        var reader = await world.ActorAsync("tina");

        var trips = await RoundTrips.OfAsync(() => world.Portal.Do<IMembershipQueries, Result<MembershipImpact>>(queries =>
            queries.ImpactAsync(Handle, reader, new MembershipChange { Entries = [world["otto"].Value], Restricts = true }, default)));

        Assert.True(trips <= 5, $"{trips} round trips");
    }

    [Fact]
    public async Task A_reviewer_whose_last_day_has_passed_cannot_decide_until_it_is_extended()
    {
        await using var world = await RequestWorld.CreateAsync();
        var request = await world.SubmittedAsync();
        var today = DateOnly.FromDateTime(world.Portal.Clock.GetUtcNow().UtcDateTime);
        await EndAsync(world, "rita", today);
        world.Portal.Clock.Advance(TimeSpan.FromDays(1));

        var refused = await world.DecideAsync(request, "rita", "ethics");
        await EndAsync(world, "rita", null);
        var extended = await world.DecideAsync(request, "rita", "ethics");

        Assert.Contains("has ended", Assert.IsType<Forbidden>(refused.Error).Message, StringComparison.Ordinal);
        RequestWorld.Ok(extended);
    }

    private static async Task EndAsync(RequestWorld world, string name, DateOnly? until) => Assert.All(
        (await world.As("tina").Portal.Do<MembershipCommands, Result<IReadOnlyList<LineOutcome>>>(commands => commands.EndAsync(Handle, [world[name].Value], until, default))).MustBeOk(),
        line => Assert.True(line.IsDone));

    private static async Task<MembershipImpact> ImpactAsync(RequestWorld world, MembershipChange change) => (await TryAsync(world, "tina", change)).MustBeOk();

    private static async Task<Result<MembershipImpact>> TryAsync(RequestWorld world, string by, MembershipChange change)
    {
        var reader = await world.ActorAsync(by);
        return await world.Portal.Do<IMembershipQueries, Result<MembershipImpact>>(queries => queries.ImpactAsync(Handle, reader, change, default));
    }

    private static Task<Result<IReadOnlyList<LineOutcome>>> RemoveAsync(RequestWorld world, params string[] names) =>
        world.As("tina").Portal.Do<MembershipCommands, Result<IReadOnlyList<LineOutcome>>>(commands => commands.UnauthorizeAsync(Handle, [.. names.Select(name => world[name].Value)], default));
}
