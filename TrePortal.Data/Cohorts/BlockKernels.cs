using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TrePortal.Data.Inventory.Columns;

namespace TrePortal.Data.Cohorts;

/// <summary>Which vector instructions the loops use.</summary>
internal enum VectorPath
{
    /// <summary>None that some processor lacks.</summary>
    Portable,

    /// <summary>AVX2, and what came with it.</summary>
    Avx2,

    /// <summary>AVX-512 with VBMI2.</summary>
    Avx512,
}

/// <summary>
/// The inner loops of the engine, in a form for each <see cref="VectorPath"/> that makes a difference. All give the same
/// answer. Cells may be read up to the next multiple of 512 rows, so whole words need no special end.
/// </summary>
internal static unsafe class BlockKernels
{
    /// <summary>Bytes that a compressing loop may write beyond its last element.</summary>
    public const int Slack = 64;

    /// <summary>The fastest that the processor has.</summary>
    public static VectorPath Best { get; } =
        Avx512Vbmi2.IsSupported && Avx512BW.IsSupported ? VectorPath.Avx512 : Avx2.IsSupported && Popcnt.X64.IsSupported ? VectorPath.Avx2 : VectorPath.Portable;

    // By the bits of a byte, the places of those that are set, in order; the rest 0.
    private static readonly byte[] _places = [.. Enumerable.Range(0, 256).SelectMany(bits =>
        Enumerable.Range(0, 8).Where(place => (bits >> place & 1) != 0).Concat(Enumerable.Repeat(0, 8)).Take(8).Select(place => (byte)place))];

    /// <summary>Which of the bytes are in a set, a bit each.</summary>
    /// <param name="cells">64 for each word.</param>
    /// <param name="words">Overwritten.</param>
    /// <param name="set">255 for members, 0 for others; 256 entries.</param>
    /// <param name="isShort">Only bytes up to 127 are in the set.</param>
    /// <param name="path">By which loop.</param>
    public static void BytesIn(byte* cells, Span<ulong> words, byte* set, bool isShort, VectorPath path)
    {
        switch (path)
        {
            case VectorPath.Avx512:
                BytesIn512(cells, words, set, isShort);
                break;
            case VectorPath.Avx2:
                BytesIn256(cells, words, set, isShort);
                break;
            default:
                BytesInPortable(cells, words, set);
                break;
        }
    }

    [MethodImpl(HotLoop.Options)]
    private static void BytesIn512(byte* cells, Span<ulong> words, byte* set, bool isShort)
    {
        var (first, second) = (Vector512.Load(set), Vector512.Load(set + 64));
        if (isShort)
        {
            for (var word = 0; word < words.Length; word++)
            {
                var codes = Vector512.Load(cells + ((long)word << 6));
                words[word] = Avx512Vbmi.PermuteVar64x8x2(first, codes, second).ExtractMostSignificantBits() & ~codes.ExtractMostSignificantBits();
            }

            return;
        }

        var (third, fourth) = (Vector512.Load(set + 128), Vector512.Load(set + 192));
        for (var word = 0; word < words.Length; word++)
        {
            var codes = Vector512.Load(cells + ((long)word << 6));
            var isHigh = codes.ExtractMostSignificantBits();
            var low = Avx512Vbmi.PermuteVar64x8x2(first, codes, second).ExtractMostSignificantBits();
            var high = Avx512Vbmi.PermuteVar64x8x2(third, codes, fourth).ExtractMostSignificantBits();
            words[word] = (low & ~isHigh) | (high & isHigh);
        }
    }

