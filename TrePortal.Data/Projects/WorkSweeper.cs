using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Projects;

namespace TrePortal.Data.Projects;

/// <summary>Deletes uploaded bytes that no file names: of uploads that broke off in a crash, and of files that were replaced or deleted.</summary>
internal sealed partial class WorkSweeper(IDbContextFactory<PortalDbContext> contexts, DataRoot root, TimeProvider clock, ILogger<WorkSweeper> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);

    // An upload writes for as long as it takes and is named by the database only then; the last write is fresh all the while.
    private static readonly TimeSpan Settled = TimeSpan.FromHours(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => EverySoOften.RunAsync(Every, clock, SweepAsync, LogFailed, stoppingToken);

    internal async Task SweepAsync(CancellationToken cancellation)
    {
        foreach (var folder in Directory.EnumerateDirectories(root.Projects).ToList())
        {
            var work = Path.Combine(folder, WorkStore.FolderName);
            if (Guid.TryParse(Path.GetFileName(folder), out var id) && Directory.Exists(work))
            {
                await SweepAsync(new ProjectId(id), work, cancellation);
            }
        }
    }

    private async Task SweepAsync(ProjectId project, string folder, CancellationToken cancellation)
    {
        var settled = Directory.EnumerateFiles(folder).Where(file => File.GetLastWriteTimeUtc(file) < clock.GetUtcNow().UtcDateTime - Settled).ToList();
        if (settled.Count == 0)
        {
            return;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var named = (await db.Set<WorkFile>().Where(row => row.Project == project).Select(row => row.Content).ToListAsync(cancellation)).ToHashSet();
        foreach (var file in settled.Where(file => Guid.TryParse(Path.GetFileName(file), out var content) && !named.Contains(content)))
        {
            File.Delete(file);
            LogSwept(Path.GetFileName(file));
        }
    }

    [LoggerMessage(6201, LogLevel.Information, "Removed upload {Content}, which no file names")]
    private partial void LogSwept(string content);

    [LoggerMessage(6202, LogLevel.Error, "Sweeping uploads failed and will be tried again")]
    private partial void LogFailed(Exception failure);
}
