using TrePortal.Data.Inventory.Columns;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Cohorts;

/// <summary>What the bars of a field's tile stand for. It follows from dictionary and published edges, not from the cohort.</summary>
/// <param name="Codes">Categories, in the order of their bars; empty for numbers and dates.</param>
/// <param name="Edges">Bin i goes from edge i up to, not including, edge i + 1; the first and last bin are open outwards. Day numbers for dates and times.</param>
/// <param name="SpecialCodes">Of a sparse field.</param>
public sealed record TileShape(IReadOnlyList<string> Codes, IReadOnlyList<double> Edges, IReadOnlyList<string> SpecialCodes)
{
    public int Bins => Edges.Count switch { 0 => 0, 1 => 1, var edges => edges - 1 };

    public int Bars => Codes.Count + Bins;

    /// <summary>Where a value falls.</summary>
    public int BinOf(double value)
    {
        var (low, high) = (0, Bins - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (value >= Edges[middle])
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    /// <summary>Null for identifiers and texts without a coding.</summary>
    internal static TileShape? Of(Column column, DatasetSchema schema) => column switch
    {
        _ when column.Field.IsIdentifier => null,
        CodeColumn codes when schema.CodingOf(column.Field) is not null => new TileShape(codes.Codes, [], []),
        MultiColumn multi when schema.CodingOf(column.Field) is not null => new TileShape(multi.Codes, [], []),
        MeasuredColumn measured => new TileShape([], [.. measured.Statistics.Edges], measured.SpecialCodes),
        _ => null,
    };
}
