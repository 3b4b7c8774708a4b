using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TrePortal.Data.Inventory.Columns;

namespace TrePortal.Data.Cohorts;

// Cells may be read up to the next multiple of Column.RowPadding rows, so whole words need no special end.

/// <summary>One byte per row is in a set: codes of small codings, special codes of sparse fields.</summary>
internal sealed class ByteIn : RowPredicate
{
    private readonly Cells _cells;
    private readonly Vector128<byte> _lowHalf;
    private readonly Vector128<byte> _highHalf;

    // Bit h of the table at index l says whether the byte with high digit h (0..7, 8..15) and low digit l is in the set.
    private static readonly Vector128<byte> _digitBit = Vector128.Create((byte)1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128);

    public ByteIn(Cells cells, IReadOnlyList<bool> set)
    {
        _cells = cells;
        Span<byte> low = stackalloc byte[16];
        Span<byte> high = stackalloc byte[16];
        low.Clear();
        high.Clear();
        for (var code = 0; code < Math.Min(set.Count, 256); code++)
        {
            if (set[code])
            {
                (code < 128 ? low : high)[code & 15] |= (byte)(1 << (code >> 4 & 7));
            }
        }

        _lowHalf = Vector128.Create<byte>(low);
        _highHalf = Vector128.Create<byte>(high);
    }

    public delegate ReadOnlySpan<byte> Cells();

    public override void Fill(int firstWord, Span<ulong> words)
    {
        ref var cells = ref MemoryMarshal.GetReference(_cells());
        for (var word = 0; word < words.Length; word++)
        {
            var row = (nuint)(firstWord + word) * 64;
            words[word] = Sixteen(Vector128.LoadUnsafe(ref cells, row))
                | (ulong)Sixteen(Vector128.LoadUnsafe(ref cells, row + 16)) << 16
                | (ulong)Sixteen(Vector128.LoadUnsafe(ref cells, row + 32)) << 32
                | (ulong)Sixteen(Vector128.LoadUnsafe(ref cells, row + 48)) << 48;
        }
    }

    private uint Sixteen(Vector128<byte> codes)
    {
        var lowDigit = codes & Vector128.Create((byte)15);
        var highDigit = codes >>> 4;
        var isLow = Vector128.LessThan(highDigit, Vector128.Create((byte)8));
        var table = Vector128.ConditionalSelect(isLow, Vector128.Shuffle(_lowHalf, lowDigit), Vector128.Shuffle(_highHalf, lowDigit));
        return ~Vector128.Equals(table & Vector128.Shuffle(_digitBit, highDigit), Vector128<byte>.Zero).ExtractMostSignificantBits() & 0xFFFF;
    }
}

/// <summary>A wider code per row is in a set.</summary>
internal sealed class CodeIn(CodeColumn column, bool[] set) : RowPredicate
{
    public override void Fill(int firstWord, Span<ulong> words)
    {
        for (var word = 0; word < words.Length; word++)
        {
            var first = (firstWord + word) * 64;
            var end = Math.Min(64, column.RowCount - first);
            var bits = 0UL;
            for (var at = 0; at < end; at++)
            {
                bits |= set[column.CodeAt(first + at)] ? 1UL << at : 0;
            }

            words[word] = bits;
        }
    }
}

/// <summary>The row names at least one code of a set.</summary>
internal sealed class MultiAny(MultiColumn column, bool[] set) : RowPredicate
{
    public override void Fill(int firstWord, Span<ulong> words)
    {
        var offsets = column.Offsets;
        var shorts = column.Shorts;
        var ints = column.Ints;
        for (var word = 0; word < words.Length; word++)
        {
            var first = (firstWord + word) * 64;
            var end = Math.Min(64, column.RowCount - first);
            var bits = 0UL;
            for (var at = 0; at < end; at++)
            {
                for (var element = (int)offsets[first + at]; element < (int)offsets[first + at + 1]; element++)
                {
                    if (set[column.Width == 2 ? shorts[element] : ints[element]])
                    {
                        bits |= 1UL << at;
                        break;
                    }
                }
            }

            words[word] = bits;
        }
    }
}

