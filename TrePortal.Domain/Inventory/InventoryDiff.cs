namespace TrePortal.Domain.Inventory;

public enum ChangeKind
{
    Added,
    Removed,
    Changed,
}

/// <summary>
/// What is different between two versions of one environment. Counts are true ones: for the admins of the environment
/// only. Never an id of a participant, and no path of a file that belongs to one.
/// </summary>
/// <param name="From">Number of the older version.</param>
/// <param name="To">Number of the newer version.</param>
/// <param name="Participants">Null when neither has tables.</param>
/// <param name="Entities">Those of the tabular inventory in either.</param>
/// <param name="Fields">Of the tabular inventory and the curated showcase.</param>
/// <param name="Codes">Of the tabular inventory and the curated showcase.</param>
/// <param name="Files">Null when neither has a file inventory.</param>
/// <param name="Collections">Those that were added, removed or changed.</param>
/// <param name="Assets">Content hashes, by asset.</param>
public sealed record InventoryDiff(
    int From,
    int To,
    SetChange? Participants,
    IReadOnlyList<EntityChange> Entities,
    IReadOnlyList<FieldChange> Fields,
    IReadOnlyList<CodeChange> Codes,
    FilesChange? Files,
    IReadOnlyList<CollectionChange> Collections,
    IReadOnlyList<AssetChange> Assets);

/// <summary>How many were and are in a set, and how many came and went.</summary>
public sealed record SetChange(long Before, long After, long Added, long Removed);

/// <param name="Before">Rows; null when the entity was not there.</param>
/// <param name="After">Rows; null when the entity is gone.</param>
public sealed record EntityChange(string Entity, string Title, long? Before, long? After);

/// <param name="Asset">Tabular or showcase.</param>
/// <param name="Address">Such as <c>participant.sex</c>.</param>
/// <param name="Properties">What is different, for a changed field.</param>
public sealed record FieldChange(InventoryAsset Asset, string Address, string Title, ChangeKind Kind, IReadOnlyList<PropertyChange> Properties);

/// <param name="Property">In words: "type", "units".</param>
public sealed record PropertyChange(string Property, string Before, string After);

/// <param name="Asset">Tabular or showcase.</param>
/// <param name="Properties">For a changed code: "meaning", "parent", "order".</param>
public sealed record CodeChange(InventoryAsset Asset, string Coding, string Code, string Meaning, ChangeKind Kind, IReadOnlyList<PropertyChange> Properties);

/// <param name="Count">Files before, after, added and removed, by destination path.</param>
/// <param name="Changed">Same path, other content, owner or collections.</param>
/// <param name="OfPeople">How many of the added, removed and changed ones belong to participants; these are never named.</param>
/// <param name="Named">The first hundred that belong to nobody.</param>
public sealed record FilesChange(SetChange Count, long Changed, long OfPeople, IReadOnlyList<FileChange> Named, long BytesBefore, long BytesAfter);

public sealed record FileChange(string Path, ChangeKind Kind);

public sealed record CollectionChange(string Id, string Title, ChangeKind Kind, IReadOnlyList<PropertyChange> Properties);

/// <param name="Before">Content hash; null when the asset was not there.</param>
/// <param name="After">Content hash; null when the asset is gone.</param>
public sealed record AssetChange(InventoryAsset Asset, string? Before, string? After)
{
    public bool IsSame => Before == After;
}
