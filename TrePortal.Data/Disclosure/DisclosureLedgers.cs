using System.Collections.Concurrent;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Disclosure;

/// <summary>The ledgers of all environments, each opened when it is first needed and kept open.</summary>
internal sealed class DisclosureLedgers(DataRoot root, IDisclosureDice dice) : IDisposable
{
    /// <summary>Below the data root, one file an environment.</summary>
    public const string Folder = "disclosure";

    private readonly ConcurrentDictionary<EnvironmentId, Lazy<DisclosureLedger>> _open = new();

    public DisclosureLedger Of(EnvironmentId environment)
    {
        var opened = _open.GetOrAdd(environment, id => new Lazy<DisclosureLedger>(() => new DisclosureLedger(PathOf(id), dice)));
        try
        {
            return opened.Value;
        }
        catch
        {
            _open.TryRemove(KeyValuePair.Create(environment, opened)); // tried anew once it is mended
            throw;
        }
    }

    /// <summary>Environments that have a ledger on the disk.</summary>
    public IReadOnlyList<EnvironmentId> Kept()
    {
        var folder = Path.Combine(root.Path, Folder);
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.ledger").Select(file => Guid.TryParse(Path.GetFileNameWithoutExtension(file), out var id) ? new EnvironmentId(id) : (EnvironmentId?)null).OfType<EnvironmentId>()]
            : [];
    }

    /// <summary>Deletes the ledger of an environment that is gone.</summary>
    public void Remove(EnvironmentId environment)
    {
        if (_open.TryRemove(environment, out var opened) && opened.IsValueCreated)
        {
            opened.Value.Dispose();
        }

        File.Delete(PathOf(environment));
    }

    /// <summary>Those that somebody has asked for since the start.</summary>
    public IEnumerable<KeyValuePair<EnvironmentId, DisclosureLedger>> Open =>
        _open.Where(pair => pair.Value.IsValueCreated).Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Value));

    public void Dispose()
    {
        foreach (var (_, ledger) in Open)
        {
            ledger.Dispose();
        }
    }

    private string PathOf(EnvironmentId environment) => Path.Combine(root.Path, Folder, $"{environment}.ledger");
}
