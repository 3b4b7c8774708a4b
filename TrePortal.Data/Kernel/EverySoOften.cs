using System.Diagnostics.CodeAnalysis;

namespace TrePortal.Data.Kernel;

/// <summary>How the portal looks after things on its own: at its start and from then on every so often.</summary>
internal static class EverySoOften
{
    /// <summary>Does the work again and again until the portal stops; a failure is told and the next time comes all the same.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "the work outlives every failure, and says so")]
    public static async Task RunAsync(TimeSpan every, TimeProvider clock, Func<CancellationToken, Task> work, Action<Exception> failed, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await work(stopping);
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                failed(failure);
            }

            await Task.Delay(every, clock, stopping);
        }
    }
}
