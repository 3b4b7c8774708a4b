using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;
using TrePortal.Domain.Reviews;
using TrePortal.Tests.Requests;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.PolicyRules;

/// <summary>What the policies say of reviews: justified approvals, rejections for good, how many collaborators.</summary>
[Trait("Category", "Integration")]
public sealed class ReviewPolicyTests
{
    [Fact]
    public async Task An_approval_needs_words_where_the_policies_ask_for_them()
    {
        await using var world = await RequestWorld.CreateAsync();
        var id = await world.SubmittedAsync();
        Assert.True((await world.DecideAsync(id, "rita", "ethics", why: " ")).IsOk);
        await PolicyAsync(world, policies => policies with { JustificationOnApprove = true });

        var silent = await world.DecideAsync(id, "remo", "data", why: " ");
        var spoken = await world.DecideAsync(id, "remo", "data", why: "It is needed.");

        Assert.Equal("Justification", Assert.Single(Assert.IsType<Invalid>(silent.Error).Problems).Field);
        Assert.Equal(RequestState.Approved, spoken.Value);
        Assert.True((await world.ReadAsync(id, "remo"))!.IsJustificationNeeded);
    }

    [Fact]
    public async Task A_rejection_is_final_only_where_the_policies_allow_it_and_then_ends_the_request()
    {
        await using var world = await RequestWorld.CreateAsync();
        var id = await world.SubmittedAsync();
        var final = new Verdict(1, DecisionOutcome.Reject, "Never.", IsFinal: true);
        var refused = await DecideAsync(world, id, final);
        await PolicyAsync(world, policies => policies with { FinalRejectionAllowed = true });

        var approving = await DecideAsync(world, id, final with { Outcome = DecisionOutcome.Approve });
        var silent = await DecideAsync(world, id, final with { Justification = "" });
        var rejected = await DecideAsync(world, id, final);

        Assert.Equal("final-rejection", Assert.IsType<Forbidden>(refused.Error).Code);
        Assert.IsType<Invalid>(approving.Error);
        Assert.IsType<Invalid>(silent.Error);
        Assert.Equal(RequestState.Rejected, rejected.Value);
        var seen = (await world.ReadAsync(id, "otto"))!;
        Assert.Equal((RequestState.Rejected, 0), (seen.State, seen.Actions.Count));
        Assert.True(Assert.Single(seen.Latest!.Steps.SelectMany(step => step.Decisions)).IsFinal);
        Assert.Equal(StepState.Closed, seen.Latest.Steps.Single(step => step.Step == "data").State);
        Assert.IsType<IllegalMove>((await world.SubmitAsync(id)).Error);
        Assert.IsType<IllegalMove>((await world.As("otto").Commands(commands => commands.EditAsync(id, RequestWorld.Full, null, default))).Error);
        var otto = await world.ActorAsync("otto");
        Assert.Contains((await world.Portal.Do<IAccessRequestQueries, IReadOnlyList<RequestActivity>?>(queries => queries.ActivityAsync(id, otto, default)))!, row => row.Action == "request-rejected");
        Assert.Empty((await world.QueueAsync("remo")).Rows);
    }

    [Fact]
    public async Task The_api_takes_a_final_rejection()
    {
        await using var world = await RequestWorld.CreateAsync();
        var id = await world.SubmittedAsync();
        await using var web = new TestWeb(("Portal:DataRoot", world.Portal.Folder));
        using var rita = await web.ApiAs("rita");
        var decision = $"/api/v1/requests/{id}/steps/ethics/decision";
        using var refused = await rita.PostAsJsonAsync(decision, new { version = 1, outcome = "reject", final = true, justification = "Never." });
        await PolicyAsync(world, policies => policies with { FinalRejectionAllowed = true });

        using var rejected = await rita.PostAsJsonAsync(decision, new { version = 1, outcome = "reject", final = true, justification = "Never." });

        Assert.Equal((HttpStatusCode.Forbidden, "final-rejection"), (refused.StatusCode, (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()));
        Assert.Equal("rejected", (await rejected.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_lower_limit_of_collaborators_refuses_the_submission_and_leaves_what_is_approved()
    {
        await using var world = await RequestWorld.CreateAsync();
        var id = await world.DraftAsync();
        RequestWorld.Ok(await world.As("otto").Commands(commands => commands.AddCollaboratorAsync(id, "carl", null, default)));
        await PolicyAsync(world, policies => policies with { MaximumCollaborators = 0 });

        var refused = await world.SubmitAsync(id);
        await PolicyAsync(world, policies => policies with { MaximumCollaborators = 1 });

        Assert.Equal("too-many", Assert.Single(Assert.IsType<Invalid>(refused.Error).Problems).Code);
        Assert.True((await world.SubmitAsync(id)).IsOk);
    }

    [Fact]
    public async Task A_stricter_tier_waits_for_the_next_inventory_version()
    {
        await using var world = await RequestWorld.CreateAsync();
        var before = await SizeAsync(world);
        await PolicyAsync(world, policies => policies with { Tier = DisclosureTier.Strict });

        var after = await SizeAsync(world);
        var read = await AsTinaAsync<IPolicyQueries, PolicyDetails?>(world, (queries, tina) => queries.FindAsync(RequestWorld.Handle, tina, default));

        Assert.Equal((10, 10), (before, after));
        Assert.Equal((DisclosureTier.Standard, true), (read!.TierInForce, read.IsTierPending));
        await NextVersionAsync(world);
        Assert.Equal(20, await SizeAsync(world));
        Assert.False((await AsTinaAsync<IPolicyQueries, PolicyDetails?>(world, (queries, tina) => queries.FindAsync(RequestWorld.Handle, tina, default)))!.IsTierPending);
    }

    /// <summary>The threshold under which numbers are published now.</summary>
    private static async Task<int> SizeAsync(RequestWorld world)
    {
        var otto = await world.ActorAsync("otto");
        return RequestWorld.Ok(await world.Portal.Do<Domain.Cohorts.IShowcase, Result<Domain.Cohorts.ShowcaseView>>(showcase => showcase.GetAsync(RequestWorld.Handle, otto, default))).Policy.Threshold;
    }

    private static async Task NextVersionAsync(RequestWorld world)
    {
        world.As("tina");
        Assert.True((await world.Portal.Do<LifecycleCommands, Result>(life => life.DeactivateAsync(RequestWorld.Handle, null, default))).IsOk);
        Assert.True((await world.Portal.Do<InventoryCommands, Result<int>>(inventory => inventory.StartVersionAsync(RequestWorld.Handle, default))).IsOk);
        var activated = await world.Portal.Do<LifecycleCommands, Result>(life => life.ReactivateAsync(RequestWorld.Handle, null, null, default));
        Assert.True(activated.IsOk, activated.Error?.Message);
    }

    private static async Task<T> AsTinaAsync<TService, T>(RequestWorld world, Func<TService, Actor, Task<T>> ask)
        where TService : notnull
    {
        var tina = await world.ActorAsync("tina");
        return await world.Portal.Do<TService, T>(service => ask(service, tina));
    }

    private static Task PolicyAsync(RequestWorld world, Func<Policies, Policies> change) =>
        world.ChangeEnvironmentAsync((environment, tina) => environment.SetPolicies(tina, change(environment.Policies), Some.Monday));

    private static Task<Result<RequestState>> DecideAsync(RequestWorld world, AccessRequestId id, Verdict verdict) =>
        world.As("rita").Portal.Do<ReviewCommands, Result<RequestState>>(reviews => reviews.DecideAsync(id, "ethics", verdict, default));
}
