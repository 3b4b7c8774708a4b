using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TrePortal.Data.Inventory.Columns;

namespace TrePortal.Data.Cohorts;

/// <summary>
/// A small whole number for each row of an entity, mapped from disk or made in memory. Readable up to the next multiple of
/// <see cref="Column.RowPadding"/> rows, and a vector beyond.
/// </summary>
internal sealed unsafe class RowCodes
{
    private const int Alignment = 64;

    private readonly byte[]? _memory; // pinned; keeps the cells alive
    private readonly byte* _cells;

    /// <summary>All zero.</summary>
    /// <param name="rows">Of the entity.</param>
    /// <param name="width">Bytes per row: 1 or 2.</param>
    public RowCodes(int rows, int width)
    {
        (Rows, Width) = (rows, width);
        _memory = GC.AllocateArray<byte>(checked((int)(Column.Padded(rows) * width) + (2 * Alignment)), pinned: true);
        var start = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
        _cells = (byte*)((start + Alignment - 1) & -Alignment);
    }

    /// <summary>The cells of a column as they lie on disk; valid while its dataset is.</summary>
    public RowCodes(CodeColumn column)
    {
        (Rows, Width) = (column.RowCount, column.Width);
        _cells = Width switch
        {
            1 => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(column.Bytes)),
            2 => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(column.Shorts)),
            _ => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(column.Ints)),
        };
    }

    public int Rows { get; }

    /// <summary>Bytes per row: 1, 2 or 4.</summary>
    public int Width { get; }

    /// <summary>Memory of its own; none when it is mapped from disk.</summary>
    public long MemoryBytes => _memory?.Length ?? 0;

    public byte* Bytes => _cells;

    public ushort* Shorts => (ushort*)_cells;

    public int this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Rows, nameof(row));
            return Width switch { 1 => _cells[row], 2 => ((ushort*)_cells)[row], _ => ((int*)_cells)[row] };
        }
    }

    /// <summary>Sets the code of a row; only of codes made in memory, before anybody else sees them.</summary>
    public void Set(int row, int code)
    {
        if (Width == 1)
        {
            _cells[row] = (byte)code;
        }
        else
        {
            Shorts[row] = (ushort)code;
        }
    }
}
