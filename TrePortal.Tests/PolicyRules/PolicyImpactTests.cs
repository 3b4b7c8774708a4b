using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Requests;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.PolicyRules;

/// <summary>What a change would do is told before it is made, and told rightly.</summary>
public sealed class PolicyImpactTests
{
    [Fact]
    public async Task A_change_names_the_projects_and_requests_that_it_touches()
    {
        await using var world = await RequestWorld.CreateAsync();
        var approved = await ApprovedAsync(world, "Approved");
        RequestWorld.Ok(await world.As("otto").Portal.Do<DispensalCommands, Result<Domain.Projects.ProjectId>>(commands => commands.CreateProjectAsync(approved, "Kidneys", false, default)));
        await world.SubmittedAsync();
        world.Portal.Clock.Advance(TimeSpan.FromDays(40));
        var draft = new PolicyDraft(
            Policies.Default with
            {
                Tier = DisclosureTier.Strict, MayDownload = true, MayUpload = true, MayPreview = false, MaximumCollaborators = 0, AccessTermDays = 30,
                AllowedNetworks = ["192.0.2.0/24"], JustificationOnApprove = true, FinalRejectionAllowed = true,
            },
            "Be kind.");

        var impacts = RequestWorld.Ok(await ImpactAsync(world, draft));

        // Access ends with it, so no project is open afterwards to gain or lose anything else.
        Assert.Equal(["access-ends", "justification", "final-rejection", "tier"], impacts.Select(impact => impact.Code));
        Assert.Equal(("Access ends at once for 1 request.", "AR-2026-0001", true), (impacts[0].Text, Assert.Single(impacts[0].Examples), impacts[0].IsLoss));
        impacts = RequestWorld.Ok(await ImpactAsync(world, draft with { Policies = draft.Policies with { AccessTermDays = 60 } }));
        Assert.Equal(
            ["downloads-begin", "uploads-begin", "previews-end", "networks", "terms", "access-moves", "justification", "final-rejection", "tier"], impacts.Select(impact => impact.Code));
        Assert.Equal(("Previews of tables end in 1 open project.", "Kidneys", true), (impacts[2].Text, Assert.Single(impacts[2].Examples), impacts[2].IsLoss));
    }

    [Fact]
    public async Task Lower_limits_and_longer_terms_are_told_too()
    {
        await using var world = await RequestWorld.CreateAsync();
        var id = await world.DraftAsync();
        RequestWorld.Ok(await world.As("otto").Commands(commands => commands.AddCollaboratorAsync(id, "carl", null, default)));
        RequestWorld.Ok(await world.As("otto").Commands(commands => commands.AddCollaboratorAsync(id, "cleo", null, default)));
        RequestWorld.Ok(await world.SubmitAsync(id));
        await ApprovedAsync(world, "Approved");
        await world.ChangeEnvironmentAsync((environment, tina) => environment.SetPolicies(tina, environment.Policies with { AccessTermDays = 10 }, Some.Monday));
        world.Portal.Clock.Advance(TimeSpan.FromDays(20));

        var fewer = RequestWorld.Ok(await ImpactAsync(world, new PolicyDraft(Policies.Default with { MaximumCollaborators = 1, AccessTermDays = 10 })));
        var longer = RequestWorld.Ok(await ImpactAsync(world, new PolicyDraft(Policies.Default with { AccessTermDays = 30 })));
        var same = RequestWorld.Ok(await ImpactAsync(world, new PolicyDraft(Policies.Default with { AccessTermDays = 10 })));

        Assert.Equal(("collaborators", 1, true), (Assert.Single(fewer).Code, fewer[0].Count, fewer[0].IsLoss));
        Assert.Equal(("access-resumes", 1, false), (Assert.Single(longer).Code, longer[0].Count, longer[0].IsLoss));
        Assert.Empty(same);
    }

    [Fact]
    public async Task Drafts_are_counted_and_never_named()
    {
        await using var world = await RequestWorld.CreateAsync();
        var id = await world.DraftAsync(RequestWorld.Full with { Title = "A secret idea" });
        RequestWorld.Ok(await world.As("otto").Commands(commands => commands.AddCollaboratorAsync(id, "carl", null, default)));

        var impact = Assert.Single(RequestWorld.Ok(await ImpactAsync(world, new PolicyDraft(Policies.Default with { MaximumCollaborators = 0 }))));

        Assert.Equal(1, impact.Count);
        Assert.Empty(impact.Examples);
    }

    [Fact]
    public async Task It_takes_an_admin_to_ask_and_five_round_trips_to_answer()
    {
        await using var world = await RequestWorld.CreateAsync();
        await ApprovedAsync(world, "Approved");
        var (tina, otto) = (await world.ActorAsync("tina"), await world.ActorAsync("otto"));
        var draft = new PolicyDraft(Policies.Default with { MayDownload = true, AccessTermDays = 3 }, "Be kind.");

        var refused = await world.Portal.Do<IPolicyQueries, Result<IReadOnlyList<PolicyImpact>>>(queries => queries.ImpactAsync(RequestWorld.Handle, draft, otto, default));
        var trips = await RoundTrips.OfAsync(() => world.Portal.Do<IPolicyQueries, Result<IReadOnlyList<PolicyImpact>>>(queries => queries.ImpactAsync(RequestWorld.Handle, draft, tina, default)));
        var page = await RoundTrips.OfAsync(async () =>
        {
            await world.Portal.Do<IPolicyQueries, PolicyDetails?>(queries => queries.FindAsync(RequestWorld.Handle, tina, default));
            await world.Portal.Do<IPolicyQueries, Page<PolicyVersionDetails>?>(queries => queries.VersionsAsync(RequestWorld.Handle, tina, PageRequest.First, default));
        });

        Assert.IsType<NotFound>(refused.Error);
        Assert.InRange(trips, 1, 5);
        Assert.InRange(page, 1, 5);
    }

    private static async Task<AccessRequestId> ApprovedAsync(RequestWorld world, string title)
    {
        var id = await world.SubmittedAsync(RequestWorld.Full with { Title = title });
        RequestWorld.Ok(await world.DecideAsync(id, "rita", "ethics"));
        RequestWorld.Ok(await world.DecideAsync(id, "remo", "data"));
        return id;
    }

    private static async Task<Result<IReadOnlyList<PolicyImpact>>> ImpactAsync(RequestWorld world, PolicyDraft draft)
    {
        var tina = await world.ActorAsync("tina");
        return await world.Portal.Do<IPolicyQueries, Result<IReadOnlyList<PolicyImpact>>>(queries => queries.ImpactAsync(RequestWorld.Handle, draft, tina, default));
    }
}
