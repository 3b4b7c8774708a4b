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

    protected override CellFault TakeMissing()
    {
        _offsets.Add(_end);
        return CellFault.None;
    }

    protected override CellFault Take(ReadOnlySpan<byte> cell)
    {
        _bytes.Add(cell);
        _end += cell.Length;
        _offsets.Add(_end);
        return CellFault.None;
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

    protected override CellFault TakeMissing()
    {
        base.TakeMissing();
        NoteGap();
        return _isKey ? CellFault.KeyMissing : CellFault.None;
    }

    protected override CellFault Take(ReadOnlySpan<byte> cell)
    {
        var fault = CheckType(cell);
        base.Take(cell);
        Keys.Add(cell, out var isNew);
        if (!isNew)
        {
            NoteGap();
            return CellFault.KeyRepeated;
        }

        _rows?.Add(Rows - 1);
        return fault;
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
internal sealed class ReferenceWriter(FieldSchema field, KeyWriter? target, ColumnRoom room) : ColumnWriter(field, ColumnKind.Reference)
{
    private readonly Spool _rows = room.First();
    private readonly HashSet<int>? _used = field.Reference?.Relationship == Relationship.OneToOne ? [] : null;

    /// <summary>The row that the last cell points to, or -1.</summary>
    public int LastRow { get; private set; } = -1;

    /// <summary>The rows that the cells of the last block point to, each perhaps -1.</summary>
    public List<int> LastRows { get; } = [];

    public override void Append(CellColumn cells, int column, CellFaults faults)
    {
        LastRows.Clear();
        for (var row = 0; row < cells.Rows; row++)
        {
            var fault = Append(cells[row]);
            LastRows.Add(LastRow);
            if (fault != CellFault.None)
            {
                faults.Add(row, column, fault);
            }
        }
    }

    protected override CellFault TakeMissing()
    {
        LastRow = -1;
        _rows.Add(-1);
        return CellFault.ReferenceMissing;
    }

    protected override CellFault Take(ReadOnlySpan<byte> cell)
    {
        LastRow = target?.RowOf(cell) ?? -1;
        _rows.Add(LastRow);
        if (LastRow < 0)
        {
            return target is null ? CellFault.None : CellFault.ReferenceUnknown;
        }

        return _used?.Add(LastRow) == false ? CellFault.ReferenceRepeated : CellFault.None;
    }

    protected override int Write(StoredFileWriter file)
    {
        file.Add(Sections.Rows, Padded(sizeof(int)), _rows);
        return 0;
    }

    protected override FieldStatistics Describe(FieldStatistics common) => common;
}
