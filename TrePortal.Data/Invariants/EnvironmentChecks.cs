using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Invariants;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Invariants;

/// <summary>What an environment was, event by event.</summary>
internal sealed class EnvironmentPast(IReadOnlyList<Happened> events)
{
    public static readonly string[] Actions =
        ["environment-created", "environment-published", "environment-deactivated", "environment-reactivated", "environment-deleted"];

    private static readonly Dictionary<string, EnvironmentAction> Moves = new(StringComparer.Ordinal)
    {
        ["environment-published"] = EnvironmentAction.Publish,
        ["environment-deactivated"] = EnvironmentAction.Deactivate,
        ["environment-reactivated"] = EnvironmentAction.Reactivate,
    };

    public static async Task<EnvironmentPast> ReadAsync(AuditTrail trail, EnvironmentId environment, CancellationToken cancellation) =>
        new(await trail.OfAsync("environment", environment.Value, Actions, cancellation));

    /// <summary>The first event at which its path leaves the lifecycle; null when none does.</summary>
    public Happened? Trespass
    {
        get
        {
            var at = EnvironmentLifecycle.Table.Initial;
            foreach (var link in events)
            {
                if (Moves.TryGetValue(link.Action, out var action))
                {
                    if (EnvironmentLifecycle.Table.Moves.FirstOrDefault(move => move.From == at && move.Action == action) is not { } move)
                    {
                        return link;
                    }

                    at = move.To;
                }
            }

            return null;
        }
    }

    /// <summary>Its state just before an event.</summary>
    public EnvironmentState StateAt(long sequence) => events.LastOrDefault(link => link.Sequence < sequence)?.Action switch
    {
        "environment-published" or "environment-reactivated" => EnvironmentState.Active,
        "environment-deactivated" => EnvironmentState.Maintenance,
        _ => EnvironmentState.Draft,
    };

    /// <summary>The release that was current just before an event; null before the first.</summary>
    public Guid? ReleaseAt(long sequence) => events.LastOrDefault(link => link.Sequence < sequence && link.Id("version") is not null)?.Id("version");
}

/// <summary>INV05.</summary>
internal sealed class EnvironmentPathCheck(AuditTrail trail) : IInvariantCheck
{
    public string Code => "INV05";

    public string Sentence => "an environment moves between active and maintenance only, and requests are submitted while it is active";

    public async IAsyncEnumerable<InvariantViolation> CheckAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in trail.RowsAsync(db => db.Set<ResearchEnvironment>().Select(row => new { row.Id, row.State }).OrderBy(row => row.Id), cancellation))
        {
            var past = await EnvironmentPast.ReadAsync(trail, row.Id, cancellation);
            if (past.Trespass is { } link)
            {
                yield return new("environment", row.Id.Value, $"event {link.Sequence} ({link.Action}) cannot follow the ones before it");
            }
            else if (past.StateAt(long.MaxValue) is var state && state != row.State)
            {
                yield return new("environment", row.Id.Value, $"it is {row.State}, but its audit events lead to {state}");
            }

            foreach (var submitted in await trail.InAsync(row.Id, "request", ["request-submitted"], cancellation))
            {
                if (past.StateAt(submitted.Sequence) is var then && then != EnvironmentState.Active)
                {
                    yield return new("request", submitted.Subject, $"event {submitted.Sequence} submitted it while its environment was {then}");
                }
            }
        }
    }
}

/// <summary>INV06.</summary>
internal sealed class SubmissionBasisCheck(AuditTrail trail) : IInvariantCheck
{
    private static readonly string[] Submitted = ["request-submitted"];

    private static readonly string[] PipelineActions = ["step-added", "step-removed", "steps-ordered", "review-mode-set", "step-quorum-set"];

    public string Code => "INV06";

    public string Sentence => "a request was submitted on the current release and goes through the published pipeline";

