using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Dispensal;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Inventory.Withdrawals;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Invariants;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;

namespace TrePortal.Data.Invariants;

/// <summary>INV16. Reads every dispensed byte.</summary>
internal sealed class DeliveredContentCheck(IDispensedFiles files, AuditTrail trail) : IInvariantCheck
{
    public string Code => "INV16";

    public string Sentence => "delivered folders hold what their manifests say, no more and no less";

    public async IAsyncEnumerable<InvariantViolation> CheckAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var delivered = trail.RowsAsync(
            db => db.Set<ProjectDispensal>().Where(row => row.State == DispensalState.Delivered && db.Set<Project>().Any(project => project.Id == row.Project && project.State == ProjectState.Open)).Select(row => new { row.Id, row.Project, row.ManifestHash }).OrderBy(row => row.Id),
            cancellation);
        await foreach (var row in delivered)
        {
            var folder = new DeliveredFolder(row.Project, row.Id, row.ManifestHash ?? "");
            if (await WhatIsWrongAsync(folder, cancellation) is { } wrong)
            {
                yield return new("dispensal", row.Id.Value, wrong);
            }
        }
    }

    private async Task<string?> WhatIsWrongAsync(DeliveredFolder folder, CancellationToken cancellation)
    {
        try
        {
            var report = await files.VerifyAsync(folder, null, cancellation);
            return report.ProblemCount == 0 ? null : $"{report.ProblemCount} of its files are missing, changed or not in its manifest";
        }
        catch (IOException)
        {
            return "its folder cannot be read";
        }
    }
}

/// <summary>
/// INV17. Works the plan out again from the frozen request, the release and the list of withdrawn people that the
/// dispensal went by, and compares it with the plan that was kept and with the manifest.
/// </summary>
internal sealed class RecomputationCheck(
    IDbContextFactory<PortalDbContext> contexts, BoundDispensals dispensals, IDispensedFiles files, WithdrawnKeys withdrawn, DatasetCache cache, DataRoot root) : IInvariantCheck
{
    public string Code => "INV17";

    public string Sentence => "manifests follow from the request, the release and the withdrawals of their time";

    public async IAsyncEnumerable<InvariantViolation> CheckAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var bound in dispensals.AllAsync(cancellation))
        {
            if (bound.Dispensal.State == DispensalState.Delivered && bound.Project is not { State: ProjectState.Deleted } && await WhatIsWrongAsync(bound, cancellation) is { } wrong)
            {
                yield return new("dispensal", bound.Dispensal.Id.Value, wrong);
            }
        }
    }

    private async Task<string?> WhatIsWrongAsync(BoundDispensal bound, CancellationToken cancellation)
    {
        var (dispensal, project, request) = bound;
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var release = await db.Set<InventoryVersion>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == dispensal.InventoryVersion, cancellation);
        if (release is null || request?.Versions.FirstOrDefault(version => version.Number == project!.RequestVersion) is not { } frozen)
        {
            return "the release or the request that it came from is gone";
        }

        if (await db.Set<InventoryVersion>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == frozen.Facts.InventoryVersion, cancellation) is not { } approvedOn)
        {
            return "the release on which it was approved is gone";
        }

        try
        {
            var opened = DispensalSource.Open(release, approvedOn, frozen.Content, withdrawn.OfHash(dispensal.Environment, dispensal.Plan.Withdrawn), cache, root);
            if (!opened.IsOk)
            {
                return $"it cannot be worked out again ({opened.Error.Code})";
            }

            using var source = opened.Value;
            var plan = source.Plan(frozen, release, cancellation);
            return !plan.IsOk ? $"it cannot be worked out again ({plan.Error.Code})"
                : (plan.Value with { Withdrawn = dispensal.Plan.Withdrawn }).Hash != dispensal.Plan.Hash ? "another plan follows from the request and the release"
                : await ManifestFaultAsync(dispensal, plan.Value, source, cancellation);
        }
        catch (Exception unreadable) when (unreadable is IOException or InvalidDataException)
        {
            return "the release that it came from cannot be read";
        }
    }

    private async Task<string?> ManifestFaultAsync(ProjectDispensal dispensal, DispensalPlan plan, DispensalSource source, CancellationToken cancellation)
    {
        DispensalManifest manifest;
        try
        {
            manifest = await files.ManifestAsync(new(dispensal.Project, dispensal.Id, dispensal.ManifestHash ?? ""), cancellation);
        }
        catch (Exception unreadable) when (unreadable is IOException or InvalidDataException)
        {
            return null; // INV16 says so
        }

        var tables = manifest.Files.Where(file => file.Path.EndsWith(".data.csv", StringComparison.Ordinal) && !file.Path.Contains('/', StringComparison.Ordinal))
            .ToDictionary(file => file.Path[..^".data.csv".Length], StringComparer.Ordinal);
        var areTables = tables.Count == plan.Tables.Count && plan.Tables.All(table =>
            tables.TryGetValue(table.Entity, out var file) && file.Rows == table.Rows && file.Columns is { } columns && columns.SequenceEqual(table.Columns));
        var bulk = manifest.Files.Where(file => file.Path.StartsWith("files/", StringComparison.Ordinal)).Select(file => (file.Path["files/".Length..], file.Bytes, file.Sha256)).ToHashSet();
        return manifest.PlanHash != dispensal.Plan.Hash ? "its manifest is of another plan"
            : !areTables ? "its manifest has other tables than follow from the request and the release"
            : !bulk.SetEquals(source.Files.Select(file => (file.Path, file.Bytes, file.Sha256))) ? "its manifest has other bulk files than follow from the request and the release"
            : null;
    }
}

