using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>
/// Numbers of at most eight characters, which most are, read as one word instead of letter by letter, and four of them at
/// a time where the processor can. Whatever is not a plain number here is left to <see cref="NumberText"/>, which also says
/// what is wrong with it. Words that stand for no short text are no plain numbers either.
/// </summary>
internal static class ShortNumber
{
    private const ulong Zeros = 0x3030303030303030;

    /// <summary>Vectors of four words can be read.</summary>
    public static bool IsVectorized => Avx2.IsSupported;

    private static ReadOnlySpan<double> Powers => [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadInteger(ulong word, out long value)
    {
        var isNegative = (byte)word == '-';
        var isNumber = TryReadDigits(isNegative ? word >> 8 : word, out var digits);
        value = isNegative ? -digits : digits;
        return isNumber;
    }

    /// <summary>Digits with at most one point. Both the digits and the power of ten are exact, so their quotient is the nearest double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadFloat(ulong word, out double value)
    {
        var isNegative = (byte)word == '-';
        word = isNegative ? word >> 8 : word;
        var decimals = 0;
        var point = ShortText.IndexOf(word, (byte)'.');
        if (point < ShortText.Most)
        {
            var bits = point * 8;
            var before = word & ((1UL << bits) - 1);
            word = before | (word >> bits >> 8 << bits);
            decimals = ShortText.LengthOf(word) - point;
        }

        if (!TryReadDigits(word, out var digits))
        {
            value = 0;
            return false;
        }

        value = digits / Powers[decimals];
        value = isNegative ? -value : value;
        return true;
    }

    /// <summary>Four integers; answers all bits of those that are plain numbers, and gives 0 for the others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<long> TryReadIntegers(Vector256<ulong> words, out Vector256<long> values)
    {
        var areNegative = TakeSigns(ref words);
        var areNumbers = TryReadDigits(words, out var digits);
        values = Vector256.ConditionalSelect(areNegative, -digits, digits) & areNumbers;
        return areNumbers;
    }

    /// <summary>Four floats, otherwise the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> TryReadFloats(Vector256<ulong> words, out Vector256<double> values)
    {
        var areNegative = TakeSigns(ref words);

        // The lowest bit of the first point, and from it all bits below: all there are where there is no point.
        var points = Vector256.Equals(words.AsByte(), Vector256.Create((byte)'.')).AsUInt64();
        points &= -points;
        var below = points - Vector256<ulong>.One;
        words = (words & below) | Vector256.AndNot(words >>> 8, below);
        var decimals = CountBytes(Vector256.AndNot(~AreEmpty(words), below), 1);
        var powers = Avx2.PermuteVar8x32(Vector256.Create(1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000), decimals.AsInt32());
        var areNumbers = TryReadDigits(words, out var digits).AsDouble();
        var quotients = ToDoubles(digits.AsUInt64()) / ToDoubles(powers.AsUInt64() & Vector256.Create((ulong)uint.MaxValue));
        values = (quotients ^ (areNegative.AsDouble() & Vector256.Create(-0.0))) & areNumbers;
        return areNumbers;
    }

    // The letters are moved to the upper end, so that zeros stand before the number; then neighbours are joined to
    // numbers of two, four and eight digits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadDigits(ulong word, out long value)
    {
        value = 0;
        if (word == 0)
        {
            return false;
        }

        word = (word ^ Zeros) << (BitOperations.LeadingZeroCount(word) & ~7);
        if ((((word + 0x7676767676767676) | word) & 0x8080808080808080) != 0)
        {
            return false;
        }

        word = word * 10 + (word >> 8);
        value = (long)(((word & 0x000000FF000000FF) * 0x000F424000000064 + ((word >> 16) & 0x000000FF000000FF) * 0x0000271000000001) >> 32);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> TryReadDigits(Vector256<ulong> words, out Vector256<long> values)
    {
        var unusedBits = CountBytes(AreEmpty(words), 8);
        var digits = Avx2.ShiftLeftLogicalVariable(words ^ Vector256.Create(Zeros), unusedBits);
        var others = ((digits + Vector256.Create(0x7676767676767676UL)) | digits) & Vector256.Create(0x8080808080808080UL);
        var pairs = Avx2.MultiplyAddAdjacent(digits.AsByte(), Vector256.Create((short)0x010A).AsSByte());
        var fours = Avx2.MultiplyAddAdjacent(pairs, Vector256.Create(0x00010064).AsInt16()).AsUInt64();
        values = (Avx2.Multiply(fours.AsUInt32(), Vector256.Create(10_000UL).AsUInt32()) + (fours >>> 32)).AsInt64();
        return Vector256.AndNot(Vector256.Equals(others, Vector256<ulong>.Zero), Vector256.Equals(words, Vector256<ulong>.Zero)).AsInt64();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<long> TakeSigns(ref Vector256<ulong> words)
    {
        var areNegative = Vector256.Equals(words & Vector256.Create(0xFFUL), Vector256.Create((ulong)'-'));
        words = Vector256.ConditionalSelect(areNegative, words >>> 8, words);
        return areNegative.AsInt64();
    }

    private static Vector256<ulong> AreEmpty(Vector256<ulong> words) => Vector256.Equals(words.AsByte(), Vector256<byte>.Zero).AsUInt64();

    // Of each word, how many bytes have all bits, times what each counts.
    private static Vector256<ulong> CountBytes(Vector256<ulong> bytes, byte each) =>
        Avx2.SumAbsoluteDifferences(bytes.AsByte() & Vector256.Create(each), Vector256<byte>.Zero).AsUInt64();

    // Of whole numbers below 2^52, which are placed where those bits of a double are.
    private static Vector256<double> ToDoubles(Vector256<ulong> whole) =>
        (whole | Vector256.Create(0x4330000000000000UL)).AsDouble() - Vector256.Create((double)(1L << 52));
}
