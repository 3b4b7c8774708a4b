using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>Takes one field's cells in row order, as UTF-8 text, and writes its column file at the end.</summary>
internal abstract class ColumnWriter(FieldSchema field, ColumnKind kind)
{
    public FieldSchema Field { get; } = field;

    public int Rows { get; private set; }

    protected long Missing { get; private set; }

    /// <summary>No row has a value.</summary>
    public bool IsEmpty => Missing == Rows;

    /// <summary>Takes the column's cells of a block of rows. A faulty one is stored as missing.</summary>
    /// <param name="cells">Empty or not.</param>
    /// <param name="column">The column's number, for faults.</param>
    /// <param name="faults">Gets the cells that were not taken.</param>
    public abstract void Append(CellColumn cells, int column, CellFaults faults);

    public ColumnManifest Complete(StoredFileWriter file)
    {
        var width = Write(file);
        var statistics = Describe(new FieldStatistics { Rows = Rows, Missing = Missing });
        return new ColumnManifest(Field.Name, kind, width, file.Complete(), statistics);
    }

    /// <summary>Counts cells taken.</summary>
    protected void Count(int rows, int missing)
    {
        Rows += rows;
        Missing += missing;
    }

    /// <summary>Writes all sections; answers the bytes per code, 0 where there are no codes.</summary>
    protected abstract int Write(StoredFileWriter file);

    protected abstract FieldStatistics Describe(FieldStatistics common);

    protected long Padded(int bytesPerRow) => Column.Padded(Rows) * bytesPerRow;
}

/// <summary>A writer that takes its cells one by one.</summary>
internal abstract class SingleCellWriter(FieldSchema field, ColumnKind kind) : ColumnWriter(field, kind)
{
    public override void Append(CellColumn cells, int column, CellFaults faults)
    {
        for (var row = 0; row < cells.Rows; row++)
        {
            var cell = cells[row];
            Count(1, cell.IsEmpty ? 1 : 0);
            var fault = cell.IsEmpty ? TakeMissing() : Take(cell);
            if (fault != CellFault.None)
            {
                faults.Add(row, column, fault);
            }
        }
    }

    /// <summary>Takes a cell with content, which <see cref="ColumnWriter.Rows"/> has counted.</summary>
    protected abstract CellFault Take(ReadOnlySpan<byte> cell);

    protected abstract CellFault TakeMissing();
}
