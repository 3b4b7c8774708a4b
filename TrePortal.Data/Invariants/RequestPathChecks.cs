using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Invariants;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Invariants;

/// <summary>States as they are stored, also those that the portal does not know.</summary>
internal sealed record StoredState(Guid Id, string State);

/// <summary>INV01. Moves out of an end are INV02's.</summary>
internal sealed class RequestPathCheck(IDbContextFactory<PortalDbContext> contexts, AuditTrail trail) : IInvariantCheck
{
    public string Code => "INV01";

    public string Sentence => "a request stands where the moves in its audit events lead";

    public async IAsyncEnumerable<InvariantViolation> CheckAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var stored = db.Database.SqlQuery<StoredState>($"SELECT [Id], [State] FROM [AccessRequests]");
        await foreach (var request in stored.AsAsyncEnumerable().WithCancellation(cancellation))
        {
            if (await WhatIsWrongAsync(request, cancellation) is { } wrong)
            {
                yield return new("request", request.Id, wrong);
            }
        }
    }

    private async Task<string?> WhatIsWrongAsync(StoredState request, CancellationToken cancellation)
    {
        if (!Enum.TryParse<RequestState>(request.State, out var state) || state.ToString() != request.State)
        {
            return "its state is none that a request can have";
        }

        var events = await trail.OfAsync("request", request.Id, null, cancellation);
        if (events.Count == 0 || events[0].Action != RequestTrail.Beginning)
        {
            return "its audit events do not begin with its start";
        }

        var at = RequestLifecycle.Table.Initial;
        foreach (var link in events.Skip(1))
        {
            if (link.Action == RequestTrail.Beginning)
            {
                return $"event {link.Sequence} starts it a second time";
            }

            if (RequestTrail.ActionOf(link.Action) is not { } action || RequestTrail.IsEnd(at))
            {
                continue;
            }

            if (RequestTrail.Next(at, action) is not { } next)
            {
                return $"event {link.Sequence} ({link.Action}) cannot happen to a request that is {at}";
            }

            at = next;
        }

        return at == state ? null : $"it is {state}, but its audit events lead to {at}";
    }
}

/// <summary>INV02.</summary>
internal sealed class NoRegressCheck(AuditTrail trail) : IInvariantCheck
{
    public string Code => "INV02";

    public string Sentence => "an end is never left, and what was decided is reviewed again as a new version only";

    public async IAsyncEnumerable<InvariantViolation> CheckAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var request in trail.RowsAsync(db => db.Set<AccessRequest>().Select(row => new { row.Id }).OrderBy(row => row.Id), cancellation))
        {
            if (WhatIsWrong(await trail.OfAsync("request", request.Id.Value, null, cancellation)) is { } wrong)
            {
                yield return new("request", request.Id.Value, wrong);
            }
        }
    }

    private static string? WhatIsWrong(IReadOnlyList<Happened> events)
    {
        var (at, newest) = (RequestLifecycle.Table.Initial, 0);
        foreach (var link in events)
        {
            if (RequestTrail.ActionOf(link.Action) is not { } action)
            {
                continue;
            }

            if (RequestTrail.IsEnd(at))
            {
                return $"event {link.Sequence} ({link.Action}) comes after it was {at}";
            }

            if (action == RequestAction.Submit)
            {
                var number = link.Number("version") ?? 0;
                if (number != newest + 1)
                {
                    return $"event {link.Sequence} submits version {number} after version {newest}";
                }

                newest = number;
            }

            at = RequestTrail.Next(at, action) ?? at;
        }

        return null;
    }
}

/// <summary>INV03.</summary>
internal sealed class FrozenVersionCheck(AuditTrail trail) : IInvariantCheck
{
    private static readonly string[] Submitted = ["request-submitted"];

    public string Code => "INV03";

    public string Sentence => "frozen versions are what was submitted";

    public async IAsyncEnumerable<InvariantViolation> CheckAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var request in trail.RowsAsync(db => db.Set<AccessRequest>().OrderBy(row => row.Id), cancellation))
        {
            var submitted = await trail.OfAsync("request", request.Id.Value, Submitted, cancellation);
            foreach (var version in request.Versions)
            {
                var wrong = !request.IsIntact(version) ? "is not what its hash was taken over"
                    : submitted.Where(link => link.Number("version") == version.Number).Any(link => link.Text("hash") != version.Hash) ? "has another hash than the audit log saw"
                    : submitted.All(link => link.Number("version") != version.Number) ? "was never submitted"
                    : null;
                if (wrong is not null)
                {
                    yield return new("request", request.Id.Value, $"version {version.Number} {wrong}");
                }
            }
        }
    }
}