    public async IAsyncEnumerable<InvariantViolation> CheckAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var environment in trail.RowsAsync(db => db.Set<ResearchEnvironment>().OrderBy(row => row.Id), cancellation))
        {
            var past = await EnvironmentPast.ReadAsync(trail, environment.Id, cancellation);
            if ((await trail.OfAsync("environment", environment.Id.Value, PipelineActions, cancellation)).FirstOrDefault(link => past.StateAt(link.Sequence) != EnvironmentState.Draft) is { } late)
            {
                yield return new("environment", environment.Id.Value, $"event {late.Sequence} ({late.Action}) changed its pipeline after it was published");
            }

            await foreach (var request in trail.RowsAsync(
                db => db.Set<AccessRequest>().Where(row => row.Environment == environment.Id && row.SubmittedAt != null).OrderBy(row => row.Id), cancellation))
            {
                foreach (var wrong in await WhatIsWrongAsync(request, environment, past, cancellation))
                {
                    yield return new("request", request.Id.Value, wrong);
                }
            }
        }
    }

    private async Task<IReadOnlyList<string>> WhatIsWrongAsync(AccessRequest request, ResearchEnvironment environment, EnvironmentPast past, CancellationToken cancellation)
    {
        var wrong = new List<string>();
        var submitted = await trail.OfAsync("request", request.Id.Value, Submitted, cancellation);
        var pipeline = environment.Steps.Select(step => (step.Id, step.Order, step.Quorum)).ToHashSet();
        foreach (var version in request.Versions)
        {
            var steps = request.Steps.Where(step => step.RequestVersion == version.Number).Select(step => (step.Step, step.Order, step.Quorum));
            if (!pipeline.SetEquals(steps))
            {
                wrong.Add($"version {version.Number} goes through other steps than the pipeline has");
            }

            if (submitted.FirstOrDefault(link => link.Number("version") == version.Number) is { } link && past.ReleaseAt(link.Sequence) != version.Facts.InventoryVersion?.Value)
            {
                wrong.Add($"version {version.Number} was not submitted on the release that was current");
            }
        }

        return wrong;
    }
}

/// <summary>INV36.</summary>
internal sealed class CurrentReleaseCheck(AuditTrail trail) : IInvariantCheck
{
    private static readonly string[] Switches = ["inventory-version-activated", "inventory-version-superseded"];

    public string Code => "INV36";

    public string Sentence => "every published environment has one current release, and switching is one commit";

    public async IAsyncEnumerable<InvariantViolation> CheckAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in trail.RowsAsync(db => db.Set<ResearchEnvironment>().Select(row => new { row.Id, row.State, row.ActiveVersion }).OrderBy(row => row.Id), cancellation))
        {
            var active = new List<InventoryVersionId>();
            await foreach (var version in trail.RowsAsync(
                db => db.Set<InventoryVersion>().Where(version => version.Environment == row.Id && version.State == InventoryVersionState.Active).Select(version => new { version.Id }).OrderBy(version => version.Id),
                cancellation))
            {
                active.Add(version.Id);
            }

            if (active.Count > 1)
            {
                yield return new("environment", row.Id.Value, $"{active.Count} of its releases are active");
            }
            else if (row.ActiveVersion != (active.Count == 1 ? active[0] : null))
            {
                yield return new("environment", row.Id.Value, "its current release is not the one that is active");
            }

            if (await BetweenAsync(row.Id, cancellation) is { } sequence)
            {
                yield return new("environment", row.Id.Value, $"after event {sequence} it had not one current release");
            }
        }
    }

    /// <summary>The event that ended a commit after which not exactly one release was current; null without one.</summary>
    private async Task<long?> BetweenAsync(EnvironmentId environment, CancellationToken cancellation)
    {
        var current = 0;
        var events = await trail.InAsync(environment, "inventory", Switches, cancellation);
        for (var at = 0; at < events.Count; at++)
        {
            current += events[at].Action == Switches[0] ? 1 : -1;
            var isEnd = at == events.Count - 1 || (events[at].At, events[at].Actor) != (events[at + 1].At, events[at + 1].Actor);
            if (isEnd && current != 1)
            {
                return events[at].Sequence;
            }
        }

        return null;
    }
}
