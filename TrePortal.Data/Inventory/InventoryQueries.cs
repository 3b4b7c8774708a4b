using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Data.Inventory;

/// <inheritdoc cref="IInventoryQueries"/>
internal sealed class InventoryQueries(IDbContextFactory<PortalDbContext> contexts) : IInventoryQueries
{
    private const int ImportsShown = 10;

    public async Task<InventoryForAdmin?> FindAsync(string handle, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var rows = await (
            from environment in Administered(db, handle, reader)
            from version in db.Set<InventoryVersion>()
                .Where(row => row.Environment == environment.Id && (row.State == InventoryVersionState.Pending || row.State == InventoryVersionState.Active)).DefaultIfEmpty()
            orderby version!.Number descending
            select new
            {
                environment.Id,
                Version = version,
                Author = db.Set<Person>().Where(person => person.Id == version!.Author).Select(person => person.DisplayName).FirstOrDefault() ?? "",
            })
            .AsNoTracking().ToListAsync(cancellation);
        if (rows.Count == 0)
        {
            return null;
        }

        var id = rows[0].Id;
        var versions = rows.Where(row => row.Version is not null).Select(row => AdminView(row.Version!, row.Author)).ToList();
        var newest = versions.Count == 0 ? (InventoryVersionId?)null : versions[0].Id;
        var imports = await (
            from import in db.Set<InventoryImport>().Where(row => row.InventoryVersion == newest)
            from person in db.Set<Person>().Where(row => row.Id == import.StartedBy).DefaultIfEmpty()
            from job in db.Jobs.Where(row => row.Id == import.Job).DefaultIfEmpty()
            orderby import.StartedAt descending, import.Id descending
            select new
            {
                import.Id, import.State, import.Uploads, import.StartedAt, import.EndedAt, import.Errors, import.Warnings, import.Failure,
                StartedBy = person == null ? "" : person.DisplayName,
                Progress = job == null ? null : new JobProgress(job.Id, job.State.ToString(), job.Phase, job.PhaseStartedAt, job.Done, job.Total, job.Rows, job.RowsPerSecond, job.IsCancelRequested),
            }).Take(ImportsShown).ToListAsync(cancellation);
        return new InventoryForAdmin(id, versions, NextNumber(versions), [.. imports.Select(row => new ImportRow(
            row.Id, row.State, [.. row.Uploads.Select(upload => upload.Asset)], row.StartedBy, row.StartedAt, row.EndedAt, row.Errors, row.Warnings, row.Failure,
            row.State == ImportState.Queued ? row.Progress : null))]);
    }

    public Task<ImportDetails?> FindImportAsync(string handle, InventoryImportId import, Actor reader, CancellationToken cancellation) =>
        ImportAsync(handle, reader, imports => imports.Where(row => row.Id == import), null, cancellation);

    public Task<ImportDetails?> LastReportAsync(string handle, int number, Actor reader, CancellationToken cancellation) =>
        ImportAsync(handle, reader, imports => imports.Where(row => row.State != ImportState.Queued), number, cancellation);

    public async Task<Result> MayImportAsync(string handle, int number, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var now = await Administered(db, handle, reader)
            .Select(row => new
            {
                row.State,
                Pending = db.Set<InventoryVersion>().Where(version => version.Id == row.PendingVersion).Select(version => (int?)version.Number).FirstOrDefault(),
                Last = db.Set<InventoryVersion>().Where(version => version.Environment == row.Id).Max(version => (int?)version.Number),
            })
            .FirstOrDefaultAsync(cancellation);
        return now is null ? new NotFound("This environment")
            : EnvironmentLifecycle.LockReason(now.State, EnvironmentAction.StageInventory) is { } locked ? new IllegalMove(locked)
            : number != (now.Pending ?? (now.Last ?? 0) + 1) ? new NotFound("This inventory version")
            : Result.Ok;
    }

    private async Task<ImportDetails?> ImportAsync(
        string handle, Actor reader, Func<IQueryable<InventoryImport>, IQueryable<InventoryImport>> which, int? number, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var mine = Administered(db, handle, reader);
        var found = await (
            from import in which(db.Set<InventoryImport>())
            where mine.Any(row => row.Id == import.Environment)
            join version in db.Set<InventoryVersion>() on import.InventoryVersion equals version.Id
            where number == null || version.Number == number
            orderby import.StartedAt descending, import.Id descending
            select new { import.Id, version.Number, import.State, import.Uploads, import.StartedAt, import.EndedAt, import.Outcome }).FirstOrDefaultAsync(cancellation);
        return found is null ? null : new ImportDetails(
            found.Id, found.Number, found.State, [.. found.Uploads.Select(upload => upload.Asset)], found.StartedAt, found.EndedAt, found.Outcome);
    }

    private static IQueryable<ResearchEnvironment> Administered(PortalDbContext db, string handle, Actor reader)
    {
        var me = reader.Id;
        return db.Set<ResearchEnvironment>().Where(row => row.Handle == handle && row.Admins.Any(admin => admin.Person == me));
    }

    private static VersionForAdmin AdminView(InventoryVersion version, string author) => new(
        version.Id, version.Version, version.Number, version.Label, version.Notes, version.State, version.Assets, author, version.CreatedAt, version.ActivatedAt)
    {
        OpenWarnings = version.OpenWarnings,
    };

    private static int NextNumber(List<VersionForAdmin> newestFirst) =>
        newestFirst.Count == 0 ? 1 : newestFirst[0].State == InventoryVersionState.Pending ? newestFirst[0].Number : newestFirst[0].Number + 1;
}
