using TrePortal.Data.Inventory.Columns;
using TrePortal.Domain.Disclosure;

namespace TrePortal.Data.Cohorts;

// On the main entity a person has one cell, so nobody can be counted twice and the loops stay short.

/// <summary>Counts each code by itself and rolls the tree up at the end.</summary>
internal sealed class CodeCounter(CodeColumn column, int[][] lineages, PersonKeys? keys) : TileCounter(keys, lineages.Length)
{
    private readonly int[] _counts = new int[lineages.Length];

    public override void Count(ReadOnlySpan<int> people)
    {
        if (Sums is { } sums)
        {
            var numbers = Keys!.Numbers;
            foreach (var person in people)
            {
                Add(sums, column.CodeAt(person), numbers[person]);
            }
        }

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

        return new TileCounts(field, bars, [], Imprecise: 0, Missing: _counts[0]) { Sums = Sums is null ? null : RolledUp(Sums) };
    }

    // A person has one code, so the sets of codes are apart and their sums simply add up.
    private uint[] RolledUp(uint[] sums)
    {
        var (lanes, bars) = (CountedSet.Lanes, lineages.Length - 1);
        var rolled = new uint[(bars + 2) * lanes]; // nobody is imprecise; the missing come last
        sums.AsSpan(0, lanes).CopyTo(rolled.AsSpan((bars + 1) * lanes));
        for (var code = 1; code < lineages.Length; code++)
        {
            foreach (var bar in lineages[code])
            {
                for (var lane = 0; lane < lanes; lane++)
                {
                    rolled[(bar * lanes) + lane] += sums[(code * lanes) + lane];
                }
            }
        }

        return rolled;
    }
}

/// <summary>Counts bins and special codes.</summary>
internal sealed class MeasuredCounter(MeasuredColumn column, TileShape shape, PersonKeys? keys) : TileCounter(keys, shape.Bins + column.SpecialCodes.Count + 2)
{
    private readonly int[] _counts = new int[shape.Bins + column.SpecialCodes.Count + 2];
    private readonly int[] _ordinary = new int[CohortEngine.BlockRows];

    private int Imprecise => _counts.Length - 2;

    private int Missing => _counts.Length - 1;

    public override void Count(ReadOnlySpan<int> people)
    {
        var present = _ordinary.AsSpan(0, Present(people, _ordinary));
        switch (column)
        {
            case NumberColumn numbers:
                var values = numbers.Values;
                foreach (var person in present)
                {
                    Hit(shape.BinOf(values[person]), person);
                }

                break;
            case FloatColumn floats:
                var measures = floats.Values;
                foreach (var person in present)
                {
                    Hit(shape.BinOf(measures[person]), person);
                }

                break;
            case DateTimeColumn times:
                foreach (var person in present)
                {
                    Hit(shape.BinOf(times.UtcTicks[person] / TimeSpan.TicksPerDay), person);
                }

                break;
            case DateColumn dates:
                foreach (var person in present)
                {
                    var bin = shape.BinOf(dates.FromDays[person]);
                    Hit(bin == shape.BinOf(dates.ToDays[person]) ? bin : Imprecise, person);
                }

                break;
            default:
                throw new InvalidOperationException("No such column.");
        }
    }

    public override TileCounts Result(string field) =>
        new(field, _counts[..shape.Bins], _counts[shape.Bins..Imprecise], _counts[Imprecise], _counts[Missing]) { Sums = Sums };

    private void Hit(int cell, int person)
    {
        _counts[cell]++;
        if (Sums is { } sums)
        {
            Add(sums, cell, Keys!.Numbers[person]);
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
                var code = special.IsEmpty ? 0 : special[person];
                Hit(code == 0 ? Missing : shape.Bins + code - 1, person);
            }
        }

        return found;
    }
}
