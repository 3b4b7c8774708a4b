using TrePortal.Data.Inventory.Columns;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Cohorts;

/// <summary>What the bars of a field's tile stand for. It follows from dictionary and published edges, not from the cohort.</summary>
/// <param name="Codes">Categories, in the order of their bars; empty for numbers and dates.</param>
/// <param name="Edges">Bin i goes from edge i up to, not including, edge i + 1; the first and last bin are open outwards. Day numbers for dates and times.</param>
/// <param name="SpecialCodes">Of a sparse field.</param>
public sealed record TileShape(IReadOnlyList<string> Codes, IReadOnlyList<double> Edges, IReadOnlyList<string> SpecialCodes)
{
    private readonly double[] _edges = [.. Edges];
    private readonly double _binsPerUnit = Edges.Count > 1 ? (Edges.Count - 1) / (Edges[^1] - Edges[0]) : 0;

    public int Bins { get; } = Edges.Count switch { 0 => 0, 1 => 1, var edges => edges - 1 };

    public int Bars => Codes.Count + Bins;

    /// <summary>Where a value falls. Edges are nearly even, so a guess is right or close.</summary>
    public int BinOf(double value)
    {
        var edges = _edges;
        var last = Bins - 1;
        var bin = (int)Math.Clamp((value - edges[0]) * _binsPerUnit, 0, last);
        while (bin > 0 && value < edges[bin])
        {
            bin--;
        }

        while (bin < last && value >= edges[bin + 1])
        {
            bin++;
        }

        return bin;
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
