using TrePortal.Domain.Inventory;

namespace TrePortal.Domain.CollectionsEditor;

/// <summary>Checks collections as an import does, and keeps those that are good.</summary>
public interface ICollectionsStore
{
    /// <summary>Reads and checks collections against the tables and files of a version. It changes nothing.</summary>
    CollectionsCheck Check(ReadOnlyMemory<byte> json, InventoryAssets assets);

    /// <summary>Writes them, complete and durable, where nobody refers to them yet. The same place again replaces them.</summary>
    CollectionsAsset Write(Guid place, IReadOnlyList<DataCollection> collections, DateTimeOffset now);

    /// <summary>Removes what <see cref="Write"/> left at a place; fine when that is nothing.</summary>
    void Remove(Guid place);

    /// <summary>Collections as the format has them, right or wrong: every property, in the order of the format.</summary>
    byte[] ToJson(IReadOnlyList<DataCollection> collections);
}

/// <summary>What a check found.</summary>
/// <param name="Collections">What was read; null when it cannot be read at all.</param>
/// <param name="Problems">The first thousand.</param>
/// <param name="Totals">All of them, by code.</param>
public sealed record CollectionsCheck(
    IReadOnlyList<DataCollection>? Collections, IReadOnlyList<InventoryProblem> Problems, IReadOnlyDictionary<string, long> Totals, long Errors, long Warnings)
{
    public bool IsOk => Collections is not null && Errors == 0;
}
