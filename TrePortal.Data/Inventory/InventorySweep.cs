using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Inventory;

/// <summary>
/// At start, removes what crashes left: staging and inventory folders of imports that no version and no live job refers
/// to, and uploads that no import waits for. Only what is older than this process goes.
/// </summary>
internal sealed partial class InventorySweep(IDbContextFactory<PortalDbContext> contexts, DataRoot root, TimeProvider clock, ILogger<InventorySweep> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow();
        var kept = await KeptAsync(cancellationToken);
        var folders = Directory.GetDirectories(root.Staging, "import-*").Where(folder => ImportFolders.JobOf(folder) is { } job && !kept.Jobs.Contains(job))
            .Concat(Directory.GetDirectories(root.Inventories).Where(folder => ImportFolders.JobOf(folder) is { } job && !kept.Jobs.Contains(job) && !kept.Folders.Contains(folder)))
            .Concat(Directory.GetDirectories(root.Uploads).Where(folder => !kept.Folders.Contains(folder)));
        foreach (var folder in folders.Where(folder => LastWrite(folder) < before).ToList())
        {
            try
            {
                Directory.Delete(folder, recursive: true);
                LogRemoved(Path.GetFileName(folder));
            }
            catch (IOException failure)
            {
                LogKept(failure, Path.GetFileName(folder)); // the next start tries again
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<(HashSet<JobId> Jobs, HashSet<string> Folders)> KeptAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var jobs = await db.Jobs.Where(job => job.State == JobState.Queued || job.State == JobState.Running).Select(job => job.Id).ToListAsync(cancellation);
        var assets = await db.Set<InventoryVersion>().Select(version => version.Assets).ToListAsync(cancellation);
        var uploads = await db.Set<InventoryImport>().Where(import => import.State == ImportState.Queued).Select(import => import.Uploads).ToListAsync(cancellation);
        var paths = assets
            .SelectMany(item => new[] { item.Tabular?.Folder, item.Showcase?.Folder, item.Collections?.File, item.Files?.Folder, item.Files?.Root })
            .Concat(uploads.SelectMany(item => item.Select(upload => upload.Path)))
            .OfType<string>()
            .Where(path => !Path.IsPathRooted(path))
            .Select(path => Path.Combine([root.Path, .. path.Split('/').Take(2)]));
        return ([.. jobs], [.. paths]);
    }

    // Also what another portal on the same database is receiving just now.
    private static DateTimeOffset LastWrite(string folder) =>
        new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Select(entry => entry.LastWriteTimeUtc)
            .Append(Directory.GetLastWriteTimeUtc(folder)).Max();

    [LoggerMessage(8101, LogLevel.Information, "Removed {Folder}, which nothing refers to")]
    private partial void LogRemoved(string folder);

    [LoggerMessage(8102, LogLevel.Warning, "Could not remove {Folder}, which nothing refers to")]
    private partial void LogKept(Exception failure, string folder);
}
