using System.Text.Json;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Dispensal;

/// <summary>
/// What a dispensal will write, worked out before the first byte: the same request version and inventory version always
/// give the same plan.
/// </summary>
/// <param name="RequestHash">Of the approved request version.</param>
/// <param name="InventoryVersion">Null only in <see cref="None"/>.</param>
/// <param name="CohortHash">SHA-256 of the canonical cohort.</param>
/// <param name="People">Participants in it. A true count: for members of the project only.</param>
/// <param name="Tables">In dictionary order.</param>
/// <param name="Files">Bulk files.</param>
public sealed record DispensalPlan(
    string RequestHash, InventoryVersionId? InventoryVersion, int InventoryNumber, string CohortHash, long People, IReadOnlyList<PlannedTable> Tables, PlannedFiles Files)
{
    public static DispensalPlan None { get; } = new("", null, 0, "", 0, [], new PlannedFiles(0, 0, ""));

    /// <summary>Hash of the list of withdrawn participants that it leaves out; empty for nobody.</summary>
    public string Withdrawn { get; init; } = "";

    /// <summary>SHA-256 of the plan's canonical text.</summary>
    public string Hash => Kernel.Hash.Of(Withdrawn + JsonSerializer.Serialize(new object?[]
    {
        RequestHash, InventoryVersion?.Value, InventoryNumber, CohortHash, People,
        Tables.Select(table => new object[] { table.Entity, table.Rows, table.Columns }), Files.Count, Files.Bytes, Files.ListHash,
    }));

    public long Rows => Tables.Sum(table => table.Rows);

    public bool Equals(DispensalPlan? other) => other is not null && Hash == other.Hash;

    public override int GetHashCode() => RequestHash.GetHashCode(StringComparison.Ordinal);
}

/// <param name="Entity">The table is written to <c>entity.data.csv</c>.</param>
/// <param name="Rows">Without the header.</param>
/// <param name="Columns">Names of fields, in dictionary order.</param>
public sealed record PlannedTable(string Entity, long Rows, IReadOnlyList<string> Columns);

/// <param name="ListHash">SHA-256 over path, size and hash of each file, in the order of the file inventory.</param>
public sealed record PlannedFiles(long Count, long Bytes, string ListHash);
