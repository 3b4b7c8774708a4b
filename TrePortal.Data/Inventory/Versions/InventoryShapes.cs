using System.Collections.Concurrent;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Versions;

/// <summary>Dictionaries and collections of versions, read from their manifests; the last few are kept, for they never change.</summary>
internal sealed class InventoryShapes(DataRoot root)
{
    private const int Kept = 24;

    private readonly ConcurrentDictionary<string, DatasetSchema> _schemas = new(StringComparer.Ordinal);

    public InventoryShape Of(InventoryAssets assets) => new(
        Schema(assets.Tabular),
        Schema(assets.Showcase),
        assets.Collections is { } collections ? StoredCollections.Read(Path.Combine(root.Path, collections.File)) : CollectionSet.Empty);

    private DatasetSchema? Schema(DatasetAsset? asset)
    {
        if (asset is null)
        {
            return null;
        }

        if (_schemas.Count > Kept)
        {
            _schemas.Clear();
        }

        return _schemas.GetOrAdd(asset.Folder, folder => DatasetManifest.Read(Path.Combine(root.Path, folder)).Schema);
    }
}
