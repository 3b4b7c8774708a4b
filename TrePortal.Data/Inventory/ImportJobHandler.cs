using System.Globalization;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Inventory.Withdrawals;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Inventory;

/// <summary>
/// Imports what was uploaded, all or nothing. The components are built in a staging folder of this attempt, renamed once,
/// and become the version's in the transaction that ends the job; until then nobody refers to them.
/// </summary>
internal sealed class ImportJobHandler(IDbContextFactory<PortalDbContext> contexts, InventoryImporter importer, IWithdrawnKeys withdrawn, DataRoot root, CrashPoints crash) : IJobHandler
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(300);

    public string Kind => InventoryCommands.ImportJobKind;

    public async Task<Result> RunAsync(JobRun run, CancellationToken cancellation)
    {
        var id = run.Payload<ImportJob>().Import;
        var (import, version, environment) = await LoadAsync(id, cancellation);
        if (import is not { State: ImportState.Queued } || version is null)
        {
            return Result.Ok; // ended before a crash kept the job from ending
        }

        crash.Reach("IP1");
        var staging = ImportFolders.TakeOver(root, run.Job.Id, run.Fence); // of attempts that died: this one holds the job
        try
        {
            var leaving = ReleaseWithdrawals.Read(root, import.Uploads, staging + "-withdrawn");
            if (!leaving.IsOk)
            {
                return await run.FinishAsync((session, token) => EndAsync(session, id, ImportState.Failed, ImportOutcome.None with { Failure = $"withdrawn.csv cannot be taken. {leaving.Error.Message}" }, token), cancellation);
            }

            var plan = PlanOf(staging, import, version, environment!) with { Withdrawn = await WithdrawnAsync(import.Environment, leaving.Value, cancellation) };
            var report = await ImportAsync(run, plan, cancellation);
            var done = report.IsOk
                ? await AcceptAsync(run, import, staging, report, leaving.Value, cancellation)
                : await run.FinishAsync((session, token) => EndAsync(session, id, ImportState.Refused, OutcomeOf(report), token), cancellation);
            ImportFolders.Remove(staging); // not when it was interrupted: the next attempt goes on from there
            return done;
        }
        finally
        {
            ImportFolders.Remove(staging + "-withdrawn");
        }
    }

    public async Task FailedAsync(JobRun run, IWriteSession session, Error reason, CancellationToken cancellation)
    {
        var state = reason is JobCancelled ? ImportState.Cancelled : ImportState.Failed;
        ImportFolders.RemoveOf(root, run.Job.Id);
        await EndAsync(session, run.Payload<ImportJob>().Import, state, ImportOutcome.None with { Failure = reason.Message }, cancellation);
    }

    private async Task<(InventoryImport? Import, InventoryVersion? Version, ResearchEnvironment? Environment)> LoadAsync(InventoryImportId id, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var import = await db.Set<InventoryImport>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellation);
        if (import is null)
        {
            return default;
        }

        var version = await db.Set<InventoryVersion>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == import.InventoryVersion, cancellation);
        var environment = await db.Set<ResearchEnvironment>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == import.Environment, cancellation);
        return (import, version, environment);
    }

    private ImportPlan PlanOf(string staging, InventoryImport import, InventoryVersion version, ResearchEnvironment environment)
    {
        string? Source(InventoryAsset asset) => import.Uploads.FirstOrDefault(upload => upload.Asset == asset) is { } upload ? Path.Combine(root.Path, upload.Path) : null;
        string? Kept(string? path) => path is null ? null : Path.Combine(root.Path, path);

        return new ImportPlan(staging)
        {
            TabularSource = Source(InventoryAsset.Tabular),
            ShowcaseSource = Source(InventoryAsset.Showcase),
            FilesSource = Source(InventoryAsset.Files),
            CollectionsSource = Source(InventoryAsset.Collections),
            KeptTabular = Kept(version.Assets.Tabular?.Folder),
            KeptShowcase = Kept(version.Assets.Showcase?.Folder),
            KeptFiles = Kept(version.Assets.Files?.Folder),
            KeptCollections = Kept(version.Assets.Collections?.File),
            FileRoot = import.Uploads.FirstOrDefault(upload => upload.Asset == InventoryAsset.Files)?.FileRoot,
            CopiesBulk = true,
            Resumes = true,
            SmallCategory = DisclosurePolicy.Of(environment.Policies.Tier).Threshold,
        };
    }

    // The importer works on a thread of its own; progress is passed on from here, where a lost lease can stop it.
    private async Task<ImportReport> ImportAsync(JobRun run, ImportPlan plan, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var progress = new LatestProgress(crash);
        var importing = Task.Run(() => importer.Import(plan, progress, stop.Token), stop.Token);
        try
        {
            while (!importing.IsCompleted)
            {
                await Task.WhenAny(importing, Task.Delay(Look, CancellationToken.None));
                if (progress.Value is { } now && !importing.IsCompleted)
                {
                    await run.ReportAsync(new JobStep(now.Phase.ToString(), now.Done, now.Total, now.Rows, now.RowsPerSecond), cancellation);
                }
            }
        }
        catch
        {
            await stop.CancelAsync();
            await ((Task)importing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // its folder is about to go, or to be taken over
            throw;
        }

        return await importing;
    }

    private async Task<Result> AcceptAsync(JobRun run, InventoryImport import, string staging, ImportReport report, IReadOnlyList<WithdrawnLine> leaving, CancellationToken cancellation)
    {
        var target = ImportFolders.Inventory(root, run.Job.Id, run.Fence);
        cancellation.ThrowIfCancellationRequested();
        Directory.Move(staging, target);
        DurableFile.FlushName(root.Inventories);
        crash.Reach("IP7");
        ImportCheckpoints.RemoveFrom(target); // before the commit: nobody would look for them afterwards
        var assets = new ImportedAssets(root, target, import.Uploads.FirstOrDefault(upload => upload.Asset == InventoryAsset.Files)?.FileRoot);
        var done = await run.FinishAsync(async (session, token) =>
        {
            var version = await session.FindAsync<InventoryVersion, InventoryVersionId>(import.InventoryVersion, token);
            var accepted = version!.Accept(assets.Of(report, session.Now), [.. report.WarningTotals.Select(total => new VersionWarning(total.Key.Asset, total.Key.Code, total.Value, import.Id))]);
            if (accepted.IsOk && leaving.Count > 0)
            {
                var environment = await session.FindAsync<ResearchEnvironment, EnvironmentId>(import.Environment, token);
                await WithdrawalCommands.AddAsync(session, withdrawn, environment!, leaving, $"Came with version {version.Number}.", token);
            }

            return accepted.IsOk ? await EndAsync(session, import.Id, ImportState.Accepted, OutcomeOf(report), token) : accepted;
        }, CancellationToken.None);
        crash.Reach("IP8");
        if (!done.IsOk)
        {
            ImportFolders.Remove(target);
        }

        return done;
    }

    // Files of people who have withdrawn, now or before, may still be listed.
    private async Task<IReadOnlySet<string>> WithdrawnAsync(EnvironmentId environment, IReadOnlyList<WithdrawnLine> leaving, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var stored = await db.Set<WithdrawalList>().Where(row => row.Id == environment).Select(row => row.All).FirstOrDefaultAsync(cancellation);
        return withdrawn.Of(stored ?? StoredKeys.None).Union(leaving.Select(line => line.Key)).ToHashSet(StringComparer.Ordinal);
    }

    private static async Task<Result> EndAsync(IWriteSession session, InventoryImportId id, ImportState state, ImportOutcome outcome, CancellationToken cancellation)
    {
        var import = await session.FindAsync<InventoryImport, InventoryImportId>(id, cancellation);
        if (import is null)
        {
            return Result.Ok;
        }

        session.Post(new OutboxMessage(DropUploads.MessageKind, new UploadedPaths([.. import.Uploads.Select(upload => upload.Path)])));
        return import.End(state, outcome, session.Now);
    }

    private static ImportOutcome OutcomeOf(ImportReport report) => new(report.Errors, report.Warnings, report.Totals, report.Problems, null);

    private sealed class LatestProgress(CrashPoints crash) : IProgress<ImportProgress>
    {
        private readonly Lock _setting = new();
        private ImportProgress? _value;

        public ImportProgress? Value
        {
            get
            {
                lock (_setting)
                {
                    return _value;
                }
            }
        }

        public void Report(ImportProgress value)
        {
            crash.Reach((value.Phase, value.Done) switch
            {
                (ImportPhase.Unpacking, _) => "IP2",
                (ImportPhase.ReadingTabular, > 0) => "IP3",
                (ImportPhase.ReadingShowcase, 0) => "IP4",
                (ImportPhase.ReadingFileInventory, 0) => "IP5",
                (ImportPhase.Finishing, _) => "IP6",
                _ => "",
            });
            lock (_setting)
            {
                _value = value;
            }
        }
    }
}