    // The lower half of a byte says which bits of the set to look at, the upper half which of them.
    [MethodImpl(HotLoop.Options)]
    private static void BytesIn256(byte* cells, Span<ulong> words, byte* set, bool isShort)
    {
        var (lower, upper) = (Vector128<byte>.Zero, Vector128<byte>.Zero);
        for (var half = 0; half < 8; half++)
        {
            var bit = Vector128.Create((byte)(1 << half));
            lower |= Vector128.Load(set + (half * 16)) & bit;
            upper |= Vector128.Load(set + 128 + (half * 16)) & bit;
        }

        var places = Vector128.Create(0x8040201008040201UL).AsByte();
        var (first, second) = (Vector256.Create(lower, lower), Vector256.Create(upper, upper));
        var (lowPlaces, highPlaces) = (Doubled(places.AsUInt64().WithElement(1, 0UL)), Doubled(places.AsUInt64().WithElement(0, 0UL)));
        for (var word = 0; word < words.Length; word++)
        {
            var row = cells + ((long)word << 6);
            var (early, late) = (Vector256.Load(row), Vector256.Load(row + 32));
            words[word] = isShort
                ? Bits(IsIn(early, first, lowPlaces), IsIn(late, first, lowPlaces))
                : Bits(IsIn(early, first, lowPlaces) | IsIn(early, second, highPlaces), IsIn(late, first, lowPlaces) | IsIn(late, second, highPlaces));
        }

        static Vector256<byte> Doubled(Vector128<ulong> places) => Vector256.Create(places, places).AsByte();

        static ulong Bits(Vector256<byte> early, Vector256<byte> late) =>
            ~(Vector256.Equals(early, Vector256<byte>.Zero).ExtractMostSignificantBits() | ((ulong)Vector256.Equals(late, Vector256<byte>.Zero).ExtractMostSignificantBits() << 32));
    }

    [MethodImpl(HotLoop.Options)]
    private static void BytesInPortable(byte* cells, Span<ulong> words, byte* set)
    {
        for (var word = 0; word < words.Length; word++)
        {
            var row = cells + ((long)word << 6);
            var bits = 0UL;
            for (var at = 0; at < 64; at++)
            {
                bits |= (ulong)(set[row[at]] & 1) << at;
            }

            words[word] = bits;
        }
    }

    /// <summary>Which of the bytes lie from one number to another, both included.</summary>
    [MethodImpl(HotLoop.Options)]
    public static void BytesBetween(byte* cells, Span<ulong> words, byte low, byte high, VectorPath path)
    {
        if (path == VectorPath.Avx512)
        {
            var (least, range) = (Vector512.Create(low), Vector512.Create((byte)(high - low)));
            for (var word = 0; word < words.Length; word++)
            {
                words[word] = Vector512.LessThanOrEqual(Vector512.Load(cells + ((long)word << 6)) - least, range).ExtractMostSignificantBits();
            }

            return;
        }

        var (lowest, width) = (Vector256.Create(low), Vector256.Create((byte)(high - low)));
        for (var word = 0; word < words.Length; word++)
        {
            var row = cells + ((long)word << 6);
            var bits = 0UL;
            for (var at = 0; at < 64; at += Vector256<byte>.Count)
            {
                bits |= (ulong)Vector256.LessThanOrEqual(Vector256.Load(row + at) - lowest, width).ExtractMostSignificantBits() << at;
            }

            words[word] = bits;
        }
    }

    /// <summary>Which of the numbers lie from one to another, both included.</summary>
    [MethodImpl(HotLoop.Options)]
    public static void ShortsBetween(ushort* cells, Span<ulong> words, ushort low, ushort high, VectorPath path)
    {
        if (path == VectorPath.Avx512)
        {
            var (least, range) = (Vector512.Create(low), Vector512.Create((ushort)(high - low)));
            for (var word = 0; word < words.Length; word++)
            {
                var row = cells + ((long)word << 6);
                var first = Vector512.LessThanOrEqual(Vector512.Load(row) - least, range).ExtractMostSignificantBits();
                var second = Vector512.LessThanOrEqual(Vector512.Load(row + 32) - least, range).ExtractMostSignificantBits();
                words[word] = first | (second << 32);
            }

            return;
        }

        var (lowest, width) = (Vector256.Create(low), Vector256.Create((ushort)(high - low)));
        for (var word = 0; word < words.Length; word++)
        {
            var row = cells + ((long)word << 6);
            var bits = 0UL;
            for (var at = 0; at < 64; at += Vector256<ushort>.Count)
            {
                bits |= (ulong)Vector256.LessThanOrEqual(Vector256.Load(row + at) - lowest, width).ExtractMostSignificantBits() << at;
            }

            words[word] = bits;
        }
    }

