using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Invariants;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Invariants;

/// <summary>A decision as the audit log saw it.</summary>
internal sealed record SeenDecision(long Sequence, PersonId Reviewer, int Version, string Step, string Outcome);

/// <summary>Looks at one request at a time with its decisions.</summary>
internal abstract class DecisionCheck(AuditTrail trail) : IInvariantCheck
{
    private static readonly string[] Decided = ["step-decided"];

    public abstract string Code { get; }

    public abstract string Sentence { get; }

    public async IAsyncEnumerable<InvariantViolation> CheckAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var request in trail.RowsAsync(db => db.Set<AccessRequest>().OrderBy(row => row.Id), cancellation))
        {
            var seen = (await trail.OfAsync("request", request.Id.Value, Decided, cancellation))
                .Select(link => new SeenDecision(link.Sequence, new(link.Actor), link.Number("version") ?? 0, link.Text("step") ?? "", link.Text("outcome") ?? ""))
                .ToList();
            foreach (var wrong in await WhatIsWrongAsync(request, seen, cancellation))
            {
                yield return new("request", request.Id.Value, wrong);
            }
        }
    }

    protected abstract Task<IReadOnlyList<string>> WhatIsWrongAsync(AccessRequest request, IReadOnlyList<SeenDecision> seen, CancellationToken cancellation);
}

/// <summary>INV07. The table has room for one a person; the audit log shows whether that one was ever another.</summary>
internal sealed class OneDecisionCheck(AuditTrail trail) : DecisionCheck(trail)
{
    public override string Code => "INV07";

    public override string Sentence => "a reviewer decides once on a step of a version, and that stays";

    protected override Task<IReadOnlyList<string>> WhatIsWrongAsync(AccessRequest request, IReadOnlyList<SeenDecision> seen, CancellationToken cancellation)
    {
        var wrong = new List<string>();
        var logged = seen.ToLookup(link => (link.Version, link.Step, link.Reviewer));
        wrong.AddRange(logged.Where(of => of.Count() > 1).Select(of => $"{of.Key.Reviewer} decided {of.Count()} times on step {of.Key.Step} of version {of.Key.Version}"));
        wrong.AddRange(request.Decisions
            .Where(decision => !logged[(decision.RequestVersion, decision.Step, decision.Reviewer)].Any(link => string.Equals(link.Outcome, decision.Outcome.ToString(), StringComparison.OrdinalIgnoreCase)))
            .Select(decision => $"the decision of {decision.Reviewer} on step {decision.Step} of version {decision.RequestVersion} is not what the audit log saw"));
        var kept = request.Decisions.Select(decision => (decision.RequestVersion, decision.Step, decision.Reviewer)).ToHashSet();
        wrong.AddRange(logged.Where(of => !kept.Contains(of.Key)).Select(of => $"the decision of {of.Key.Reviewer} on step {of.Key.Step} of version {of.Key.Version} is gone"));
        return Task.FromResult<IReadOnlyList<string>>(wrong);
    }
}

/// <summary>INV08. There are no links between accounts here, so a person is one account.</summary>
internal sealed class SeparationOfDutiesCheck(AuditTrail trail) : DecisionCheck(trail)
{
    public override string Code => "INV08";

    public override string Sentence => "nobody decided on a request of which they are, or were, a party";

    protected override Task<IReadOnlyList<string>> WhatIsWrongAsync(AccessRequest request, IReadOnlyList<SeenDecision> seen, CancellationToken cancellation)
    {
        var parties = request.Collaborators.Select(collaborator => collaborator.Person)
            .Concat(request.Versions.SelectMany(version => version.Content.Collaborators))
            .Append(request.Owner)
            .ToHashSet();
        return Task.FromResult<IReadOnlyList<string>>(
            [.. request.Decisions.Select(decision => decision.Reviewer).Distinct().Where(parties.Contains).Select(person => $"{person} is a party to it and decided")]);
    }
}

/// <summary>INV09. There is no policy of stronger authentication here yet.</summary>
internal sealed class ReviewerStandingCheck(AuditTrail trail) : DecisionCheck(trail)
{
    private static readonly string[] Assignments = ["reviewer-assigned", "reviewer-unassigned"];
    private static readonly string[] Moves = ["reviewer-recused", "place-handed-over"];

    private readonly AuditTrail _trail = trail;

    public override string Code => "INV09";

    public override string Sentence => "whoever decided was an enabled reviewer of the step just then";

