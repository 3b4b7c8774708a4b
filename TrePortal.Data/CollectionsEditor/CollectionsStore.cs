using TrePortal.Data.Cohorts;
using TrePortal.Data.Inventory;
using TrePortal.Data.Inventory.Files;
using TrePortal.Data.Inventory.Formats;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Kernel;
using TrePortal.Domain.CollectionsEditor;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.CollectionsEditor;

/// <inheritdoc cref="ICollectionsStore"/>
internal sealed class CollectionsStore(DatasetCache cache, DataRoot root) : ICollectionsStore
{
    private static readonly ProblemPlace _place = new(InventoryAsset.Collections, CollectionsFile.FileName);

    public CollectionsCheck Check(ReadOnlyMemory<byte> json, InventoryAssets assets)
    {
        var log = new ProblemLog();
        var placed = CollectionsFile.Read(json, _place, log);
        if (placed is null)
        {
            return new CollectionsCheck(null, log.Kept, log.Totals, log.Errors, log.Warnings);
        }

        CollectionsFile.CheckAgainst(placed, SchemaOf(assets), _place, log);
        CheckFiles(placed, assets.Files, log);
        return new CollectionsCheck([.. placed.Select(collection => collection.ToCollection())], log.Kept, log.Totals, log.Errors, log.Warnings);
    }

    public CollectionsAsset Write(Guid place, IReadOnlyList<DataCollection> collections, DateTimeOffset now)
    {
        var folder = FolderOf(place);
        var canonical = CollectionsFile.ToCanonical(collections);
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, ImportPlan.CollectionsFile);
        DurableFile.Write(file, canonical);
        DurableFile.FlushName(root.Inventories);
        return new CollectionsAsset(Path.GetRelativePath(root.Path, file).Replace('\\', '/'), Hash.Of(canonical), now, collections.Count);
    }

    public void Remove(Guid place) => ImportFolders.Remove(FolderOf(place));

    public byte[] ToJson(IReadOnlyList<DataCollection> collections) => CollectionsFile.ToCanonical(collections);

    // Named as an import's folder is, so that the sweep takes away what a crash left.
    private string FolderOf(Guid place) => ImportFolders.Inventory(root, new JobId(place), fence: 0);

    private DatasetSchema? SchemaOf(InventoryAssets assets)
    {
        if (assets.Tabular is not { } tabular)
        {
            return null;
        }

        using var borrowed = cache.Borrow(Path.Combine(root.Path, tabular.Folder));
        return borrowed.Dataset.Schema;
    }

    // The file inventory stays as it is: what it names must go on being there, as for an import that keeps it.
    private void CheckFiles(IReadOnlyList<PlacedCollection> collections, FilesAsset? asset, ProblemLog log)
    {
        var named = new HashSet<string>(StringComparer.Ordinal);
        if (asset is not null)
        {
            using var catalogue = FileCatalogue.Open(Path.Combine(root.Path, asset.Folder));
            named.UnionWith(catalogue.Collections.Select(item => item.Collection));
        }

        var known = collections.ToDictionary(collection => collection.Id.Text, StringComparer.Ordinal);
        var files = new ProblemPlace(InventoryAsset.Files, FileInventoryFile.FileName);
        foreach (var id in named.Where(id => known.GetValueOrDefault(id) is not { Files: true }).Order(StringComparer.Ordinal))
        {
            log.Report(files, known.ContainsKey(id) ? "FI-11" : "FI-10", null, null, id, "The file inventory that is kept names it.");
        }

        foreach (var collection in collections.Where(collection => asset is not null && collection.Files && !named.Contains(collection.Id.Text)))
        {
            log.Report(_place, "DC-23", collection.Id.Line, collection.Id.Column, collection.Id.Text);
        }
    }
}
