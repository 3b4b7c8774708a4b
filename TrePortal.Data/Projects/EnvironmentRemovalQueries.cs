using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Projects;

/// <inheritdoc cref="IEnvironmentRemovalQueries"/>
internal sealed class EnvironmentRemovalQueries(IDbContextFactory<PortalDbContext> contexts) : IEnvironmentRemovalQueries
{
    public async Task<EnvironmentRemoval?> FindAsync(string handle, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var (me, open) = (reader.Id, RequestLifecycle.OpenStates);
        return await db.Set<ResearchEnvironment>()
            .Where(environment => environment.Handle == handle && environment.Admins.Any(admin => admin.Person == me))
            .Select(environment => new EnvironmentRemoval(
                EnvironmentLifecycle.LockReason(environment.State, EnvironmentAction.Delete),
                new RemovalObstacles(
                    db.Set<AccessRequest>().Count(request => request.Environment == environment.Id && request.State == RequestState.Draft),
                    db.Set<AccessRequest>().Count(request => request.Environment == environment.Id && request.State != RequestState.Draft && open.Contains(request.State)),
                    db.Set<Project>().Count(project => project.Environment == environment.Id && project.State == ProjectState.Open),
                    db.Set<InventoryImport>().Count(import => import.Environment == environment.Id && import.State == ImportState.Queued)),
                db.Set<InventoryVersion>().Count(version => version.Environment == environment.Id),
                db.Set<EnvironmentDocument>().Count(document => document.Environment == environment.Id),
                db.Set<SavedCohort>().Count(cohort => cohort.Environment == environment.Id)))
            .FirstOrDefaultAsync(cancellation);
    }
}
