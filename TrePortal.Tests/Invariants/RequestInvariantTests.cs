using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Requests;

namespace TrePortal.Tests.Invariants;

/// <summary>Each invariant of requests and their review, with what breaks it and nothing else.</summary>
[Trait("Category", "Integration")]
public sealed class RequestInvariantTests
{
    [Fact]
    public async Task INV01_a_state_that_no_event_led_to()
    {
        await using var world = await RequestWorld.CreateAsync();
        var request = await world.SubmittedAsync();
        await world.Portal.AllHoldAsync();

        await world.Portal.SpoilAsync($"UPDATE AccessRequests SET State = 'Withdrawn' WHERE Id = {request.Value}");

        await world.Portal.OnlyBreaksAsync("INV01", "request", request.Value);
    }

    [Fact]
    public async Task INV02_a_move_out_of_an_end()
    {
        await using var world = await RequestWorld.CreateAsync();
        var request = await world.SubmittedAsync();
        RequestWorld.Ok(await world.As("otto").Commands(commands => commands.WithdrawAsync(request, null, CancellationToken.None)));
        await world.Portal.AllHoldAsync();

        await world.Portal.WriteEventAsync("request", request.Value, "request-submitted", """{"version":2,"hash":""}""");

        await world.Portal.OnlyBreaksAsync("INV02", "request", request.Value);
    }

    [Fact]
    public async Task INV03_a_frozen_text_that_was_changed()
    {
        await using var world = await RequestWorld.CreateAsync();
        var request = await world.SubmittedAsync();
        await world.Portal.AllHoldAsync();

        await world.Portal.SpoilAsync($"UPDATE RequestVersions SET Frozen = replace(Frozen, 'statins', 'aspirin') WHERE Request = {request.Value}");

        await world.Portal.OnlyBreaksAsync("INV03", "request", request.Value);
    }

    [Fact]
    public async Task INV04_a_change_that_was_not_audited()
    {
        await using var world = await RequestWorld.CreateAsync();
        var request = await world.SubmittedAsync();
        await world.Portal.AllHoldAsync();

        await world.Portal.SpoilAsync($"UPDATE AccessRequests SET Version = Version + 7 WHERE Id = {request.Value}");

        await world.Portal.OnlyBreaksAsync("INV04", "request", request.Value);
    }

    [Fact]
    public async Task INV05_an_environment_that_moved_unseen()
    {
        await using var world = await RequestWorld.CreateAsync();
        await world.SubmittedAsync();
        await world.Portal.AllHoldAsync();
        var environment = await EnvironmentAsync(world);

        await world.Portal.SpoilAsync($"UPDATE Environments SET State = 'Maintenance' WHERE Id = {environment}");

        await world.Portal.OnlyBreaksAsync("INV05", "environment", environment);
    }

    [Fact]
    public async Task INV05_a_submission_under_maintenance()
    {
        await using var world = await RequestWorld.CreateAsync();
        var request = await world.SubmittedAsync();
        await world.ChangeEnvironmentAsync((environment, tina) => environment.Deactivate(tina, world.Portal.Clock.GetUtcNow()));
        await world.Portal.AllHoldAsync();

        await world.Portal.MoveToEndAsync("request-submitted");

        await world.Portal.OnlyBreaksAsync("INV05", "request", request.Value);
    }

    [Fact]
    public async Task INV06_a_pipeline_that_changed_after_the_submission()
    {
        await using var world = await RequestWorld.CreateAsync();
        var request = await world.SubmittedAsync();
        await world.Portal.AllHoldAsync();

        await world.Portal.SpoilAsync($"UPDATE ReviewSteps SET Quorum = 2 WHERE Id = 'ethics'");

        await world.Portal.OnlyBreaksAsync("INV06", "request", request.Value);
    }

    [Fact]
    public async Task INV07_a_second_decision_of_the_same_person()
    {
        await using var world = await RequestWorld.CreateAsync();
        var request = await DecidedAsync(world);
        await world.Portal.AllHoldAsync();

        await world.Portal.WriteEventAsync("request", request.Value, "step-decided", """{"version":1,"step":"ethics","outcome":"approve"}""", world["rita"].Value);

        await world.Portal.OnlyBreaksAsync("INV07", "request", request.Value);
    }

