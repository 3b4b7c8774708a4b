using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Inventory.Versions;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Cohorts;

internal sealed class SavedCohortQueries(IDbContextFactory<PortalDbContext> contexts, InventoryShapes shapes, TimeProvider clock) : ISavedCohortQueries
{
    public async Task<IReadOnlyList<SavedCohortRow>> ListMineAsync(string handle, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var environment = await db.Set<ResearchEnvironment>().AsNoTracking().FirstOrDefaultAsync(row => row.Handle == handle, cancellation);
        if (environment is null || !environment.IsDiscoverableBy(reader, clock.GetUtcNow()))
        {
            return [];
        }

        var found = await Mine(db, reader)
            .Where(pair => pair.Cohort.Environment == environment.Id)
            .OrderByDescending(pair => pair.Cohort.UpdatedAt)
            .ThenBy(pair => pair.Cohort.Id)
            .ToListAsync(cancellation);
        return await WithLossesAsync(db, environment, found, cancellation);
    }

    public async Task<SavedCohortDetails?> FindAsync(SavedCohortId id, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await Mine(db, reader).FirstOrDefaultAsync(pair => pair.Cohort.Id == id, cancellation) is { } found
            ? new SavedCohortDetails(RowOf(found), found.Cohort.Environment, found.Cohort.Expression, found.Cohort.CreatedAt, found.Cohort.Version)
            : null;
    }

    // A cohort of an older version says what it uses that is gone.
    private async Task<IReadOnlyList<SavedCohortRow>> WithLossesAsync(PortalDbContext db, ResearchEnvironment environment, List<Pinned> found, CancellationToken cancellation)
    {
        var old = found.Where(pair => pair.VersionState != InventoryVersionState.Active).Select(pair => pair.Cohort.InventoryVersion).Distinct().ToList();
        if (old.Count == 0 || environment.ActiveVersion is not { } active)
        {
            return [.. found.Select(RowOf)];
        }

        var assets = await db.Set<InventoryVersion>().Where(version => old.Contains(version.Id) || version.Id == active)
            .Select(version => new { version.Id, version.Assets }).ToDictionaryAsync(version => version.Id, version => version.Assets, cancellation);
        var now = shapes.Of(assets[active]);
        return [.. found.Select(pair => RowOf(pair) with { Lost = Lost(pair.Cohort.Expression, shapes.Of(assets[pair.Cohort.InventoryVersion]), now) })];
    }

    private static IReadOnlyList<InventoryLoss> Lost(string expression, InventoryShape before, InventoryShape now) =>
        [.. CohortLosses.Of(expression, before.Tabular, now.Tabular).Concat(CohortLosses.Of(expression, before.Showcase, now.Showcase)).Distinct()];

    private static IQueryable<Pinned> Mine(PortalDbContext db, Actor reader) =>
        from cohort in db.Set<SavedCohort>().AsNoTracking()
        where cohort.Owner == reader.Id
        join version in db.Set<InventoryVersion>().AsNoTracking() on cohort.InventoryVersion equals version.Id
        select new Pinned { Cohort = cohort, VersionNumber = version.Number, VersionState = version.State };

    private static SavedCohortRow RowOf(Pinned found) => new(
        found.Cohort.Id,
        found.Cohort.Name,
        found.Cohort.Words,
        found.Cohort.PublishedSize,
        found.Cohort.ExpressionHash,
        found.Cohort.InventoryVersion,
        found.VersionNumber,
        found.VersionState == InventoryVersionState.Active,
        found.Cohort.IsForRequests,
        found.Cohort.UpdatedAt);

    private sealed class Pinned
    {
        public required SavedCohort Cohort { get; init; }

        public required int VersionNumber { get; init; }

        public required InventoryVersionState VersionState { get; init; }
    }
}