/// <summary>An ordinary number, or time in ticks, from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
internal sealed class WholeBetween(WholeBetween.Cells cells, long low, long high) : RowPredicate
{
    public delegate ReadOnlySpan<long> Cells();

    public override void Fill(int firstWord, Span<ulong> words)
    {
        ref var values = ref MemoryMarshal.GetReference(cells());
        var (lowest, highest) = (Vector256.Create(low), Vector256.Create(high));
        for (var word = 0; word < words.Length; word++)
        {
            var row = (nuint)(firstWord + word) * 64;
            var bits = 0UL;
            for (var at = 0; at < 64; at += 4)
            {
                var four = Vector256.LoadUnsafe(ref values, row + (nuint)at);
                var inside = Vector256.GreaterThanOrEqual(four, lowest) & Vector256.LessThanOrEqual(four, highest);
                bits |= (ulong)inside.ExtractMostSignificantBits() << at;
            }

            words[word] = bits;
        }
    }
}

/// <summary>A float from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
internal sealed class FloatBetween(FloatColumn column, double low, double high) : RowPredicate
{
    public override void Fill(int firstWord, Span<ulong> words)
    {
        ref var values = ref MemoryMarshal.GetReference(column.Values);
        var (lowest, highest) = (Vector256.Create(low), Vector256.Create(high));
        for (var word = 0; word < words.Length; word++)
        {
            var row = (nuint)(firstWord + word) * 64;
            var bits = 0UL;
            for (var at = 0; at < 64; at += 4)
            {
                var four = Vector256.LoadUnsafe(ref values, row + (nuint)at);
                var inside = Vector256.GreaterThanOrEqual(four, lowest) & Vector256.LessThanOrEqual(four, highest);
                bits |= (ulong)inside.ExtractMostSignificantBits() << at;
            }

            words[word] = bits;
        }
    }
}

/// <summary>The interval of days lies wholly between <paramref name="low"/> and <paramref name="high"/>, both included.</summary>
internal sealed class DaysInside(DateColumn column, int low, int high) : RowPredicate
{
    public override void Fill(int firstWord, Span<ulong> words)
    {
        ref var from = ref MemoryMarshal.GetReference(column.FromDays);
        ref var to = ref MemoryMarshal.GetReference(column.ToDays);
        var (lowest, highest) = (Vector256.Create(low), Vector256.Create(high));
        for (var word = 0; word < words.Length; word++)
        {
            var row = (nuint)(firstWord + word) * 64;
            var bits = 0UL;
            for (var at = 0; at < 64; at += 8)
            {
                var inside = Vector256.GreaterThanOrEqual(Vector256.LoadUnsafe(ref from, row + (nuint)at), lowest)
                    & Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref to, row + (nuint)at), highest);
                bits |= (ulong)inside.ExtractMostSignificantBits() << at;
            }

            words[word] = bits;
        }
    }
}

/// <summary>The row holds an ordinary value.</summary>
internal sealed class IsOrdinary(MeasuredColumn column) : RowPredicate
{
    public override void Fill(int firstWord, Span<ulong> words) => column.Present.Slice(firstWord, words.Length).CopyTo(words);
}

/// <summary>The cell is not empty: for columns without a mask of their own.</summary>
internal sealed class IsThere(Column column) : RowPredicate
{
    public override void Fill(int firstWord, Span<ulong> words)
    {
        for (var word = 0; word < words.Length; word++)
        {
            var first = (firstWord + word) * 64;
            var end = Math.Min(64, column.RowCount - first);
            var bits = 0UL;
            for (var at = 0; at < end; at++)
            {
                bits |= column.IsMissing(first + at) ? 0 : 1UL << at;
            }

            words[word] = bits;
        }
    }
}
