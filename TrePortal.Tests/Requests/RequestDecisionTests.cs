using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Requests;

/// <summary>The rules of a review, on the aggregate alone: no database, a fixed time.</summary>
public sealed class RequestDecisionTests
{
    private static readonly OrganizationId North = OrganizationId.From(Id(99));
    private static readonly Actor Tina = new(PersonId.From(Id(1)), "tina", IsPlatformAdmin: false, [new OrganizationStanding(North, IsAdmin: true, MayManageEnvironments: true)]);
    private static readonly Actor Otto = Person(2, "otto");
    private static readonly Actor Carl = Person(3, "carl");
    private static readonly Actor Rita = Person(4, "rita");
    private static readonly Actor Remo = Person(5, "remo");
    private static readonly Actor Rosa = Person(6, "rosa");
    private static readonly Actor Stan = Person(7, "stan");

    [Fact]
    public void The_last_approval_approves_and_not_one_before()
    {
        var (environment, request) = InReview();

        Ok(Decide(request, environment, Rita, "ethics"));
        Assert.Equal(RequestState.InReview, request.State);
        Ok(Decide(request, environment, Remo, "data"));

        Assert.Equal(RequestState.Approved, request.State);
        Assert.Equal(Some.Monday, request.ApprovedAt);
    }

    [Fact]
    public void A_quorum_needs_that_many_different_people()
    {
        var (environment, request) = InReview(quorum: 2);

        Ok(Decide(request, environment, Remo, "data"));
        Assert.IsType<IllegalMove>(Decide(request, environment, Remo, "data").Error);
        Assert.Equal(StepState.Open, State(request, "data"));
        Ok(Decide(request, environment, Rosa, "data"));

        Assert.Equal(StepState.Approved, State(request, "data"));
    }

    [Fact]
    public void One_rejection_ends_the_review_whatever_the_quorum()
    {
        var (environment, request) = InReview(quorum: 2);

        Ok(Decide(request, environment, Rosa, "data", DecisionOutcome.Reject));

        Assert.Equal(RequestState.InRevision, request.State);
        Assert.Equal((StepState.Closed, StepState.Rejected), (State(request, "ethics"), State(request, "data")));
        Assert.IsType<IllegalMove>(Decide(request, environment, Rita, "ethics").Error);
    }

    [Fact]
    public void In_sequence_a_step_opens_when_the_one_before_is_approved()
    {
        var (environment, request) = InReview(mode: ReviewMode.Sequential);

        Assert.IsType<NotFound>(Decide(request, environment, Remo, "data").Error);
        Assert.IsType<NotFound>(Decide(request, environment, Rita, "data").Error);
        Ok(Decide(request, environment, Rita, "ethics"));
        Ok(Decide(request, environment, Remo, "data"));

        Assert.Equal(RequestState.Approved, request.State);
    }

    [Fact]
    public void A_decision_on_an_older_version_is_stale()
    {
        var (environment, request) = InReview();
        Ok(Decide(request, environment, Rita, "ethics", DecisionOutcome.Reject));
        Resubmit(request, environment);

        Assert.IsType<Stale>(Decide(request, environment, Remo, "data", version: 1).Error);
        Assert.Equal(StepState.Open, State(request, "data"));
    }

    [Fact]
    public void A_resubmission_starts_every_step_afresh_and_keeps_the_history()
    {
        var (environment, request) = InReview();
        Ok(Decide(request, environment, Remo, "data"));
        Ok(Decide(request, environment, Rita, "ethics", DecisionOutcome.Reject));

        Resubmit(request, environment);

        Assert.Equal([1, 2], request.Versions.Select(version => version.Number));
        Assert.All(request.CurrentSteps, step => Assert.Equal(StepState.Open, step.State));
        Assert.Equal(2, request.Decisions.Count);
        Assert.Equal("AR-2026-0001", request.Reference);
        Ok(Decide(request, environment, Remo, "data", version: 2));
        Ok(Decide(request, environment, Rita, "ethics", version: 2));
        Assert.Equal(RequestState.Approved, request.State);
    }

    [Fact]
    public void A_rejection_says_why()
    {
        var (environment, request) = InReview();

        Assert.IsType<Invalid>(Decide(request, environment, Rita, "ethics", DecisionOutcome.Reject, why: "  ").Error);
        Assert.Empty(request.Decisions);
    }

    [Fact]
    public void Nobody_decides_on_a_request_they_own_or_are_named_on()
    {
        var (environment, request) = InReview(also: [Otto, Carl], collaborators: [Carl]);

        Assert.IsType<Forbidden>(Decide(request, environment, Otto, "ethics").Error);
        Assert.IsType<Forbidden>(Decide(request, environment, Carl, "ethics").Error);
    }

