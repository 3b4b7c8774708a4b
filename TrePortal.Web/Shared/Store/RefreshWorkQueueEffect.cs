using System.Data.Common;

namespace TrePortal.Web.Shared.Store;

/// <summary>How many review steps wait for the reader.</summary>
public interface IWorkQueueCount
{
    Task<int> CountAsync(CancellationToken cancellation);
}

public sealed partial class RefreshWorkQueueEffect(IWorkQueueCount queue, ILogger<RefreshWorkQueueEffect> logger)
    : Effect<RefreshWorkQueue>
{
    protected override async Task<IAction?> RunAsync(RefreshWorkQueue action, CancellationToken circuit)
    {
        try
        {
            return new WorkQueueRefreshed(await queue.CountAsync(circuit));
        }
        catch (DbException failure)
        {
            LogUnavailable(failure);
            return new WorkQueueUnavailable();
        }
    }

    [LoggerMessage(9010, LogLevel.Warning, "The number of waiting reviews could not be read")]
    private partial void LogUnavailable(DbException failure);
}
