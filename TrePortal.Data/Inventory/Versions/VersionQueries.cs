using System.Globalization;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Data.Inventory.Versions;

/// <inheritdoc cref="IVersionQueries"/>
internal sealed class VersionQueries(IDbContextFactory<PortalDbContext> contexts, InventoryDiffs diffs, IReleaseImpact impacts) : IVersionQueries
{
    private const int NotesShown = 200;

    public async Task<Page<VersionRow>?> ListAsync(string handle, PageRequest page, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var me = reader.Id;
        var below = page.After is { Parts: [var last] } && int.TryParse(last, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
        var rows = await (
            from environment in db.Set<ResearchEnvironment>().Where(row => row.Handle == handle && row.Admins.Any(admin => admin.Person == me))
            from version in db.Set<InventoryVersion>().Where(row => row.Environment == environment.Id && row.Number < below)
            from author in db.Set<Person>().Where(person => person.Id == version.Author).DefaultIfEmpty()
            orderby version.Number descending
            select new VersionRow(
                version.Id, version.Number, version.Label, version.Notes.Length > NotesShown ? version.Notes.Substring(0, NotesShown) : version.Notes, version.State,
                version.State == InventoryVersionState.Pending && environment.ActiveVersion != null, version.OpenWarnings, author == null ? "" : author.DisplayName, version.CreatedAt, version.ActivatedAt))
            .Take(page.Limit + 1).ToListAsync(cancellation);
        if (rows.Count == 0 && await EnvironmentAsync(db, handle, reader, cancellation) is null)
        {
            return null; // an empty list and no list at all are two answers
        }

        return page.Cut<VersionRow>(rows, row => new Cursor(row.Number.ToString(CultureInfo.InvariantCulture)));
    }

    public async Task<InventoryVersionDetails?> FindAsync(string handle, int number, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await EnvironmentAsync(db, handle, reader, cancellation) is not { } environment)
        {
            return null;
        }

        var found = await (
            from version in db.Set<InventoryVersion>().AsNoTracking().Where(row => row.Environment == environment.Id && row.Number == number)
            from author in db.Set<Person>().Where(person => person.Id == version.Author).DefaultIfEmpty()
            select new
            {
                Version = version,
                Author = author == null ? "" : author.DisplayName,
                Previous = db.Set<InventoryVersion>().Where(row => row.Environment == environment.Id && row.Number < number).Max(row => (int?)row.Number),
                Import = db.Set<InventoryImport>().Where(row => row.InventoryVersion == version.Id && row.State != ImportState.Queued)
                    .OrderByDescending(row => row.StartedAt).Select(row => (InventoryImportId?)row.Id).FirstOrDefault(),
            }).FirstOrDefaultAsync(cancellation);
        if (found is null)
        {
            return null;
        }

        var readers = found.Version.Warnings.Select(warning => warning.Acknowledged?.By).OfType<PersonId>().Distinct().ToList();
        var names = readers.Count == 0 ? [] : await db.Set<Person>().Where(person => readers.Contains(person.Id)).ToDictionaryAsync(person => person.Id, person => person.DisplayName, cancellation);
        return new InventoryVersionDetails(found.Version.Id, found.Version.Version, number, found.Version.Label, found.Version.Notes, found.Version.State, found.Version.Assets)
        {
            Author = found.Author,
            CreatedAt = found.Version.CreatedAt,
            ActivatedAt = found.Version.ActivatedAt,
            IsStaged = found.Version.State == InventoryVersionState.Pending && environment.Active is not null,
            Warnings = [.. found.Version.Warnings.Select(warning => Told(warning, names))],
            Previous = found.Previous,
            LastImport = found.Import,
        };
    }

    public async Task<InventoryDiff?> DiffAsync(string handle, int? from, int to, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await EnvironmentAsync(db, handle, reader, cancellation) is not { } environment)
        {
            return null;
        }

        var older = from ?? to - 1;
        var versions = await db.Set<InventoryVersion>().AsNoTracking()
            .Where(row => row.Environment == environment.Id && (row.Number == older || row.Number == to)).ToListAsync(cancellation);
        return versions.Find(version => version.Number == older) is { } before && versions.Find(version => version.Number == to) is { } after
            ? await Task.Run(() => diffs.Of(before, after, cancellation), cancellation)
            : null;
    }

    public async Task<ReleaseImpact?> ImpactAsync(string handle, int number, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await EnvironmentAsync(db, handle, reader, cancellation) is not { } environment)
        {
            return null;
        }

        var versions = await db.Set<InventoryVersion>().AsNoTracking()
            .Where(row => row.Id == environment.Active || (row.Environment == environment.Id && row.Number == number && row.Id == environment.Pending)).ToListAsync(cancellation);
        var after = versions.Find(version => version.Number == number && version.Id == environment.Pending);
        return after is null ? null
            : versions.Find(version => version.Id == environment.Active) is { } before ? await impacts.OfAsync(environment.Id, before, after, cancellation)
            : ReleaseImpact.None;
    }

    private static WarningForAdmin Told(VersionWarning warning, Dictionary<PersonId, string> names)
    {
        var code = ProblemCodes.Of(warning.Code);
        return new WarningForAdmin(warning.Asset, warning.Code, code.Title, code.Mend, warning.Count, warning.Import,
            warning.Acknowledged is { } read ? new AcknowledgedBy(names.GetValueOrDefault(read.By, ""), read.At, read.Note) : null);
    }

    private static Task<Administered?> EnvironmentAsync(PortalDbContext db, string handle, Actor reader, CancellationToken cancellation)
    {
        var me = reader.Id;
        return db.Set<ResearchEnvironment>().Where(row => row.Handle == handle && row.Admins.Any(admin => admin.Person == me))
            .Select(row => new Administered(row.Id, row.ActiveVersion, row.PendingVersion)).FirstOrDefaultAsync(cancellation);
    }

    private sealed record Administered(EnvironmentId Id, InventoryVersionId? Active, InventoryVersionId? Pending);
}
