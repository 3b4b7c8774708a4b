using System.Buffers;
using System.Buffers.Text;
using System.Globalization;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>
/// Writes floats as their shortest text that reads back as the same number. Most measurements have a few decimals at most,
/// and for those the text is an integer with a point in it.
/// </summary>
internal static class FloatText
{
    // 15 digits are told apart by every double, so the first number of decimals that reads back is the shortest text.
    private const double Most = 1e15;

    private static ReadOnlySpan<double> Powers => [1, 10, 100, 1000, 10_000];

    public static void Write(double value, IBufferWriter<byte> to)
    {
        var room = to.GetSpan(40);
        var size = Math.Abs(value);
        for (var decimals = 0; decimals < Powers.Length; decimals++)
        {
            var scaled = size * Powers[decimals];
            if (scaled is >= Most or < 1)
            {
                continue; // zero, minus zero and very small ones go the long way, too
            }

            var digits = Math.Round(scaled);
            if (digits / Powers[decimals] == size)
            {
                to.Advance(Write(room, value < 0, (long)digits, decimals));
                return;
            }
        }

        value.TryFormat(room, out var written, default, CultureInfo.InvariantCulture);
        to.Advance(written);
    }

    private static int Write(Span<byte> room, bool isNegative, long digits, int decimals)
    {
        var at = 0;
        if (isNegative)
        {
            room[at++] = (byte)'-';
        }

        var whole = digits / (long)Powers[decimals];
        Utf8Formatter.TryFormat(whole, room[at..], out var written);
        at += written;
        if (decimals == 0)
        {
            return at;
        }

        room[at] = (byte)'.';
        var rest = digits - (whole * (long)Powers[decimals]);
        for (var place = decimals; place > 0; place--)
        {
            room[at + place] = (byte)('0' + (rest % 10));
            rest /= 10;
        }

        return at + 1 + decimals;
    }
}
