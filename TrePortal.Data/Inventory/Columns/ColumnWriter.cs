using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>Takes one field's cells in row order, as UTF-8 text, and writes its column file at the end.</summary>
internal abstract class ColumnWriter(FieldSchema field, ColumnKind kind)
{
    public FieldSchema Field { get; } = field;

    public int Rows { get; private set; }

    protected long Missing { get; private set; }

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

    public ColumnManifest Complete(string folder, string name)
    {
        using var file = new StoredFileWriter(folder, name);
        var width = Write(file);
        var statistics = Describe(new FieldStatistics { Rows = Rows, Missing = Missing });
        return new ColumnManifest(Field.Name, kind, width, file.Complete(), statistics);
    }

    /// <summary>Takes a cell with content. A faulty one is stored as missing.</summary>
    protected abstract CellFault Take(ReadOnlySpan<byte> cell);

    protected abstract CellFault TakeMissing();

    /// <summary>Writes all sections; answers the bytes per code, 0 where there are no codes.</summary>
    protected abstract int Write(StoredFileWriter file);

    protected abstract FieldStatistics Describe(FieldStatistics common);

    protected long Padded(int bytesPerRow) => Column.Padded(Rows) * bytesPerRow;
}
