using TrePortal.Data.Inventory.Columns;

namespace TrePortal.Data.Cohorts;

// On the main entity a person has one cell, so nobody can be counted twice and the loops stay short.

/// <summary>Counts each code by itself and rolls the tree up at the end.</summary>
internal sealed class CodeCounter(CodeColumn column, int[][] lineages) : TileCounter
{
    private readonly int[] _counts = new int[lineages.Length];

    public override void Count(ReadOnlySpan<int> people)
    {
        var counts = _counts;
        if (column.Width == 1)
        {
            var cells = column.Bytes;
            foreach (var person in people)
            {
                counts[cells[person]]++;
            }
        }
        else
        {
            foreach (var person in people)
            {
                counts[column.CodeAt(person)]++;
            }
        }
    }

    public override TileCounts Result(string field)
    {
        var bars = new int[_counts.Length - 1];
        for (var code = 1; code < _counts.Length; code++)
        {
            foreach (var bar in lineages[code])
            {
                bars[bar] += _counts[code];
            }
        }

        return new TileCounts(field, bars, [], Imprecise: 0, Missing: _counts[0]);
    }
}

/// <summary>Counts bins and special codes.</summary>
internal sealed class MeasuredCounter(MeasuredColumn column, TileShape shape) : TileCounter
{
    private readonly int[] _bins = new int[shape.Bins];
    private readonly int[] _specials = new int[column.SpecialCodes.Count + 1];
    private readonly int[] _ordinary = new int[CohortEngine.BlockRows];
    private int _imprecise;

    public override void Count(ReadOnlySpan<int> people)
    {
        var present = _ordinary.AsSpan(0, Present(people, _ordinary));
        switch (column)
        {
            case NumberColumn numbers:
                var values = numbers.Values;
                foreach (var person in present)
                {
                    _bins[shape.BinOf(values[person])]++;
                }

                break;
            case FloatColumn floats:
                var measures = floats.Values;
                foreach (var person in present)
                {
                    _bins[shape.BinOf(measures[person])]++;
                }

                break;
            case DateTimeColumn times:
                foreach (var person in present)
                {
                    _bins[shape.BinOf(times.UtcTicks[person] / TimeSpan.TicksPerDay)]++;
                }

                break;
            case DateColumn dates:
                CountDays(dates, present);
                break;
            default:
                throw new InvalidOperationException("No such column.");
        }
    }

    public override TileCounts Result(string field) => new(field, _bins, _specials[1..], _imprecise, Missing: _specials[0]);

    private void CountDays(DateColumn dates, Span<int> present)
    {
        foreach (var person in present)
        {
            var bin = shape.BinOf(dates.FromDays[person]);
            if (bin == shape.BinOf(dates.ToDays[person]))
            {
                _bins[bin]++;
            }
            else
            {
                _imprecise++;
            }
        }
    }

    // Puts aside those with an ordinary value; the others are counted at once.
    private int Present(ReadOnlySpan<int> people, Span<int> ordinary)
    {
        var present = column.Present;
        var special = column.Special;
        var found = 0;
        foreach (var person in people)
        {
            var isPresent = (int)(present[person >> 6] >> (person & 63) & 1);
            ordinary[found] = person;
            found += isPresent;
            if (isPresent == 0)
            {
                _specials[special.IsEmpty ? 0 : special[person]]++;
            }
        }

        return found;
    }
}
