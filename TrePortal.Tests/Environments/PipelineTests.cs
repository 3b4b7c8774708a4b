using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Environments;

/// <summary>Who would be asked, and the limits of a pipeline.</summary>
public sealed class PipelineTests
{
    private const string Handle = AdminWorld.Handle;

    [Fact]
    public async Task A_dry_run_says_who_is_asked_who_is_not_and_why()
    {
        await using var world = await WithTwoStepsAsync();
        (await world.Environments(commands => commands.SetReviewModeAsync(Handle, ReviewMode.Sequential, null, default))).MustBeOk();

        var run = await RunAsync(world, "rita", "ROY@example.org");

        Assert.True(run.MayRequest);
        Assert.False(run.CanBeApproved);
        Assert.Equal([("ethics", (string?)null, true, 1), ("science", "Ethics", false, 1)], run.Steps.Select(step => (step.Id, step.After, step.IsReachable, step.Asked.Count)));
        Assert.Equal([("roy", NotAskedReason.Collaborator)], run.Steps[0].NotAsked.Select(other => (other.Person.UserName, other.Reason)));
        Assert.Equal([("rita", NotAskedReason.Requester), ("roy", NotAskedReason.Collaborator)], run.Steps[1].NotAsked.Select(other => (other.Person.UserName, other.Reason)));
    }

    [Fact]
    public async Task A_dry_run_leaves_out_who_is_disabled_or_no_longer_authorized()
    {
        await using var world = await WithTwoStepsAsync();
        var today = DateOnly.FromDateTime(world.Portal.Clock.GetUtcNow().UtcDateTime);
        var rex = (await world.AuthorizedAsync()).Single(entry => entry.Name == "rex").Key;
        (await world.Members(commands => commands.EndAsync(Handle, [rex], today, default))).MustBeOk();
        world.Portal.Clock.Advance(TimeSpan.FromDays(1));
        var roy = await world.IdOfAsync("roy");
        world.Portal.AsOperator();
        (await world.Portal.Do<Domain.People.PeopleCommands, Result>(commands => commands.SetEnabledAsync(roy, isEnabled: false, null, default))).MustBeOk();
        world.Portal.As(world.Admin);

        var run = await RunAsync(world, "sam");

        Assert.False(run.MayRequest);
        Assert.Equal([("rex", NotAskedReason.NotAuthorized), ("roy", NotAskedReason.Disabled)], run.Steps[0].NotAsked.Select(other => (other.Person.UserName, other.Reason)));
    }

    [Fact]
    public async Task A_dry_run_refuses_unknown_names_and_strangers_alike()
    {
        await using var world = await WithTwoStepsAsync();

        var unknown = await TryAsync(world, "nobody", "no-one");
        world.Portal.As(world.Stranger);
        var stranger = await TryAsync(world, "rita");

        Assert.Equal([("requester", "unknown"), ("collaborators", "unknown")], Assert.IsType<Invalid>(unknown.Error).Problems.Select(problem => (problem.Field, problem.Code)));
        Assert.IsType<NotFound>(stranger.Error);
    }

    [Fact]
    public async Task Several_reviewers_are_named_at_once_and_each_has_an_answer()
    {
        await using var world = await AdminWorld.CreateAsync();
        (await world.Members(commands => commands.AuthorizeAsync(Handle, [new("rex"), new("roy")], default))).MustBeOk();
        (await world.Environments(commands => commands.AddStepAsync(Handle, new StepDraft("ethics", "Ethics", "", 1), null, default))).MustBeOk();

        var lines = (await world.Members(commands => commands.AssignReviewersAsync(Handle, "ethics", ["rex", "Roy@example.org", "sam", "nobody", "org-north"], default))).MustBeOk();

        Assert.Equal(["added", "added", "not-authorized", "unknown", "unknown"], lines.Select(line => line.Code));
        Assert.Equal(["rex", "roy"], (await world.FindAsync())!.Steps[0].Reviewers.Select(reviewer => reviewer.UserName));
    }

    [Fact]
    public async Task Steps_are_limited_to_what_makes_sense()
    {
        await using var world = await AdminWorld.CreateAsync();
        for (var number = 0; number < ResearchEnvironment.MostSteps; number++)
        {
            (await world.Environments(commands => commands.AddStepAsync(Handle, new StepDraft($"step{number}", "Step", "", 1), null, default))).MustBeOk();
        }

        var refused = await world.Environments(commands => commands.AddStepAsync(Handle, new StepDraft("more", "Step", "", 1), null, default));

        Assert.Equal("too-many", refused.MustRefuse<Invalid>().Problems[0].Code);
    }

    private static async Task<AdminWorld> WithTwoStepsAsync()
    {
        var world = await AdminWorld.CreateAsync();
        (await world.Members(commands => commands.AuthorizeAsync(Handle, [new("rita"), new("rex"), new("roy")], default))).MustBeOk();
        foreach (var (id, name, quorum, reviewers) in new[] { ("ethics", "Ethics", 1, "rex roy"), ("science", "Science", 2, "rex rita roy") })
        {
            (await world.Environments(commands => commands.AddStepAsync(Handle, new StepDraft(id, name, "", quorum), null, default))).MustBeOk();
            (await world.Members(commands => commands.AssignReviewersAsync(Handle, id, reviewers.Split(' '), default))).MustBeOk();
        }

        return world;
    }

    private static async Task<DryRun> RunAsync(AdminWorld world, string requester, params string[] collaborators) => (await TryAsync(world, requester, collaborators)).MustBeOk();

    private static async Task<Result<DryRun>> TryAsync(AdminWorld world, string requester, params string[] collaborators)
    {
        var reader = await world.Portal.ActorAsync();
        return await world.Portal.Do<IPipelineQueries, Result<DryRun>>(queries => queries.DryRunAsync(Handle, reader, requester, collaborators, default));
    }
}