    [Fact]
    public void Who_was_a_collaborator_never_decides()
    {
        var (environment, request) = InReview(also: [Carl], collaborators: [Carl]);
        Ok(Decide(request, environment, Rita, "ethics", DecisionOutcome.Reject));
        Ok(request.Edit(Otto, environment, request.Content with { Collaborators = [] }, Some.Monday));
        Ok(request.Submit(Otto, environment, SubmissionFacts.None, "", Some.Monday));

        Assert.IsType<NotFound>(Decide(request, environment, Carl, "ethics", version: 2).Error);
        Assert.Empty(request.StepsFor(Carl.Id, environment));
    }

    [Fact]
    public void A_reviewer_who_becomes_a_collaborator_stops_being_one()
    {
        var (environment, request) = InReview();
        Ok(Decide(request, environment, Rita, "ethics", DecisionOutcome.Reject));

        Ok(request.Edit(Otto, environment, request.Content with { Collaborators = [Remo.Id] }, Some.Monday));
        Ok(request.Submit(Otto, environment, SubmissionFacts.None, "", Some.Monday));

        Assert.Equal(RequestRole.Collaborator, request.RolesOf(Remo, environment));
        Assert.IsType<Forbidden>(Decide(request, environment, Remo, "data", version: 2).Error);
    }

    [Fact]
    public void Who_decided_cannot_become_a_collaborator()
    {
        var (environment, request) = InReview();
        Ok(Decide(request, environment, Rita, "ethics", DecisionOutcome.Reject));

        var refused = request.Edit(Otto, environment, request.Content with { Collaborators = [Rita.Id] }, Some.Monday);

        Assert.Equal("decided", Assert.IsType<Invalid>(refused.Error).Problems.Single().Code);
    }

    [Fact]
    public void Only_reviewers_of_the_step_decide_on_it()
    {
        var (environment, request) = InReview();

        Assert.IsType<Forbidden>(Decide(request, environment, Rita, "data").Error);
        Assert.IsType<Forbidden>(Decide(request, environment, Tina, "data").Error);
        Assert.IsType<NotFound>(Decide(request, environment, Stan, "data").Error);
        Assert.IsType<NotFound>(Decide(request, environment, Rita, "nosuch").Error);
    }

    [Fact]
    public void Who_steps_back_neither_decides_nor_reads_any_more()
    {
        var (environment, request) = InReview(quorum: 2);

        Ok(request.Recuse(Remo, environment, " We share a grant. ", Some.Monday));

        Assert.Equal(RequestRole.None, request.RolesOf(Remo, environment));
        Assert.IsType<NotFound>(Decide(request, environment, Remo, "data").Error);
        Assert.Empty(request.StepsFor(Remo.Id, environment));
        Assert.Equal("We share a grant.", Assert.Single(request.Recusals).Reason);
        Assert.Equal("data", Assert.Single(request.PendingEvents.OfType<QuorumOutOfReach>()).Step);
        Assert.IsType<NotFound>(request.Recuse(Remo, environment, "", Some.Monday).Error);
    }

    [Fact]
    public void Stepping_back_is_for_good_in_later_versions_too()
    {
        var (environment, request) = InReview();
        Ok(request.Recuse(Remo, environment, "", Some.Monday));
        Assert.Empty(request.PendingEvents.OfType<QuorumOutOfReach>()); // Rosa is left
        Ok(Decide(request, environment, Rosa, "data", DecisionOutcome.Reject));

        Resubmit(request, environment);

        Assert.Empty(request.StepsFor(Remo.Id, environment));
        Ok(Decide(request, environment, Rosa, "data", version: 2));
    }

    [Fact]
    public void A_place_goes_to_another_reviewer_who_counts_once()
    {
        var (environment, request) = InReview(quorum: 2);

        Ok(request.HandOver(Remo, environment, "data", Rita, Some.Monday));

        Assert.Empty(request.StepsFor(Remo.Id, environment));
        Assert.Equal(["ethics", "data"], request.StepsFor(Rita.Id, environment).Select(step => step.Step));
        Assert.Equal(RequestRole.Reviewer, request.RolesOf(Remo, environment)); // still reads it
        Assert.IsType<Forbidden>(Decide(request, environment, Remo, "data").Error);
        Ok(Decide(request, environment, Rita, "data"));
        Assert.IsType<IllegalMove>(Decide(request, environment, Rita, "data").Error);
        Assert.Equal(StepState.Open, State(request, "data"));
        Ok(Decide(request, environment, Rosa, "data"));
        Assert.Equal(StepState.Approved, State(request, "data"));
    }

