using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>Strict number forms: the base library's parsers accept more than the formats do.</summary>
internal static class NumberText
{
    public static CellFault TryReadInteger(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        var digits = text.Length > 0 && text[0] == '-' ? text[1..] : text;
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return CellFault.NotInteger;
        }

        return Utf8Parser.TryParse(text, out value, out var used) && used == text.Length ? CellFault.None : CellFault.IntegerOutOfRange;
    }

    /// <summary>Plain or exponent form, digits on at least one side of the point, no leading plus.</summary>
    public static CellFault TryReadFloat(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (!HasFloatForm(text))
        {
            return IsNotFinite(text) ? CellFault.NotFinite : CellFault.NotFloat;
        }

        if (!double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value))
        {
            return CellFault.NotFloat;
        }

        return double.IsFinite(value) ? CellFault.None : CellFault.NotFinite;
    }

    private static bool HasFloatForm(ReadOnlySpan<byte> text)
    {
        var at = text.Length > 0 && text[0] == '-' ? 1 : 0;
        var whole = Digits(text, ref at);
        var part = 0;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            part = Digits(text, ref at);
        }

        if (whole + part == 0)
        {
            return false;
        }

        if (at < text.Length && text[at] is (byte)'e' or (byte)'E')
        {
            at++;
            at += at < text.Length && text[at] is (byte)'+' or (byte)'-' ? 1 : 0;
            if (Digits(text, ref at) == 0)
            {
                return false;
            }
        }

        return at == text.Length;
    }

    private static bool IsNotFinite(ReadOnlySpan<byte> text)
    {
        var word = text.TrimStart("+-"u8);
        return Ascii.EqualsIgnoreCase(word, "nan"u8) || Ascii.EqualsIgnoreCase(word, "inf"u8) || Ascii.EqualsIgnoreCase(word, "infinity"u8);
    }

    private static int Digits(ReadOnlySpan<byte> text, ref int at)
    {
        var start = at;
        while (at < text.Length && text[at] is >= (byte)'0' and <= (byte)'9')
        {
            at++;
        }

        return at - start;
    }
}
