using System.Buffers;
using System.Text;

namespace TrePortal.Data.Dispensal;

/// <summary>RFC 4180 with LF: a cell is quoted only when it must be. Values are never altered.</summary>
internal static class CsvText
{
    private static readonly SearchValues<byte> Special = SearchValues.Create(",\"\r\n"u8);

    /// <summary>Whether a text has to be quoted as a cell.</summary>
    public static bool NeedsQuotes(ReadOnlySpan<byte> text) => text.IndexOfAny(Special) >= 0;

    /// <summary>Quotes what was written since the mark, if it needs it.</summary>
    public static void QuoteSince(TextBlock to, int mark)
    {
        var cell = to.Since(mark);
        if (!NeedsQuotes(cell))
        {
            return;
        }

        var copy = ArrayPool<byte>.Shared.Rent(cell.Length);
        cell.CopyTo(copy);
        var length = cell.Length;
        to.Rewind(mark);
        to.Put((byte)'"');
        foreach (var letter in copy.AsSpan(0, length))
        {
            if (letter == '"')
            {
                to.Put((byte)'"');
            }

            to.Put(letter);
        }

        to.Put((byte)'"');
        ArrayPool<byte>.Shared.Return(copy);
    }

    public static void WriteRow(TextBlock to, IEnumerable<string> cells)
    {
        var isFirst = true;
        foreach (var cell in cells)
        {
            if (!isFirst)
            {
                to.Put((byte)',');
            }

            isFirst = false;
            var mark = to.Mark;
            to.Put(Encoding.UTF8.GetBytes(cell));
            QuoteSince(to, mark);
        }

        to.Put((byte)'\n');
    }

    /// <summary>Reads rows of cells; a line end inside quotes belongs to the cell.</summary>
    public static IEnumerable<IReadOnlyList<string>> ReadRows(TextReader from)
    {
        var row = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        for (var letter = from.Read(); letter >= 0; letter = from.Read())
        {
            switch ((char)letter)
            {
                case '"' when isQuoted && from.Peek() == '"':
                    from.Read();
                    cell.Append('"');
                    break;
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case ',' when !isQuoted:
                    row.Add(cell.ToString());
                    cell.Clear();
                    break;
                case '\n' when !isQuoted:
                    row.Add(cell.ToString());
                    cell.Clear();
                    yield return row;
                    row = [];
                    break;
                default:
                    cell.Append((char)letter);
                    break;
            }
        }
    }
}
