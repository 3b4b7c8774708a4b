using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>Where a cell's text lies in its block.</summary>
internal readonly record struct CellPlace(int Start, int Length);

/// <summary>
/// Some rows of a table as text, so that each column's writer goes through its own cells in one call, and several writers
/// can do so at the same time. Filled, read and filled again.
/// </summary>
internal sealed class CellBlock(int columns)
{
    /// <summary>Text and places stay in a core's own cache.</summary>
    private const int FullBytes = 256 << 10;
    private const int FullCells = 64 << 10;

    /// <summary>The first eight bytes of a cell can be read at once wherever it lies.</summary>
    private const int Slack = sizeof(ulong);

    private readonly List<int> _lines = [];
    private byte[] _text = new byte[4096];
    private CellPlace[] _places = new CellPlace[Math.Max(columns, 1)];
    private int _used;
    private int _next;
    private int _row;
    private int _rowLength;

    public int Rows => _lines.Count;

    public bool IsFull => _used >= FullBytes || _next >= FullCells;

    /// <summary>The line of the file that a row of the block begins on.</summary>
    public int LineOf(int row) => _lines[row];

    public void Clear()
    {
        _lines.Clear();
        (_used, _next) = (0, 0);
    }

    /// <summary>Begins a row; exactly one <see cref="AddCell"/> per column follows.</summary>
    /// <param name="raw">The row's text as it stands in the file.</param>
    /// <param name="line">From 1.</param>
    public void BeginRow(ReadOnlySpan<byte> raw, int line)
    {
        (_row, _rowLength) = (Store(raw), raw.Length);
        _lines.Add(line);
        if (_next + columns > _places.Length)
        {
            Array.Resize(ref _places, Math.Max(_next + columns, _places.Length * 2));
        }
    }

    /// <summary>Adds a cell of the row begun.</summary>
    /// <param name="text">Without quotes.</param>
    /// <param name="offset">Where it lies in the row's text; anything outside when it lies elsewhere, as unescaped cells do.</param>
    public void AddCell(ReadOnlySpan<byte> text, nint offset)
    {
        var isInRow = offset >= 0 && offset <= _rowLength - text.Length;
        _places[_next++] = new CellPlace(isInRow ? _row + (int)offset : Store(text), text.Length);
    }

    public CellColumn Column(int column) => new(_text, _places, column, columns, Rows);

    private int Store(ReadOnlySpan<byte> text)
    {
        var at = _used;
        if (at + text.Length + Slack > _text.Length)
        {
            Array.Resize(ref _text, Math.Max(at + text.Length + Slack, _text.Length * 2));
        }

        text.CopyTo(_text.AsSpan(at));
        _used = at + text.Length;
        return at;
    }
}

/// <summary>The cells of one column of a block.</summary>
internal readonly ref struct CellColumn(byte[] text, CellPlace[] places, int column, int columns, int rows)
{
    private readonly ref byte _text = ref MemoryMarshal.GetArrayDataReference(text);
    private readonly ref CellPlace _first = ref places[rows == 0 ? 0 : column];

    public int Rows { get; } = rows;

    public ReadOnlySpan<byte> this[int row]
    {
        get
        {
            var place = Place(row);
            return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref _text, place.Start), place.Length);
        }
    }

    public CellPlace Place(int row) => Unsafe.Add(ref _first, (nint)row * columns);

    /// <summary>The bytes of a cell of 1 to 8 bytes, the first one lowest, zero above its length.</summary>
    public ulong Word(CellPlace place) =>
        Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref _text, place.Start)) & (ulong.MaxValue >> (64 - 8 * place.Length));
}

/// <summary>Why the cells of a block were not taken, from several writers at once.</summary>
internal sealed class CellFaults
{
    private readonly List<(int Row, int Column, CellFault Fault)> _faults = [];

    public void Add(int row, int column, CellFault fault)
    {
        lock (_faults)
        {
            _faults.Add((row, column, fault));
        }
    }

    /// <summary>Row by row, in each from the first column on.</summary>
    public IReadOnlyList<(int Row, int Column, CellFault Fault)> InOrder()
    {
        _faults.Sort();
        return _faults;
    }

    public void Clear() => _faults.Clear();
}
