using System.Collections.Immutable;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Tests.Histories;

/// <summary>
/// The life of requests, written a second time from docs/lifecycles and section 8 of the specification, with none of the
/// portal's code but its words. Each operation either is refused, for one of some reasons, or leads to one next state.
/// </summary>
/// <param name="Steps">The pipeline, in order.</param>
/// <param name="TermDays">From the approval until access ends.</param>
internal sealed record Rules(bool IsSequential, ImmutableList<Rules.Step> Steps, ImmutableHashSet<PersonId> Admins, bool MayRejectFinally, int TermDays)
{
    internal sealed record Step(string Id, int Quorum, ImmutableHashSet<PersonId> Reviewers);
}

internal sealed record ModelStep(string Id, int Quorum, StepState State, bool WasOpen);

internal sealed record ModelDecision(int Version, string Step, PersonId By, DecisionOutcome Outcome, bool IsFinal, string Why);

/// <param name="Origin">The reviewer whom the pipeline put there.</param>
internal sealed record ModelPlace(string Step, PersonId From, PersonId To, PersonId Origin);

internal sealed record ModelRequest(PersonId Owner, string Title)
{
    public RequestState State { get; init; } = RequestState.Draft;

    /// <summary>One more with each change.</summary>
    public long Changes { get; init; } = 1;

    /// <summary>The number of the version submitted last.</summary>
    public int Latest { get; init; }

    public ImmutableList<PersonId> Named { get; init; } = [];

    public ImmutableHashSet<PersonId> EverNamed { get; init; } = [];

    /// <summary>Of the latest version.</summary>
    public ImmutableList<ModelStep> Steps { get; init; } = [];

    /// <summary>Of all versions, in the order in which they were made.</summary>
    public ImmutableList<ModelDecision> Decisions { get; init; } = [];

    /// <summary>Who stepped back from it, for good.</summary>
    public ImmutableHashSet<PersonId> Recused { get; init; } = [];

    public ImmutableList<ModelPlace> Handed { get; init; } = [];

    public ImmutableList<(PersonId By, string Text)> Messages { get; init; } = [];

    public DateTimeOffset? ApprovedAt { get; init; }

    public string? LastWords { get; init; }
}

/// <summary>All that histories are about at one moment.</summary>
internal sealed record ModelState(bool IsActive, ImmutableDictionary<Guid, ModelRequest> Requests);

/// <param name="Refusals">The rules that it breaks; when there are any, nothing happens.</param>
/// <param name="Events">What the audit log must say of it, in order; nothing when it changes nothing.</param>
internal sealed record Step(ModelState Next, IReadOnlyCollection<string> Refusals, IReadOnlyList<string> Events);

internal sealed class Model(Rules rules)
{
    private const string NotFound = "not-found";
    private const string Forbidden = "forbidden";
    private const string FinalRejection = "final-rejection";
    private const string Illegal = "illegal-state";
    private const string StaleVersion = "stale";
    private const string Unacceptable = "invalid";

    public Step Do(ModelState state, Operation operation, DateTimeOffset now)
    {
        switch (operation)
        {
            case ToMaintenance move:
                return Move(state, move.Me, from: true, "environment-deactivated");
            case BackToActive move:
                return Move(state, move.Me, from: false, "environment-reactivated");
        }

        if (!state.Requests.TryGetValue(operation.On, out var request))
        {
            return new(state, [NotFound], []);
        }

        if (operation is not KeepTerm && !MaySee(request, operation.Who!.Value))
        {
            return new(state, [NotFound], []);
        }

        var (next, refusals, events) = operation switch
        {
            Edit edit => Owners(request, edit.Me, edit.Seen, IsEditable(request), request with { Title = edit.Title }, "request-edited"),
            Name name => Naming(request, name),
            Unname unname => Owners(request, unname.Me, unname.Seen, IsEditable(request), request with { Named = request.Named.Remove(unname.Person) },
                request.Named.Contains(unname.Person) ? ["request-edited"] : []),
            Submit submit => Owners(request, submit.Me, submit.Seen, IsEditable(request) && state.IsActive, Submitted(request), "request-submitted"),
            Withdraw withdraw => Owners(request, withdraw.Me, withdraw.Seen, request.State is RequestState.InReview or RequestState.InRevision,
                CloseSteps(request with { State = RequestState.Withdrawn }), "request-withdrawn"),
            Delete delete => Owners(request, delete.Me, delete.Seen, request.State == RequestState.Draft, request, "request-deleted"),
            Close close => Owners(request, close.Me, close.Seen, request.State is RequestState.Approved or RequestState.Expired,
                request with { State = RequestState.Closed, LastWords = close.Statement }, "request-closed"),
            Revoke revoke => Revoking(request, revoke),
            StepBack back => SteppingBack(request, back),
            HandOver over => HandingOver(request, over),
            PassOwnership pass => Passing(request, pass),
            Say say => Saying(request, say),
            Decide decide => Deciding(request, decide, now),
            KeepTerm => Keeping(request, now),
            _ => throw new InvalidOperationException(operation.ToString()),
        };
        return refusals.Count > 0 ? new(state, refusals, [])
            : events is ["request-deleted"] ? new(state with { Requests = state.Requests.Remove(operation.On) }, [], events)
            : new(state with { Requests = state.Requests.SetItem(operation.On, next with { Changes = request.Changes + (events is [] or ["message-posted"] ? 0 : 1) }) }, [], events);
    }

