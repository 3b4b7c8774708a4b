using System.Runtime.CompilerServices;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>
/// Numbers of at most eight characters, which most are, read as one word instead of letter by letter. Whatever is not a
/// plain number here is left to <see cref="NumberText"/>, which also says what is wrong with it.
/// </summary>
internal static class ShortNumber
{
    private const ulong Zeros = 0x3030303030303030;

    private static ReadOnlySpan<double> Powers => [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadInteger(ulong word, int length, out long value)
    {
        var isNegative = (byte)word == '-';
        if (isNegative)
        {
            word >>= 8;
            length--;
        }

        var isNumber = TryReadDigits(word, length, out var digits);
        value = isNegative ? -digits : digits;
        return isNumber;
    }

    /// <summary>Digits with at most one point. Both the digits and the power of ten are exact, so their quotient is the nearest double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadFloat(ulong word, int length, out double value)
    {
        var isNegative = (byte)word == '-';
        if (isNegative)
        {
            word >>= 8;
            length--;
        }

        var decimals = 0;
        var point = ShortText.IndexOf(word, (byte)'.');
        if (point < ShortText.Most)
        {
            var bits = point * 8;
            var before = word & ((1UL << bits) - 1);
            word = before | (word >> bits >> 8 << bits);
            length--;
            decimals = length - point;
        }

        if (!TryReadDigits(word, length, out var digits))
        {
            value = 0;
            return false;
        }

        value = digits / Powers[decimals];
        value = isNegative ? -value : value;
        return true;
    }

    // The letters are moved to the upper end, so that zeros stand before the number; then neighbours are joined to
    // numbers of two, four and eight digits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadDigits(ulong word, int length, out long value)
    {
        value = 0;
        if (length <= 0)
        {
            return false;
        }

        word = (word ^ Zeros) << (64 - 8 * length);
        if ((((word + 0x7676767676767676) | word) & 0x8080808080808080) != 0)
        {
            return false;
        }

        word = word * 10 + (word >> 8);
        value = (long)(((word & 0x000000FF000000FF) * 0x000F424000000064 + ((word >> 16) & 0x000000FF000000FF) * 0x0000271000000001) >> 32);
        return true;
    }
}
