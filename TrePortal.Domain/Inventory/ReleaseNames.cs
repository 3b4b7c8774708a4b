namespace TrePortal.Domain.Inventory;

/// <summary>Where a file of a release belongs, told by its name alone (formats.md section 1).</summary>
/// <param name="Asset">Which of the four.</param>
/// <param name="Name">Its path inside the asset.</param>
public sealed record ReleasePlace(InventoryAsset Asset, string Name)
{
    public const string FileInventory = "file_inventory.tsv";
    public const string Collections = "data_collections.json";
    public const string BulkFolder = "files/";
    public const string Dictionary = "data_dictionary.csv";

    /// <summary>Null for a name that belongs to no asset. A dataset's files outside any folder are the tabular inventory's.</summary>
    public static ReleasePlace? Of(string path)
    {
        var parts = path.Split('/');
        return parts switch
        {
            [FileInventory] => new(InventoryAsset.Files, FileInventory),
            [Collections] => new(InventoryAsset.Collections, Collections),
            ["tabular", .. var rest] when rest.Length > 0 => new(InventoryAsset.Tabular, string.Join('/', rest)),
            ["showcase", .. var rest] when rest.Length > 0 => new(InventoryAsset.Showcase, string.Join('/', rest)),
            [var name] when IsOfDataset(name) => new(InventoryAsset.Tabular, name),
            _ => null,
        };
    }

    /// <summary>
    /// The same for a file of a folder that was sent file by file: bulk files are taken too, beside the file inventory, and
    /// one folder around everything does not count.
    /// </summary>
    public static ReleasePlace? InFolder(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return Of(path) ?? BulkOf(path) ?? (slash < 0 ? null : Of(path[(slash + 1)..]) ?? BulkOf(path[(slash + 1)..]));
    }

    private static ReleasePlace? BulkOf(string path) =>
        path.StartsWith(BulkFolder, StringComparison.Ordinal) && path.Length > BulkFolder.Length ? new(InventoryAsset.Files, path) : null;

    /// <summary>The assets that an archive holds, told by the names in it. One folder around everything does not count.</summary>
    public static IReadOnlyList<InventoryAsset> In(IReadOnlyList<string> entries)
    {
        var files = entries.Where(entry => !entry.EndsWith('/')).ToList();
        var first = files.Count == 0 ? "" : files[0].Split('/')[0] + "/";
        var isWrapped = files.Count > 0 && first is not ("tabular/" or "showcase/" or "files/") && files.TrueForAll(file => file.StartsWith(first, StringComparison.Ordinal));
        return [.. files.Select(file => Of(isWrapped ? file[first.Length..] : file)?.Asset).OfType<InventoryAsset>().Distinct().Order()];
    }

    public static bool IsOfDataset(string name) =>
        name is Dictionary or "codings.csv" or "entity_dictionary.csv" || name.EndsWith(".data.csv", StringComparison.Ordinal);
}
