using TrePortal.Data.Cohorts;
using TrePortal.Data.Inventory.Columns;

namespace TrePortal.Data.Dispensal;

/// <summary>
/// Rows of a table as CSV. Formatting is what takes the time, so blocks of rows are formatted on all cores at once, and
/// hashed and written in their order by one.
/// </summary>
internal sealed class TableText
{
    private const int RowsOfBlock = 8192;

    private readonly Column[] _columns;
    private readonly bool[] _areQuoted;
    private readonly RowMask _rows;

    public TableText(IEnumerable<Column> columns, RowMask rows)
    {
        _columns = [.. columns];
        _areQuoted = [.. _columns.Select(column => column.MayHold(CsvText.NeedsQuotes))];
        _rows = rows;
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
            for (var from = 0; from < _rows.Rows; from += RowsOfBlock)
            {
                cancellation.ThrowIfCancellationRequested();
                var first = from;
                ahead.Enqueue(Task.Run(() => Format(first)));
                if (ahead.Count > Environment.ProcessorCount)
                {
                    done = await WriteNextAsync(ahead, to, done, reached);
                }
            }

            while (ahead.Count > 0)
            {
                done = await WriteNextAsync(ahead, to, done, reached);
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

    private static async Task<long> WriteNextAsync(Queue<Task<(TextBlock Text, int Rows)>> ahead, HashedWriter to, long before, Func<long, Task> reached)
    {
        var (text, rows) = await ahead.Dequeue();
        using (text)
        {
            to.Write(text.Written);
        }

        if (rows > 0)
        {
            await reached(before + rows);
        }

        return before + rows;
    }

    private (TextBlock Text, int Rows) Format(int first)
    {
        Span<int> rows = stackalloc int[RowsOfBlock];
        rows = rows[.._rows.SetRows(first, RowsOfBlock, rows)];
        var text = new TextBlock(Math.Max(4096, rows.Length * _columns.Length * 8));
        foreach (var row in rows)
        {
            for (var at = 0; at < _columns.Length; at++)
            {
                if (at > 0)
                {
                    text.Put((byte)',');
                }

                var mark = text.Mark;
                _columns[at].WriteText(row, text);
                if (_areQuoted[at])
                {
                    CsvText.QuoteSince(text, mark);
                }
            }

            text.Put((byte)'\n');
        }

        return (text, rows.Length);
    }
}
