using System.Runtime.ExceptionServices;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>
/// Work in numbered pieces that do not depend on each other. Helpers and the caller take the next piece until none is left,
/// so the caller never waits for a helper that has not begun.
/// </summary>
internal sealed class Pieces(int count, Action<int> work)
{
    private readonly object _ending = new();
    private int _taken;
    private int _done;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Lets so many helpers begin; the caller may do something else meanwhile.</summary>
    public void Begin(int helpers)
    {
        for (; helpers > 0; helpers--)
        {
            ThreadPool.UnsafeQueueUserWorkItem(pieces => pieces.Take(), this, preferLocal: false);
        }
    }

    /// <summary>Does the pieces that are left and waits for those that are being done. Throws what the first failed piece threw.</summary>
    public void Finish()
    {
        Take();
        for (var spins = 0; spins < 2_000 && Volatile.Read(ref _done) < count; spins++)
        {
            Thread.SpinWait(8); // a helper at its last piece is faster than waking up
        }

        lock (_ending)
        {
            while (_done < count)
            {
                Monitor.Wait(_ending);
            }
        }

        _failure?.Throw();
    }

    private void Take()
    {
        for (int piece; (piece = Interlocked.Increment(ref _taken) - 1) < count;)
        {
            try
            {
                work(piece);
            }
            catch (Exception failure)
            {
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(failure), null);
            }

            lock (_ending)
            {
                _done++;
                Monitor.PulseAll(_ending);
            }
        }
    }
}
