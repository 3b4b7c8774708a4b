using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Notifications;

namespace TrePortal.Data.Notifications;

/// <summary>
/// Writes the daily mails when their hour has come. Everybody who wants them is moved on to that hour by one conditional
/// update, so of two workers one writes the mail; a portal that was down at the hour does it when it is up again.
/// </summary>
internal sealed class DigestPlanner(IDbContextFactory<PortalDbContext> contexts, MailOptions options, TimeProvider clock)
{
    // What was written just before the hour has been committed by then.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(options.TimeZone);

    /// <summary>Answers how many mails were written here.</summary>
    public async Task<int> PlanAsync(CancellationToken cancellation)
    {
        var (day, hour) = LatestHour(clock.GetUtcNow() - Patience, options.DigestAt, _zone);
        var planned = 0;
        foreach (var (person, since) in await DueAsync(hour, cancellation))
        {
            planned += await PlanAsync(person, day, since, hour, cancellation) ? 1 : 0;
        }

        return planned;
    }

    /// <summary>The last time at which daily mails were to go out, and its day there.</summary>
    internal static (DateOnly Day, DateTimeOffset Hour) LatestHour(DateTimeOffset now, TimeOnly at, TimeZoneInfo zone)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        while (true)
        {
            var wall = day.ToDateTime(at);
            wall = zone.IsInvalidTime(wall) ? wall.AddHours(1) : wall; // the hour that summer time leaves out
            var hour = new DateTimeOffset(wall, zone.GetUtcOffset(wall)).ToUniversalTime();
            if (hour <= now)
            {
                return (day, hour);
            }

            day = day.AddDays(-1);
        }
    }

    private async Task<List<(PersonId Person, DateTimeOffset Since)>> DueAsync(DateTimeOffset hour, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var due = await db.Set<MailPreference>().Where(row => row.Choice == MailChoice.Daily && row.DigestedUntil < hour)
            .Select(row => new { row.Person, row.DigestedUntil }).ToListAsync(cancellation);
        return due.ConvertAll(row => (row.Person, row.DigestedUntil));
    }

    private async Task<bool> PlanAsync(PersonId person, DateOnly day, DateTimeOffset since, DateTimeOffset hour, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var moved = await db.Set<MailPreference>().Where(row => row.Person == person && row.Choice == MailChoice.Daily && row.DigestedUntil == since)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.DigestedUntil, hour), cancellation);
        if (moved == 0)
        {
            return false; // another worker did, or the person chose otherwise
        }

        var hasUnread = await db.Set<Notification>().AnyAsync(row => row.Person == person && row.ReadAt == null && row.At > since && row.At <= hour, cancellation);
        if (hasUnread)
        {
            db.Add(OutgoingMail.Digest(person, day, since, hour, clock.GetUtcNow()));
            await db.SaveChangesAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return hasUnread;
    }
}
