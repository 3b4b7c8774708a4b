using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Disclosure;
using TrePortal.Data.Inventory.Versions;
using TrePortal.Data.Inventory.Withdrawals;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Data.Cohorts;

internal sealed class SavedCohortQueries(IDbContextFactory<PortalDbContext> contexts, InventoryShapes shapes, DisclosedDatasets datasets, TimeProvider clock) : ISavedCohortQueries
{
    public async Task<IReadOnlyList<SavedCohortRow>> ListAsync(string handle, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var environment = await db.Set<ResearchEnvironment>().AsNoTracking().FirstOrDefaultAsync(row => row.Handle == handle, cancellation);
        if (environment is null || !environment.IsDiscoverableBy(reader, clock.GetUtcNow()))
        {
            return [];
        }

        var found = await Readable(db, reader)
            .Where(pair => pair.Cohort.Environment == environment.Id)
            .OrderBy(pair => pair.Cohort.Owner == reader.Id ? 0 : 1)
            .ThenByDescending(pair => pair.Cohort.UpdatedAt)
            .ThenBy(pair => pair.Cohort.Id)
            .ToListAsync(cancellation);
        return await RowsAsync(db, environment, found, reader, cancellation);
    }

    public async Task<SavedCohortDetails?> FindAsync(SavedCohortId id, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await Readable(db, reader).FirstOrDefaultAsync(pair => pair.Cohort.Id == id, cancellation) is not { } found)
        {
            return null;
        }

        var isMine = found.Cohort.Owner == reader.Id;
        var environment = await db.Set<ResearchEnvironment>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == found.Cohort.Environment, cancellation);
        if (environment is null || (!isMine && !environment.IsDiscoverableBy(reader, clock.GetUtcNow())))
        {
            return null; // who lost the environment has lost what others share of it
        }

        var people = isMine ? found.Cohort.Readers.Select(row => row.Person).ToList() : [];
        var readers = people.Count == 0 ? [] : await db.Set<Person>().AsNoTracking().Where(person => people.Contains(person.Id)).OrderBy(person => person.DisplayName)
            .Select(person => new CohortReaderRow(person.Id, person.UserName, person.DisplayName)).ToListAsync(cancellation);
        var row = (await RowsAsync(db, environment, [found], reader, cancellation))[0];
        return new SavedCohortDetails(row, found.Cohort.Environment, found.Cohort.Expression, found.Cohort.CreatedAt, found.Cohort.Version)
        {
            Revisions = [.. found.Cohort.Revisions.OrderByDescending(revision => revision.Number)],
            Readers = readers,
        };
    }

    // A cohort says what it uses that is gone, and where it is cut as would be refused now.
    private async Task<IReadOnlyList<SavedCohortRow>> RowsAsync(PortalDbContext db, ResearchEnvironment environment, List<Pinned> found, Actor reader, CancellationToken cancellation)
    {
        if (found.Count == 0 || environment.ActiveVersion is not { } active)
        {
            return [.. found.Select(pair => RowOf(pair, reader))];
        }

        var old = found.Where(pair => pair.VersionState != InventoryVersionState.Active).Select(pair => pair.Cohort.InventoryVersion).Distinct().ToList();
        var versions = await db.Set<InventoryVersion>().AsNoTracking().Where(version => old.Contains(version.Id) || version.Id == active).ToDictionaryAsync(version => version.Id, cancellation);
        using var explored = Explored.Open(environment, versions[active], WithdrawnNow.Nobody, datasets);
        return [.. found.Select(pair => RowOf(pair, reader) with
        {
            Lost = pair.VersionState == InventoryVersionState.Active ? [] : Lost(pair.Cohort.Expression, shapes.Of(versions[pair.Cohort.InventoryVersion].Assets), shapes.Of(versions[active].Assets)),
            IsOffEdge = explored.Read(pair.Cohort.Expression, isNew: true).Error is Invalid problems && problems.Problems.Any(problem => problem.Code == CohortValidator.EdgeCode),
        })];
    }

    private static IReadOnlyList<InventoryLoss> Lost(string expression, InventoryShape before, InventoryShape now) =>
        [.. CohortLosses.Of(expression, before.Tabular, now.Tabular).Concat(CohortLosses.Of(expression, before.Showcase, now.Showcase)).Distinct()];

    private static IQueryable<Pinned> Readable(PortalDbContext db, Actor reader) =>
        from cohort in db.Set<SavedCohort>().AsNoTracking().AsSplitQuery()
        where cohort.Owner == reader.Id || cohort.Readers.Any(row => row.Person == reader.Id)
        join version in db.Set<InventoryVersion>().AsNoTracking() on cohort.InventoryVersion equals version.Id
        join owner in db.Set<Person>().AsNoTracking() on cohort.Owner equals owner.Id
        select new Pinned { Cohort = cohort, Owner = owner.DisplayName, VersionNumber = version.Number, VersionState = version.State };

    private static SavedCohortRow RowOf(Pinned found, Actor reader) => new(
        found.Cohort.Id,
        found.Cohort.Name,
        found.Cohort.Words,
        found.Cohort.PublishedSize,
        found.Cohort.ExpressionHash,
        found.Cohort.InventoryVersion,
        found.VersionNumber,
        found.VersionState == InventoryVersionState.Active,
        found.Cohort.IsForRequests,
        found.Cohort.UpdatedAt)
    {
        Revision = found.Cohort.Revision,
        SharedBy = found.Cohort.Owner == reader.Id ? null : found.Owner,
    };

    private sealed class Pinned
    {
        public required SavedCohort Cohort { get; init; }

        public required string Owner { get; init; }

        public required int VersionNumber { get; init; }

        public required InventoryVersionState VersionState { get; init; }
    }
}