    /// <summary>Puts the bytes of the set rows beside each other.</summary>
    /// <param name="cells">64 for each word.</param>
    /// <param name="words">Which rows.</param>
    /// <param name="into">With <see cref="Slack"/>.</param>
    /// <param name="path">Not the portable one: it picks single cells.</param>
    public static void Compress(byte* cells, ReadOnlySpan<ulong> words, byte* into, VectorPath path)
    {
        if (path == VectorPath.Avx512)
        {
            CompressBytes512(cells, words, into);
        }
        else
        {
            CompressBytes256(cells, words, into);
        }
    }

    /// <summary>Puts the numbers of the set rows beside each other.</summary>
    /// <param name="numbers">64 for each word.</param>
    /// <param name="words">Which rows.</param>
    /// <param name="into">With <see cref="Slack"/>.</param>
    /// <param name="path">Not the portable one: it picks single cells.</param>
    public static void Compress(uint* numbers, ReadOnlySpan<ulong> words, uint* into, VectorPath path)
    {
        if (path == VectorPath.Avx512)
        {
            CompressNumbers512(numbers, words, into);
        }
        else
        {
            InEights(new NumbersOfRows(numbers), words, (int*)into);
        }
    }

    /// <summary>The numbers of the rows that are set, ascending.</summary>
    /// <param name="words">Which rows.</param>
    /// <param name="firstRow">Of the first word.</param>
    /// <param name="into">With <see cref="Slack"/>.</param>
    /// <param name="path">By which loop.</param>
    public static void RowsOf(ReadOnlySpan<ulong> words, int firstRow, int* into, VectorPath path)
    {
        if (path == VectorPath.Portable)
        {
            RowsOfPortable(words, firstRow, into);
        }
        else
        {
            InEights(new RowNumbers(firstRow), words, into);
        }
    }

    [MethodImpl(HotLoop.Options)]
    private static void CompressBytes512(byte* cells, ReadOnlySpan<ulong> words, byte* into)
    {
        for (var word = 0; word < words.Length; word++)
        {
            if (words[word] is not 0 and var bits)
            {
                Avx512Vbmi2.Compress(Vector512<byte>.Zero, Spread(bits), Vector512.Load(cells + ((long)word << 6))).Store(into);
                into += BitOperations.PopCount(bits);
            }
        }
    }

    [MethodImpl(HotLoop.Options)]
    private static void CompressBytes256(byte* cells, ReadOnlySpan<ulong> words, byte* into)
    {
        fixed (byte* places = _places)
        {
            for (var word = 0; word < words.Length; word++)
            {
                var row = cells + ((long)word << 6);
                for (var bits = words[word]; bits != 0; bits >>= 8, row += 8)
                {
                    var part = (byte)bits;
                    var eight = Vector128.CreateScalarUnsafe(*(ulong*)row).AsByte();
                    *(ulong*)into = Ssse3.Shuffle(eight, Vector128.CreateScalarUnsafe(*(ulong*)(places + (part * 8))).AsByte()).AsUInt64().ToScalar();
                    into += BitOperations.PopCount(part);
                }
            }
        }
    }

