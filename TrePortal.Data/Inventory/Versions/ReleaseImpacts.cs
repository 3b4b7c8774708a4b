using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Inventory.Versions;

/// <inheritdoc cref="IReleaseImpact"/>
internal sealed class ReleaseImpacts(IDbContextFactory<PortalDbContext> contexts, InventoryShapes shapes) : IReleaseImpact
{
    private static readonly RequestState[] Open = [RequestState.Draft, RequestState.InReview, RequestState.InRevision, RequestState.Approved];

    public async Task<ReleaseImpact> OfAsync(EnvironmentId environment, InventoryVersion before, InventoryVersion after, CancellationToken cancellation)
    {
        var (old, now) = (shapes.Of(before.Assets), shapes.Of(after.Assets));
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var requests = await RequestsAsync(db, environment, cancellation);
        var cohorts = await CohortsAsync(db, environment, cancellation);
        var lost = requests.Select(request => (Request: request, Losses: RequestLosses.Of(request.Content, old, now))).Where(pair => pair.Losses.Count > 0).ToList();
        var affected = lost.ToDictionary(pair => pair.Request.Id, pair => pair.Losses);
        var projects = await ProjectsAsync(db, environment, [.. affected.Keys], cancellation);
        return new ReleaseImpact(
        [
            .. lost.Where(pair => pair.Request.Reference is not null)
                .OrderBy(pair => pair.Request.Reference, StringComparer.Ordinal)
                .Select(pair => new ImpactItem(ImpactKind.Request, pair.Request.Id.Value, $"{pair.Request.Reference} {pair.Request.Title}".Trim(), pair.Request.Owner, 1, pair.Losses)),
            .. projects.Select(project => new ImpactItem(ImpactKind.Project, project.Id.Value, project.Name, project.Owner, 1, affected[project.Request])),
            .. Counted(ImpactKind.Drafts, lost.Where(pair => pair.Request.Reference is null).Select(pair => pair.Request.Owner)),
            .. Counted(ImpactKind.Cohorts, cohorts.Where(cohort => IsLost(cohort.Expression, old, now)).Select(cohort => cohort.Owner)),
        ]);
    }

    private static IEnumerable<ImpactItem> Counted(ImpactKind kind, IEnumerable<string> owners) =>
        owners.GroupBy(owner => owner, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new ImpactItem(kind, null, "", group.Key, group.Count(), []));

    // A saved cohort explores the showcase and may be asked for in the tables.
    private static bool IsLost(string expression, InventoryShape old, InventoryShape now) =>
        CohortLosses.Of(expression, old.Tabular, now.Tabular).Count > 0 || CohortLosses.Of(expression, old.Showcase, now.Showcase).Count > 0;

    private static async Task<IReadOnlyList<OpenRequest>> RequestsAsync(PortalDbContext db, EnvironmentId environment, CancellationToken cancellation) => await (
        from request in db.Set<AccessRequest>().Where(row => row.Environment == environment && Open.Contains(row.State))
        from owner in db.Set<Person>().Where(person => person.Id == request.Owner).DefaultIfEmpty()
        select new OpenRequest(request.Id, request.Reference, request.Title, owner == null ? "" : owner.DisplayName, request.Content)).ToListAsync(cancellation);

    private static async Task<IReadOnlyList<(string Expression, string Owner)>> CohortsAsync(PortalDbContext db, EnvironmentId environment, CancellationToken cancellation)
    {
        var rows = await (
            from cohort in db.Set<SavedCohort>().Where(row => row.Environment == environment)
            from owner in db.Set<Person>().Where(person => person.Id == cohort.Owner).DefaultIfEmpty()
            select new { cohort.Expression, Owner = owner == null ? "" : owner.DisplayName }).ToListAsync(cancellation);
        return [.. rows.Select(row => (row.Expression, row.Owner))];
    }

    private static async Task<IReadOnlyList<OpenProject>> ProjectsAsync(PortalDbContext db, EnvironmentId environment, List<AccessRequestId> requests, CancellationToken cancellation) =>
        requests.Count == 0 ? [] : await (
            from project in db.Set<Project>().Where(row => row.Environment == environment && row.State == ProjectState.Open && requests.Contains(row.Request))
            from owner in db.Set<Person>().Where(person => person.Id == project.Owner).DefaultIfEmpty()
            orderby project.Name, project.Id
            select new OpenProject(project.Id, project.Request, project.Name, owner == null ? "" : owner.DisplayName)).ToListAsync(cancellation);

    private sealed record OpenRequest(AccessRequestId Id, string? Reference, string Title, string Owner, RequestContent Content);

    private sealed record OpenProject(ProjectId Id, AccessRequestId Request, string Name, string Owner);
}
