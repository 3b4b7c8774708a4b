using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Requests;

/// <summary>
/// Looks every minute for what somebody is to be reminded of (spec.md N2). It only finds; whether a reminder is due, and
/// that it is given once, is decided in the transaction that gives it.
/// </summary>
internal sealed partial class ReminderSweeper(
    IDbContextFactory<PortalDbContext> contexts, IServiceScopeFactory scopes, TimeProvider clock, ILogger<ReminderSweeper> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => EverySoOften.RunAsync(Every, clock, SweepAsync, LogFailed, stoppingToken);

    /// <summary>Answers how many reminders were given here.</summary>
    internal async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var given = 0;
        foreach (var due in await DueAsync(cancellation))
        {
            given += await GiveAsync(due, cancellation) ? 1 : 0;
        }

        return given;
    }

    private async Task<List<DueReminder>> DueAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow();
        return [.. await EndingAsync(db, now, cancellation), .. await OverdueAsync(db, now, cancellation)];
    }

    // Terms are few and requests many, so one question for each length of term.
    private static async Task<List<DueReminder>> EndingAsync(PortalDbContext db, DateTimeOffset now, CancellationToken cancellation)
    {
        var due = new List<DueReminder>();
        var terms = await db.Set<ResearchEnvironment>().Where(row => row.AccessTermDays != null).Select(row => row.AccessTermDays!.Value).Distinct().ToListAsync(cancellation);
        foreach (var days in terms)
        {
            var (over, soon) = (now.AddDays(-days), now.AddDays(Reminder.MonthDays - days));
            var found = await db.Set<AccessRequest>().AsNoTracking()
                .Where(row => row.State == RequestState.Approved && row.ApprovedAt > over && row.ApprovedAt <= soon)
                .Where(row => db.Set<ResearchEnvironment>().Any(environment => environment.Id == row.Environment && environment.AccessTermDays == days))
                .Where(row => !db.Set<Reminder>().Any(given => given.Request == row.Id && given.Kind == ReminderKind.AccessEndsInWeek))
                .Select(row => new { row.Id, row.Environment, ApprovedAt = row.ApprovedAt!.Value, IsToldOnce = db.Set<Reminder>().Any(given => given.Request == row.Id && given.Kind == ReminderKind.AccessEndsInMonth) })
                .ToListAsync(cancellation);
            due.AddRange(
                from row in found
                from kind in new[] { ReminderKind.AccessEndsInMonth, ReminderKind.AccessEndsInWeek }
                where (kind != ReminderKind.AccessEndsInMonth || !row.IsToldOnce) && Reminder.IsEnding(kind, row.ApprovedAt, row.ApprovedAt.AddDays(days), now)
                select new DueReminder(row.Id, row.Environment, "", kind));
        }

        return due;
    }

    private static async Task<IEnumerable<DueReminder>> OverdueAsync(PortalDbContext db, DateTimeOffset now, CancellationToken cancellation)
    {
        var found = await (
            from environment in db.Set<ResearchEnvironment>().AsNoTracking()
            from planned in EF.Property<List<ReviewStep>>(environment, "_steps")
            where planned.RemindAfterDays != null
            from request in db.Set<AccessRequest>()
            where request.Environment == environment.Id && request.State == RequestState.InReview
            from step in request.Steps
            where step.Step == planned.Id && step.State == StepState.Open
            where !db.Set<Reminder>().Any(given => given.Request == request.Id && given.RequestVersion == step.RequestVersion && given.Step == step.Step && given.Kind == ReminderKind.StepLongOverdue)
            select new
            {
                request.Id,
                request.Environment,
                step.Step,
                OpenedAt = step.OpenedAt!.Value,
                Days = planned.RemindAfterDays!.Value,
                IsToldOnce = db.Set<Reminder>().Any(given => given.Request == request.Id && given.RequestVersion == step.RequestVersion && given.Step == step.Step && given.Kind == ReminderKind.StepOverdue),
            })
            .ToListAsync(cancellation);
        return
            from row in found
            from kind in new[] { ReminderKind.StepOverdue, ReminderKind.StepLongOverdue }
            where (kind != ReminderKind.StepOverdue || !row.IsToldOnce) && Reminder.IsOverdue(kind, row.OpenedAt, row.Days, now)
            select new DueReminder(row.Id, row.Environment, row.Step, kind);
    }

    private async Task<bool> GiveAsync(DueReminder due, CancellationToken cancellation)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var given = await scope.ServiceProvider.GetRequiredService<ReminderCommands>().GiveAsync(due, cancellation);
            if (given is { IsOk: true, Value: true })
            {
                LogGiven(due.Request.Value, due.Kind);
                return true;
            }
        }
        catch (DbUpdateException)
        {
            LogElsewhere(due.Request.Value, due.Kind); // another worker gave it at the same moment, and its key stands; else it is found again
        }

        return false;
    }

    [LoggerMessage(6111, LogLevel.Information, "Reminder {Kind} of request {Request} was given")]
    private partial void LogGiven(Guid request, ReminderKind kind);

    [LoggerMessage(6112, LogLevel.Information, "Reminder {Kind} of request {Request} was not given here")]
    private partial void LogElsewhere(Guid request, ReminderKind kind);

    [LoggerMessage(6113, LogLevel.Error, "Looking for reminders failed and will be tried again")]
    private partial void LogFailed(Exception failure);
}
