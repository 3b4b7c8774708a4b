using TrePortal.Data.Inventory.Columns;

namespace TrePortal.Data.Cohorts;

/// <summary>
/// Open datasets, shared by everybody who asks about the same folder. One that nobody used for a while is let go when
/// another is asked for; its files are unmapped once the last borrower is done.
/// </summary>
public sealed class DatasetCache(TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan _idle = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _open = new(StringComparer.Ordinal);

    /// <summary>Borrows the dataset of a folder; dispose to give it back.</summary>
    /// <exception cref="InvalidDataException">The folder does not hold a complete dataset.</exception>
    public BorrowedDataset Borrow(string folder)
    {
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            LetGoOfIdle(now, except: folder);
            if (!_open.TryGetValue(folder, out var entry))
            {
                var dataset = Dataset.Open(folder);
                _open.Add(folder, entry = new Entry(dataset, new CohortEngine(dataset)));
            }

            entry.LastUsed = now;
            return entry.Dataset.TryRetain()
                ? new BorrowedDataset(entry.Dataset, entry.Engine)
                : throw new InvalidOperationException("The cache's own share of a dataset was disposed.");
        }
    }

    /// <summary>Forgets a folder that is about to be removed.</summary>
    public void LetGo(string folder)
    {
        lock (_lock)
        {
            if (_open.Remove(folder, out var entry))
            {
                entry.Dataset.Dispose();
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var entry in _open.Values)
            {
                entry.Dataset.Dispose();
            }

            _open.Clear();
        }
    }

    private void LetGoOfIdle(DateTimeOffset now, string except)
    {
        foreach (var (folder, entry) in _open.Where(pair => pair.Key != except && now - pair.Value.LastUsed > _idle).ToList())
        {
            _open.Remove(folder);
            entry.Dataset.Dispose();
        }
    }

    private sealed class Entry(Dataset dataset, ICohortEngine engine)
    {
        public Dataset Dataset { get; } = dataset;

        public ICohortEngine Engine { get; } = engine;

        public DateTimeOffset LastUsed { get; set; }
    }
}

/// <summary>A share of an open dataset.</summary>
public sealed record BorrowedDataset(Dataset Dataset, ICohortEngine Engine) : IDisposable
{
    public void Dispose() => Dataset.Dispose();
}
