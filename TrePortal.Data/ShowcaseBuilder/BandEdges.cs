using TrePortal.Data.Inventory.Columns;

namespace TrePortal.Data.ShowcaseBuilder;

/// <summary>
/// Edges of bands on round numbers. They are worked out on at most some ten thousand values, evenly spread over the rows;
/// no edge is anybody's exact value except by chance.
/// </summary>
internal static class BandEdges
{
    private const int Looked = 20_000;

    /// <param name="column">Of numbers.</param>
    /// <param name="bands">About so many.</param>
    /// <param name="equalCounts">About as many rows in each; else about as wide each.</param>
    /// <param name="threshold">A band that fewer of the values looked at fall into goes together with its neighbour.</param>
    /// <returns>Ascending; empty when all values are the same, or there are none.</returns>
    public static IReadOnlyList<double> Suggest(MeasuredColumn column, int bands, bool equalCounts, int threshold)
    {
        var values = Sample(column);
        if (values.Count == 0 || values[0] == values[^1])
        {
            return [];
        }

        var isWhole = column is NumberColumn;
        var (low, high) = (values[values.Count / 100], values[values.Count - 1 - (values.Count / 100)]);
        (low, high) = low < high ? (low, high) : (values[0], values[^1]);
        var edges = equalCounts ? ByCount(values, bands, Step((high - low) / (bands * 5), isWhole)) : ByWidth(low, high, Step((high - low) / bands, isWhole));
        return Filled(edges.Where(edge => edge > values[0] && edge <= values[^1] && double.IsFinite(edge)).ToList(), values, threshold);
    }

    private static List<double> Sample(MeasuredColumn column)
    {
        var values = new List<double>();
        var step = Math.Max(1, column.RowCount / Looked);
        for (var row = 0; row < column.RowCount; row += step)
        {
            if (column.IsOrdinary(row))
            {
                values.Add(BandColumn.ValueOf(column, row));
            }
        }

        values.Sort();
        return values;
    }

    private static IEnumerable<double> ByWidth(double low, double high, double step)
    {
        var first = Math.Ceiling(low / step);
        for (var index = first; index * step <= high && index - first < 100; index++)
        {
            yield return Tidy(index, step);
        }
    }

    private static IEnumerable<double> ByCount(List<double> values, int bands, double step) =>
        Enumerable.Range(1, bands - 1).Select(band => Tidy(Math.Round(values[(int)((long)values.Count * band / bands)] / step), step)).Distinct().Order();

    // Takes away edges until every band holds enough: a thin band joins the neighbour that holds less.
    private static List<double> Filled(List<double> edges, List<double> values, int threshold)
    {
        while (edges.Count > 1)
        {
            var counts = Counts(edges, values);
            var thinnest = counts.IndexOf(counts.Min());
            if (counts[thinnest] >= threshold)
            {
                break;
            }

            var isLeft = thinnest == counts.Count - 1 || (thinnest > 0 && counts[thinnest - 1] < counts[thinnest + 1]);
            edges.RemoveAt(isLeft ? thinnest - 1 : thinnest);
        }

        return edges;
    }

    private static List<int> Counts(List<double> edges, List<double> values)
    {
        var below = edges.Select(edge => values.BinarySearch(edge, LowerBound.Instance) is var at ? ~at : 0).ToList();
        return [.. below.Append(values.Count).Zip(below.Prepend(0), (to, from) => to - from)];
    }

    private static double Tidy(double index, double step) => step < 1 ? index / Math.Round(1 / step, 12) : index * step;

    private static double Step(double raw, bool isWhole)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var share = raw / power;
        var step = power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10);
        return isWhole ? Math.Max(1, Math.Round(step)) : step;
    }

    // Never equal, so that the search ends before the first value that is not below.
    private sealed class LowerBound : IComparer<double>
    {
        public static LowerBound Instance { get; } = new();

        public int Compare(double x, double y) => x < y ? -1 : 1;
    }
}
