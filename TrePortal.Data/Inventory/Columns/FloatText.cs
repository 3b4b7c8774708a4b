using System.Globalization;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>
/// Writes floats as their shortest text that reads back as the same number. Most measurements have a few decimals at most,
/// and for those the text is an integer with a point in it.
/// </summary>
internal static class FloatText
{
    private const int Decimals = 10_000;

    // 15 digits are told apart by every double, so a number that reads back from four decimals needs no others; the zeros
    // at its end are then what makes it longer than the shortest.
    private const double Most = 1e15 / Decimals;

    /// <param name="value">A finite one.</param>
    /// <param name="room">For 40 bytes.</param>
    /// <returns>How many bytes it took.</returns>
    public static int Write(double value, Span<byte> room)
    {
        var size = Math.Abs(value);
        if (size is < Most and >= 1.0 / Decimals) // zero, minus zero and very small ones go the long way, too
        {
            var digits = (ulong)Math.Round(size * Decimals);
            if ((double)digits / Decimals == size)
            {
                return Write(value < 0, digits, room);
            }
        }

        value.TryFormat(room, out var written, default, CultureInfo.InvariantCulture);
        return written;
    }

    private static int Write(bool isNegative, ulong digits, Span<byte> room)
    {
        var at = 0;
        if (isNegative)
        {
            room[at++] = (byte)'-';
        }

        var (whole, part) = Math.DivRem(digits, Decimals);
        if (whole < (ulong)SmallNumberText.Count)
        {
            at += SmallNumberText.WriteWhole(whole, room[at..]);
        }
        else
        {
            whole.TryFormat(room[at..], out var length, default, CultureInfo.InvariantCulture);
            at += length;
        }

        var (hundredths, rest) = Math.DivRem(part, 100);
        return rest == 0 ? at + SmallNumberText.WriteHundredths(hundredths, room[at..]) : at + WriteFour((int)part, room[at..]);
    }

    // A point and three or four decimals.
    private static int WriteFour(int part, Span<byte> room)
    {
        room[0] = (byte)'.';
        for (var place = 4; place > 0; place--)
        {
            room[place] = (byte)('0' + (part % 10));
            part /= 10;
        }

        return room[4] == '0' ? 4 : 5;
    }
}
