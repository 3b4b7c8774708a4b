using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Notifications;

namespace TrePortal.Data.Notifications;

/// <inheritdoc cref="IOutgoingMails"/>
internal sealed class OutgoingMails(IDbContextFactory<PortalDbContext> contexts, MailOptions options, TimeProvider clock) : IOutgoingMails
{
    public async Task<MailOverview?> ReadAsync(Actor reader, CancellationToken cancellation)
    {
        if (!reader.IsPlatformAdmin)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var mails = db.Set<OutgoingMail>().AsNoTracking();
        var yesterday = clock.GetUtcNow() - TimeSpan.FromDays(1);
        var counts = await mails.Where(row => row.State == MailState.Waiting || row.State == MailState.GivenUp || (row.State == MailState.Sent && row.NotBefore >= yesterday))
            .GroupBy(row => row.State).Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Key, group => group.Count, cancellation);
        var troubled = await mails.Where(row => row.State == MailState.GivenUp || (row.State == MailState.Waiting && row.Reason != null))
            .OrderByDescending(row => row.State == MailState.GivenUp).ThenByDescending(row => row.CreatedAt).ThenBy(row => row.Key)
            .Take(MailOverview.MostTroubled)
            .Select(row => new TroubledMail(row.Key, row.State == MailState.GivenUp, row.Attempts, row.Reason, row.CreatedAt, row.State == MailState.GivenUp ? null : row.NotBefore))
            .ToListAsync(cancellation);
        return new MailOverview(options.IsOn, counts.GetValueOrDefault(MailState.Waiting), counts.GetValueOrDefault(MailState.Sent), counts.GetValueOrDefault(MailState.GivenUp), troubled);
    }

    public async Task<bool> IsGivenUpAsync(string? key, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await GivenUp(db, key).AnyAsync(cancellation);
    }

    internal static IQueryable<OutgoingMail> GivenUp(PortalDbContext db, string? key) =>
        db.Set<OutgoingMail>().Where(row => row.State == MailState.GivenUp && (key == null || row.Key == key));
}

/// <summary>Puts mails back into the queue in the transaction in which the operator said so.</summary>
internal sealed class MailAgainListener : IEventListener
{
    public async Task<IReadOnlyCollection<Changed>> HearAsync(PortalDbContext db, Actor actor, IReadOnlyList<DomainEvent> events, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var again in events.OfType<MailTriedAgain>())
        {
            await OutgoingMails.GivenUp(db, again.Key).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.State, MailState.Waiting)
                    .SetProperty(row => row.Attempts, 0)
                    .SetProperty(row => row.NotBefore, now)
                    .SetProperty(row => row.EndedAt, (DateTimeOffset?)null)
                    .SetProperty(row => row.LeaseUntil, (DateTimeOffset?)null)
                    .SetProperty(row => row.Reason, (string?)null),
                cancellation);
        }

        return [];
    }
}
