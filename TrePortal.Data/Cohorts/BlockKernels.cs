using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TrePortal.Data.Cohorts;

/// <summary>
/// The inner loops of the engine, each in two forms: wide, for processors with AVX-512 VBMI2, and portable. Both give the
/// same answer. Cells may be read up to the next multiple of 512 rows, so whole words need no special end.
/// </summary>
internal static unsafe class BlockKernels
{
    /// <summary>Bytes that a compressing loop may write beyond its last element.</summary>
    public const int Slack = 64;

    /// <summary>The processor has what the wide forms need.</summary>
    public static bool HasWide { get; } = Avx512Vbmi2.IsSupported && Avx512BW.IsSupported;

    /// <summary>Which of the bytes are in a set, a bit each.</summary>
    /// <param name="cells">64 for each word.</param>
    /// <param name="words">Overwritten.</param>
    /// <param name="set">255 for members, 0 for others; 256 entries.</param>
    /// <param name="isShort">Only bytes up to 127 are in the set.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void BytesInWide(byte* cells, Span<ulong> words, byte* set, bool isShort)
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

    /// <summary>The same without wide vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void BytesIn(byte* cells, Span<ulong> words, byte* set)
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void BytesBetween(byte* cells, Span<ulong> words, byte low, byte high, bool wide)
    {
        if (wide)
        {
            var (least, range) = (Vector512.Create(low), Vector512.Create((byte)(high - low)));
            for (var word = 0; word < words.Length; word++)
            {
                words[word] = Vector512.LessThanOrEqual(Vector512.Load(cells + ((long)word << 6)) - least, range).ExtractMostSignificantBits();
            }

            return;
        }

        var (lowest, width) = (Vector128.Create(low), Vector128.Create((byte)(high - low)));
        for (var word = 0; word < words.Length; word++)
        {
            var row = cells + ((long)word << 6);
            var bits = 0UL;
            for (var at = 0; at < 64; at += Vector128<byte>.Count)
            {
                bits |= (ulong)Vector128.LessThanOrEqual(Vector128.Load(row + at) - lowest, width).ExtractMostSignificantBits() << at;
            }

            words[word] = bits;
        }
    }

    /// <summary>Which of the numbers lie from one to another, both included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ShortsBetween(ushort* cells, Span<ulong> words, ushort low, ushort high, bool wide)
    {
        if (wide)
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

        var (lowest, width) = (Vector128.Create(low), Vector128.Create((ushort)(high - low)));
        for (var word = 0; word < words.Length; word++)
        {
            var row = cells + ((long)word << 6);
            var bits = 0UL;
            for (var at = 0; at < 64; at += Vector128<ushort>.Count)
            {
                bits |= (ulong)Vector128.LessThanOrEqual(Vector128.Load(row + at) - lowest, width).ExtractMostSignificantBits() << at;
            }

            words[word] = bits;
        }
    }

    /// <summary>Puts the bytes of the set rows beside each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CompressBytesWide(byte* cells, ReadOnlySpan<ulong> words, byte* into)
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

    /// <summary>Puts the numbers of the set rows beside each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void CompressNumbersWide(uint* numbers, ReadOnlySpan<ulong> words, uint* into)
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

    /// <summary>The numbers of the rows that are set, ascending.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RowsOf(ReadOnlySpan<ulong> words, int firstRow, int* into)
    {
        for (var word = 0; word < words.Length; word++)
        {
            for (var bits = words[word]; bits != 0; bits &= bits - 1)
            {
                *into++ = firstRow + (word << 6) + BitOperations.TrailingZeroCount(bits);
            }
        }
    }

    /// <summary>Adds one to the count of each byte. There are four counts for each, so that equal neighbours need not wait for each other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
