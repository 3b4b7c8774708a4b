using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Dispensal;

namespace TrePortal.Data.Dispensal;

/// <summary>
/// Clears what crashed attempts left: staging folders that no running job owns, and folders in a project whose dispensal
/// ended without being delivered. At the start and every ten minutes.
/// </summary>
internal sealed partial class DispensalSweeper(IDbContextFactory<PortalDbContext> contexts, DataRoot root, TimeProvider clock, ILogger<DispensalSweeper> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => EverySoOften.RunAsync(Every, clock, SweepAsync, LogFailed, stoppingToken);

    internal async Task SweepAsync(CancellationToken cancellation)
    {
        await SweepStagingAsync(cancellation);
        await SweepProjectsAsync(cancellation);
    }

    private async Task SweepStagingAsync(CancellationToken cancellation)
    {
        // Folders first, jobs second: a folder seen here was made by a job that the database already knows.
        var folders = DispensedFolders.StagingFolders(root).ToList();
        if (folders.Count > 0)
        {
            await using var db = await contexts.CreateDbContextAsync(cancellation);
            var running = await db.Jobs.Where(job => job.Kind == DispensalCommands.JobKind && job.State == JobState.Running)
                .Select(job => new { job.Id, job.Fence }).ToListAsync(cancellation);
            var owners = running.Select(job => (job.Id.Value, job.Fence)).ToHashSet();
            foreach (var folder in folders.Where(folder => DispensedFolders.OwnerOf(folder) is not { } owner || !owners.Contains(owner)))
            {
                DispensedFolders.Delete(folder);
                LogSwept(Path.GetFileName(folder));
            }
        }

        foreach (var folder in DispensedFolders.HalfRemoved(root).ToList())
        {
            DispensedFolders.Delete(folder);
        }
    }

    private async Task SweepProjectsAsync(CancellationToken cancellation)
    {
        foreach (var folder in Directory.EnumerateDirectories(root.Projects).Select(project => Path.Combine(project, "dispensals")).Where(Directory.Exists).SelectMany(Directory.EnumerateDirectories).ToList())
        {
            if (Guid.TryParse(Path.GetFileName(folder), out var id))
            {
                await SweepAsync(new DispensalId(id), folder, cancellation);
            }
        }
    }

    private async Task SweepAsync(DispensalId id, string folder, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (!await db.Set<ProjectDispensal>().AnyAsync(row => row.Id == id && (row.State == DispensalState.Failed || row.State == DispensalState.Cancelled), cancellation))
        {
            return; // delivered, under way, or unknown: what nobody knows is for the operator to decide
        }

        // The write takes the row's lock, so that nobody can retry it while its folder goes.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var isEnded = await db.Set<ProjectDispensal>()
            .Where(row => row.Id == id && (row.State == DispensalState.Failed || row.State == DispensalState.Cancelled))
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.IsStopping, false), cancellation);
        if (isEnded == 1)
        {
            DispensedFolders.Remove(root, folder);
            LogSwept(Path.GetFileName(folder));
        }

        await transaction.CommitAsync(cancellation);
    }

    [LoggerMessage(6001, LogLevel.Information, "Removed {Folder}, left by a dispensal that did not end well")]
    private partial void LogSwept(string folder);

    [LoggerMessage(6002, LogLevel.Error, "Sweeping failed and will be tried again")]
    private partial void LogFailed(Exception failure);
}
