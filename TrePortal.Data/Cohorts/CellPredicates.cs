using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TrePortal.Data.Inventory.Columns;

namespace TrePortal.Data.Cohorts;

// Cells may be read up to the next multiple of Column.RowPadding rows, so whole words need no special end.

/// <summary>One byte per row is in a set: codes of small codings, special codes of sparse fields.</summary>
internal sealed unsafe class ByteIn : RowPredicate
{
    private readonly byte* _cells;
    private readonly byte[] _set = new byte[256];
    private readonly bool _isShort;
    private readonly VectorPath _path;

    /// <param name="cells">Of the whole column.</param>
    /// <param name="set">By code.</param>
    /// <param name="path">By which loops.</param>
    public ByteIn(byte* cells, IReadOnlyList<bool> set, VectorPath path)
    {
        _cells = cells;
        _path = path;
        for (var code = 0; code < Math.Min(set.Count, _set.Length); code++)
        {
            _set[code] = set[code] ? byte.MaxValue : (byte)0;
        }

        _isShort = !_set.AsSpan(128).Contains(byte.MaxValue);
    }

    public override void Fill(int firstWord, Span<ulong> words)
    {
        fixed (byte* set = _set)
        {
            BlockKernels.BytesIn(_cells + ((long)firstWord << 6), words, set, _isShort, _path);
        }
    }
}

/// <summary>A code that keeps the order of numbers lies from one to another, both included.</summary>
internal sealed unsafe class CodeBetween(RowCodes cells, int low, int high, VectorPath path) : RowPredicate
{
    public override void Fill(int firstWord, Span<ulong> words)
    {
        if (cells.Width == 1)
        {
            BlockKernels.BytesBetween(cells.Bytes + ((long)firstWord << 6), words, (byte)low, (byte)high, path);
        }
        else
        {
            BlockKernels.ShortsBetween(cells.Shorts + ((long)firstWord << 6), words, (ushort)low, (ushort)high, path);
        }
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
