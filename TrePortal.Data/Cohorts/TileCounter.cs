using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Cohorts;

/// <summary>Counts the people of one tile, block by block. Belongs to one thread at a time; several are added up at the end.</summary>
internal abstract class TileCounter
{
    public abstract void Count(PeopleBlock people);

    /// <summary>Adds what another counter of the same tile has counted.</summary>
    public abstract void Add(TileCounter other);

    public abstract TileCounts Result(string field);

    /// <summary>Counters of one tile, as many as are asked for.</summary>
    /// <param name="column">What is counted.</param>
    /// <param name="columns">Its smaller forms.</param>
    /// <param name="shape">Its bars.</param>
    /// <param name="rows">The rows of each person; null when the rows are the people.</param>
    /// <param name="withSketches">For a sketch of each bar; else counts alone.</param>
    public static Func<TileCounter> Of(Column column, EngineColumns columns, TileShape shape, PersonIndex? rows, bool withSketches)
    {
        var bars = columns.Bars(column, shape);
        if (column is MultiColumn multi)
        {
            return () => new PersonCounter<SeveralCells>(new SeveralCells(multi), bars, rows, withSketches);
        }

        var cells = columns.Cells(column, shape);
        return rows is not null ? () => new PersonCounter<OneCell>(new OneCell(cells), bars, rows, withSketches)
            : cells.Width == 1 ? () => new ByteCounter(cells, bars, withSketches)
            : () => new CodeCounter(cells, bars, withSketches);
    }
}

/// <summary>In which bars the cells of a tile count. Cell 0 is missing and counts nowhere.</summary>
/// <param name="Shape">The bars, the special codes and the imprecise come one after another.</param>
/// <param name="OfCell">Per cell: a code counts in its own bar and in those above it; anything else in one.</param>
internal sealed record TileBars(TileShape Shape, int[][] OfCell)
{
    public int Imprecise => Shape.Bars + Shape.SpecialCodes.Count;

    public int Missing => Imprecise + 1;

    public static TileBars Of(Column column, TileShape shape, DatasetSchema schema)
    {
        var codes = column switch { CodeColumn code => code.Codes, MultiColumn multi => multi.Codes, _ => null };
        return new TileBars(shape, codes is null
            ? [[], .. Enumerable.Range(0, shape.Bars + shape.SpecialCodes.Count + 1).Select(bar => new[] { bar })]
            : Lineages(codes, schema.CodingOf(column.Field)!));
    }

    /// <summary>What was counted in each bar.</summary>
    public TileCounts Result(string field, ReadOnlySpan<int> counts, ushort[]? sums) => new(
        field, counts[..Shape.Bars].ToArray(), counts[Shape.Bars..Imprecise].ToArray(), counts[Imprecise], counts[Missing])
    {
        Sums = sums,
    };

    private static int[][] Lineages(IReadOnlyList<string> codes, Coding coding)
    {
        var bars = codes.Select((code, at) => (code, at)).ToDictionary(pair => pair.code, pair => pair.at, StringComparer.Ordinal);
        return [[], .. codes.Select(code => Upwards(code, coding).Where(bars.ContainsKey).Select(above => bars[above]).ToArray())];
    }

    private static IEnumerable<string> Upwards(string code, Coding coding)
    {
        for (var at = coding.Find(code); at is not null; at = at.Parent is null ? null : coding.Find(at.Parent))
        {
            yield return at.Value;
        }
    }
}

/// <summary>Sketches of many sets that are counted at the same time.</summary>
internal static class Sketches
{
    /// <summary>Room for the sums of so many sets.</summary>
    public static ushort[] Room(int sets) => new ushort[sets * CountedSet.Lanes];

    /// <summary>Adds somebody to the sketch of a set.</summary>
    public static void Add(ushort[] sums, int set, uint number) => sums[(set * CountedSet.Lanes) + (int)(number >> CountedSet.LaneShift)] += (ushort)number;

    public static void Add(Span<ushort> sums, ReadOnlySpan<ushort> others)
    {
        var into = MemoryMarshal.Cast<ushort, Vector256<ushort>>(sums);
        var from = MemoryMarshal.Cast<ushort, Vector256<ushort>>(others);
        for (var at = 0; at < into.Length; at++)
        {
            into[at] += from[at];
        }
    }
}

/// <summary>People of several sets: how many each has, and where it is wanted a sketch of who they are.</summary>
/// <param name="sets">How many sets are counted.</param>
/// <param name="withSketches">Sketches as well as counts.</param>
/// <param name="moreSums">Room for sums that whoever publishes the sets adds at the end.</param>
internal sealed class SetCounts(int sets, bool withSketches, int moreSums = 0)
{
    public int[] People { get; } = new int[sets];

    /// <summary>Null where none are wanted.</summary>
    public ushort[]? Sums { get; } = withSketches ? Sketches.Room(sets + moreSums) : null;

    /// <summary>Counts somebody in a set.</summary>
    /// <param name="set">Which.</param>
    /// <param name="numbers">The secret numbers of all who are counted; empty without sketches.</param>
    /// <param name="at">The place of this one.</param>
    public void Hit(int set, ReadOnlySpan<uint> numbers, int at)
    {
        People[set]++;
        if (Sums is { } sums)
        {
            Sketches.Add(sums, set, numbers[at]);
        }
    }

    public void Add(SetCounts other)
    {
        for (var set = 0; set < People.Length; set++)
        {
            People[set] += other.People[set];
        }

        if (Sums is { } sums)
        {
            Sketches.Add(sums, other.Sums);
        }
    }
}
