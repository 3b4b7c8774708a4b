using System.Buffers;
using System.Text;
using TrePortal.Data.Inventory.Columns;

namespace TrePortal.Data.Dispensal;

/// <summary>RFC 4180 with LF: a cell is quoted only when it must be. Values are never altered.</summary>
internal static class CsvText
{
    private static readonly SearchValues<byte> Special = SearchValues.Create(",\"\r\n"u8);

    /// <summary>Whether a text has to be quoted as a cell.</summary>
    public static bool NeedsQuotes(ReadOnlySpan<byte> text) => text.IndexOfAny(Special) >= 0;

    /// <summary>Quotes each of the cells that were written since the mark, if it needs it.</summary>
    /// <param name="to">Where they are.</param>
    /// <param name="mark">Where the first begins.</param>
    /// <param name="ends">Where each ends; moved with what is put in.</param>
    public static void QuoteSince(TextBlock to, int mark, Span<int> ends)
    {
        if (!NeedsQuotes(to.Since(mark)))
        {
            return;
        }

        var copy = ArrayPool<byte>.Shared.Rent(to.Mark - mark);
        to.Since(mark).CopyTo(copy);
        to.Rewind(mark);
        var from = 0;
        for (var at = 0; at < ends.Length; at++)
        {
            var until = ends[at] - mark;
            PutCell(to, copy.AsSpan(from, until - from));
            from = until;
            ends[at] = to.Mark;
        }

        ArrayPool<byte>.Shared.Return(copy);
    }

    private static void PutCell(TextBlock to, ReadOnlySpan<byte> cell)
    {
        if (!NeedsQuotes(cell))
        {
            to.Put(cell);
            return;
        }

        to.Put((byte)'"');
        foreach (var letter in cell)
        {
            if (letter == '"')
            {
                to.Put((byte)'"');
            }

            to.Put(letter);
        }

        to.Put((byte)'"');
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
            PutCell(to, Encoding.UTF8.GetBytes(cell));
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
