using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Notifications;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Notifications;

/// <summary>
/// Whether a notification still is somebody's business, by their rights as they are when the mail is about to be sent.
/// A mail leaves the portal for good, so whoever lost a right since is not written to.
/// </summary>
internal static class StillConcerned
{
    public static async Task<bool> IsAsync(PortalDbContext db, Actor person, Notification about, DateTimeOffset now, CancellationToken cancellation) => about.Kind switch
    {
        NotificationKind.DataDelivered or NotificationKind.DeliveryFailed =>
            await FindAsync<Project>(db, row => row.Id == new ProjectId(about.Subject), cancellation) is { } project
            && (project.People.Contains(person.Id) || await IsAdminAsync(db, project.Environment, person, cancellation)),
        NotificationKind.MaintenanceBegan or NotificationKind.MaintenanceEnded => await MeetsAsync(db, person, about.Environment, now, cancellation),
        NotificationKind.MadeAdmin => await IsAdminAsync(db, about.Environment, person, cancellation),
        NotificationKind.MadeReviewer => await EnvironmentAsync(db, about.Environment, cancellation) is { } environment && environment.Steps.Any(step => step.IsReviewedBy(person.Id)),
        _ => await FindAsync<AccessRequest>(db, row => row.Id == new AccessRequestId(about.Subject), cancellation) is { } request
            && await EnvironmentAsync(db, request.Environment, cancellation) is { } environment
            && IsConcerned(person, about.Kind, request, environment, now),
    };

    private static bool IsConcerned(Actor person, NotificationKind kind, AccessRequest request, ResearchEnvironment environment, DateTimeOffset now) => kind switch
    {
        // Only who can still decide: the step may be over, and a reviewer whose access has ended decides nothing.
        NotificationKind.WaitsForReview or NotificationKind.StepOverdue =>
            request.StepsFor(person.Id, environment).Any() && (environment.RolesOf(person, now) & EnvironmentRole.AuthorizedUser) != 0,
        NotificationKind.StepLongOverdue => request.State == RequestState.InReview && (request.RolesOf(person.Id, environment) & RequestRole.TreAdmin) != 0,
        _ => request.RolesOf(person.Id, environment) != RequestRole.None,
    };

    // Whoever asks for data there, or may see the environment.
    private static async Task<bool> MeetsAsync(PortalDbContext db, Actor person, EnvironmentId id, DateTimeOffset now, CancellationToken cancellation)
    {
        var open = RequestLifecycle.OpenStates;
        return await db.Set<AccessRequest>().AnyAsync(row => row.Environment == id && row.Owner == person.Id && open.Contains(row.State), cancellation)
            || (await EnvironmentAsync(db, id, cancellation) is { } environment && environment.IsDiscoverableBy(person, now));
    }

    private static Task<bool> IsAdminAsync(PortalDbContext db, EnvironmentId id, Actor person, CancellationToken cancellation) =>
        db.Set<ResearchEnvironment>().AnyAsync(row => row.Id == id && row.Admins.Any(admin => admin.Person == person.Id), cancellation);

    private static Task<ResearchEnvironment?> EnvironmentAsync(PortalDbContext db, EnvironmentId id, CancellationToken cancellation) =>
        FindAsync<ResearchEnvironment>(db, row => row.Id == id, cancellation);

    private static Task<T?> FindAsync<T>(PortalDbContext db, System.Linq.Expressions.Expression<Func<T, bool>> match, CancellationToken cancellation)
        where T : AggregateRoot => db.Set<T>().AsNoTracking().FirstOrDefaultAsync(match, cancellation);
}
