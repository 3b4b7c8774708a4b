using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Invariants;

/// <summary>An audit event as the checks read it.</summary>
internal sealed record Happened(long Sequence, DateTimeOffset At, Guid Actor, string Action, Guid Subject, string Content)
{
    private JsonElement? _content;

    public string? Text(string member) => Member(member) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public Guid? Id(string member) => Member(member) is { ValueKind: JsonValueKind.String } value && value.TryGetGuid(out var id) ? id : null;

    public int? Number(string member) => Member(member) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) ? number : null;

    public bool Is(string member) => Member(member) is { ValueKind: JsonValueKind.True };

    public JsonElement? Member(string member)
    {
        _content ??= JsonSerializer.Deserialize<JsonElement>(Content);
        return _content.Value.TryGetProperty(member, out var value) ? value : null;
    }
}

/// <summary>Reads the history of one object at a time, by the index of the audit log, and rows of a table batch by batch.</summary>
internal sealed class AuditTrail(IDbContextFactory<PortalDbContext> contexts)
{
    private const int BatchRows = 200;

    /// <summary>What happened to an object, oldest first.</summary>
    /// <param name="kind">Of the object.</param>
    /// <param name="subject">Its id.</param>
    /// <param name="actions">Those that matter; null for all.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<IReadOnlyList<Happened>> OfAsync(string kind, Guid subject, IReadOnlyCollection<string>? actions, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var events = db.AuditEvents.Where(row => row.SubjectKind == kind && row.SubjectId == subject);
        if (actions is not null)
        {
            events = events.Where(row => actions.Contains(row.Action));
        }

        return await events.OrderBy(row => row.Sequence)
            .Select(row => new Happened(row.Sequence, row.At, row.ActorId, row.Action, row.SubjectId, row.Content))
            .ToListAsync(cancellation);
    }

    /// <summary>What happened to objects of one kind in an environment, oldest first.</summary>
    public async Task<IReadOnlyList<Happened>> InAsync(EnvironmentId environment, string kind, IReadOnlyCollection<string> actions, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.AuditEvents.Where(row => row.Environment == environment && row.SubjectKind == kind && actions.Contains(row.Action))
            .OrderBy(row => row.Sequence)
            .Select(row => new Happened(row.Sequence, row.At, row.ActorId, row.Action, row.SubjectId, row.Content))
            .ToListAsync(cancellation);
    }

    /// <summary>Whether a person's account was enabled when an event happened.</summary>
    public async Task<bool> WasEnabledAsync(Guid person, long sequence, CancellationToken cancellation) =>
        (await OfAsync("person", person, ["person-enabled"], cancellation)).LastOrDefault(link => link.Sequence < sequence)?.Is("isEnabled") ?? true;

    /// <summary>All rows, some hundred at a time.</summary>
    /// <param name="ordered">A query in a fixed order.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async IAsyncEnumerable<T> RowsAsync<T>(Func<PortalDbContext, IOrderedQueryable<T>> ordered, [EnumeratorCancellation] CancellationToken cancellation)
        where T : class
    {
        for (var from = 0; ; from += BatchRows)
        {
            List<T> batch;
            await using (var db = await contexts.CreateDbContextAsync(cancellation))
            {
                batch = await ordered(db).AsNoTracking().AsSplitQuery().Skip(from).Take(BatchRows).ToListAsync(cancellation);
            }

            foreach (var row in batch)
            {
                yield return row;
            }

            if (batch.Count < BatchRows)
            {
                yield break;
            }
        }
    }
}