/// <summary>The components of an import as the version keeps them: folders relative to the data root.</summary>
internal sealed class ImportedAssets(DataRoot root, string folder, string? fileRoot)
{
    public InventoryAssets Of(ImportReport report, DateTimeOffset now) => new(
        New(report, InventoryAsset.Tabular) is { } tabular ? Dataset(tabular, ImportPlan.TabularFolder, now) : null,
        New(report, InventoryAsset.Showcase) is { } showcase ? Dataset(showcase, ImportPlan.ShowcaseFolder, now) : null,
        New(report, InventoryAsset.Collections) is { } collections
            ? new CollectionsAsset(Relative(ImportPlan.CollectionsFile), collections.ContentSha256, now, collections.Collections)
            : null,
        New(report, InventoryAsset.Files) is { } files
            ? new FilesAsset(Relative(ImportPlan.FilesFolder), fileRoot ?? Relative(ImportPlan.BulkFolder), files.ContentSha256, now, files.Files, files.FileBytes)
            : null);

    private static AssetSummary? New(ImportReport report, InventoryAsset asset) => report.Asset(asset) is { IsNew: true } summary ? summary : null;

    private DatasetAsset Dataset(AssetSummary summary, string component, DateTimeOffset now)
    {
        using var dataset = Columns.Dataset.Open(Path.Combine(folder, component));
        var main = dataset.Schema.Main.Name;
        return new DatasetAsset(Relative(component), summary.ContentSha256, now, [.. summary.Tables.OrderBy(table => table.Entity == main ? 0 : 1)]);
    }