    [Fact]
    public void A_place_ends_when_the_environment_takes_it_from_whom_it_was_given_to()
    {
        var (environment, request) = InReview();
        Ok(request.HandOver(Remo, environment, "data", Rita, Some.Monday));

        Ok(environment.UnassignReviewer(Tina, "data", Remo.Id, isNeeded: false, Some.Monday));

        Assert.Equal("ethics", Assert.Single(request.StepsFor(Rita.Id, environment)).Step);
        Assert.IsType<Forbidden>(Decide(request, environment, Rita, "data").Error);
    }

    [Fact]
    public void A_place_goes_only_to_reviewers_of_other_steps_who_have_nothing_to_do_with_the_request()
    {
        var (environment, request) = InReview(also: [Carl], collaborators: [Carl]);

        Assert.Equal("not-eligible", Refused(Rosa)); // on the step already
        Assert.Equal("not-eligible", Refused(Carl)); // a party
        Assert.Equal("not-eligible", Refused(Stan)); // no reviewer
        Assert.Equal("not-eligible", Refused(null));
        Assert.IsType<NotFound>(request.HandOver(Remo, environment, "ethics", Rita, Some.Monday).Error); // not his place
        Ok(request.Recuse(Rita, environment, "", Some.Monday));
        Assert.Equal("not-eligible", Refused(Rita)); // stepped back
        Assert.Empty(request.HandOvers);

        string Refused(Actor? to) => Assert.IsType<Invalid>(request.HandOver(Remo, environment, "data", to, Some.Monday).Error).Problems.Single().Code;
    }

    [Fact]
    public void A_place_that_was_given_does_not_come_back()
    {
        var (environment, request) = InReview();
        Ok(request.HandOver(Remo, environment, "data", Rita, Some.Monday));

        Assert.IsType<Invalid>(request.HandOver(Rita, environment, "data", Remo, Some.Monday).Error);
        Ok(request.Recuse(Rita, environment, "", Some.Monday));

        Assert.True(request.IsInReach(request.CurrentSteps.First(step => step.Step == "data"), environment)); // Rosa
        Assert.Equal("ethics", Assert.Single(request.PendingEvents.OfType<QuorumOutOfReach>()).Step);
    }

    [Fact]
    public void Ownership_passes_to_a_collaborator_and_whoever_had_it_is_out_and_never_reviews_it()
    {
        var (environment, request) = InReview(also: [Otto], collaborators: [Carl]);
        var frozen = request.Latest!;

        Ok(request.PassOwnership(Tina, environment, Carl.Id, " He left. ", Some.Monday));

        Assert.Equal((RequestRole.None, RequestRole.Owner), (request.RolesOf(Otto, environment), request.RolesOf(Carl, environment)));
        Assert.Empty(request.StepsFor(Otto.Id, environment)); // a reviewer of the step, but the owner before
        Assert.Equal(("He left.", Otto.Id, Carl.Id, Tina.Id), (request.Passings[0].Reason, request.Passings[0].Before, request.Passings[0].After, request.Passings[0].By));
        Assert.True(request.IsIntact(frozen)); // it was Otto who submitted it
        Ok(Decide(request, environment, Rita, "ethics", DecisionOutcome.Reject));
        Ok(request.Edit(Carl, environment, request.Content with { Purpose = "Mine now." }, Some.Monday));
        Ok(environment.Authorize(Tina, Carl.Id, null, null, Some.Monday));
        Ok(request.Submit(Carl, environment, SubmissionFacts.None, "", Some.Monday));
        Assert.True(request.Versions.All(request.IsIntact));
        Ok(Decide(request, environment, Rita, "ethics", version: 2));
    }

    [Fact]
    public void Ownership_goes_to_nobody_else_and_not_without_a_reason()
    {
        var (environment, request) = InReview(collaborators: [Carl]);

        Assert.Equal("not-a-collaborator", Assert.IsType<Invalid>(request.PassOwnership(Tina, environment, Stan.Id, "He left.", Some.Monday).Error).Problems.Single().Code);
        Assert.IsType<Invalid>(request.PassOwnership(Tina, environment, Carl.Id, " ", Some.Monday).Error);
        Assert.IsType<Forbidden>(request.PassOwnership(Tina, environment, Tina.Id, "Mine.", Some.Monday).Error);
        Assert.Equal(Otto.Id, request.Owner);
        Assert.Empty(request.Passings);
    }