    [MethodImpl(HotLoop.Options)]
    private static void CompressNumbers512(uint* numbers, ReadOnlySpan<ulong> words, uint* into)
    {
        var places = Vector512.Create(1u, 1u << 1, 1u << 2, 1u << 3, 1u << 4, 1u << 5, 1u << 6, 1u << 7, 1u << 8, 1u << 9, 1u << 10, 1u << 11, 1u << 12, 1u << 13, 1u << 14, 1u << 15);
        for (var word = 0; word < words.Length; word++)
        {
            var row = numbers + ((long)word << 6);
            for (var bits = words[word]; bits != 0; bits >>= 16, row += 16)
            {
                var part = (uint)bits & 0xFFFF;
                var mask = Vector512.Equals(Vector512.Create(part) & places, places);
                Avx512F.Compress(Vector512<uint>.Zero, mask, Vector512.Load(row)).Store(into);
                into += BitOperations.PopCount(part);
            }
        }
    }

    // Something of eight rows at a time, beside each other.
    [MethodImpl(HotLoop.Options)]
    private static void InEights<TEight>(TEight eight, ReadOnlySpan<ulong> words, int* into)
        where TEight : struct, IEightRows
    {
        fixed (byte* places = _places)
        {
            for (var word = 0; word < words.Length; word++)
            {
                var row = word << 6;
                for (var bits = words[word]; bits != 0; bits >>= 8, row += 8)
                {
                    var part = (byte)bits;
                    eight.Of(row, Avx2.ConvertToVector256Int32(places + (part * 8))).Store(into);
                    into += BitOperations.PopCount(part);
                }
            }
        }
    }

    [MethodImpl(HotLoop.Options)]
    private static void RowsOfPortable(ReadOnlySpan<ulong> words, int firstRow, int* into)
    {
        for (var word = 0; word < words.Length; word++)
        {
            for (var bits = words[word]; bits != 0; bits &= bits - 1)
            {
                *into++ = firstRow + (word << 6) + BitOperations.TrailingZeroCount(bits);
            }
        }
    }

    /// <summary>Puts what single rows hold beside each other.</summary>
    [MethodImpl(HotLoop.Options)]
    public static void Pick<T>(T* column, ReadOnlySpan<int> rows, T* into)
        where T : unmanaged
    {
        fixed (int* row = rows)
        {
            var at = 0;
            for (; at + 4 <= rows.Length; at += 4)
            {
                into[at] = column[row[at]];
                into[at + 1] = column[row[at + 1]];
                into[at + 2] = column[row[at + 2]];
                into[at + 3] = column[row[at + 3]];
            }

            for (; at < rows.Length; at++)
            {
                into[at] = column[row[at]];
            }
        }
    }

    /// <summary>Adds one to the count of each byte. There are four counts for each, so that equal neighbours need not wait for each other.</summary>
    [MethodImpl(HotLoop.Options)]
    public static void Tally(byte* bytes, int count, int* fourfold)
    {
        var at = 0;
        for (; at + 8 <= count; at += 8)
        {
            var eight = Unsafe.ReadUnaligned<ulong>(bytes + at);
            fourfold[(byte)eight]++;
            fourfold[256 + (byte)(eight >> 8)]++;
            fourfold[512 + (byte)(eight >> 16)]++;
            fourfold[768 + (byte)(eight >> 24)]++;
            fourfold[(byte)(eight >> 32)]++;
            fourfold[256 + (byte)(eight >> 40)]++;
            fourfold[512 + (byte)(eight >> 48)]++;
            fourfold[768 + (byte)(eight >> 56)]++;
        }

        for (; at < count; at++)
        {
            fourfold[bytes[at]]++;
        }
    }

    /// <summary>Keeps what is in both.</summary>
    public static void And(Span<ulong> words, ReadOnlySpan<ulong> other) => Combine<BothOf>(words, other);

    /// <summary>Adds the other's.</summary>
    public static void Or(Span<ulong> words, ReadOnlySpan<ulong> other) => Combine<EitherOf>(words, other);

    /// <summary>Takes the other's away.</summary>
    public static void Without(Span<ulong> words, ReadOnlySpan<ulong> other) => Combine<FirstOnly>(words, other);