/// <summary>INV18.</summary>
internal sealed class VisibleFoldersCheck(IDbContextFactory<PortalDbContext> contexts, DataRoot root) : IInvariantCheck
{
    public string Code => "INV18";

    public string Sentence => "only delivered data can be seen in a project, and never a part of them";

    public async IAsyncEnumerable<InvariantViolation> CheckAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var project in Directory.EnumerateDirectories(root.Projects))
        {
            if (Guid.TryParse(Path.GetFileName(project), out var erased) && await IsErasedAsync(new ProjectId(erased), cancellation))
            {
                yield return new("project", erased, "it was erased, but its folder is there");
                continue;
            }

            var place = Path.Combine(project, "dispensals");
            if (!Directory.Exists(place) || !Guid.TryParse(Path.GetFileName(project), out var owner))
            {
                continue;
            }

            foreach (var entry in Directory.EnumerateFileSystemEntries(place))
            {
                if (!Guid.TryParse(Path.GetFileName(entry), out var id))
                {
                    yield return new("project", owner, "something that is no dispensal lies beside its dispensals");
                }
                else if (await WhatIsWrongAsync(entry, new DispensalId(id), owner, cancellation) is { } wrong)
                {
                    yield return new("dispensal", id, wrong);
                }
            }
        }
    }

    private async Task<bool> IsErasedAsync(ProjectId id, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Set<Project>().AnyAsync(row => row.Id == id && row.ErasedAt != null, cancellation);
    }

    private async Task<string?> WhatIsWrongAsync(string folder, DispensalId id, Guid project, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var found = await db.Set<ProjectDispensal>().Where(row => row.Id == id).Select(row => new { row.State, row.Project, row.Plan }).FirstOrDefaultAsync(cancellation);
        return found is null || found.Project.Value != project ? "its folder can be seen, but the portal does not know it"
            : found.State == DispensalState.Delivered ? null
            : found.State is DispensalState.Running or DispensalState.Queued
                && await DispensedFiles.IntactManifestAsync(folder, cancellation) is { } manifest && manifest.Dispensal == id.Value && manifest.PlanHash == found.Plan.Hash
            ? null // the rename happened; the next worker commits the same
            : $"its folder can be seen, but it is {found.State}";
    }
}

/// <summary>INV22.</summary>
internal sealed class ProjectPathsCheck(DataRoot root) : IInvariantCheck
{
    private const UnixFileMode Special = UnixFileMode.SetUser | UnixFileMode.SetGroup;

    private const UnixFileMode Write = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    public string Code => "INV22";

    public string Sentence => "projects hold ordinary files only, and dispensed ones are read-only";

    public IAsyncEnumerable<InvariantViolation> CheckAsync(CancellationToken cancellation) => Check(cancellation).ToAsyncEnumerable();

    private IEnumerable<InvariantViolation> Check(CancellationToken cancellation)
    {
        foreach (var project in new DirectoryInfo(root.Projects).EnumerateDirectories())
        {
            if (!Guid.TryParse(project.Name, out var id))
            {
                continue;
            }

            if (project.LinkTarget is not null)
            {
                yield return new("project", id, "its folder is a link");
                continue;
            }

            foreach (var wrong in Walk(project, isSealed: false, cancellation).GroupBy(wrong => wrong))
            {
                yield return new("project", id, $"{wrong.Count()} of its paths {wrong.Key}");
            }
        }
    }

    private static IEnumerable<string> Walk(DirectoryInfo folder, bool isSealed, CancellationToken cancellation)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            cancellation.ThrowIfCancellationRequested();
            if (entry.LinkTarget is not null || entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                yield return "are links";
                continue;
            }

            if (!OperatingSystem.IsWindows() && (entry.UnixFileMode & Special) != 0)
            {
                yield return "run as another user";
            }

            if (!OperatingSystem.IsWindows() && isSealed && (entry.UnixFileMode & Write) != 0)
            {
                yield return "can be written to";
            }

            if (entry is DirectoryInfo below)
            {
                foreach (var wrong in Walk(below, isSealed || folder.Name == "dispensals", cancellation))
                {
                    yield return wrong;
                }
            }
            else if (OrdinaryFile.TryOpen(folder.FullName, entry.Name, out var stream) == OrdinaryFile.Outcome.Opened)
            {
                stream!.Dispose();
            }
            else
            {
                yield return "are no ordinary files";
            }
        }
    }
}
