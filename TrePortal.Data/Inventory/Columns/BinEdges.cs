namespace TrePortal.Data.Inventory.Columns;

/// <summary>At most some thousands of a column's values, evenly spread over its rows, always the same for the same column.</summary>
internal sealed class SampleOfValues
{
    private const int Capacity = 8192;

    private readonly List<double> _values = [];
    private long _until;
    private long _every = 1;

    public IReadOnlyList<double> Sorted => [.. _values.Order()];

    /// <summary>Asked once for each value: whether it is one of those to take.</summary>
    public bool WantsNext() => --_until < 0;

    /// <summary>Whether none of so many values that come next is to be taken; they have then been asked for.</summary>
    public bool PassesOver(int values)
    {
        var passes = _until >= values;
        _until -= passes ? values : 0;
        return passes;
    }

    public void Add(double value)
    {
        if (WantsNext())
        {
            Take(value);
        }
    }

    /// <summary>Takes the value for which <see cref="WantsNext"/> was true.</summary>
    public void Take(double value)
    {
        _values.Add(value);
        _until = _every - 1;
        if (_values.Count == Capacity)
        {
            for (var index = 0; index < Capacity / 2; index++)
            {
                _values[index] = _values[index * 2];
            }

            _values.RemoveRange(Capacity / 2, Capacity / 2);
            _every *= 2;
        }
    }
}

/// <summary>Chooses about twenty round edges for a field's charts and filters.</summary>
internal static class BinEdges
{
    private const int Bins = 20;

    /// <summary>
    /// Equal steps of 1, 2, 2.5 or 5 times a power of ten, so that 0 is an edge wherever the range spans it. The range is
    /// that of the values, or of all but their outermost hundredths when a few far ones would squeeze the rest together.
    /// </summary>
    public static IReadOnlyList<double> OfNumbers(SampleOfValues sample, double minimum, double maximum, bool whole)
    {
        var sorted = sample.Sorted;
        var (low, high) = (sorted[sorted.Count / 100], sorted[sorted.Count - 1 - (sorted.Count / 100)]);
        (low, high) = high - low < (maximum / 2 - minimum / 2) && high > low ? (low, high) : (minimum, maximum);
        var step = Step(high / Bins - low / Bins, whole);
        var first = Math.Floor(low / step);
        var last = Math.Floor(high / step) + 1;
        if (!double.IsFinite(step) || last - first > 2 * Bins + 2)
        {
            return minimum < maximum ? [minimum, maximum] : [minimum];
        }

        var edges = new List<double>();
        for (var index = first; index <= last; index++)
        {
            var edge = step < 1 ? index / Math.Round(1 / step, 12) : index * step;
            if (edges.Count == 0 || edge > edges[^1])
            {
                edges.Add(edge == 0 ? 0 : edge);
            }
        }

        return edges;
    }

    /// <summary>Starts of years, quarters or months, or of five or ten years when the range is long.</summary>
    public static IReadOnlyList<double> OfDays(int minimum, int maximum)
    {
        var (from, to) = (DateOnly.FromDayNumber(minimum), DateOnly.FromDayNumber(maximum));
        var months = ((to.Year - from.Year) * 12) + to.Month - from.Month + 1;
        var step = months <= 24 ? 1 : months <= 72 ? 3 : months <= 480 ? 12 : months <= 1800 ? 60 : months <= 4800 ? 120 : 1200;
        var edge = step < 12
            ? new DateOnly(from.Year, (from.Month - 1) / step * step + 1, 1)
            : new DateOnly(Math.Max(1, from.Year / (step / 12) * (step / 12)), 1, 1);
        var edges = new List<double> { edge.DayNumber };
        while (edge <= to)
        {
            edge = edge.AddMonths(step);
            edges.Add(edge.DayNumber);
        }

        return edges;
    }

    private static double Step(double raw, bool whole)
    {
        if (raw <= 0)
        {
            return 1;
        }

        var power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var share = raw / power;
        var step = power * (share <= 1 ? 1 : share <= 2 ? 2 : share <= 2.5 ? 2.5 : share <= 5 ? 5 : 10);
        return whole ? Math.Max(1, step % 1 == 0 ? step : Math.Ceiling(step)) : step;
    }
}
