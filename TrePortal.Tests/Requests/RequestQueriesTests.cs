using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Tests.Requests;

public sealed class RequestQueriesTests : IAsyncLifetime
{
    private RequestWorld _world = null!;

    public async Task InitializeAsync() => _world = await RequestWorld.CreateAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task A_draft_is_seen_by_owner_and_collaborators_only()
    {
        var id = await _world.DraftAsync();
        await AddAsync(id, "carl");

        Assert.Equal("otto,carl", await SeenByAsync(id));
    }

    [Fact]
    public async Task A_submitted_request_is_seen_by_its_parties_its_reviewers_and_the_admins()
    {
        var id = await _world.DraftAsync();
        await AddAsync(id, "carl");
        RequestWorld.Ok(await _world.SubmitAsync(id));

        Assert.Equal("tina,otto,carl,rita,remo,rosa", await SeenByAsync(id));
    }

    [Fact]
    public async Task Who_was_taken_off_sees_nothing_any_more()
    {
        var id = await _world.DraftAsync();
        await AddAsync(id, "carl");
        RequestWorld.Ok(await _world.As("otto").Commands(commands => commands.RemoveCollaboratorAsync(id, _world["carl"], null, default)));

        Assert.Null(await _world.ReadAsync(id, "carl"));
    }

    [Fact]
    public async Task Reviewers_read_what_was_submitted_and_not_what_is_being_written()
    {
        var id = await _world.SubmittedAsync();
        await _world.DecideAsync(id, "rita", "ethics", DecisionOutcome.Reject, why: "Too broad.");
        RequestWorld.Ok(await _world.As("otto").Commands(commands => commands.EditAsync(id, RequestWorld.Full with { Title = "Half a thought" }, null, default)));

        Assert.Equal("Half a thought", (await _world.ReadAsync(id, "otto"))!.Content.Title);
        Assert.Equal(RequestWorld.Full.Title, (await _world.ReadAsync(id, "rita"))!.Content.Title);
        Assert.Equal(RequestWorld.Full.Title, (await _world.ReadAsync(id, "tina"))!.Title);
    }

    [Fact]
    public async Task The_owner_reads_who_rejected_which_step_and_why()
    {
        var id = await _world.SubmittedAsync();
        await _world.DecideAsync(id, "rita", "ethics", DecisionOutcome.Reject, why: "Too broad.");

        var steps = (await _world.ReadAsync(id, "otto"))!.Latest!.Steps;

        Assert.Equal([StepState.Rejected, StepState.Closed], steps.Select(step => step.State));
        Assert.Equal(("Test rita", "Too broad."), steps[0].Decisions.Select(decision => (decision.Reviewer.DisplayName, decision.Justification)).Single());
    }

    [Fact]
    public async Task In_sequence_a_later_reviewer_sees_nothing_until_the_turn_comes()
    {
        await using var world = await RequestWorld.CreateAsync(ReviewMode.Sequential);
        var id = await world.SubmittedAsync();

        Assert.Null(await world.ReadAsync(id, "remo"));
        Assert.Empty((await world.QueueAsync("remo")).Rows);
        await world.DecideAsync(id, "rita", "ethics");
        Assert.NotNull(await world.ReadAsync(id, "remo"));
        Assert.Single((await world.QueueAsync("remo")).Rows);
    }

    [Fact]
    public async Task In_sequence_a_rejection_before_the_turn_keeps_later_reviewers_out()
    {
        await using var world = await RequestWorld.CreateAsync(ReviewMode.Sequential);
        var id = await world.SubmittedAsync();

        await world.DecideAsync(id, "rita", "ethics", DecisionOutcome.Reject);

        Assert.Null(await world.ReadAsync(id, "remo"));
    }

    [Fact]
    public async Task My_requests_show_drafts_first_then_the_last_changed_with_their_steps()
    {
        var first = await _world.SubmittedAsync(RequestWorld.Full with { Title = "First" });
        _world.Portal.Clock.Advance(TimeSpan.FromHours(1));
        await _world.DraftAsync(RequestWorld.Full with { Title = "Draft" });
        _world.Portal.Clock.Advance(TimeSpan.FromHours(1));
        await _world.SubmittedAsync(RequestWorld.Full with { Title = "Second" });
        await _world.DecideAsync(first, "rita", "ethics");

        var list = await ListAsync("otto", RequestFilter.All);

        Assert.Equal(["Draft", "First", "Second"], list.Rows.Select(row => row.Title).Order());
        Assert.Equal("Draft", list.Rows[0].Title);
        Assert.Equal((1, 2), list.Rows.Where(row => row.Id == first).Select(row => (row.StepsApproved, row.Steps)).Single());
        Assert.Equal(RequestWorld.Handle, Assert.Single(list.Environments).Handle);
    }

