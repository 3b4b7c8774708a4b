namespace TrePortal.Data.Inventory;

/// <summary>Section <c>Inventory</c> of appsettings.json.</summary>
public sealed record InventoryOptions
{
    /// <summary>Server folders, absolute, in which the bulk files of a file inventory may stay.</summary>
    public IReadOnlyList<string> FileRoots { get; init; } = [];

    /// <summary>All files of one upload together.</summary>
    public long MaxUploadBytes { get; init; } = 20L << 30;

    /// <summary>Files of one upload.</summary>
    public int MaxUploadFiles { get; init; } = 2000;
}
