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
            .Where(row => row.Environment == environment.Id)
            .OrderBy(row => row.Owner == reader.Id ? 0 : 1)
            .ThenByDescending(row => row.UpdatedAt)
            .ThenBy(row => row.Id)
            .ToListAsync(cancellation);
        return await RowsAsync(db, environment, found, reader, cancellation);
    }

    public async Task<SavedCohortDetails?> FindAsync(SavedCohortId id, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await Readable(db, reader).FirstOrDefaultAsync(row => row.Id == id, cancellation) is not { } found)
        {
            return null;
        }

        var isMine = found.Owner == reader.Id;
        var environment = await db.Set<ResearchEnvironment>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == found.Environment, cancellation);
        if (environment is null || (!isMine && !environment.IsDiscoverableBy(reader, clock.GetUtcNow())))
        {
            return null; // who lost the environment has lost what others share of it
        }

        var cohort = await db.Set<SavedCohort>().AsNoTracking().AsSplitQuery().FirstAsync(row => row.Id == id, cancellation);
        var people = isMine ? cohort.Readers.Select(row => row.Person).ToList() : [];
        var readers = people.Count == 0 ? [] : await db.Set<Person>().AsNoTracking().Where(person => people.Contains(person.Id)).OrderBy(person => person.DisplayName)
            .Select(person => new CohortReaderRow(person.Id, person.UserName, person.DisplayName)).ToListAsync(cancellation);
        var row = (await RowsAsync(db, environment, [found], reader, cancellation))[0];
        return new SavedCohortDetails(row, cohort.Environment, cohort.Expression, cohort.CreatedAt, cohort.Version)
        {
            Revisions = [.. cohort.Revisions.OrderByDescending(revision => revision.Number)],
            Readers = readers,
        };
    }

    // A cohort says what it uses that is gone, and where it is cut as would be refused now.
    private async Task<IReadOnlyList<SavedCohortRow>> RowsAsync(PortalDbContext db, ResearchEnvironment environment, List<Pinned> found, Actor reader, CancellationToken cancellation)
    {
        if (found.Count == 0 || environment.ActiveVersion is not { } active)
        {
            return [.. found.Select(row => RowOf(row, reader))];
        }

        var old = found.Where(row => row.VersionState != InventoryVersionState.Active).Select(row => row.InventoryVersion).Distinct().ToList();
        var versions = await db.Set<InventoryVersion>().AsNoTracking().Where(version => old.Contains(version.Id) || version.Id == active).ToDictionaryAsync(version => version.Id, cancellation);
        using var explored = Explored.Open(environment, versions[active], WithdrawnNow.Nobody, datasets);
        return [.. found.Select(row => RowOf(row, reader) with
        {
            Lost = row.VersionState == InventoryVersionState.Active ? [] : Lost(row.Expression, shapes.Of(versions[row.InventoryVersion].Assets), shapes.Of(versions[active].Assets)),
            IsOffEdge = explored.Read(row.Expression, isNew: true).Error is Invalid problems && problems.Problems.Any(problem => problem.Code == CohortValidator.EdgeCode),
        })];
    }

    private static IReadOnlyList<InventoryLoss> Lost(string expression, InventoryShape before, InventoryShape now) =>
        [.. CohortLosses.Of(expression, before.Tabular, now.Tabular).Concat(CohortLosses.Of(expression, before.Showcase, now.Showcase)).Distinct()];

    // Without what a cohort was before and with whom it is shared: lists need neither.
    private static IQueryable<Pinned> Readable(PortalDbContext db, Actor reader) =>
        from cohort in db.Set<SavedCohort>().AsNoTracking()
        where cohort.Owner == reader.Id || cohort.Readers.Any(row => row.Person == reader.Id)
        join version in db.Set<InventoryVersion>().AsNoTracking() on cohort.InventoryVersion equals version.Id
        join owner in db.Set<Person>().AsNoTracking() on cohort.Owner equals owner.Id
        select new Pinned
        {
            Id = cohort.Id,
            Environment = cohort.Environment,
            Owner = cohort.Owner,
            OwnerName = owner.DisplayName,
            Name = cohort.Name,
            Expression = cohort.Expression,
            ExpressionHash = cohort.ExpressionHash,
            Words = cohort.Words,
            PublishedSize = cohort.PublishedSize,
            InventoryVersion = cohort.InventoryVersion,
            VersionNumber = version.Number,
            VersionState = version.State,
            IsForRequests = cohort.IsForRequests,
            Revision = cohort.Revision,
            UpdatedAt = cohort.UpdatedAt,
        };

    private static SavedCohortRow RowOf(Pinned found, Actor reader) => new(
        found.Id,
        found.Name,
        found.Words,
        found.PublishedSize,
        found.ExpressionHash,
        found.InventoryVersion,
        found.VersionNumber,
        found.VersionState == InventoryVersionState.Active,
        found.IsForRequests,
        found.UpdatedAt)
    {
        Revision = found.Revision,
        SharedBy = found.Owner == reader.Id ? null : found.OwnerName,
    };

    private sealed class Pinned
    {
        public required SavedCohortId Id { get; init; }

        public required EnvironmentId Environment { get; init; }

        public required PersonId Owner { get; init; }

        public required string OwnerName { get; init; }

        public required string Name { get; init; }

        public required string Expression { get; init; }

        public required string ExpressionHash { get; init; }

        public required string Words { get; init; }

        public required string PublishedSize { get; init; }

        public required InventoryVersionId InventoryVersion { get; init; }

        public required int VersionNumber { get; init; }

        public required InventoryVersionState VersionState { get; init; }

        public required bool IsForRequests { get; init; }

        public required int Revision { get; init; }

        public required DateTimeOffset UpdatedAt { get; init; }
    }
}
