using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Disclosure;
using TrePortal.Data.Inventory;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.ShowcaseBuilder;

namespace TrePortal.Data.ShowcaseBuilder;

/// <summary>
/// Makes a showcase by the recipe of a version and imports it: one way in for every dataset, whoever wrote it. What was
/// written waits where an upload would, and goes with the import, however that ends.
/// </summary>
internal sealed class DeriveJobHandler(IDbContextFactory<PortalDbContext> contexts, ImportJobHandler importing, DatasetCache cache, DisclosureLedgers ledgers, DataRoot root) : IJobHandler
{
    /// <summary>The phase before those of the import.</summary>
    public const string Phase = "Deriving";

    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(200);

    public string Kind => ShowcaseRecipeCommands.JobKind;

    public async Task<Result> RunAsync(JobRun run, CancellationToken cancellation)
    {
        var id = run.Payload<ImportJob>().Import;
        await using (var db = await contexts.CreateDbContextAsync(cancellation))
        {
            var found = await (
                from import in db.Set<InventoryImport>().AsNoTracking()
                where import.Id == id && import.State == ImportState.Queued
                join version in db.Set<InventoryVersion>().AsNoTracking() on import.InventoryVersion equals version.Id
                join written in db.Set<VersionRecipe>().AsNoTracking() on import.InventoryVersion equals written.Id
                select new { import.Uploads, version.Environment, version.Assets, written.Recipe }).FirstOrDefaultAsync(cancellation);
            if (found is { Assets.Tabular: { } tabular })
            {
                await DeriveAsync(run, tabular, found.Recipe, ledgers.Of(found.Environment).RowSecret, Path.Combine(root.Path, found.Uploads[0].Path), cancellation);
            }
        }

        return await importing.RunAsync(run, cancellation);
    }

    public Task FailedAsync(JobRun run, IWriteSession session, Error reason, CancellationToken cancellation) => importing.FailedAsync(run, session, reason, cancellation);

    // Written aside and renamed: what stands in the place is always one whole dataset, also if an attempt that lost its
    // lease writes on for a while.
    private async Task DeriveAsync(JobRun run, DatasetAsset tabular, ShowcaseRecipe recipe, byte[] secret, string target, CancellationToken cancellation)
    {
        var draft = $"{target}-{run.Fence}";
        ImportFolders.Remove(draft);
        var (done, total) = (0L, 0L);
        using var dataset = cache.Borrow(Path.Combine(root.Path, tabular.Folder));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var writing = Task.Run(() => new DerivedDataset(dataset.Dataset, recipe, secret).Write(draft, (rows, all) => (done, total) = (rows, all), stop.Token), stop.Token);
        try
        {
            while (!writing.IsCompleted)
            {
                await Task.WhenAny(writing, Task.Delay(_look, CancellationToken.None));
                await run.ReportAsync(Phase, Volatile.Read(ref done), Volatile.Read(ref total), cancellation);
            }
        }
        catch
        {
            await stop.CancelAsync();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // it reads the borrowed dataset
            throw;
        }

        await writing;
        ImportFolders.Remove(target);
        Directory.Move(draft, target);
    }
}
