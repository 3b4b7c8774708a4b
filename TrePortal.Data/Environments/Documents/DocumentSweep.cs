using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Environments.Documents;

/// <summary>At start, removes content that no document and no attachment refers to: of deleted documents and environments, and what crashes left.</summary>
internal sealed partial class DocumentSweep(IDbContextFactory<PortalDbContext> contexts, DataRoot root, TimeProvider clock, ILogger<DocumentSweep> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow().UtcDateTime;
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var kept = (await db.Set<EnvironmentDocument>().Select(document => document.Hash)
            .Union(db.Set<RequestAttachment>().Select(attachment => attachment.Hash)).ToListAsync(cancellationToken)).ToHashSet(StringComparer.Ordinal);
        var orphans = Directory.EnumerateFiles(root.Documents, "*", SearchOption.AllDirectories).Where(file => !kept.Contains(Path.GetFileName(file)))
            .Concat(Directory.EnumerateFiles(root.Staging, DocumentStore.Draft + "*"));
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

    [LoggerMessage(8111, LogLevel.Information, "Removed {File}, which no document refers to")]
    private partial void LogRemoved(string file);

    [LoggerMessage(8112, LogLevel.Warning, "Could not remove {File}, which no document refers to")]
    private partial void LogKept(Exception failure, string file);
}