    private Step Move(ModelState state, PersonId me, bool from, string happened) =>
        !rules.Admins.Contains(me) ? new(state, state.IsActive == from ? [NotFound, Forbidden] : [NotFound, Forbidden, Illegal], [])
        : state.IsActive != from ? new(state, [Illegal], [])
        : new(state with { IsActive = !from }, [], [happened]);

    // Owner and collaborators always; reviewers and admins from submission on; a reviewer only once a step of theirs was opened.
    private bool MaySee(ModelRequest request, PersonId person) =>
        person == request.Owner || request.Named.Contains(person) || (request.Latest > 0 && (rules.Admins.Contains(person) || IsReviewer(request, person)));

    // Whoever handed a place on still sees the request; whoever stepped back does not.
    private bool IsReviewer(ModelRequest request, PersonId person) =>
        !IsParty(request, person) && !request.Recused.Contains(person)
        && (request.Steps.Any(step => step.WasOpen && (IsPutOn(person, step.Id) || Sits(request, person, step.Id))) || request.Decisions.Any(decision => decision.By == person));

    private static bool IsParty(ModelRequest request, PersonId person) => person == request.Owner || request.EverNamed.Contains(person);

    private bool IsPutOn(PersonId person, string step) => rules.Steps.Any(item => item.Id == step && item.Reviewers.Contains(person));

    private bool Sits(ModelRequest request, PersonId person, string step) =>
        !request.Recused.Contains(person)
        && !request.Handed.Any(place => place.Step == step && place.From == person)
        && (IsPutOn(person, step) || request.Handed.Any(place => place.Step == step && place.To == person));

    // An open step on which this person sits and has not decided.
    private bool Waits(ModelRequest request, PersonId person, string step) =>
        request.State == RequestState.InReview && !IsParty(request, person) && Sits(request, person, step)
        && request.Steps.Any(item => item.Id == step && item.State == StepState.Open) && !HasDecided(request, person, step);

    private static bool HasDecided(ModelRequest request, PersonId person, string step) =>
        request.Decisions.Any(made => (made.Version, made.Step, made.By) == (request.Latest, step, person));

    private bool IsOutOfReach(ModelRequest request, ModelStep step) =>
        rules.Steps.SelectMany(item => item.Reviewers).Distinct().Count(person => Sits(request, person, step.Id) && !IsParty(request, person) && !HasDecided(request, person, step.Id))
        + request.Decisions.Count(made => made.Version == request.Latest && made.Step == step.Id && made.Outcome == DecisionOutcome.Approve) < step.Quorum;

    private static bool IsEditable(ModelRequest request) => request.State is RequestState.Draft or RequestState.InRevision;

    private static (ModelRequest Next, IReadOnlyCollection<string> Refusals, IReadOnlyList<string> Events) Owners(
        ModelRequest request, PersonId me, long? seen, bool isTime, ModelRequest next, params IReadOnlyList<string> events)
    {
        var refusals = new HashSet<string>();
        AddIf(refusals, seen is not null && seen != request.Changes, StaleVersion);
        AddIf(refusals, me != request.Owner, Forbidden);
        AddIf(refusals, !isTime, Illegal);
        return (next, refusals, events);
    }

