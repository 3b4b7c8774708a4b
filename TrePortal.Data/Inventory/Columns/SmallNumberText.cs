using System.Buffers.Binary;
using System.Globalization;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>
/// Texts of at most three bytes that were made once: as a word to be written whole, the length in its highest byte. Numbers
/// by the million are mostly small, and how long each is cannot be foreseen, so a look at a table beats counting digits.
/// </summary>
internal static class SmallNumberText
{
    /// <summary>Room that a text needs, whatever its length.</summary>
    public const int Room = sizeof(uint);

    // 0 to 999.
    private static readonly uint[] Wholes = [.. Enumerable.Range(0, 1000).Select(number => Word(number.ToString(CultureInfo.InvariantCulture)))];

    // Hundredths as they stand behind a whole number: "", ".01" to ".09", ".1", ".11" and so on.
    private static readonly uint[] Hundredths = [.. Enumerable.Range(0, 100).Select(number => Word(string.Create(CultureInfo.InvariantCulture, $".{number:00}").TrimEnd('0').TrimEnd('.')))];

    /// <summary>How many of the whole numbers from 0 on have a text.</summary>
    public static int Count => Wholes.Length;

    /// <param name="number">Less than <see cref="Count"/>.</param>
    /// <param name="room">Of <see cref="Room"/> bytes at least.</param>
    /// <returns>How many bytes it took.</returns>
    public static int WriteWhole(ulong number, Span<byte> room) => Write(Wholes[number], room);

    /// <param name="hundredths">Less than 100.</param>
    /// <inheritdoc cref="WriteWhole(ulong, Span{byte})"/>
    public static int WriteHundredths(ulong hundredths, Span<byte> room) => Write(Hundredths[hundredths], room);

    private static int Write(uint word, Span<byte> room)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(room, word);
        return (int)(word >> 24);
    }

    private static uint Word(string text)
    {
        var word = (uint)text.Length << 24;
        for (var at = 0; at < text.Length; at++)
        {
            word |= (uint)text[at] << (8 * at);
        }

        return word;
    }
}
