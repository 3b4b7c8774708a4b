using System.Runtime.CompilerServices;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Domain.Disclosure;

namespace TrePortal.Data.Cohorts;

/// <summary>
/// Counts a field of the main entity with one value per person: each cell by itself, rolled up to bars at the end. Nobody
/// can be counted twice, so the sketches of cells simply add up as well.
/// </summary>
internal abstract class CellCounter(TileBars bars) : TileCounter
{
    /// <summary>Of the sketches of the cells; null where none are wanted.</summary>
    protected abstract ushort[]? Sums { get; }

    /// <summary>People in a cell.</summary>
    protected abstract int CountOf(int cell);

    /// <summary>The sketch of everybody who was counted; null where none are wanted.</summary>
    public ushort[]? SumsOfAll()
    {
        if (Sums is not { } sums)
        {
            return null;
        }

        var all = Sketches.Room(1);
        for (var cell = 0; cell < bars.OfCell.Length; cell++)
        {
            Sketches.Add(all, sums.AsSpan(cell * CountedSet.Lanes, CountedSet.Lanes));
        }

        return all;
    }

    public sealed override TileCounts Result(string field)
    {
        var counts = new int[bars.Missing + 1];
        var sums = Sums is null ? null : Sketches.Room(counts.Length);
        for (var cell = 0; cell < bars.OfCell.Length; cell++)
        {
            foreach (var bar in cell == 0 ? [bars.Missing] : bars.OfCell[cell])
            {
                counts[bar] += CountOf(cell);
                if (sums is not null)
                {
                    Sketches.Add(sums.AsSpan(bar * CountedSet.Lanes, CountedSet.Lanes), Sums.AsSpan(cell * CountedSet.Lanes, CountedSet.Lanes));
                }
            }
        }

        return bars.Result(field, counts, sums);
    }
}

/// <summary>Of cells that fit a byte.</summary>
internal sealed unsafe class ByteCounter(RowCodes column, TileBars bars, bool withSketches) : CellCounter(bars)
{
    private const int Codes = 256;

    private readonly int[] _counts = new int[4 * Codes];

    protected override ushort[]? Sums { get; } = withSketches ? Sketches.Room(bars.OfCell.Length) : null;

    public override void Count(PeopleBlock people)
    {
        var cells = people.Cells(column);
        if (Sums is { } sums)
        {
            Sketch(cells, people.Numbers, sums);
            return;
        }

        fixed (int* counts = _counts)
        fixed (byte* bytes = cells)
        {
            BlockKernels.Tally(bytes, cells.Length, counts);
        }
    }

    public override void Add(TileCounter other)
    {
        var counted = (ByteCounter)other;
        for (var code = 0; code < _counts.Length; code++)
        {
            _counts[code] += counted._counts[code];
        }

        if (Sums is { } sums)
        {
            Sketches.Add(sums, counted.Sums);
        }
    }

    protected override int CountOf(int cell) => _counts[cell] + _counts[Codes + cell] + _counts[(2 * Codes) + cell] + _counts[(3 * Codes) + cell];

    [MethodImpl(HotLoop.Options)]
    private void Sketch(ReadOnlySpan<byte> cells, ReadOnlySpan<uint> numbers, ushort[] sums)
    {
        fixed (int* counts = _counts)
        fixed (ushort* sum = sums)
        fixed (byte* cell = cells)
        fixed (uint* number = numbers)
        {
            var at = 0;
            for (; at + 4 <= cells.Length; at += 4)
            {
                // Counted apart, as in a tally: equal neighbours need not wait for each other.
                var (first, second, third, fourth) = ((nuint)cell[at], (nuint)cell[at + 1], (nuint)cell[at + 2], (nuint)cell[at + 3]);
                counts[first]++;
                counts[Codes + second]++;
                counts[(2 * Codes) + third]++;
                counts[(3 * Codes) + fourth]++;
                Add(sum, first, number[at]);
                Add(sum, second, number[at + 1]);
                Add(sum, third, number[at + 2]);
                Add(sum, fourth, number[at + 3]);
            }

            for (; at < cells.Length; at++)
            {
                counts[cell[at]]++;
                Add(sum, cell[at], number[at]);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void Add(ushort* sum, nuint cell, uint number) => sum[(cell * CountedSet.Lanes) + (number >> CountedSet.LaneShift)] += (ushort)number;
    }
}

/// <summary>Of cells that take more bytes.</summary>
internal sealed class CodeCounter(RowCodes column, TileBars bars, bool withSketches) : CellCounter(bars)
{
    private readonly SetCounts _counts = new(bars.OfCell.Length, withSketches);

    protected override ushort[]? Sums => _counts.Sums;

    public override void Count(PeopleBlock people)
    {
        var numbers = people.Numbers;
        var rows = people.Rows;
        for (var at = 0; at < rows.Length; at++)
        {
            _counts.Hit(column[rows[at]], numbers, at);
        }
    }

    public override void Add(TileCounter other) => _counts.Add(((CodeCounter)other)._counts);

    protected override int CountOf(int cell) => _counts.People[cell];
}
