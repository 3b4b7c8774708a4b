using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Files;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Versions;

/// <summary>
/// Compares two file catalogues by destination path. Paths are met as 128-bit hashes, so that a million of them take some
/// fifty megabytes; files become objects only when they are named.
/// </summary>
internal sealed class CatalogueDiff(FileCatalogue? before, FileCatalogue? after)
{
    private const int MostNamed = 100;
    private const ulong FirstSeed = 0x243F6A8885A308D3;
    private const ulong SecondSeed = 0x13198A2E03707344;

    private readonly List<FileChange> _named = [];
    private long _ofPeople;

    public FilesChange Compare(CancellationToken cancellation)
    {
        var old = new Dictionary<UInt128, int>(before?.Count ?? 0);
        for (var row = 0; row < (before?.Count ?? 0); row++)
        {
            old[KeyOf(before!, row)] = row;
        }

        var (added, changed) = (0L, 0L);
        for (var row = 0; row < (after?.Count ?? 0); row++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!old.Remove(KeyOf(after!, row), out var same))
            {
                added++;
                Tell(after!, row, ChangeKind.Added);
            }
            else if (!IsSame(same, row))
            {
                changed++;
                Tell(after!, row, ChangeKind.Changed);
            }
        }

        foreach (var row in old.Values.Order())
        {
            Tell(before!, row, ChangeKind.Removed);
        }

        return new FilesChange(
            new SetChange(before?.Count ?? 0, after?.Count ?? 0, added, old.Count), changed, _ofPeople, _named, before?.TotalBytes ?? 0, after?.TotalBytes ?? 0);
    }

    private static UInt128 KeyOf(FileCatalogue catalogue, int row) =>
        new(KeyHash.Of(catalogue.PathUtf8(row), FirstSeed), KeyHash.Of(catalogue.PathUtf8(row), SecondSeed));

    private bool IsSame(int old, int now) =>
        before!.Sha256At(old).SequenceEqual(after!.Sha256At(now))
        && before.ParticipantsUtf8(old).SequenceEqual(after.ParticipantsUtf8(now))
        && before.BytesAt(old) == after.BytesAt(now)
        && before[old].Collections.SequenceEqual(after[now].Collections);

    // The path of somebody's file often holds their key.
    private void Tell(FileCatalogue catalogue, int row, ChangeKind kind)
    {
        if (!catalogue.ParticipantsUtf8(row).IsEmpty)
        {
            _ofPeople++;
        }
        else if (_named.Count < MostNamed)
        {
            _named.Add(new FileChange(catalogue[row].Path, kind));
        }
    }
}
