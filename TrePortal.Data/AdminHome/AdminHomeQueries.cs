using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.AdminHome;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;
using TrePortal.Domain.Reviews;

namespace TrePortal.Data.AdminHome;

/// <inheritdoc cref="IAdminHomeQueries"/>
/// <remarks>Four round trips, whatever there is: the environments with what hangs on them, open steps, failed dispensals, and what happened when.</remarks>
internal sealed class AdminHomeQueries(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock) : IAdminHomeQueries
{
    public async Task<AdminOverview> ReadAsync(Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow();
        var mine = Mine(db, reader.Id);
        var environments = await AdministeredRow.ReadAsync(db, mine, now, cancellation);
        var byId = environments.ToDictionary(row => row.Id);
        var reviews = await ReviewsAsync(db, mine, cancellation);
        var failures = await FailedDispensalsAsync(db, mine, cancellation);
        var moments = await MomentsAsync(db, mine, Weeks.Start(now), cancellation);
        if (environments.Count == 0)
        {
            return AdminOverview.Nothing; // and nothing was found above either
        }

        IEnumerable<WaitingItem> waiting =
        [
            .. reviews.Select(row => new WaitingItem(WaitingKind.Review, byId[row.Environment].Handle, byId[row.Environment].Name, row.Since)
            {
                Reference = row.Reference, Step = row.Step, Object = row.Request.Value, WorkingDays = WorkingDays.Between(row.Since, now),
            }),
            .. failures.Select(row => new WaitingItem(WaitingKind.DispensalFailed, byId[row.Environment].Handle, byId[row.Environment].Name, row.Since)
            {
                Reference = row.Reference, Object = row.Project.Value,
            }),
            .. environments.SelectMany(row => row.Waiting()),
        ];
        return new AdminOverview(
            [.. waiting.OrderBy(item => item.Kind == WaitingKind.Expiring).ThenBy(item => item.Since)],
            [.. environments.Select(row => row.ToView(now))],
            Weeks.Of(moments, environments.Sum(row => row.Authorized), now));
    }

    private static IQueryable<ResearchEnvironment> Mine(PortalDbContext db, PersonId me) =>
        db.Set<ResearchEnvironment>().AsNoTracking().Where(row => row.Admins.Any(admin => admin.Person == me));

    private static Task<List<OpenStep>> ReviewsAsync(PortalDbContext db, IQueryable<ResearchEnvironment> mine, CancellationToken cancellation) => (
        from request in db.Set<AccessRequest>().AsNoTracking()
        where request.State == RequestState.InReview && mine.Any(environment => environment.Id == request.Environment)
        from step in request.Steps
        where step.State == StepState.Open
        orderby step.OpenedAt, request.Reference, step.Order
        select new OpenStep(request.Environment, request.Id, request.Reference!, step.Name, step.OpenedAt!.Value))
        .Take(AdminOverview.MostWaiting)
        .ToListAsync(cancellation);

    private static Task<List<FailedDispensal>> FailedDispensalsAsync(PortalDbContext db, IQueryable<ResearchEnvironment> mine, CancellationToken cancellation) => (
        from dispensal in db.Set<ProjectDispensal>().AsNoTracking()
        where dispensal.State == DispensalState.Failed && mine.Any(environment => environment.Id == dispensal.Environment)
            && !db.Set<ProjectDispensal>().Any(later => later.Project == dispensal.Project && later.AskedAt > dispensal.AskedAt)
        join project in db.Set<Project>() on dispensal.Project equals project.Id
        where project.State == ProjectState.Open
        orderby dispensal.EndedAt
        select new FailedDispensal(dispensal.Environment, project.Id, project.Reference, dispensal.EndedAt ?? dispensal.AskedAt))
        .Take(AdminOverview.MostWaiting)
        .ToListAsync(cancellation);

    /// <summary>One union: a kind and a moment for everything that the weeks count.</summary>
    private static Task<List<Moment>> MomentsAsync(PortalDbContext db, IQueryable<ResearchEnvironment> mine, DateTimeOffset from, CancellationToken cancellation)
    {
        var requests = db.Set<AccessRequest>().AsNoTracking().Where(request => mine.Any(environment => environment.Id == request.Environment));
        var dispensals = db.Set<ProjectDispensal>().AsNoTracking().Where(dispensal => dispensal.EndedAt >= from && mine.Any(environment => environment.Id == dispensal.Environment));
        return requests
            .SelectMany(request => EF.Property<List<RequestVersion>>(request, "_versions")).Where(version => version.SubmittedAt >= from)
            .Select(version => new Moment { Kind = MomentKind.Submitted, At = version.SubmittedAt })
            .Concat(requests.SelectMany(request => request.Steps).Where(step => step.State == StepState.Rejected && step.ClosedAt >= from)
                .Select(step => new Moment { Kind = MomentKind.Decided, At = step.ClosedAt!.Value }))
            .Concat(requests.Where(request => request.ApprovedAt >= from)
                .Select(request => new Moment { Kind = MomentKind.Decided, At = request.ApprovedAt!.Value }))
            .Concat(dispensals.Where(dispensal => dispensal.State == DispensalState.Delivered)
                .Select(dispensal => new Moment { Kind = MomentKind.Delivered, At = dispensal.EndedAt!.Value }))
            .Concat(dispensals.Where(dispensal => dispensal.State == DispensalState.Failed)
                .Select(dispensal => new Moment { Kind = MomentKind.Failed, At = dispensal.EndedAt!.Value }))
            .Concat(mine.SelectMany(environment => environment.Authorized).Where(entry => entry.Since >= from)
                .Select(entry => new Moment { Kind = MomentKind.Authorized, At = entry.Since }))
            .ToListAsync(cancellation);
    }

    private sealed record OpenStep(EnvironmentId Environment, AccessRequestId Request, string Reference, string Step, DateTimeOffset Since);

    private sealed record FailedDispensal(EnvironmentId Environment, ProjectId Project, string Reference, DateTimeOffset Since);
}