    [Fact]
    public async Task INV08_a_decision_by_a_collaborator()
    {
        await using var world = await RequestWorld.CreateAsync();
        var request = await DecidedAsync(world);
        await world.Portal.AllHoldAsync();

        await world.Portal.SpoilAsync($"INSERT INTO RequestCollaborators (Request, Person, Since) VALUES ({request.Value}, {world["rita"].Value}, '2026-03-01 00:00:00')");

        await world.Portal.OnlyBreaksAsync("INV08", "request", request.Value);
    }

    [Fact]
    public async Task INV09_a_decision_by_somebody_who_was_not_assigned()
    {
        await using var world = await RequestWorld.CreateAsync();
        var request = await DecidedAsync(world);
        await world.Portal.AllHoldAsync();

        await world.Portal.SpoilAsync($"UPDATE AuditEvents SET Action = 'step-described' WHERE Action = 'reviewer-assigned' AND Content LIKE {$"%{world["rita"]}%"}");

        await world.Portal.OnlyBreaksAsync("INV09", "request", request.Value);
    }

    [Fact]
    public async Task INV09_a_decision_by_somebody_who_had_stepped_back()
    {
        await using var world = await RequestWorld.CreateAsync();
        var request = await world.SubmittedAsync();
        RequestWorld.Ok(await world.As("remo").Portal.Do<Domain.Reviews.ReviewCommands, Domain.Kernel.Result>(commands => commands.RecuseAsync(request, "", default)));
        RequestWorld.Ok(await world.DecideAsync(request, "rita", "ethics"));
        await world.Portal.AllHoldAsync();

        await world.Portal.SpoilAsync($"UPDATE AuditEvents SET ActorId = {world["rita"].Value} WHERE Action = 'reviewer-recused'");

        await world.Portal.OnlyBreaksAsync("INV09", "request", request.Value);
    }

    [Fact]
    public async Task INV10_an_approved_step_without_its_quorum()
    {
        await using var world = await RequestWorld.CreateAsync();
        var request = await DecidedAsync(world);
        await world.Portal.AllHoldAsync();

        await world.Portal.SpoilAsync($"UPDATE ReviewSteps SET Quorum = 2 WHERE Id = 'ethics'");
        await world.Portal.SpoilAsync($"UPDATE RequestSteps SET Quorum = 2 WHERE Step = 'ethics'");

        await world.Portal.OnlyBreaksAsync("INV10", "request", request.Value);
    }

    [Fact]
    public async Task INV10_a_step_decided_before_its_turn()
    {
        await using var world = await RequestWorld.CreateAsync(ReviewMode.Sequential, dataQuorum: 2);
        var request = await DecidedAsync(world);
        RequestWorld.Ok(await world.DecideAsync(request, "remo", "data"));
        await world.Portal.AllHoldAsync();

        await world.Portal.SpoilAsync($"UPDATE AuditEvents SET Sequence = (SELECT MAX(Sequence) + 1 FROM AuditEvents) WHERE Action = 'step-decided' AND ActorId = {world["rita"].Value}");

        await world.Portal.OnlyBreaksAsync("INV10", "request", request.Value);
    }

    [Fact]
    public async Task INV11_an_approval_that_a_step_does_not_bear_out()
    {
        await using var world = await RequestWorld.CreateAsync();
        var request = await DecidedAsync(world);
        RequestWorld.Ok(await world.DecideAsync(request, "remo", "data"));
        await world.Portal.AllHoldAsync();

        await world.Portal.SpoilAsync($"UPDATE RequestSteps SET State = 'Open' WHERE Step = 'data'");

        await world.Portal.OnlyBreaksAsync("INV11", "request", request.Value);
    }

    [Fact]
    public async Task A_request_that_was_returned_and_submitted_again_breaks_nothing()
    {
        await using var world = await RequestWorld.CreateAsync();
        var request = await world.SubmittedAsync();
        RequestWorld.Ok(await world.DecideAsync(request, "rita", "ethics", DecisionOutcome.Reject));
        await world.Portal.AllHoldAsync();
        await world.NextVersionAsync();
        RequestWorld.Ok(await world.SubmitAsync(request));
        RequestWorld.Ok(await world.DecideAsync(request, "rita", "ethics", version: 2));

        await world.Portal.AllHoldAsync();
    }

    private static async Task<AccessRequestId> DecidedAsync(RequestWorld world)
    {
        var request = await world.SubmittedAsync();
        RequestWorld.Ok(await world.DecideAsync(request, "rita", "ethics"));
        return request;
    }

    private static Task<Guid> EnvironmentAsync(RequestWorld world) =>
        world.Portal.Look(async db => (await db.Set<ResearchEnvironment>().SingleAsync()).Id.Value);
}
