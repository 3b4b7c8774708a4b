namespace TrePortal.Data.Inventory.Columns;

/// <summary>
/// What is known of a field since its import, so that unfiltered pages need not read the rows. True figures: they pass
/// the disclosure engine before anybody sees them.
/// </summary>
public sealed record FieldStatistics
{
    public long Rows { get; init; }

    /// <summary>Rows whose cell is empty. A sparse special code is present, not missing.</summary>
    public long Missing { get; init; }

    /// <summary>Different values met, for categories, multi-selects and texts that are dictionary-encoded; else null.</summary>
    public int? Distinct { get; init; }

    /// <summary>Rows holding each code, in the order of the column's codes; for a multi-select the rows naming it.</summary>
    public IReadOnlyList<long> CodeCounts { get; init; } = [];

    /// <summary>Rows holding each special code, in the order of the column's special codes.</summary>
    public IReadOnlyList<long> SpecialCounts { get; init; } = [];

    /// <summary>The smallest ordinary value as text, null when there is none. Never to be shown.</summary>
    public string? Minimum { get; init; }

    public string? Maximum { get; init; }

    /// <summary>
    /// Published bin edges, ascending. Bin i holds values from edge i up to, not including, edge i + 1; values below the
    /// first edge count in the first bin and values at or above the last edge in the last one. Numbers: the values
    /// themselves; dates and times: day numbers (<see cref="DateOnly.DayNumber"/>) that begin a year, quarter or month.
    /// </summary>
    public IReadOnlyList<double> Edges { get; init; } = [];
}