    private string Relative(string component) => Path.GetRelativePath(root.Path, Path.Combine(folder, component)).Replace('\\', '/');
}

/// <summary>Names of the folders that an import makes: one per attempt, so that an older attempt never meets a newer one's.</summary>
internal static class ImportFolders
{
    private const string Prefix = "import-";

    public static string Staging(DataRoot root, JobId job, long fence) => Path.Combine(root.Staging, $"{Prefix}{job.Value:N}-{fence}");

    public static string Inventory(DataRoot root, JobId job, long fence) => Path.Combine(root.Inventories, $"{job.Value:N}-{fence}");

    /// <summary>
    /// The staging folder of this attempt, with what the newest attempt before it had finished, also one that died after its
    /// last rename; what others left goes. Only for who holds the job and has not finished it.
    /// </summary>
    public static string TakeOver(DataRoot root, JobId job, long fence)
    {
        var staging = Staging(root, job, fence);
        if (Of(root, job).Where(folder => Directory.Exists(Path.Combine(folder, ImportCheckpoints.FolderName))).MaxBy(FenceOf) is { } newest)
        {
            Directory.Move(newest, staging);
        }

        foreach (var folder in Of(root, job).Where(folder => folder != staging))
        {
            Remove(folder);
        }

        return staging;
    }

    /// <summary>Everything that attempts at this job left. Only for who holds the job and has not finished it.</summary>
    public static void RemoveOf(DataRoot root, JobId job)
    {
        foreach (var folder in Of(root, job))
        {
            Remove(folder);
        }
    }

    public static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The job that made the folder; null for a folder that no import made.</summary>
    public static JobId? JobOf(string folder)
    {
        var name = Path.GetFileName(folder);
        name = name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name;
        return name.Length > 33 && name[32] == '-' && Guid.TryParseExact(name[..32], "N", out var job) ? new JobId(job) : null;
    }

    private static List<string> Of(DataRoot root, JobId job) =>
        [.. Directory.GetDirectories(root.Staging, $"{Prefix}{job.Value:N}-*"), .. Directory.GetDirectories(root.Inventories, $"{job.Value:N}-*")];

    private static long FenceOf(string folder) => long.TryParse(folder[(folder.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture, out var fence) ? fence : 0;
}
