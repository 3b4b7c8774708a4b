using System.Buffers;
using System.Runtime.InteropServices;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>Texts as they come.</summary>
internal class PlainWriter : ColumnWriter
{
    private readonly Spool _offsets;
    private readonly Spool _bytes;
    private long _end;

    public PlainWriter(FieldSchema field, ColumnRoom room)
        : base(field, ColumnKind.Text)
    {
        _offsets = room.First();
        _bytes = room.Other();
        _offsets.Add(0L);
    }

    public void Append(ReadOnlySpan<byte> text)
    {
        _bytes.Add(text);
        _end += text.Length;
        _offsets.Add(_end);
        Count(1, text.IsEmpty ? 1 : 0);
    }

    public override void Append(CellColumn cells, int column, CellFaults faults)
    {
        for (var row = 0; row < cells.Rows; row++)
        {
            Append(cells[row]);
        }
    }

    protected override int Write(StoredFileWriter file)
    {
        file.Add(Sections.Offsets, 0, _offsets);
        file.Add(Sections.Text, 0, _bytes);
        return 0;
    }

    protected override FieldStatistics Describe(FieldStatistics common) => common;
}

/// <summary>
/// A key, or another field that references point to: a text whose values are unique. The row of a value is its number in
/// the key table, until a row adds none.
/// </summary>
internal sealed class KeyWriter(FieldSchema field, ColumnRoom room) : PlainWriter(field, room)
{
    private readonly bool _isKey = field.Key != KeyKind.None;
    private List<int>? _rows;

    public ByteKeyTable Keys { get; } = new();

    /// <summary>The row that has the value, or -1.</summary>
    public int RowOf(ReadOnlySpan<byte> value)
    {
        var index = Keys.Find(value);
        return index < 0 || _rows is null ? index : _rows[index];
    }

    public override void Append(CellColumn cells, int column, CellFaults faults)
    {
        var firstRow = Rows;
        base.Append(cells, column, faults);
        var hashes = ArrayPool<uint>.Shared.Rent(cells.Rows);
        for (var row = 0; row < cells.Rows; row++)
        {
            hashes[row] = Keys.HashOf(cells[row]);
        }

        _ = Keys.LookAhead(hashes.AsSpan(0, cells.Rows));
        for (var row = 0; row < cells.Rows; row++)
        {
            if (Add(cells[row], hashes[row], firstRow + row) is not CellFault.None and var fault)
            {
                faults.Add(row, column, fault);
            }
        }

        ArrayPool<uint>.Shared.Return(hashes);
    }

    private CellFault Add(ReadOnlySpan<byte> value, uint hash, int row)
    {
        if (value.IsEmpty)
        {
            NoteGap();
            return _isKey ? CellFault.KeyMissing : CellFault.None;
        }

        Keys.Add(value, hash, out var isNew);
        if (!isNew)
        {
            NoteGap();
            return CellFault.KeyRepeated;
        }

        _rows?.Add(row);
        return CheckType(value);
    }

    // From the first row that adds no value on, numbers and rows differ and have to be remembered.
    private void NoteGap() => _rows ??= [.. Enumerable.Range(0, Keys.Count)];

    private CellFault CheckType(ReadOnlySpan<byte> cell) => Field.Type switch
    {
        FieldType.Integer => NumberText.TryReadInteger(cell, out _),
        FieldType.Float => NumberText.TryReadFloat(cell, out _),
        FieldType.Date => DateText.TryReadDate(cell, out _, out _) ? CellFault.None : CellFault.NotDate,
        FieldType.DateTime => DateText.TryReadTime(cell, out _, out _) ? CellFault.None : CellFault.NotDateTime,
        _ => CellFault.None,
    };
}

/// <summary>References to the key (or another unique field) of an entity whose rows are already there.</summary>
internal sealed class ReferenceWriter(FieldSchema field, KeyWriter? target, ColumnRoom room) : SingleCellWriter(field, ColumnKind.Reference)
{
    private readonly Spool _rows = room.First();
    private readonly HashSet<int>? _used = field.Reference?.Relationship == Relationship.OneToOne ? [] : null;

    /// <summary>The rows that the cells of the last block point to, each perhaps -1.</summary>
    public List<int> LastRows { get; } = [];

    public override void Append(CellColumn cells, int column, CellFaults faults)
    {
        LastRows.Clear();
        base.Append(cells, column, faults);
        _rows.Add<int>(CollectionsMarshal.AsSpan(LastRows));
    }

    protected override CellFault TakeMissing()
    {
        LastRows.Add(-1);
        return CellFault.ReferenceMissing;
    }

    protected override CellFault Take(ReadOnlySpan<byte> cell)
    {
        var row = target?.RowOf(cell) ?? -1;
        LastRows.Add(row);
        if (row < 0)
        {
            return target is null ? CellFault.None : CellFault.ReferenceUnknown;
        }

        return _used?.Add(row) == false ? CellFault.ReferenceRepeated : CellFault.None;
    }

    protected override int Write(StoredFileWriter file)
    {
        file.Add(Sections.Rows, Padded(sizeof(int)), _rows);
        return 0;
    }

    protected override FieldStatistics Describe(FieldStatistics common) => common;
}