    [MethodImpl(HotLoop.Options)]
    public static void Not(Span<ulong> words)
    {
        ref var left = ref MemoryMarshal.GetReference(words);
        var at = 0;
        for (; at + Vector256<ulong>.Count <= words.Length; at += Vector256<ulong>.Count)
        {
            (~Vector256.LoadUnsafe(ref left, (nuint)at)).StoreUnsafe(ref left, (nuint)at);
        }

        for (; at < words.Length; at++)
        {
            words[at] = ~words[at];
        }
    }

    [MethodImpl(HotLoop.Options)]
    private static void Combine<TRule>(Span<ulong> words, ReadOnlySpan<ulong> other)
        where TRule : struct, IWordRule
    {
        ref var left = ref MemoryMarshal.GetReference(words);
        ref var right = ref MemoryMarshal.GetReference(other[..words.Length]);
        var at = 0;
        for (; at + Vector256<ulong>.Count <= words.Length; at += Vector256<ulong>.Count)
        {
            TRule.Of(Vector256.LoadUnsafe(ref left, (nuint)at), Vector256.LoadUnsafe(ref right, (nuint)at)).StoreUnsafe(ref left, (nuint)at);
        }

        for (; at < words.Length; at++)
        {
            words[at] = TRule.Of(Vector256.CreateScalar(words[at]), Vector256.CreateScalar(other[at])).ToScalar();
        }
    }

    // Not zero where the bit of a byte's upper half is among those of its lower half. Bytes from 128 on have no place among the lower ones.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> IsIn(Vector256<byte> cells, Vector256<byte> set, Vector256<byte> places)
    {
        var half = Vector256.Create((byte)0x0F);
        return Avx2.Shuffle(set, cells & half) & Avx2.Shuffle(places, (cells.AsUInt16() >>> 4).AsByte() & half);
    }

    // A byte of ones for each bit that is set.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Spread(ulong bits)
    {
        var which = Vector512.Create(
            0x0000000000000000UL, 0x0101010101010101UL, 0x0202020202020202UL, 0x0303030303030303UL, 0x0404040404040404UL, 0x0505050505050505UL, 0x0606060606060606UL, 0x0707070707070707UL).AsByte();
        var place = Vector512.Create(0x8040201008040201UL).AsByte();
        var spread = Avx512BW.Shuffle(Vector512.Create(bits).AsByte(), which);
        return Vector512.Equals(spread & place, place);
    }

    private interface IEightRows
    {
        /// <summary>Of eight rows from this one on, by place.</summary>
        Vector256<int> Of(int row, Vector256<int> places);
    }

    private readonly struct NumbersOfRows(uint* numbers) : IEightRows
    {
        private readonly uint* _numbers = numbers;

        public Vector256<int> Of(int row, Vector256<int> places) => Avx2.PermuteVar8x32(Vector256.Load(_numbers + row).AsInt32(), places);
    }

    private readonly struct RowNumbers(int firstRow) : IEightRows
    {
        private readonly int _firstRow = firstRow;

        public Vector256<int> Of(int row, Vector256<int> places) => places + Vector256.Create(_firstRow + row);
    }

    private interface IWordRule
    {
        static abstract Vector256<ulong> Of(Vector256<ulong> words, Vector256<ulong> other);
    }

    private readonly struct BothOf : IWordRule
    {
        public static Vector256<ulong> Of(Vector256<ulong> words, Vector256<ulong> other) => words & other;
    }

    private readonly struct EitherOf : IWordRule
    {
        public static Vector256<ulong> Of(Vector256<ulong> words, Vector256<ulong> other) => words | other;
    }

    private readonly struct FirstOnly : IWordRule
    {
        public static Vector256<ulong> Of(Vector256<ulong> words, Vector256<ulong> other) => Vector256.AndNot(words, other);
    }
}
