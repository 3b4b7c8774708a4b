using TrePortal.Data.Inventory.Columns;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Formats;

/// <summary>&lt;entity&gt;.data.csv: every cell goes to its column, every fault to the log.</summary>
internal sealed class DataFile(ProblemPlace place, ProblemLog log, Action<long, long> progress)
{
    public const string Suffix = ".data.csv";
    private const int RowsPerReport = 16_384;
    private const int MostRows = 2_000_000_000;

    // Data rows whose line is not the row number plus a constant, because a cell before them has line breaks.
    private readonly List<(int Row, int Line)> _jumps = [];

    /// <summary>Reads all rows. False when the file cannot be read, or rows had to be passed over.</summary>
    public bool Read(string path, TableWriter table, CancellationToken cancellation)
    {
        using var reader = TableReader.Open(path, place, log);
        if (reader is null || Match(reader, table) is not { } order)
        {
            return false;
        }

        var guards = PersonalValues.For(table);
        while (reader.Read())
        {
            if (table.Rows == MostRows)
            {
                log.Report(place, "DA-21", reader.Line);
                return false;
            }

            NoteLine(table.Rows, reader.Line);
            ReadRow(reader, table, order, guards);
            if (table.Rows % RowsPerReport == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress(reader.Position, table.Rows);
            }
        }

        foreach (var guard in guards)
        {
            guard?.Report(place, log);
        }

        return !reader.HasSkippedRows;
    }

    private void ReadRow(TableReader reader, TableWriter table, int[] order, PersonalValues?[] guards)
    {
        for (var index = 0; index < order.Length; index++)
        {
            var column = table.Columns[index];
            var cell = reader.Cell(order[index]);
            var fault = column.Append(cell);
            if (fault != CellFault.None)
            {
                Report(reader, column, order[index], cell, fault);
            }

            guards[index]?.Look(cell);
        }

        table.EndRow();
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

    private void Report(TableReader reader, ColumnWriter column, int at, ReadOnlySpan<byte> cell, CellFault fault)
    {
        var field = column.Field;
        var detail = fault switch
        {
            CellFault.NotInCoding => $"{field.Address} uses coding {field.CodingName}.",
            CellFault.KeyRepeated when column is KeyWriter key => $"{field.Address}: first in line {LineOf(key.RowOf(cell))}.",
            CellFault.ReferenceUnknown => $"{field.Address} points to {field.Reference!.Entity}.{field.Reference.Field}.",
            _ => $"{field.Address}.",
        };
        log.Report(place, CodeOf(fault, field), reader.Line, at + 1, cell, detail);
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
