using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Notifications;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Notifications;

/// <summary>Who is told of what (spec.md N2). Nobody is told of what they did themselves.</summary>
internal sealed class NotificationListener(MailOptions mail) : IEventListener
{
    public async Task<IReadOnlyCollection<Changed>> HearAsync(PortalDbContext db, Actor actor, IReadOnlyList<DomainEvent> events, DateTimeOffset now, CancellationToken cancellation)
    {
        var (told, written) = (new HashSet<PersonId>(), new List<Notification>());
        foreach (var happened in events)
        {
            foreach (var (kind, reference, people) in await ToTellAsync(db, happened, events, now, cancellation))
            {
                foreach (var person in people.Distinct().Where(person => person != actor.Id && person != default))
                {
                    told.Add(person);
                    if (await TellAsync(db, person, kind, happened.Subject, reference, now, cancellation) is { } notification)
                    {
                        written.Add(notification);
                    }
                }
            }
        }

        if (mail.IsOn)
        {
            await MailAsync(db, written, now, cancellation);
        }

        return [.. told.Select(person => new Changed(INotificationQueries.ChangeKind, person.Value, null))];
    }

    // Whoever chose nothing is written to at once. Daily mails find what they report by themselves.
    private static async Task MailAsync(PortalDbContext db, List<Notification> written, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var some in written.Chunk(500))
        {
            var people = some.Select(notification => notification.Person).Distinct().ToList();
            var otherwise = await db.Set<MailPreference>().Where(row => people.Contains(row.Person) && row.Choice != MailChoice.AtOnce).Select(row => row.Person).ToListAsync(cancellation);
            db.AddRange(some.ExceptBy(otherwise, notification => notification.Person).Select(notification => OutgoingMail.Notice(notification, now)));
        }
    }

    // Messages of one request come by the dozen: while the first is unread, the others only make it newer. So it is with a
    // collaborator who is named, taken off and named again. Null then: who has not read the first needs no second mail.
    private static async Task<Notification?> TellAsync(PortalDbContext db, PersonId person, NotificationKind kind, EventSubject subject, string reference, DateTimeOffset now, CancellationToken cancellation)
    {
        if (kind is NotificationKind.MessageReceived or NotificationKind.NamedOnRequest
            && await db.Set<Notification>().FirstOrDefaultAsync(row => row.Person == person && row.Kind == kind && row.Subject == subject.Id && row.ReadAt == null, cancellation) is { } unread)
        {
            unread.Again(now);
            return null;
        }

        var notification = Notification.Of(person, kind, subject, reference, now);
        db.Add(notification);
        return notification;
    }

    private static async Task<IReadOnlyList<Telling>> ToTellAsync(PortalDbContext db, DomainEvent happened, IReadOnlyList<DomainEvent> events, DateTimeOffset now, CancellationToken cancellation) => happened switch
    {
        RequestEvent about when await FindAsync(db, about, cancellation) is var (request, environment) => [.. Of(about, request, environment, events, now)],
        DispensalDelivered delivered => [await OfProjectAsync(db, NotificationKind.DataDelivered, delivered.Project, withAdmins: false, cancellation)],
        DispensalFailed failed => [await OfProjectAsync(db, NotificationKind.DeliveryFailed, failed.Project, withAdmins: true, cancellation)],
        EnvironmentDeactivated down => [new(NotificationKind.MaintenanceBegan, "", await AskingAsync(db, down.Environment, cancellation))],
        EnvironmentReactivated up => [new(NotificationKind.MaintenanceEnded, "", await AskingAsync(db, up.Environment, cancellation))],
        ReviewerAssigned assigned => [new(NotificationKind.MadeReviewer, "", [assigned.Person])],
        AdminAdded added => [new(NotificationKind.MadeAdmin, "", [added.Person])],
        _ => [],
    };

    private static IEnumerable<Telling> Of(RequestEvent happened, AccessRequest request, ResearchEnvironment environment, IReadOnlyList<DomainEvent> events, DateTimeOffset now)
    {
        var collaborators = request.Collaborators.Where(named => named.Until is null).Select(named => named.Person).ToList();
        var parties = collaborators.Append(request.Owner).ToList();
        var reference = request.Reference ?? "";
        switch (happened)
        {
            case RequestSubmitted:
                yield return new(NotificationKind.WaitsForReview, reference, WaitingFor(request, environment, now));
                break;

            case CollaboratorNamed named:
                yield return new(NotificationKind.NamedOnRequest, reference, [named.Person]);
                break;

            case AccessEndsSoon soon:
                yield return new(soon.Kind == ReminderKind.AccessEndsInWeek ? NotificationKind.AccessEndsInWeek : NotificationKind.AccessEndsInMonth, reference, [request.Owner]);
                break;

            case StepWaitsTooLong { Kind: ReminderKind.StepOverdue } waits:
                yield return new(NotificationKind.StepOverdue, reference, Undecided(request, environment, waits.Step));
                break;

            case StepWaitsTooLong:
                yield return new(NotificationKind.StepLongOverdue, reference, environment.Admins.Select(admin => admin.Person));
                break;

            case StepDecided when !events.Any(other => other is RequestApproved or RequestReturned or RequestRejected && other.Subject == happened.Subject):
                yield return new(NotificationKind.StepDecided, reference, parties);
                yield return new(NotificationKind.WaitsForReview, reference, request.IsSequential ? WaitingFor(request, environment, now) : []);
                break;

            case PlaceHandedOver handed:
                yield return new(NotificationKind.WaitsForReview, reference, [handed.To]);
                break;

            case OwnershipPassed passed:
                yield return new(NotificationKind.OwnershipPassed, reference, parties.Append(passed.Before));
                break;

            case QuorumOutOfReach:
                yield return new(NotificationKind.QuorumOutOfReach, reference, environment.Admins.Select(admin => admin.Person));
                break;

            case MessagePosted posted:
                yield return new(NotificationKind.Mentioned, reference, posted.Mentions);
                yield return new(NotificationKind.MessageReceived, reference, (posted.IsFromOwner ? ReviewersOf(request, environment) : [request.Owner]).Except(posted.Mentions));
                break;

            default:
                if (Ending(happened) is { } kind)
                {
                    yield return new(kind, reference, parties);
                }

                break;
        }
    }

    private static NotificationKind? Ending(RequestEvent happened) => happened switch
    {
        RequestReturned => NotificationKind.RequestReturned,
        RequestApproved => NotificationKind.RequestApproved,
        RequestRejected => NotificationKind.RequestRejected,
        RequestRevoked => NotificationKind.RequestRevoked,
        RequestClosed => NotificationKind.RequestClosed,
        RequestExpired => NotificationKind.RequestExpired,
        _ => null,
    };

    // Reviewers whose turn came in this transaction.
    private static List<PersonId> WaitingFor(AccessRequest request, ResearchEnvironment environment, DateTimeOffset now)
    {
        var opened = request.CurrentSteps.Where(step => step.State == StepState.Open && step.OpenedAt == now).Select(step => step.Step).ToHashSet(StringComparer.Ordinal);
        return [.. request.ReviewersOf(environment, opened.Contains).Where(person => request.StepsFor(person, environment).Any())];
    }

    private static IEnumerable<PersonId> Undecided(AccessRequest request, ResearchEnvironment environment, string step) =>
        request.ReviewersOf(environment, item => item == step)
            .Where(person => request.StepsFor(person, environment).Any(open => open.Step == step));

    private static IEnumerable<PersonId> ReviewersOf(AccessRequest request, ResearchEnvironment environment) =>
        request.ReviewersOf(environment, _ => true)
            .Concat(request.Decisions.Select(decision => decision.Reviewer))
            .Where(person => (request.RolesOf(person, environment) & RequestRole.Reviewer) != 0);

    private static async Task<(AccessRequest Request, ResearchEnvironment Environment)?> FindAsync(PortalDbContext db, RequestEvent happened, CancellationToken cancellation) =>
        happened is not (RequestStarted or RequestEdited or RequestDeleted)
        && await db.FindAsync<AccessRequest>([happened.Request], cancellation) is { } request
        && await db.FindAsync<ResearchEnvironment>([happened.Environment], cancellation) is { } environment ? (request, environment) : null;

    private static async Task<Telling> OfProjectAsync(PortalDbContext db, NotificationKind kind, ProjectId id, bool withAdmins, CancellationToken cancellation)
    {
        var project = await db.FindAsync<Project>([id], cancellation);
        var admins = withAdmins && project is not null && await db.FindAsync<ResearchEnvironment>([project.Environment], cancellation) is { } environment ? environment.Admins.Select(admin => admin.Person) : [];
        return new(kind, project?.Reference ?? "", project is null ? [] : [.. project.People, .. admins]);
    }

    // People with drafts or open requests.
    private static async Task<List<PersonId>> AskingAsync(PortalDbContext db, EnvironmentId environment, CancellationToken cancellation)
    {
        var open = RequestLifecycle.OpenStates;
        return await db.Set<AccessRequest>().Where(request => request.Environment == environment && open.Contains(request.State)).Select(request => request.Owner).Distinct().ToListAsync(cancellation);
    }

    private sealed record Telling(NotificationKind Kind, string Reference, IEnumerable<PersonId> People);
}
