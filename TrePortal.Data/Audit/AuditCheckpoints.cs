using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TrePortal.Data.Kernel;

namespace TrePortal.Data.Audit;

/// <summary>Signs the head of the chain every ten seconds in which it moved, and once more at the end.</summary>
internal sealed partial class AuditCheckpoints(
    IDbContextFactory<PortalDbContext> contexts, CheckpointFile file, TimeProvider clock, ILogger<AuditCheckpoints> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    /// <summary>Writes a checkpoint if the head moved since the last one.</summary>
    public async Task WriteAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var head = await db.AuditHeads.AsNoTracking().SingleAsync(cancellation);
        var last = file.LastSequence();
        if (head.Sequence < last)
        {
            LogBehind(head.Sequence, last);
        }
        else if (head.Sequence > last)
        {
            file.Append(head.Sequence, head.Hash, clock.GetUtcNow());
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, clock);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TryAsync(stoppingToken);
                await timer.WaitForNextTickAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
        }

        // Once more at the end. Here and not in StopAsync, because a host may stop twice at the same time.
        await TryAsync(CancellationToken.None);
    }

    private async Task TryAsync(CancellationToken cancellation)
    {
        try
        {
            await WriteAsync(cancellation);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or System.Data.Common.DbException)
        {
            LogFailed(failure); // tried again in ten seconds
        }
    }

    [LoggerMessage(9501, LogLevel.Error, "An audit checkpoint could not be written")]
    private partial void LogFailed(Exception failure);

    [LoggerMessage(9502, LogLevel.Critical, "The audit log ends at {Head}, before the signed checkpoint {Checkpoint}: run \"audit verify\"")]
    private partial void LogBehind(long head, long checkpoint);
}
