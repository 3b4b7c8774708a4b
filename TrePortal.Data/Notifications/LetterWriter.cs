using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Notifications;
using TrePortal.Domain.People;

namespace TrePortal.Data.Notifications;

/// <summary>Makes the letter of a mail at the moment at which it is sent: who may still have it, where to, and the words.</summary>
internal sealed class LetterWriter(IDbContextFactory<PortalDbContext> contexts, IMailWriter words, MailOptions options, TimeProvider clock)
{
    public async Task<Written> WriteAsync(OutgoingMail mail, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await Rights.OfAsync(db, new Caller(mail.Person, "mail", "local"), cancellation) is not { } person)
        {
            return Written.Not("account"); // disabled, or removed
        }

        if (await db.Set<MailPreference>().AnyAsync(row => row.Person == person.Id && row.Choice == MailChoice.Off, cancellation))
        {
            return Written.Not("off");
        }

        var unread = await UnreadAsync(db, mail, cancellation);
        if (unread.Count == 0)
        {
            return Written.Not("read");
        }

        var rows = await AllowedAsync(db, person, unread, cancellation);
        if (rows.Count == 0)
        {
            return Written.Not("right");
        }

        if ((mail.Notification is null ? words.Digest(rows) : words.Notice(rows[0])) is not { } text)
        {
            return Written.Not("gone");
        }

        var address = await db.Set<Person>().Where(row => row.Id == person.Id).Select(row => row.Email).SingleAsync(cancellation);
        return new Written(new Letter($"{mail.Key}@{new Uri(options.PublicAddress).Host}", address, text.Subject, text.Body), null);
    }

    private static Task<List<Notification>> UnreadAsync(PortalDbContext db, OutgoingMail mail, CancellationToken cancellation)
    {
        var unread = db.Set<Notification>().AsNoTracking().Where(row => row.Person == mail.Person && row.ReadAt == null);
        return (mail.Notification is { } id ? unread.Where(row => row.Id == id) : unread.Where(row => row.At > mail.Since && row.At <= mail.Until))
            .OrderBy(row => row.At).ThenBy(row => row.Id).ToListAsync(cancellation);
    }

    private async Task<List<NotificationRow>> AllowedAsync(PortalDbContext db, Actor person, List<Notification> unread, CancellationToken cancellation)
    {
        var (allowed, now) = (new List<NotificationId>(), clock.GetUtcNow());
        foreach (var notification in unread)
        {
            if (await StillConcerned.IsAsync(db, person, notification, now, cancellation))
            {
                allowed.Add(notification.Id);
            }
        }

        return await NotificationRows.Of(db, db.Set<Notification>().AsNoTracking().Where(row => allowed.Contains(row.Id))).ToListAsync(cancellation);
    }

    /// <param name="Letter">Null when it must not or need not be sent.</param>
    /// <param name="WhyNot">Then why, as a code.</param>
    internal sealed record Written(Letter? Letter, string? WhyNot)
    {
        public static Written Not(string why) => new(null, why);
    }
}
