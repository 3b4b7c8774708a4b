using System.Buffers;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>Texts as they came: keys, and uncoded texts of more than 65,000 different values.</summary>
public sealed class TextColumn : Column
{
    private readonly TextTable _texts;

    internal TextColumn(ColumnSource source)
        : base(source) => _texts = new TextTable(source.File, Sections.Offsets, Sections.Text, RowCount);

    /// <summary>The row's text in UTF-8, empty when missing.</summary>
    public ReadOnlySpan<byte> this[int row] => _texts[row];

    /// <summary>Anything may stand in free text.</summary>
    public override bool MayHold(TextTest isWanted) => true;

    public override bool IsMissing(int row) => _texts[row].IsEmpty;

    public override void WriteText(int row, IBufferWriter<byte> to) => Put(to, _texts[row]);
}

/// <summary>References to another entity: the row there, so that no key is stored twice.</summary>
public sealed unsafe class ReferenceColumn : Column
{
    private readonly int* _rows;
    private readonly Column _target;

    internal ReferenceColumn(ColumnSource source, Column target)
        : base(source)
    {
        _rows = (int*)source.File.Pointer(Sections.Rows, Padded(RowCount) * sizeof(int));
        _target = target;
    }

    /// <summary>Per row the row of the referenced entity; never negative.</summary>
    public ReadOnlySpan<int> Rows => new(_rows, RowCount);

    public override bool MayHold(TextTest isWanted) => _target.MayHold(isWanted);

    public override bool IsMissing(int row)
    {
        CheckRow(row);
        return _rows[row] < 0;
    }

    public override void WriteText(int row, IBufferWriter<byte> to)
    {
        if (!IsMissing(row))
        {
            _target.WriteText(_rows[row], to);
        }
    }
}
