using System.Runtime.Intrinsics;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Inventory.Columns;

namespace TrePortal.Data.Dispensal;

/// <summary>
/// Rows of a table as CSV. Formatting is what takes the time, so blocks of rows are formatted on all cores at once, and
/// hashed and written in their order by one.
/// </summary>
internal sealed class TableText
{
    // What is formatted at a time stays in a core's own cache; what is handed to the file is large enough for the disk. Of
    // a table with thousands of columns that is few rows.
    private const int CellsOfPiece = 1 << 13;
    private const int CellsOfBlock = 1 << 17;

    private readonly Column[] _columns;
    private readonly bool[] _areQuoted;
    private readonly RowMask _rows;
    private readonly int _rowsOfPiece;
    private readonly int _rowsOfBlock;

    public TableText(IEnumerable<Column> columns, RowMask rows)
    {
        _columns = [.. columns];
        _areQuoted = [.. _columns.Select(column => column.MayHold(CsvText.NeedsQuotes))];
        _rows = rows;
        _rowsOfPiece = Math.Clamp(CellsOfPiece / _columns.Length, 16, 4096);
        _rowsOfBlock = Math.Clamp(CellsOfBlock / _columns.Length, 64, 8192) & ~63;
    }

    /// <param name="to">After its header.</param>
    /// <param name="reached">Told after each block how many rows are in the file; what it throws ends the writing.</param>
    /// <param name="cancellation">Ends it between two blocks.</param>
    /// <returns>How many rows were written.</returns>
    public async Task<long> WriteAsync(HashedWriter to, Func<long, Task> reached, CancellationToken cancellation)
    {
        to.WriteBlock();
        var ahead = new Queue<Task<(TextBlock Text, int Rows)>>();
        var done = 0L;
        try
        {
            for (var from = 0; from < _rows.Rows; from += _rowsOfBlock)
            {
                cancellation.ThrowIfCancellationRequested();
                var first = from;
                ahead.Enqueue(Task.Run(() => Format(first)));
                if (ahead.Count > Environment.ProcessorCount)
                {
                    done = await WriteNextAsync(ahead, to, done, reached, cancellation);
                }
            }

            while (ahead.Count > 0)
            {
                done = await WriteNextAsync(ahead, to, done, reached, cancellation);
            }
        }
        finally
        {
            // They read memory that goes when the caller lets go of the dataset.
            foreach (var left in ahead)
            {
                (await left).Text.Dispose();
            }
        }

        return done;
    }

    private static async Task<long> WriteNextAsync(Queue<Task<(TextBlock Text, int Rows)>> ahead, HashedWriter to, long before, Func<long, Task> reached, CancellationToken cancellation)
    {
        var (text, rows) = await ahead.Dequeue();
        using (text)
        {
            await to.WriteAsync(text.WrittenMemory, cancellation);
        }

        if (rows > 0)
        {
            await reached(before + rows);
        }

        return before + rows;
    }

    private (TextBlock Text, int Rows) Format(int first)
    {
        var rows = new int[_rowsOfBlock];
        var count = _rows.SetRows(first, _rowsOfBlock, rows);
        var text = new TextBlock(Math.Max(4096, count * _columns.Length * 8));
        using var cells = new TextBlock(4096);
        var ends = new int[1 + (_columns.Length * _rowsOfPiece)];
        for (var from = 0; from < count; from += _rowsOfPiece)
        {
            cells.Rewind(0);
            var piece = rows.AsSpan(from, Math.Min(_rowsOfPiece, count - from));
            FormatPiece(piece, cells, ends.AsSpan(0, 1 + (_columns.Length * piece.Length)), text);
        }

        return (text, count);
    }

    // Column by column, so that each column's cells are formatted in one loop, and then put together row by row.
    private void FormatPiece(ReadOnlySpan<int> rows, TextBlock cells, Span<int> ends, TextBlock text)
    {
        for (var at = 0; at < _columns.Length; at++)
        {
            var mark = cells.Mark;
            var endsOfColumn = ends.Slice(1 + (at * rows.Length), rows.Length);
            _columns[at].WriteTexts(rows, cells, endsOfColumn);
            if (_areQuoted[at])
            {
                CsvText.QuoteSince(cells, mark, endsOfColumn);
            }
        }

        PutTogether(cells, ends, rows.Length, text);
    }

    // Short cells, and nearly all are, are copied as one vector: what is behind a cell's end is overwritten by the next.
    private static unsafe void PutTogether(TextBlock cells, ReadOnlySpan<int> ends, int rows, TextBlock text)
    {
        cells.GetSpan(Vector128<byte>.Count);
        var room = text.GetSpan(cells.Mark + ends.Length + Vector128<byte>.Count);
        var written = 0;
        fixed (byte* from = cells.Written, to = room)
        {
            for (var row = 0; row < rows; row++)
            {
                for (var at = row; at < ends.Length - 1; at += rows)
                {
                    var length = ends[at + 1] - ends[at];
                    if (length <= Vector128<byte>.Count)
                    {
                        Vector128.Load(from + ends[at]).Store(to + written);
                    }
                    else
                    {
                        new ReadOnlySpan<byte>(from + ends[at], length).CopyTo(room[written..]);
                    }

                    written += length;
                    to[written++] = (byte)',';
                }

                to[written - 1] = (byte)'\n';
            }
        }

        text.Advance(written);
    }
}