    [Fact]
    public async Task Lists_are_filtered_by_state_environment_and_side()
    {
        var id = await _world.SubmittedAsync();
        await _world.DraftAsync();
        var draft = await _world.DraftAsync();
        await AddAsync(draft, "carl");

        Assert.Equal(2, (await ListAsync("otto", RequestFilter.All with { State = RequestState.Draft })).Total);
        Assert.Equal(0, (await ListAsync("otto", RequestFilter.All with { Environment = "tre-other" })).Total);
        Assert.Equal(3, (await ListAsync("otto", RequestFilter.All with { Environment = RequestWorld.Handle, Take = 1 })).Total);
        Assert.Equal(draft, Assert.Single((await ListAsync("carl", RequestFilter.All)).Rows).Id);
        Assert.Empty((await ListAsync("carl", RequestFilter.All with { Side = RequestSide.Owner })).Rows);
        Assert.Equal(id, Assert.Single((await ListAsync("tina", RequestFilter.All with { Side = RequestSide.TreAdmin })).Rows).Id);
        Assert.Empty((await ListAsync("rita", RequestFilter.All)).Rows);
    }

    [Fact]
    public async Task Activity_is_what_the_audit_log_holds_with_edits_in_one_line()
    {
        var id = await _world.DraftAsync();
        for (var round = 0; round < 3; round++)
        {
            RequestWorld.Ok(await _world.As("otto").Commands(commands => commands.EditAsync(id, RequestWorld.Full with { Title = $"Title {round}" }, null, default)));
        }

        RequestWorld.Ok(await _world.SubmitAsync(id));
        await _world.DecideAsync(id, "rita", "ethics");

        var activity = await ActivityAsync(id, "otto");

        Assert.Equal(["step-decided", "request-submitted", "request-edited", "request-started"], activity!.Select(item => item.Action));
        Assert.Equal(("Test rita", "ethics", "approve", 1), (activity![0].By, activity[0].Step, activity[0].Outcome, activity[0].Version));
        Assert.Equal(4, activity[2].Times);
        Assert.Null(await ActivityAsync(id, "stan"));
    }

    [Fact]
    public async Task Starting_says_why_not()
    {
        Assert.True((await EnvironmentAsync("otto")).IsOk);
        Assert.IsType<NotFound>((await EnvironmentAsync("stan")).Error);
        Assert.IsType<Forbidden>((await EnvironmentAsync("tina")).Error);
        await _world.ChangeEnvironmentAsync((environment, actor) => environment.Deactivate(actor, _world.Portal.Clock.GetUtcNow()));
        Assert.Contains("maintenance", (await EnvironmentAsync("otto")).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_blocked_submission_is_said_on_the_draft()
    {
        var id = await _world.DraftAsync();
        await _world.ChangeEnvironmentAsync((environment, actor) => environment.Deactivate(actor, _world.Portal.Clock.GetUtcNow()));

        Assert.Contains("maintenance", (await _world.ReadAsync(id, "otto"))!.SubmitBlocked, StringComparison.Ordinal);
        Assert.IsType<IllegalMove>((await _world.SubmitAsync(id)).Error);
    }

    private async Task AddAsync(AccessRequestId id, string name) =>
        RequestWorld.Ok(await _world.As("otto").Commands(commands => commands.AddCollaboratorAsync(id, name, null, default)));

    private async Task<string> SeenByAsync(AccessRequestId id)
    {
        var seen = new List<string>();
        foreach (var name in new[] { "tina", "otto", "carl", "cleo", "rita", "remo", "rosa", "stan" })
        {
            if (await _world.ReadAsync(id, name) is not null)
            {
                seen.Add(name);
            }
        }

        return string.Join(',', seen);
    }

    private async Task<RequestList> ListAsync(string by, RequestFilter filter)
    {
        var reader = await _world.ActorAsync(by);
        return await _world.Portal.Do<IAccessRequestQueries, RequestList>(queries => queries.ListAsync(reader, filter, default));
    }

    private async Task<IReadOnlyList<RequestActivity>?> ActivityAsync(AccessRequestId id, string by)
    {
        var reader = await _world.ActorAsync(by);
        return await _world.Portal.Do<IAccessRequestQueries, IReadOnlyList<RequestActivity>?>(queries => queries.ActivityAsync(id, reader, default));
    }

    private async Task<Result<RequestEnvironment>> EnvironmentAsync(string by)
    {
        var reader = await _world.ActorAsync(by);
        return await _world.Portal.Do<IAccessRequestQueries, Result<RequestEnvironment>>(queries => queries.FindEnvironmentAsync(RequestWorld.Handle, reader, default));
    }
}
