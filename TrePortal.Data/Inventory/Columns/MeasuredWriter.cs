using System.Text;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>The part that numbers, dates and times share: which rows hold an ordinary value, and the special codes.</summary>
internal abstract class MeasuredWriter : SingleCellWriter
{
    private readonly Spool _present;
    private readonly Spool? _special;
    private readonly Dictionary<string, byte> _specialByText = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly long[] _specialCounts;
    private ulong _bits;

    protected MeasuredWriter(FieldSchema field, ColumnKind kind, Coding? sparse, ColumnRoom room)
        : base(field, kind)
    {
        _present = room.Other();
        _special = sparse is null ? null : room.Other();
        foreach (var code in sparse?.Codes ?? [])
        {
            _specialByText.TryAdd(code.Value, (byte)(_specialByText.Count + 1));
        }

        _specialCounts = new long[_specialByText.Count];
        _lookup = _specialByText.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    protected IEnumerable<KeyValuePair<string, byte>> SpecialCodes => _specialByText;

    protected bool IsSparse => _special is not null;

    protected SampleOfValues Sample { get; } = new();

    protected sealed override CellFault TakeMissing()
    {
        Mark(ordinary: false, 0);
        StoreNothing();
        return CellFault.None;
    }

    protected sealed override CellFault Take(ReadOnlySpan<byte> cell)
    {
        var special = _special is null ? (byte)0 : SpecialOf(cell);
        if (special != 0)
        {
            Mark(ordinary: false, special);
            StoreNothing();
            return CellFault.None;
        }

        var fault = Store(cell, out special);
        if (fault != CellFault.None || special != 0)
        {
            StoreNothing();
        }

        Mark(fault == CellFault.None && special == 0, special);
        return fault;
    }

    /// <summary>Stores an ordinary value, or answers a fault or the special code that the value equals, storing nothing.</summary>
    protected abstract CellFault Store(ReadOnlySpan<byte> cell, out byte special);

    protected abstract void StoreNothing();

    protected abstract void WriteValues(StoredFileWriter file);

    protected sealed override int Write(StoredFileWriter file)
    {
        if (Rows % 64 != 0)
        {
            _present.Add(_bits);
        }

        WriteValues(file);
        file.Add(Sections.Present, Column.Padded(Rows) / 8, _present);
        if (_special is not null)
        {
            file.Add(Sections.Special, Padded(1), _special);
        }

        return 0;
    }

    protected override FieldStatistics Describe(FieldStatistics common) => common with { SpecialCounts = _specialCounts };

    /// <summary>Says which of some rows hold an ordinary value; rows come in order, and these do not cross a multiple of 64.</summary>
    protected void MarkPresent(ulong ordinary, int row, int rows)
    {
        _bits |= ordinary << (row & 63);
        if ((row + rows & 63) == 0)
        {
            _present.Add(_bits);
            _bits = 0;
        }
    }

    private byte SpecialOf(ReadOnlySpan<byte> cell)
    {
        if (cell.Length > 64)
        {
            return 0;
        }

        Span<char> text = stackalloc char[64];
        var length = Encoding.UTF8.GetChars(cell, text);
        return _lookup.TryGetValue(text[..length], out var special) ? special : (byte)0;
    }

    private void Mark(bool ordinary, byte special)
    {
        MarkPresent(ordinary ? 1UL : 0, Rows - 1, 1);
        _special?.Add(special);
        if (special != 0)
        {
            _specialCounts[special - 1]++;
        }
    }
}
