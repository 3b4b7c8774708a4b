using TrePortal.Data.Inventory.Columns;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Formats;

/// <summary>
/// &lt;entity&gt;.data.csv: every cell goes to its column, every fault to the log. Rows are read in blocks; while one block is
/// read, the columns take their cells of the block before, on as many threads as are given.
/// </summary>
internal sealed class DataFile(ProblemPlace place, ProblemLog log, Action<long, long> progress)
{
    public const string Suffix = ".data.csv";
    private const int MostRows = 2_000_000_000;

    // Data rows whose line is not the row number plus a constant, because a cell before them has line breaks.
    private readonly List<(int Row, int Line)> _jumps = [];
    private readonly CellFaults _faults = new();

    /// <summary>Reads all rows. False when the file cannot be read, or rows had to be passed over.</summary>
    public bool Read(string path, TableWriter table, int threads, CancellationToken cancellation)
    {
        using var reader = TableReader.Open(path, place, log);
        if (reader is null || Match(reader, table) is not { } order)
        {
            return false;
        }

        var guards = PersonalValues.For(table);
        var (block, next) = (new CellBlock(order.Length), new CellBlock(order.Length));
        var (problems, nextProblems) = (new List<HeldProblem>(), new List<HeldProblem>());
        var isMore = reader.Read(block, order, problems);
        table.Expect(reader.ExpectedRows(block.Rows));
        while (block.Rows + problems.Count > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            if (table.Rows > MostRows - block.Rows)
            {
                log.Report(place, "DA-21", block.LineOf(0));
                return false;
            }

            var position = reader.Position;
            var cells = block;
            var work = new Pieces(order.Length, column => Take(cells.Column(column), table.Columns[column], column, guards[column]));
            if (threads > 1)
            {
                work.Begin(threads - 1);
            }
            else
            {
                work.Finish(); // while the block is still in the core's cache
            }

            try
            {
                next.Clear();
                isMore = isMore && reader.Read(next, order, nextProblems);
            }
            finally
            {
                work.Finish(); // no helper may be left in the block
            }

            EndBlock(block, table, order, problems);
            progress(position, table.Rows);
            (block, next, problems, nextProblems) = (next, block, nextProblems, problems);
        }

        foreach (var guard in guards)
        {
            guard?.Report(place, log);
        }

        return !reader.HasSkippedRows;
    }

    private void Take(CellColumn cells, ColumnWriter column, int index, PersonalValues? guard)
    {
        column.Append(cells, index, _faults);
        for (var row = 0; row < cells.Rows && guard is { IsDone: false }; row++)
        {
            guard.Look(cells[row]);
        }
    }

    private void EndBlock(CellBlock block, TableWriter table, int[] order, List<HeldProblem> problems)
    {
        for (var row = 0; row < block.Rows; row++)
        {
            NoteLine(table.Rows + row, block.LineOf(row));
        }

        var at = 0;
        foreach (var (row, column, fault) in _faults.InOrder())
        {
            at = Report(problems, at, block.LineOf(row));
            Report(block.LineOf(row), table.Columns[column], order[column], block.Column(column)[row], fault);
        }

        Report(problems, at, int.MaxValue);
        problems.Clear();
        _faults.Clear();
        table.EndRows(block.Rows);
    }

    // Rows that were passed over are reported among those that were not, in the order of their lines.
    private int Report(List<HeldProblem> problems, int at, int beforeLine)
    {
        for (; at < problems.Count && problems[at].Line < beforeLine; at++)
        {
            log.Report(place, problems[at].Code, problems[at].Line, problems[at].Column, problems[at].Value, problems[at].Detail);
        }

        return at;
    }

    // For each field of the schema the place of its column.
    private int[]? Match(TableReader reader, TableWriter table)
    {
        var isGood = true;
        for (var index = 0; index < reader.Header.Count; index++)
        {
            if (table.Schema.Field(reader.Header[index]) is null)
            {
                isGood = false;
                log.Report(place, "DA-02", 1, index + 1, reader.Header[index]);
            }
        }

        foreach (var field in table.Schema.Fields.Where(field => reader.Find(field.Name) < 0))
        {
            isGood = false;
            log.Report(place, "DA-01", 1, null, field.Name, $"Field {field.Address} is missing.");
        }

        return isGood ? [.. table.Schema.Fields.Select(field => reader.Find(field.Name))] : null;
    }

    private void NoteLine(int row, int line)
    {
        if (line != LineOf(row))
        {
            _jumps.Add((row, line));
        }
    }

    private int LineOf(int row)
    {
        var at = _jumps.BinarySearch((row, int.MaxValue));
        at = at < 0 ? ~at - 1 : at;
        return at < 0 ? row + 2 : _jumps[at].Line + row - _jumps[at].Row;
    }

    private void Report(int line, ColumnWriter column, int at, ReadOnlySpan<byte> cell, CellFault fault)
    {
        var field = column.Field;
        var detail = fault switch
        {
            CellFault.NotInCoding => $"{field.Address} uses coding {field.CodingName}.",
            CellFault.KeyRepeated when column is KeyWriter key => $"{field.Address}: first in line {LineOf(key.RowOf(cell))}.",
            CellFault.ReferenceUnknown => $"{field.Address} points to {field.Reference!.Entity}.{field.Reference.Field}.",
            _ => $"{field.Address}.",
        };
        log.Report(place, CodeOf(fault, field), line, at + 1, cell, detail);
    }

    private static string CodeOf(CellFault fault, FieldSchema field) => fault switch
    {
        CellFault.NotInteger => "DA-03",
        CellFault.IntegerOutOfRange => "DA-04",
        CellFault.NotFloat => "DA-05",
        CellFault.NotFinite => "DA-06",
        CellFault.NotDate => "DA-07",
        CellFault.NotDateTime => "DA-08",
        CellFault.YearOutOfRange => "DA-09",
        CellFault.NotInCoding => "DA-10",
        CellFault.EmptyPart => "DA-11",
        CellFault.RepeatedPart => "DA-12",
        CellFault.KeyMissing => "DA-13",
        CellFault.KeyRepeated => field.Key == KeyKind.None ? "DA-20" : "DA-14",
        CellFault.ReferenceMissing => "DA-15",
        CellFault.ReferenceUnknown => "DA-16",
        CellFault.ReferenceRepeated => "DA-17",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Not a fault."),
    };
}
