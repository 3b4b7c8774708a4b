using System.Text.Json;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Files;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Inventory.Versions;

/// <summary>
/// Compares two versions: dictionaries in memory, people and files by streaming over their keys. What was worked out is
/// kept in a file named by the content of both, since content never changes.
/// </summary>
internal sealed class InventoryDiffs(InventoryShapes shapes, DatasetCache cache, DataRoot root)
{
    private const int Format = 1;

    public InventoryDiff Of(InventoryVersion before, InventoryVersion after, CancellationToken cancellation)
    {
        var path = Path.Combine(FolderIn(root), $"{HalfOf(before.Assets)}-{HalfOf(after.Assets)}.json");
        if (File.Exists(path))
        {
            return JsonSerializer.Deserialize<InventoryDiff>(File.ReadAllBytes(path), JsonColumn.Options)! with { From = before.Number, To = after.Number };
        }

        var diff = Compare(before, after, cancellation);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        DurableFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(diff, JsonColumn.Options));
        return diff;
    }

    public static string FolderIn(DataRoot root) => Path.Combine(root.Path, "diffs");

    /// <summary>Whether a kept comparison can be of use again.</summary>
    /// <param name="name">Of its file.</param>
    /// <param name="halves"><see cref="HalfOf"/> of every version that there is.</param>
    public static bool IsOfUse(string name, IReadOnlySet<string> halves) =>
        Path.GetFileNameWithoutExtension(name).Split('-') is [var before, var after] && halves.Contains(before) && halves.Contains(after);

    /// <summary>What stands for one version in the name of a comparison: the hash of its content.</summary>
    public static string HalfOf(InventoryAssets assets) => Hash.Of(JsonSerializer.Serialize(new object[] { Format, assets.Hashes() }));

    private InventoryDiff Compare(InventoryVersion before, InventoryVersion after, CancellationToken cancellation)
    {
        var (old, now) = (shapes.Of(before.Assets), shapes.Of(after.Assets));
        var assets = Enum.GetValues<InventoryAsset>()
            .Select(asset => new AssetChange(asset, before.Assets.HashOf(asset), after.Assets.HashOf(asset)))
            .Where(change => (change.Before ?? change.After) is not null)
            .ToList();
        return new InventoryDiff(
            before.Number,
            after.Number,
            People(before.Assets.Tabular, after.Assets.Tabular, cancellation),
            Entities(before.Assets.Tabular, after.Assets.Tabular),
            [.. ShapeDiff.Fields(InventoryAsset.Tabular, old.Tabular, now.Tabular), .. ShapeDiff.Fields(InventoryAsset.Showcase, old.Showcase, now.Showcase)],
            [.. ShapeDiff.Codes(InventoryAsset.Tabular, old.Tabular, now.Tabular), .. ShapeDiff.Codes(InventoryAsset.Showcase, old.Showcase, now.Showcase)],
            Files(before.Assets.Files, after.Assets.Files, cancellation),
            ShapeDiff.Collections(old.Collections, now.Collections),
            assets);
    }

    private SetChange? People(DatasetAsset? before, DatasetAsset? after, CancellationToken cancellation)
    {
        if (before is null || after is null)
        {
            return before is null && after is null ? null : new SetChange(before?.Participants ?? 0, after?.Participants ?? 0, after?.Participants ?? 0, before?.Participants ?? 0);
        }

        if (before.ContentHash == after.ContentHash)
        {
            return new SetChange(before.Participants, after.Participants, 0, 0);
        }

        using var old = cache.Borrow(Path.Combine(root.Path, before.Folder));
        using var now = cache.Borrow(Path.Combine(root.Path, after.Folder));
        var keys = (TextColumn)now.Dataset.Main.Column(now.Dataset.Schema.Main.Key.Name);
        var stayed = 0L;
        for (var row = 0; row < keys.RowCount; row++)
        {
            if ((row & 0xFFFF) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            stayed += old.Dataset.Main.Keys.Find(keys[row]) >= 0 ? 1 : 0;
        }

        return new SetChange(old.Dataset.Main.RowCount, keys.RowCount, keys.RowCount - stayed, old.Dataset.Main.RowCount - stayed);
    }

    private static IReadOnlyList<EntityChange> Entities(DatasetAsset? before, DatasetAsset? after)
    {
        var old = (before?.Entities ?? []).ToDictionary(entity => entity.Entity, StringComparer.Ordinal);
        var now = (after?.Entities ?? []).ToDictionary(entity => entity.Entity, StringComparer.Ordinal);
        return [.. (after?.Entities ?? []).Concat((before?.Entities ?? []).Where(entity => !now.ContainsKey(entity.Entity)))
            .Select(entity => new EntityChange(entity.Entity, entity.Title, old.GetValueOrDefault(entity.Entity)?.Rows, now.GetValueOrDefault(entity.Entity)?.Rows))];
    }

    private FilesChange? Files(FilesAsset? before, FilesAsset? after, CancellationToken cancellation)
    {
        if (before is null && after is null)
        {
            return null;
        }

        if (before?.ContentHash == after?.ContentHash)
        {
            return new FilesChange(new SetChange(before!.Files, after!.Files, 0, 0), 0, 0, [], before.Bytes, after.Bytes);
        }

        using var old = before is null ? null : FileCatalogue.Open(Path.Combine(root.Path, before.Folder));
        using var now = after is null ? null : FileCatalogue.Open(Path.Combine(root.Path, after.Folder));
        return new CatalogueDiff(old, now).Compare(cancellation);
    }
}