    [Fact]
    public void A_frozen_version_is_intact_until_somebody_touches_it()
    {
        var (_, request) = InReview();
        var version = request.Latest!;
        Assert.True(request.IsIntact(version));

        typeof(RequestVersion).GetProperty(nameof(RequestVersion.Content))!.SetValue(version, version.Content with { Title = "Another" });
        Assert.False(request.IsIntact(version));
    }

    // What follows from a decision, or from the access term: nobody asks for these by themselves.
    private static readonly RequestAction[] _consequences =
        [RequestAction.Approve, RequestAction.Return, RequestAction.RejectFinally, RequestAction.Expire, RequestAction.Resume];

    /// <summary>Every state, action and role, each asked of the one table and then of the aggregate.</summary>
    [Fact]
    public void Every_action_in_every_state_answers_each_person_as_the_table_says()
    {
        var checkedCells = 0;
        foreach (var state in Enum.GetValues<RequestState>())
        {
            foreach (var actor in new[] { Otto, Carl, Rita, Tina, Stan })
            {
                foreach (var action in Enum.GetValues<RequestAction>().Except(_consequences))
                {
                    var (environment, request) = InState(state);
                    var roles = request.RolesOf(actor, environment);
                    var next = RequestLifecycle.Table.Next(state, action, roles);

                    var result = Try(request, environment, actor, action);

                    // A party is told so before anything else; everybody else hears what the table says.
                    var expected = action == RequestAction.Decide && (actor == Otto || actor == Carl) && roles != RequestRole.None ? typeof(Forbidden) : next.Error?.GetType();
                    Assert.True(expected == result.Error?.GetType(), $"{actor.UserName} ({roles}) {action} in {state}: {result.Error?.GetType().Name ?? "done"} instead of {expected?.Name ?? "done"}");
                    checkedCells++;
                }
            }
        }

        Assert.Equal(9 * 5 * 12, checkedCells);
    }

    [Theory]
    [InlineData(RequestState.Draft, "Owner, Collaborator, None, None, None")]
    [InlineData(RequestState.InReview, "Owner, Collaborator, Reviewer, TreAdmin, None")]
    public void Roles_begin_with_the_submission(RequestState state, string expected)
    {
        var (environment, request) = InState(state);

        Assert.Equal(expected, string.Join(", ", new[] { Otto, Carl, Rita, Tina, Stan }.Select(actor => request.RolesOf(actor, environment).ToString())));
    }

    private static Result Try(AccessRequest request, ResearchEnvironment environment, Actor actor, RequestAction action) => action switch
    {
        RequestAction.Edit => request.Edit(actor, environment, request.Content with { Title = "Another title" }, Some.Monday),
        RequestAction.Submit => request.Submit(actor, environment, SubmissionFacts.None, "AR-2026-0002", Some.Monday),
        RequestAction.Delete => request.Discard(actor, environment),
        RequestAction.Withdraw => request.Withdraw(actor, environment, Some.Monday),
        RequestAction.Message => new(RequestMessage.Post(actor, request, environment, "Hello.", [], Some.Monday).Error),
        RequestAction.Revoke => request.Revoke(actor, environment, "It must end.", Some.Monday),
        RequestAction.Close => request.Close(actor, environment, "It is done.", Some.Monday),
        RequestAction.Decide => Decide(request, environment, actor, "ethics", version: request.Latest?.Number ?? 1),
        RequestAction.Recuse => request.Recuse(actor, environment, "", Some.Monday),
        RequestAction.PassOwnership => request.PassOwnership(actor, environment, Carl.Id, "He left.", Some.Monday),
        RequestAction.HandOver => request.HandOver(actor, environment, "ethics", Remo, Some.Monday),
        _ => request.MayCreateProject(actor, environment),
    };

