using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.InventoryBrowser;

/// <summary>
/// Looks into any version of an inventory, for the admins of the environment; to everybody else it answers null. Numbers of
/// people and rows are published ones, for admins too (DC11): checking an import never shows more than exploring it would.
/// </summary>
public interface IInventoryBrowser
{
    /// <summary>What the version holds at all.</summary>
    Task<BrowsedVersion?> FindAsync(string handle, int number, Actor reader, CancellationToken cancellation);

    /// <summary>Entities, fields and codings of one dataset; null also when the version has no such dataset.</summary>
    Task<BrowsedDataset?> DatasetAsync(string handle, int number, BrowsedAsset asset, Actor reader, CancellationToken cancellation);

    /// <summary>How everybody spreads over a field; null also for identifiers and texts, which cannot be charted.</summary>
    Task<Distribution?> DistributionAsync(string handle, int number, BrowsedAsset asset, string field, Actor reader, CancellationToken cancellation);

    /// <summary>A page of the file inventory; null also when the version has none.</summary>
    Task<BrowsedFiles?> FilesAsync(string handle, int number, FileSearch search, Actor reader, CancellationToken cancellation);

    /// <summary>The data collections; null also when the version has none.</summary>
    Task<BrowsedCollections?> CollectionsAsync(string handle, int number, Actor reader, CancellationToken cancellation);

    /// <summary>What a request for one collection, for all participants, would receive; null when there is no such collection.</summary>
    Task<Receipt?> ReceiptAsync(string handle, int number, string collection, Actor reader, CancellationToken cancellation);
}

/// <summary>The two datasets of a version (spec.md I1).</summary>
public enum BrowsedAsset
{
    Tabular,
    Showcase,
}

/// <param name="Name">Of the environment.</param>
/// <param name="Entities">Of the tabular inventory; 0 when there is none. The other numbers likewise.</param>
/// <param name="Policy">The disclosure rules that the numbers obey.</param>
/// <param name="LockReason">Why the version cannot be changed now; null when it can.</param>
public sealed record BrowsedVersion(
    EnvironmentId Environment,
    string Handle,
    string Name,
    int Number,
    string Label,
    InventoryVersionState State,
    bool HasTabular,
    bool HasShowcase,
    int Entities,
    int Fields,
    long Files,
    int Collections,
    DisclosurePolicy Policy,
    string? LockReason);

/// <param name="Rows">By entity.</param>
/// <param name="Missing">Rows without a value, by address of the field.</param>
public sealed record BrowsedDataset(DatasetSchema Schema, IReadOnlyDictionary<string, PublishedCount> Rows, IReadOnlyDictionary<string, PublishedCount> Missing)
{
    /// <summary>The share of rows without a value, from published numbers; null when one of them is hidden.</summary>
    public double? MissingShare(FieldSchema field) => Missing[field.Address].ShareOf(Rows[field.Entity]);
}

/// <param name="Field">What the bars stand for.</param>
/// <param name="Tile">Everybody, published.</param>
public sealed record Distribution(ShowcaseField Field, ShowcaseTile Tile);

/// <param name="Collection">Only files that name it; null for all.</param>
/// <param name="Text">Part of the path; empty for all.</param>
/// <param name="FromRow">Where the page begins, from 0.</param>
/// <param name="Limit">At most so many.</param>
public sealed record FileSearch(string? Collection, string Text, int FromRow, int Limit);

/// <param name="Files">In the order of the file inventory.</param>
/// <param name="Next">The row from which the next page is asked for; null when there is none.</param>
/// <param name="Previous">The same for the page before.</param>
/// <param name="Total">All files of the version, whatever is searched for.</param>
/// <param name="Collections">Totals of every collection that a file names.</param>
public sealed record BrowsedFiles(IReadOnlyList<BrowsedFile> Files, int? Next, int? Previous, long Total, long TotalBytes, IReadOnlyList<FileTotals> Collections);

/// <param name="Row">Its place in the file inventory, from 1.</param>
/// <param name="People">How many people it belongs to; 0 when to nobody. Who they are is not shown.</param>
public sealed record BrowsedFile(int Row, string Path, IReadOnlyList<string> Collections, long Bytes, string Sha256, int People);

/// <summary>What the file inventory holds for a collection.</summary>
public sealed record FileTotals(string Id, long Files, long Bytes);

/// <param name="Version">Of the inventory version as an object: for If-Match.</param>
/// <param name="ContentHash">SHA-256 of the canonical JSON.</param>
public sealed record BrowsedCollections(long Version, string ContentHash, CollectionSet Set);
