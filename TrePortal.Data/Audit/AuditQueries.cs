using System.Runtime.CompilerServices;
using System.Globalization;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Audit;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Audit;

/// <inheritdoc cref="IAuditQueries"/>
internal sealed class AuditQueries(IDbContextFactory<PortalDbContext> contexts, IEnvironmentAdministration environments) : IAuditQueries
{
    public async Task<Page<AuditRow>> ListAsync(Actor reader, AuditFilter filter, PageRequest page, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        long? before = page.After is { Parts: [var text] } && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : null;

        // What one did oneself and what happened where one is an admin are each in order by an index; both together are not.
        var newest = (await PartsAsync(db, reader, cancellation))
            .Select(part => Narrow(part, filter))
            .Select(part => before is null ? part : part.Where(row => row.Sequence < before))
            .Select(part => part.OrderByDescending(row => row.Sequence).Take(page.Limit + 1))
            .Aggregate((one, other) => one.Union(other));
        var rows = await newest.OrderByDescending(row => row.Sequence).Take(page.Limit + 1).Select(Row).ToListAsync(cancellation);
        return page.Cut(rows, row => new Cursor(row.Sequence.ToString(CultureInfo.InvariantCulture)));
    }

    public async IAsyncEnumerable<AuditRow> StreamAsync(Actor reader, AuditFilter filter, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var events = Narrow(await VisibleAsync(db, reader, cancellation), filter);
        await foreach (var row in events.OrderBy(row => row.Sequence).Select(Row).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            yield return row;
        }
    }

    private async Task<IQueryable<AuditEvent>> VisibleAsync(PortalDbContext db, Actor reader, CancellationToken cancellation)
    {
        var events = db.AuditEvents.AsNoTracking();
        if (reader.IsPlatformAdmin)
        {
            return events;
        }

        var own = reader.Id.Value;
        var administered = (await environments.AdministeredByAsync(reader.Id, cancellation)).Select(id => (EnvironmentId?)id).ToList();
        return events.Where(row => row.ActorId == own || administered.Contains(row.Environment));
    }

    private async Task<IReadOnlyList<IQueryable<AuditEvent>>> PartsAsync(PortalDbContext db, Actor reader, CancellationToken cancellation)
    {
        var events = db.AuditEvents.AsNoTracking();
        if (reader.IsPlatformAdmin)
        {
            return [events];
        }

        var own = reader.Id.Value;
        var administered = await environments.AdministeredByAsync(reader.Id, cancellation);
        return [events.Where(row => row.ActorId == own), .. Shares.Of(administered.Select(id => (EnvironmentId?)id).ToList()).Select(share => events.Where(row => share.Contains(row.Environment)))];
    }

    private static IQueryable<AuditEvent> Narrow(IQueryable<AuditEvent> events, AuditFilter filter)
    {
        events = When(filter.Environment is not null, events, row => row.Environment == filter.Environment);
        events = When(filter.Actor is not null, events, row => row.ActorName == filter.Actor);
        events = When(filter.Kind is not null, events, row => row.SubjectKind == filter.Kind);
        events = When(filter.Object is not null, events, row => row.SubjectId == filter.Object);
        events = When(filter.Action is not null, events, row => row.Action == filter.Action);
        events = When(filter.From is not null, events, row => row.At >= filter.From);
        return When(filter.Until is not null, events, row => row.At < filter.Until);
    }

    private static IQueryable<AuditEvent> When(bool isAsked, IQueryable<AuditEvent> events, Expression<Func<AuditEvent, bool>> match) =>
        isAsked ? events.Where(match) : events;

    private static Expression<Func<AuditEvent, AuditRow>> Row => row => new AuditRow(
        row.Sequence, row.At, row.ActorId, row.ActorName, row.ActingAs, row.Action, row.SubjectKind, row.SubjectId, row.Environment, row.Content, row.Origin, row.Hash);
}
