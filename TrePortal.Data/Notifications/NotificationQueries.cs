using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Notifications;

namespace TrePortal.Data.Notifications;

/// <inheritdoc cref="INotificationQueries"/>
internal sealed class NotificationQueries(IDbContextFactory<PortalDbContext> contexts, MailOptions mail) : INotificationQueries
{
    public async Task<Page<NotificationRow>> ListAsync(PersonId person, bool unreadOnly, PageRequest page, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var mine = db.Set<Notification>().AsNoTracking().Where(row => row.Person == person && (!unreadOnly || row.ReadAt == null));
        mine = await NewestFirst.AfterAsync<Notification, NotificationId>(mine, page.After, nameof(Notification.At), cancellation);
        var rows = await NotificationRows.Of(db, mine).Take(page.Limit + 1).ToListAsync(cancellation);
        return page.Cut(rows, row => NewestFirst.At(row.At, row.Id.Value));
    }

    public async Task<int> UnreadAsync(PersonId person, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Set<Notification>().CountAsync(row => row.Person == person && row.ReadAt == null, cancellation);
    }

    public async Task<bool> HasUnreadAboutAsync(PersonId person, Guid subject, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Set<Notification>().AnyAsync(row => row.Person == person && row.ReadAt == null && row.Subject == subject, cancellation);
    }

    public async Task<MailSettings> MailSettingsAsync(PersonId person, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var chosen = await db.Set<MailPreference>().Where(row => row.Person == person).Select(row => (MailChoice?)row.Choice).FirstOrDefaultAsync(cancellation);
        return new MailSettings(chosen ?? MailChoice.AtOnce, mail.IsOn, mail.DigestAt, mail.TimeZone);
    }
}