    private static (ModelRequest, IReadOnlyCollection<string>, IReadOnlyList<string>) Naming(ModelRequest request, Name name)
    {
        var isNamed = request.Named.Contains(name.Person);
        var next = isNamed ? request : request with { Named = request.Named.Add(name.Person), EverNamed = request.EverNamed.Add(name.Person) };
        var (_, refusals, events) = Owners(request, name.Me, name.Seen, IsEditable(request), next, isNamed ? [] : ["request-edited", "collaborator-named"]);
        var isUnfit = name.Person == request.Owner || request.Decisions.Any(decision => decision.By == name.Person);
        return (next, isUnfit ? [.. refusals, Unacceptable] : refusals, events);
    }

    private ModelRequest Submitted(ModelRequest request) => request with
    {
        State = RequestState.InReview,
        Latest = request.Latest + 1,
        Steps = [.. rules.Steps.Select((step, at) => rules.IsSequential && at > 0
            ? new ModelStep(step.Id, step.Quorum, StepState.Waiting, WasOpen: false)
            : new ModelStep(step.Id, step.Quorum, StepState.Open, WasOpen: true))],
    };

    private static ModelRequest CloseSteps(ModelRequest request) => request with
    {
        Steps = [.. request.Steps.Select(step => step.State is StepState.Open or StepState.Waiting ? step with { State = StepState.Closed } : step)],
    };

    private (ModelRequest, IReadOnlyCollection<string>, IReadOnlyList<string>) Revoking(ModelRequest request, Revoke revoke)
    {
        var refusals = new HashSet<string>();
        AddIf(refusals, revoke.Seen is not null && revoke.Seen != request.Changes, StaleVersion);
        AddIf(refusals, !rules.Admins.Contains(revoke.Me), Forbidden);
        AddIf(refusals, request.State is not (RequestState.Approved or RequestState.Expired), Illegal);
        return (request with { State = RequestState.Revoked, LastWords = revoke.Reason }, refusals, ["request-revoked"]);
    }

    private (ModelRequest, IReadOnlyCollection<string>, IReadOnlyList<string>) SteppingBack(ModelRequest request, StepBack back)
    {
        var refusals = new HashSet<string>();
        AddIf(refusals, !IsReviewer(request, back.Me), Forbidden);
        AddIf(refusals, !request.Steps.Any(step => Waits(request, back.Me, step.Id)), Illegal);
        var next = request with { Recused = request.Recused.Add(back.Me) };
        return (next, refusals, ["reviewer-recused", .. next.Steps.Where(step => step.State is StepState.Open or StepState.Waiting && IsOutOfReach(next, step)).Select(_ => "quorum-out-of-reach")]);
    }

    private (ModelRequest, IReadOnlyCollection<string>, IReadOnlyList<string>) HandingOver(ModelRequest request, HandOver over)
    {
        var refusals = new HashSet<string>();
        AddIf(refusals, !IsReviewer(request, over.Me), Forbidden);
        AddIf(refusals, request.State != RequestState.InReview, Illegal);
        AddIf(refusals, !Waits(request, over.Me, over.Step), NotFound);
        var isUnfit = !rules.Steps.Any(step => step.Reviewers.Contains(over.To)) || IsParty(request, over.To) || request.Recused.Contains(over.To)
            || request.Handed.Any(place => place.Step == over.Step && place.From == over.To) || Sits(request, over.To, over.Step);
        AddIf(refusals, isUnfit, Unacceptable);
        var origin = IsPutOn(over.Me, over.Step) ? over.Me : request.Handed.Find(place => place.Step == over.Step && place.To == over.Me)?.Origin ?? over.Me;
        return (request with { Handed = request.Handed.Add(new(over.Step, over.Me, over.To, origin)) }, refusals, ["place-handed-over"]);
    }

