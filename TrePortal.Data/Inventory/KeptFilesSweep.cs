using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TrePortal.Data.Inventory.Versions;
using TrePortal.Data.Inventory.Withdrawals;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory;

/// <summary>
/// At start, removes files that nothing refers to any more: lists of withdrawn people that neither an environment nor a
/// dispensal goes by, and comparisons of inventories of which one is gone. Only what is older than this process goes.
/// </summary>
internal sealed partial class KeptFilesSweep(IDbContextFactory<PortalDbContext> contexts, DataRoot root, TimeProvider clock, ILogger<KeptFilesSweep> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var lists = await ListsAsync(db, cancellationToken);
        var halves = (await db.Set<InventoryVersion>().Select(version => version.Assets).ToListAsync(cancellationToken)).Select(InventoryDiffs.HalfOf).ToHashSet(StringComparer.Ordinal);
        var orphans = FilesIn(Path.Combine(root.Path, WithdrawnKeys.Folder)).Where(file => !lists.Contains(file))
            .Concat(FilesIn(InventoryDiffs.FolderIn(root)).Where(file => !InventoryDiffs.IsOfUse(file, halves)));
        foreach (var file in orphans.Where(file => File.GetLastWriteTimeUtc(file) < before).ToList())
        {
            try
            {
                File.Delete(file);
                LogRemoved(Path.GetFileName(file));
            }
            catch (IOException failure)
            {
                LogKept(failure, Path.GetFileName(file)); // the next start tries again
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static IEnumerable<string> FilesIn(string folder) => Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories) : [];

    // A dispensal names the list that it went by as long as it exists: what it holds of later withdrawals is counted from it.
    private async Task<HashSet<string>> ListsAsync(PortalDbContext db, CancellationToken cancellation)
    {
        var lists = await db.Set<WithdrawalList>().Select(list => new { list.All, list.Shown }).ToListAsync(cancellation);
        var kept = lists.SelectMany(list => new[] { list.All.File, list.Shown.File }).Where(file => file.Length > 0).ToHashSet(StringComparer.Ordinal);
        await foreach (var dispensal in db.Set<ProjectDispensal>().Select(row => new { row.Environment, row.Plan }).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            if (dispensal.Plan.Withdrawn.Length > 0)
            {
                kept.Add(WithdrawnKeys.PlaceOf(dispensal.Environment, dispensal.Plan.Withdrawn));
            }
        }

        return [.. kept.Select(file => Path.Combine([root.Path, .. file.Split('/')]))];
    }

    [LoggerMessage(8121, LogLevel.Information, "Removed {File}, which nothing refers to")]
    private partial void LogRemoved(string file);

    [LoggerMessage(8122, LogLevel.Warning, "Could not remove {File}, which nothing refers to")]
    private partial void LogKept(Exception failure, string file);
}