    protected override async Task<IReadOnlyList<string>> WhatIsWrongAsync(AccessRequest request, IReadOnlyList<SeenDecision> seen, CancellationToken cancellation)
    {
        var wrong = new List<string>();
        if (seen.Count == 0)
        {
            return wrong;
        }

        var assignments = await _trail.OfAsync("environment", request.Environment.Value, Assignments, cancellation);
        var moves = await _trail.OfAsync("request", request.Id.Value, Moves, cancellation);
        foreach (var decision in seen)
        {
            var before = moves.Where(link => link.Sequence < decision.Sequence).ToList();
            var places = before.Where(link => link.Action == Moves[1] && link.Text("step") == decision.Step).ToList();
            var seat = places.Find(link => link.Id("to") == decision.Reviewer.Value)?.Id("origin") ?? decision.Reviewer.Value; // whose place it was
            var last = assignments.LastOrDefault(link => link.Sequence < decision.Sequence && link.Text("step") == decision.Step && link.Id("person") == seat);
            if (last?.Action != Assignments[0])
            {
                wrong.Add($"{decision.Reviewer} was no reviewer of step {decision.Step} at event {decision.Sequence}");
            }
            else if (before.Exists(link => link.Action == Moves[0] && link.Actor == decision.Reviewer.Value) || places.Exists(link => link.Actor == decision.Reviewer.Value))
            {
                wrong.Add($"{decision.Reviewer} had stepped back from step {decision.Step} before event {decision.Sequence}");
            }
            else if (!await _trail.WasEnabledAsync(decision.Reviewer.Value, decision.Sequence, cancellation))
            {
                wrong.Add($"the account of {decision.Reviewer} was disabled at event {decision.Sequence}");
            }
        }

        return wrong;
    }
}

/// <summary>INV10. Whether an earlier version was reviewed step by step is not kept, so the order is that of the latest.</summary>
internal sealed class StepOrderCheck(AuditTrail trail) : DecisionCheck(trail)
{
    public override string Code => "INV10";

    public override string Sentence => "an approved step has its quorum, and a sequential step waits for the one before";

    protected override Task<IReadOnlyList<string>> WhatIsWrongAsync(AccessRequest request, IReadOnlyList<SeenDecision> seen, CancellationToken cancellation)
    {
        var wrong = new List<string>();
        foreach (var step in request.Steps.Where(step => step.State == StepState.Approved))
        {
            var people = request.Decisions.Where(decision => decision.RequestVersion == step.RequestVersion && decision.Step == step.Step && decision.Outcome == DecisionOutcome.Approve)
                .Select(decision => decision.Reviewer).Distinct().Count();
            if (people < step.Quorum)
            {
                wrong.Add($"step {step.Step} of version {step.RequestVersion} is approved by {people} of {step.Quorum}");
            }
        }

        if (request.IsSequential)
        {
            var (steps, version) = (request.CurrentSteps.ToList(), request.Latest?.Number);
            wrong.AddRange(steps.Zip(steps.Skip(1))
                .Where(pair => First(pair.Second, seen, version) <= Completion(pair.First, seen, version))
                .Select(pair => $"step {pair.Second.Step} of version {version} was decided before step {pair.First.Step} was complete"));
        }

        return Task.FromResult<IReadOnlyList<string>>(wrong);
    }

    private static long First(RequestStep step, IReadOnlyList<SeenDecision> seen, int? version) =>
        seen.FirstOrDefault(link => link.Version == version && link.Step == step.Step)?.Sequence ?? long.MaxValue;

    // An undecided step is never complete, so whatever comes after it came too early; without a decision there is nothing to compare.
    private static long Completion(RequestStep step, IReadOnlyList<SeenDecision> seen, int? version)
    {
        var approvals = seen.Where(link => link.Version == version && link.Step == step.Step && string.Equals(link.Outcome, nameof(DecisionOutcome.Approve), StringComparison.OrdinalIgnoreCase)).ToList();
        return approvals.Count >= step.Quorum ? approvals[step.Quorum - 1].Sequence : long.MaxValue - 1;
    }
}

/// <summary>INV11.</summary>
internal sealed class ReviewOutcomeCheck(AuditTrail trail) : DecisionCheck(trail)
{
    public override string Code => "INV11";

    public override string Sentence => "a request is approved when all its steps are, and rejected or returned when one of them is";

    protected override Task<IReadOnlyList<string>> WhatIsWrongAsync(AccessRequest request, IReadOnlyList<SeenDecision> seen, CancellationToken cancellation)
    {
        var (steps, version) = (request.CurrentSteps.ToList(), request.Latest?.Number);
        var areApproved = steps.Count > 0 && steps.TrueForAll(step => step.State == StepState.Approved);
        var isRejected = steps.Exists(step => step.State == StepState.Rejected);
        var isFinal = request.Decisions.Any(decision => decision.RequestVersion == version && decision.IsFinal);
        var isRight = request.State switch
        {
            RequestState.Draft => steps.Count == 0,
            RequestState.InReview => !areApproved && !isRejected,
            RequestState.InRevision => isRejected && !isFinal,
            RequestState.Rejected => isRejected && isFinal,
            RequestState.Withdrawn => !areApproved,
            _ => areApproved,
        };
        return Task.FromResult<IReadOnlyList<string>>(isRight ? [] : [$"it is {request.State}, which the steps of version {version} do not say"]);
    }
}
