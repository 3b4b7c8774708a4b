using System.Globalization;
using System.Numerics;
using TrePortal.Data.Inventory.Columns;

namespace TrePortal.Data.Cohorts;

/// <summary>
/// Numbers as small codes that keep their order: where a column has few different values, comparing reads one or two bytes
/// a row in place of eight. 0 stands for a row without an ordinary value.
/// </summary>
internal sealed class OrderedCodes
{
    /// <summary>Two bytes, less the zero.</summary>
    public const int Most = ushort.MaxValue;

    private readonly long _least; // of whole numbers: the value of code 1
    private readonly double[]? _values; // of floats: ascending, code - 1

    private OrderedCodes(RowCodes rows, int count, long least, double[]? values) => (Rows, Count, _least, _values) = (rows, count, least, values);

    public RowCodes Rows { get; }

    /// <summary>Codes go from 1 to this.</summary>
    public int Count { get; }

    /// <summary>Null when the values are too many, or too far apart, for two bytes.</summary>
    public static OrderedCodes? Of(MeasuredColumn column) => column switch
    {
        NumberColumn numbers => Of(numbers),
        FloatColumn floats => Of(floats),
        _ => null,
    };

    /// <summary>The codes of whole numbers from one to another, both included; the first lies above the last when there are none.</summary>
    public (int First, int Last) Between(long low, long high)
    {
        var most = _least + Count - 1;
        return high < _least || low > most ? (1, 0) : ((int)(Math.Max(low, _least) - _least) + 1, (int)(Math.Min(high, most) - _least) + 1);
    }

    /// <summary>The codes of floats from one to another, both included; the first lies above the last when there are none.</summary>
    public (int First, int Last) Between(double low, double high) => (FirstAtLeast(low) + 1, FirstAtLeast(Math.BitIncrement(high)));

    public double ValueOf(int code) => _values is null ? _least + code - 1 : _values[code - 1];

    private int FirstAtLeast(double value)
    {
        var at = Array.BinarySearch(_values!, value);
        return at < 0 ? ~at : at;
    }

    private static OrderedCodes? Of(NumberColumn column)
    {
        if (column.Statistics is not { Minimum: { } minimum, Maximum: { } maximum })
        {
            return null;
        }

        var least = long.Parse(minimum, CultureInfo.InvariantCulture);
        var range = unchecked((ulong)long.Parse(maximum, CultureInfo.InvariantCulture) - (ulong)least);
        if (range >= Most)
        {
            return null;
        }

        var count = (int)range + 1;
        var codes = new RowCodes(column.RowCount, WidthOf(count));
        ForOrdinary(column, row => codes.Set(row, (int)(column.Values[row] - least) + 1));
        return new OrderedCodes(codes, count, least, values: null);
    }

    private static OrderedCodes? Of(FloatColumn column)
    {
        if (Ranks.Of(column) is not { } ranks)
        {
            return null;
        }

        var codes = new RowCodes(column.RowCount, WidthOf(ranks.Values.Length));
        ForOrdinary(column, row => codes.Set(row, ranks.CodeOf(column.Values[row])));
        return new OrderedCodes(codes, ranks.Values.Length, least: 0, ranks.Values);
    }

    private static int WidthOf(int codes) => codes <= byte.MaxValue ? 1 : 2;

    private static void ForOrdinary(MeasuredColumn column, Action<int> take)
    {
        var present = column.Present;
        for (var word = 0; word < present.Length; word++)
        {
            for (var bits = present[word]; bits != 0; bits &= bits - 1)
            {
                take((word << 6) + BitOperations.TrailingZeroCount(bits));
            }
        }
    }

    /// <summary>The different values of a column, found by an open hash table of their bits.</summary>
    private sealed class Ranks
    {
        private const int Slots = 1 << 18; // a quarter full at most

        private readonly long[] _bits = new long[Slots];
        private readonly int[] _codes = new int[Slots];

        public double[] Values { get; private set; } = [];

        public static Ranks? Of(FloatColumn column)
        {
            var ranks = new Ranks();
            var met = new List<double>();
            var isTooMany = false;
            ForOrdinary(column, row =>
            {
                isTooMany = isTooMany || met.Count > Most;
                if (!isTooMany)
                {
                    ranks.Meet(column.Values[row], met);
                }
            });
            if (isTooMany || met.Count is 0 or > Most)
            {
                return null;
            }

            ranks.Values = [.. met.Order()];
            for (var rank = 0; rank < ranks.Values.Length; rank++)
            {
                ranks._codes[ranks.SlotOf(ranks.Values[rank])] = rank + 1;
            }

            return ranks;
        }

        public int CodeOf(double value) => _codes[SlotOf(value)];

        private void Meet(double value, List<double> met)
        {
            var slot = SlotOf(value);
            if (_codes[slot] == 0)
            {
                (_bits[slot], _codes[slot]) = (BitsOf(value), -1);
                met.Add(value + 0.0);
            }
        }

        private int SlotOf(double value)
        {
            var bits = BitsOf(value);
            var slot = (int)((ulong)bits * 0x9E3779B97F4A7C15 >> (64 - 18));
            while (_codes[slot] != 0 && _bits[slot] != bits)
            {
                slot = (slot + 1) & (Slots - 1);
            }

            return slot;
        }

        // Minus zero is zero.
        private static long BitsOf(double value) => BitConverter.DoubleToInt64Bits(value + 0.0);
    }
}
