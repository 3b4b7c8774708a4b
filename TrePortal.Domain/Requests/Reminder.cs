using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Requests;

/// <summary>What somebody is reminded of (spec.md N2).</summary>
public enum ReminderKind
{
    /// <summary>Access ends within 30 days: the owner.</summary>
    AccessEndsInMonth,

    /// <summary>Access ends within 7 days: the owner.</summary>
    AccessEndsInWeek,

    /// <summary>A step has waited longer than the days set for it: its reviewers who have not decided.</summary>
    StepOverdue,

    /// <summary>Twice as long: the TRE admins.</summary>
    StepLongOverdue,
}

/// <summary>
/// A reminder that was given. Its key is what it was about, so it is given once: to the second worker who gives it at the
/// same moment the database says no, and with it everything that this worker would have written.
/// </summary>
public sealed class Reminder : AggregateRoot
{
    /// <summary>Access ends soon: so many days before, at the earliest.</summary>
    public const int MonthDays = 30;

    /// <inheritdoc cref="MonthDays"/>
    public const int WeekDays = 7;

    private Reminder()
    {
    }

    public AccessRequestId Request { get; private set; }

    public int RequestVersion { get; private set; }

    /// <summary>Empty for reminders that are of no step.</summary>
    public string Step { get; private set; } = "";

    public ReminderKind Kind { get; private set; }

    public DateTimeOffset At { get; private set; }

    /// <summary>Gives the reminder if it is due now, which is looked at again here; null when it is not.</summary>
    public static Reminder? Give(DueReminder due, AccessRequest request, ResearchEnvironment environment, DateTimeOffset now)
    {
        var isDue = due.Step.Length == 0 ? IsEnding(due.Kind, request, environment.Policies, now) : IsOverdue(due, request, environment, now);
        if (!isDue)
        {
            return null;
        }

        var reminder = new Reminder { Request = request.Id, RequestVersion = request.Latest!.Number, Step = due.Step, Kind = due.Kind, At = now };
        reminder.Record(due.Step.Length == 0
            ? new AccessEndsSoon(request.Id, request.Environment, request.Reference!, due.Kind)
            : new StepWaitsTooLong(request.Id, request.Environment, request.Reference!, request.Latest!.Number, due.Step, due.Kind));
        return reminder;
    }

    /// <summary>Whether access that ends then is to be reminded of now. A term that is not longer than the notice is not announced with it.</summary>
    public static bool IsEnding(ReminderKind kind, DateTimeOffset approvedAt, DateTimeOffset end, DateTimeOffset now)
    {
        var notice = kind == ReminderKind.AccessEndsInMonth ? MonthDays : WeekDays;
        var from = end.AddDays(-notice);
        var until = kind == ReminderKind.AccessEndsInMonth ? end.AddDays(-WeekDays) : end; // whoever comes late is told the nearer one only
        return from > approvedAt && from <= now && now < until;
    }

    /// <summary>Whether a step that opened then is to be reminded of now.</summary>
    public static bool IsOverdue(ReminderKind kind, DateTimeOffset openedAt, int days, DateTimeOffset now) =>
        openedAt.AddDays(kind == ReminderKind.StepLongOverdue ? 2 * days : days) <= now;

    private static bool IsEnding(ReminderKind kind, AccessRequest request, Policies policies, DateTimeOffset now) =>
        request is { State: RequestState.Approved, ApprovedAt: { } approved } && request.EndOfAccess(policies) is { } end && IsEnding(kind, approved, end, now);

    private static bool IsOverdue(DueReminder due, AccessRequest request, ResearchEnvironment environment, DateTimeOffset now) =>
        request.State == RequestState.InReview
        && request.CurrentSteps.FirstOrDefault(step => step.Step == due.Step) is { State: StepState.Open, OpenedAt: { } opened }
        && environment.Steps.FirstOrDefault(step => step.Id == due.Step)?.RemindAfterDays is { } days
        && IsOverdue(due.Kind, opened, days, now);
}

/// <summary>A reminder that looks due from outside the transaction that gives it.</summary>
/// <param name="Step">Empty for those that are of no step.</param>
public sealed record DueReminder(AccessRequestId Request, EnvironmentId Environment, string Step, ReminderKind Kind);

/// <summary>Reminds owners, reviewers and admins: the portal's own doing.</summary>
public sealed class ReminderCommands(IWriteDoor door)
{
    /// <summary>Gives a reminder unless it was given before or is not due any more. Answers whether it did.</summary>
    public Task<Result<bool>> GiveAsync(DueReminder due, CancellationToken cancellation) =>
        door.RunAsRobotAsync<bool>(due.Environment, "request.remind", async (session, token) =>
        {
            if (await session.FindAsync<AccessRequest, AccessRequestId>(due.Request, token) is not { } request || request.Environment != due.Environment
                || await session.FindAsync<ResearchEnvironment, EnvironmentId>(due.Environment, token) is not { } environment)
            {
                return new NotFound("This request");
            }

            var version = request.Latest?.Number ?? 0;
            if (await session.AnyAsync<Reminder>(row => row.Request == due.Request && row.RequestVersion == version && row.Step == due.Step && row.Kind == due.Kind, token)
                || Reminder.Give(due, request, environment, session.Now) is not { } given)
            {
                return false;
            }

            session.Add(given);
            return true;
        }, cancellation);
}
