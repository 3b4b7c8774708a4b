using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>Versions one by one and side by side, for the admins of the environment only: null for everybody else.</summary>
public interface IVersionQueries
{
    /// <summary>Newest first, without what is large.</summary>
    Task<Page<VersionRow>?> ListAsync(string handle, PageRequest page, Actor reader, CancellationToken cancellation);

    Task<InventoryVersionDetails?> FindAsync(string handle, int number, Actor reader, CancellationToken cancellation);

    /// <summary>What is different; also null when one of the versions is not there.</summary>
    /// <param name="handle">The environment.</param>
    /// <param name="from">The older version; null for the one before.</param>
    /// <param name="to">The newer version.</param>
    /// <param name="reader">Who asks.</param>
    /// <param name="cancellation">Stops comparing.</param>
    Task<InventoryDiff?> DiffAsync(string handle, int? from, int to, Actor reader, CancellationToken cancellation);

    /// <summary>What would break if this version became the active one; also null when it is not the one under construction.</summary>
    Task<ReleaseImpact?> ImpactAsync(string handle, int number, Actor reader, CancellationToken cancellation);
}

/// <summary>A version in a list.</summary>
/// <param name="NotesBegin">The first 200 characters of the notes.</param>
/// <param name="IsStaged">Under construction while another one is active.</param>
public sealed record VersionRow(
    InventoryVersionId Id, int Number, string Label, string NotesBegin, InventoryVersionState State, bool IsStaged, int OpenWarnings,
    string Author, DateTimeOffset CreatedAt, DateTimeOffset? ActivatedAt);

/// <summary>One version with everything that is known of it.</summary>
public sealed record InventoryVersionDetails(InventoryVersionId Id, long Version, int Number, string Label, string Notes, InventoryVersionState State, InventoryAssets Assets)
{
    public required string Author { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? ActivatedAt { get; init; }

    /// <summary>Under construction while another one is active.</summary>
    public required bool IsStaged { get; init; }

    /// <summary>By asset and code.</summary>
    public required IReadOnlyList<WarningForAdmin> Warnings { get; init; }

    /// <summary>The version before it that was active; null for the first.</summary>
    public required int? Previous { get; init; }

    /// <summary>The last import into it that has ended; null when everything was kept.</summary>
    public required InventoryImportId? LastImport { get; init; }

    public int OpenWarnings => Warnings.Count(warning => warning.Acknowledged is null);
}

/// <param name="Import">Whose report has the places.</param>
/// <param name="Acknowledged">Null until somebody has taken it as it is.</param>
public sealed record WarningForAdmin(InventoryAsset Asset, string Code, string Title, string Mend, long Count, InventoryImportId Import, AcknowledgedBy? Acknowledged);

public sealed record AcknowledgedBy(string By, DateTimeOffset At, string Note);