    private static (ResearchEnvironment Environment, AccessRequest Request) InState(RequestState state)
    {
        var (environment, request) = Draft(collaborators: [Carl]);
        if (state == RequestState.Draft)
        {
            return (environment, request);
        }

        Ok(request.Submit(Otto, environment, SubmissionFacts.None, "AR-2026-0001", Some.Monday));
        switch (state)
        {
            case RequestState.InRevision:
                Ok(Decide(request, environment, Remo, "data", DecisionOutcome.Reject));
                break;
            case RequestState.Approved:
                Ok(Decide(request, environment, Remo, "data"));
                Ok(Decide(request, environment, Rita, "ethics"));
                break;
            case RequestState.Rejected:
                Ok(environment.SetPolicies(Tina, environment.Policies with { FinalRejectionAllowed = true }, Some.Monday));
                Ok(request.Decide(Remo, environment, "data", new Verdict(1, DecisionOutcome.Reject, "Never.", IsFinal: true), Some.Monday));
                break;
            case RequestState.Expired:
                Ok(Decide(request, environment, Remo, "data"));
                Ok(Decide(request, environment, Rita, "ethics"));
                Ok(environment.SetPolicies(Tina, environment.Policies with { AccessTermDays = 1 }, Some.Monday));
                Ok(request.KeepTerm(Actor.Robot(environment.Id), environment, Some.Monday.AddDays(1)));
                break;
            case RequestState.Revoked:
                Ok(Decide(request, environment, Remo, "data"));
                Ok(Decide(request, environment, Rita, "ethics"));
                Ok(request.Revoke(Tina, environment, "It must end.", Some.Monday));
                break;
            case RequestState.Closed:
                Ok(Decide(request, environment, Remo, "data"));
                Ok(Decide(request, environment, Rita, "ethics"));
                Ok(request.Close(Otto, environment, "It is done.", Some.Monday));
                break;
            case RequestState.Withdrawn:
                Ok(request.Withdraw(Otto, environment, Some.Monday));
                break;
            default:
                break;
        }

        return (environment, request);
    }

    private static (ResearchEnvironment Environment, AccessRequest Request) InReview(
        ReviewMode mode = ReviewMode.Parallel, int quorum = 1, Actor[]? also = null, Actor[]? collaborators = null)
    {
        var (environment, request) = Draft(mode, quorum, also, collaborators);
        Ok(request.Submit(Otto, environment, SubmissionFacts.None, "AR-2026-0001", Some.Monday));
        return (environment, request);
    }

    private static (ResearchEnvironment Environment, AccessRequest Request) Draft(
        ReviewMode mode = ReviewMode.Parallel, int quorum = 1, Actor[]? also = null, Actor[]? collaborators = null)
    {
        var now = Some.Monday;
        var environment = ResearchEnvironment.Create(Tina, new NewEnvironment("tre-heart", "Heart", North, "eu-north"), now).Value;
        Ok(environment.Describe(Tina, new EnvironmentDetails("Heart", "About.", "heart@example.org", [], []), now));
        Ok(environment.ChooseShowcase(Tina, ShowcaseMode.None, now));
        Ok(environment.SetReviewMode(Tina, mode, now));
        Ok(environment.AddStep(Tina, new StepDraft("ethics", "Ethics", "", 1), now));
        Ok(environment.AddStep(Tina, new StepDraft("data", "Data", "", quorum), now));
        foreach (var (person, step) in new[] { (Rita, "ethics"), (Remo, "data"), (Rosa, "data") }.Concat((also ?? []).Select(person => (person, "ethics"))))
        {
            Ok(environment.Authorize(Tina, person.Id, null, null, now));
            Ok(environment.AssignReviewer(Tina, step, person, now));
        }

        Ok(environment.Authorize(Tina, Otto.Id, null, null, now));
        Ok(environment.SetPolicies(Tina, Policies.Default, now));
        Ok(environment.Publish(Tina, new InventoryReadiness(true, true, true, true), environment.EveryReviewer(), now));
        var request = AccessRequest.Start(Otto, environment, now).Value;
        Ok(request.Edit(Otto, environment, RequestWorld.Full with { Collaborators = [.. (collaborators ?? []).Select(person => person.Id)] }, now));
        return (environment, request);
    }

    private static void Resubmit(AccessRequest request, ResearchEnvironment environment)
    {
        Ok(request.Edit(Otto, environment, request.Content with { Purpose = "Clearer." }, Some.Monday));
        Ok(request.Submit(Otto, environment, SubmissionFacts.None, "AR-2026-0009", Some.Monday));
    }

    private static Result Decide(
        AccessRequest request, ResearchEnvironment environment, Actor actor, string step, DecisionOutcome outcome = DecisionOutcome.Approve, int version = 1, string why = "Because.") =>
        request.Decide(actor, environment, step, new Verdict(version, outcome, why), Some.Monday);

    private static StepState State(AccessRequest request, string step) => request.CurrentSteps.First(item => item.Step == step).State;

    private static void Ok(Result result) => Assert.True(result.IsOk, result.Error?.Message);

    private static Actor Person(int number, string name) => new(PersonId.From(Id(number)), name, IsPlatformAdmin: false, []);

    private static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);
}
