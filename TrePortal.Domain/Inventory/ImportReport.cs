using System.Text.Json.Serialization;

namespace TrePortal.Domain.Inventory;

/// <summary>What an import found and made. <see cref="IsOk"/> means that the components are complete and on disk.</summary>
/// <param name="Problems">The first thousand, in the order of the files.</param>
/// <param name="Totals">All of them, by code.</param>
/// <param name="Assets">A summary of each asset that was given, or kept and checked again.</param>
public sealed record ImportReport(
    IReadOnlyList<InventoryProblem> Problems,
    IReadOnlyDictionary<string, long> Totals,
    IReadOnlyList<AssetSummary> Assets)
{
    public bool IsOk => Errors == 0;

    public long Errors { get; init; }

    public long Warnings { get; init; }

    /// <summary>Number of warnings by asset and code.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<(InventoryAsset Asset, string Code), long> WarningTotals { get; init; } = new Dictionary<(InventoryAsset, string), long>();

    public AssetSummary? Asset(InventoryAsset asset) => Assets.FirstOrDefault(summary => summary.Asset == asset);
}

/// <summary>The figures of one asset; those that do not apply to it are 0.</summary>
public sealed record AssetSummary(InventoryAsset Asset)
{
    public int Entities { get; init; }

    public int Fields { get; init; }

    /// <summary>Rows of all entities together, or rows of the file inventory.</summary>
    public long Rows { get; init; }

    public long Participants { get; init; }

    public long Files { get; init; }

    public long FileBytes { get; init; }

    public int Collections { get; init; }

    /// <summary>SHA-256 of the content as imported: equal for equal content, whatever its order of fields or archive.</summary>
    public string ContentSha256 { get; init; } = "";

    /// <summary>False when the asset was not sent again but kept from the version before.</summary>
    public bool IsNew { get; init; }

    public IReadOnlyList<EntitySummary> Tables { get; init; } = [];
}

public sealed record EntitySummary(string Entity, string Title, int Fields, long Rows);

public enum ImportPhase
{
    Unpacking,
    ReadingTabular,
    ReadingShowcase,
    ReadingCollections,
    ReadingFileInventory,
    CheckingFiles,
    Finishing,
}

/// <summary>How far an import is. <paramref name="Total"/> is 0 when it is not known.</summary>
/// <param name="Phase">What it does.</param>
/// <param name="Done">Bytes read in the phase, or files checked.</param>
/// <param name="Total">Bytes or files to do.</param>
/// <param name="Rows">Rows of the phase read so far.</param>
/// <param name="RowsPerSecond">Since the phase began.</param>
public readonly record struct ImportProgress(ImportPhase Phase, long Done, long Total, long Rows, double RowsPerSecond);
