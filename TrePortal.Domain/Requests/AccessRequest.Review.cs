using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Requests;

// What reviewers say of it (spec.md section 8).
public sealed partial class AccessRequest
{
    /// <summary>A reviewer decides on a step. The last approval approves the request; one rejection returns it, or ends it for good.</summary>
    /// <param name="counted">Participants counted again for this decision, as published; empty when they could not be.</param>
    public Result Decide(Actor actor, ResearchEnvironment environment, string step, Verdict verdict, DateTimeOffset now, string counted = "")
    {
        if (MayDecide(actor, environment, step, verdict, now) is { IsOk: false } refused)
        {
            return refused;
        }

        var open = CurrentSteps.First(item => item.Step == step);
        _decisions.Add(new RequestDecision(verdict.Version, step, actor.Id, verdict, counted, now));
        UpdatedAt = now;
        Record(new StepDecided(Id, Environment, Reference!, verdict.Version, step, verdict.Outcome));
        if (verdict.Outcome == DecisionOutcome.Reject)
        {
            open.End(StepState.Rejected, now);
            CloseOpenSteps(now);
            State = verdict.IsFinal ? RequestState.Rejected : RequestState.InRevision;
            Record(verdict.IsFinal
                ? new RequestRejected(Id, Environment, Reference!, verdict.Version, step)
                : new RequestReturned(Id, Environment, Reference!, verdict.Version, step));
        }
        else if (Approvals(open) >= open.Quorum)
        {
            open.End(StepState.Approved, now);
            Proceed(now);
        }

        return Result.Ok;
    }

    /// <summary>The open steps on which this person can decide now.</summary>
    public IEnumerable<RequestStep> StepsFor(PersonId person, ResearchEnvironment environment)
    {
        if (State != RequestState.InReview || Parties.Includes(person))
        {
            return [];
        }

        var (places, standing) = (Places, ReviewerStanding.Of(environment));
        return CurrentSteps.Where(step => step.State == StepState.Open && places.SitsOn(step.Step, person, standing) && !HasDecided(step, person));
    }

    private Result MayDecide(Actor actor, ResearchEnvironment environment, string step, Verdict verdict, DateTimeOffset now)
    {
        // Owners and collaborators, now or earlier, see the request but never decide on it (spec.md R1): told so before
        // anything about the step.
        if (Parties.Includes(actor.Id) && RolesOf(actor, environment) != RequestRole.None)
        {
            return new Forbidden("You are, or were, a party to this request, so you cannot decide on it.");
        }

        var next = RequestLifecycle.Table.Next(State, RequestAction.Decide, RolesOf(actor, environment));
        if (!next.IsOk)
        {
            return next.Error;
        }

        if (verdict.Version != Latest!.Number)
        {
            return new Stale("the request");
        }

        if (CurrentSteps.FirstOrDefault(item => item.Step == step) is not { } found || found.State == StepState.Waiting)
        {
            return new NotFound("This review step");
        }

        if (!Reviews(environment, step, actor.Id))
        {
            return new Forbidden("You are not a reviewer of this step.");
        }

        if ((environment.RolesOf(actor, now) & EnvironmentRole.AuthorizedUser) == 0)
        {
            return new Forbidden("Your access to this environment has ended, so you cannot decide. Its admins can extend it."); // a reviewer is an authorized user (spec.md E7)
        }

        if (HasDecided(found, actor.Id))
        {
            return new IllegalMove("You have decided on this step already. A decision cannot be changed.");
        }

        if (found.State != StepState.Open)
        {
            return new IllegalMove($"This step is {PlainWords.Of(found.State)} already.");
        }

        if (verdict.Justification.Length > 10_000)
        {
            return new Invalid(nameof(verdict.Justification), "too-long", "A justification may have at most 10,000 characters.");
        }

        return MayJudge(verdict, environment.Policies);
    }

    private static Result MayJudge(Verdict verdict, Policies policies)
    {
        if (verdict is { IsFinal: true, Outcome: not DecisionOutcome.Reject })
        {
            return new Invalid("final", "final", "Only a rejection can be final.");
        }

        if (verdict.IsFinal && !policies.FinalRejectionAllowed)
        {
            return new Forbidden("The environment does not allow a rejection to be final. Reject the step, and the request goes back to its owner.", "final-rejection");
        }

        return !string.IsNullOrWhiteSpace(verdict.Justification) ? Result.Ok
            : verdict.Outcome == DecisionOutcome.Reject ? new Invalid(nameof(verdict.Justification), "missing", verdict.IsFinal
                ? "Say why you reject: the owner is owed a reason."
                : "Say why you reject: the owner needs it to revise the request.")
            : policies.JustificationOnApprove ? new Invalid(nameof(verdict.Justification), "missing", "The environment asks for a justification of approvals too.")
            : Result.Ok;
    }

    private void Proceed(DateTimeOffset now)
    {
        var steps = CurrentSteps.ToList();
        if (steps.TrueForAll(step => step.State == StepState.Approved))
        {
            State = RequestState.Approved;
            ApprovedAt = now;
            Record(new RequestApproved(Id, Environment, Reference!, Latest!.Number, Latest.Hash));
        }
        else if (IsSequential && steps.Find(step => step.State == StepState.Waiting) is { } following)
        {
            following.Open(now);
        }
    }

    private bool Reviews(ResearchEnvironment environment, string step, PersonId person) =>
        Places.SitsOn(step, person, ReviewerStanding.Of(environment));

    private bool HasDecided(RequestStep step, PersonId person) =>
        _decisions.Exists(decision => decision.RequestVersion == step.RequestVersion && decision.Step == step.Step && decision.Reviewer == person);

    private int Approvals(RequestStep step) =>
        _decisions.Count(decision => decision.RequestVersion == step.RequestVersion && decision.Step == step.Step && decision.Outcome == DecisionOutcome.Approve);
}
