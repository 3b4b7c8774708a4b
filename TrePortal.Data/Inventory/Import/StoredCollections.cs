using TrePortal.Data.Inventory.Formats;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Import;

/// <summary>Reads the <c>collections.json</c> that an import wrote.</summary>
public static class StoredCollections
{
    /// <exception cref="InvalidDataException">Absent or damaged.</exception>
    public static CollectionSet Read(string path)
    {
        var log = new ProblemLog();
        var placed = File.Exists(path) ? CollectionsFile.Read(path, new ProblemPlace(InventoryAsset.Collections, Path.GetFileName(path)), log) : null;
        return placed is not null && log.Errors == 0
            ? new CollectionSet([.. placed.Select(collection => collection.ToCollection())])
            : throw new InvalidDataException($"{path} is absent or damaged.");
    }
}
