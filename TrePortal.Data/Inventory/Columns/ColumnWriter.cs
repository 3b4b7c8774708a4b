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

    /// <summary>Takes a cell that is empty or not.</summary>
    public CellFault Append(ReadOnlySpan<byte> cell)
    {
        Rows++;
        if (!cell.IsEmpty)
        {
            return Take(cell);
        }

        Missing++;
        return TakeMissing();
    }

    /// <summary>Takes the column's cells of a block of rows.</summary>
    /// <param name="cells">Empty or not.</param>
    /// <param name="column">The column's number, for faults.</param>
    /// <param name="faults">Gets the cells that were not taken.</param>
    public virtual void Append(CellColumn cells, int column, CellFaults faults) => AppendFrom(0, cells, column, faults);

    public ColumnManifest Complete(StoredFileWriter file)
    {
        var width = Write(file);
        var statistics = Describe(new FieldStatistics { Rows = Rows, Missing = Missing });
        return new ColumnManifest(Field.Name, kind, width, file.Complete(), statistics);
    }

    /// <summary>The same one by one, from some row of the block on.</summary>
    protected void AppendFrom(int row, CellColumn cells, int column, CellFaults faults)
    {
        for (; row < cells.Rows; row++)
        {
            var fault = Append(cells[row]);
            if (fault != CellFault.None)
            {
                faults.Add(row, column, fault);
            }
        }
    }

    /// <summary>Counts cells that a faster way than <see cref="Append(ReadOnlySpan{byte})"/> has taken.</summary>
    protected void Count(int rows, int missing)
    {
        Rows += rows;
        Missing += missing;
    }

    /// <summary>Takes a cell with content. A faulty one is stored as missing.</summary>
    protected abstract CellFault Take(ReadOnlySpan<byte> cell);

    protected abstract CellFault TakeMissing();

    /// <summary>Writes all sections; answers the bytes per code, 0 where there are no codes.</summary>
    protected abstract int Write(StoredFileWriter file);

    protected abstract FieldStatistics Describe(FieldStatistics common);

    protected long Padded(int bytesPerRow) => Column.Padded(Rows) * bytesPerRow;
}