    // The owner before has no part in it any more, and never reviews it.
    private (ModelRequest, IReadOnlyCollection<string>, IReadOnlyList<string>) Passing(ModelRequest request, PassOwnership pass)
    {
        var refusals = new HashSet<string>();
        AddIf(refusals, !rules.Admins.Contains(pass.Me) || pass.To == pass.Me, Forbidden);
        AddIf(refusals, request.State is not (RequestState.InReview or RequestState.InRevision or RequestState.Approved or RequestState.Expired), Illegal);
        AddIf(refusals, !request.Named.Contains(pass.To), Unacceptable);
        return (request with { Owner = pass.To, Named = request.Named.Remove(pass.To), EverNamed = request.EverNamed.Add(request.Owner) }, refusals, ["ownership-passed"]);
    }

    private (ModelRequest, IReadOnlyCollection<string>, IReadOnlyList<string>) Saying(ModelRequest request, Say say)
    {
        var refusals = new HashSet<string>();
        AddIf(refusals, say.Me != request.Owner && !IsReviewer(request, say.Me), Forbidden);
        AddIf(refusals, request.State is not (RequestState.InReview or RequestState.InRevision or RequestState.Approved), Illegal);
        return (request with { Messages = request.Messages.Add((say.Me, say.Text)) }, refusals, ["message-posted"]);
    }

    private (ModelRequest, IReadOnlyCollection<string>, IReadOnlyList<string>) Deciding(ModelRequest request, Decide decide, DateTimeOffset now)
    {
        var (step, verdict) = (request.Steps.Find(item => item.Id == decide.Step), decide.Verdict);
        var refusals = new HashSet<string>();
        AddIf(refusals, IsParty(request, decide.Me) || !IsReviewer(request, decide.Me) || !Sits(request, decide.Me, decide.Step), Forbidden);
        AddIf(refusals, request.State != RequestState.InReview, Illegal);
        AddIf(refusals, verdict.Version != request.Latest, StaleVersion);
        AddIf(refusals, step is null or { WasOpen: false }, NotFound);
        AddIf(refusals, step is not { State: StepState.Open }, Illegal);
        AddIf(refusals, HasDecided(request, decide.Me, decide.Step), Illegal);
        AddIf(refusals, verdict.IsFinal && !rules.MayRejectFinally, FinalRejection);
        AddIf(refusals, verdict.IsFinal && verdict.Outcome == DecisionOutcome.Approve, Unacceptable);
        if (refusals.Count > 0)
        {
            return (request, refusals, []);
        }

        var decided = request with { Decisions = request.Decisions.Add(new(verdict.Version, decide.Step, decide.Me, verdict.Outcome, verdict.IsFinal, verdict.Justification)) };
        if (verdict.Outcome == DecisionOutcome.Reject)
        {
            var rejected = CloseSteps(decided with { Steps = decided.Steps.Replace(step!, step! with { State = StepState.Rejected }) });
            return verdict.IsFinal
                ? (rejected with { State = RequestState.Rejected }, [], ["step-decided", "request-rejected"])
                : (rejected with { State = RequestState.InRevision }, [], ["step-decided", "request-returned"]);
        }

        var approvals = decided.Decisions.Count(made => made.Version == request.Latest && made.Step == decide.Step && made.Outcome == DecisionOutcome.Approve);
        if (approvals < step!.Quorum)
        {
            return (decided, [], ["step-decided"]);
        }

        var steps = decided.Steps.Replace(step, step with { State = StepState.Approved });
        var waiting = steps.FindIndex(item => item.State == StepState.Waiting);
        return steps.TrueForAll(item => item.State == StepState.Approved)
            ? (decided with { Steps = steps, State = RequestState.Approved, ApprovedAt = now }, [], ["step-decided", "request-approved"])
            : (decided with { Steps = waiting < 0 ? steps : steps.SetItem(waiting, steps[waiting] with { State = StepState.Open, WasOpen = true }) }, [], ["step-decided"]);
    }

    private (ModelRequest, IReadOnlyCollection<string>, IReadOnlyList<string>) Keeping(ModelRequest request, DateTimeOffset now) =>
        request.State == RequestState.Approved && request.ApprovedAt!.Value.AddDays(rules.TermDays) <= now
            ? (request with { State = RequestState.Expired }, [], ["request-expired"])
            : (request, [], []);

    private static void AddIf(HashSet<string> refusals, bool isSo, string code)
    {
        if (isSo)
        {
            refusals.Add(code);
        }
    }
}
