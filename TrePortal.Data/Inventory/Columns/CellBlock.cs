using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>Where a cell's text lies in its block.</summary>
internal readonly record struct CellPlace(int Start, int Length);

/// <summary>
/// Some rows of a table as text, so that each column's writer goes through its own cells in one call, and several writers
/// can do so at the same time. Filled, read and filled again.
/// </summary>
internal sealed class CellBlock
{
    /// <summary>Text and places of a block, being filled and being read, stay in a core's own cache.</summary>
    private const int FullBytes = 160 << 10;
    private const int FullCells = 40 << 10;
    private const int FewestRows = 16;
    private const int MostRows = 4096;

    /// <summary>The first eight bytes of a cell can be read at once wherever it lies.</summary>
    private const int Slack = sizeof(ulong);

    private readonly int[] _lines;
    private readonly CellPlace[] _places;
    private byte[] _text = new byte[FullBytes];
    private int _used;

    public CellBlock(int columns)
    {
        // The places of a column follow each other. Between columns lies an odd number of cache lines: with a power of
        // two the places of a row would all compete for the same few places in the cache.
        var rows = Math.Clamp(FullCells / Math.Max(columns, 1), FewestRows, MostRows) / 16 * 16 + 8;
        _lines = new int[rows];
        _places = new CellPlace[rows * Math.Max(columns, 1)];
    }

    public int Rows { get; private set; }

    public bool IsFull => _used >= FullBytes || Rows == _lines.Length;

    /// <summary>The line of the file that a row of the block begins on.</summary>
    public int LineOf(int row) => _lines[row];

    public void Clear() => (Rows, _used) = (0, 0);

    /// <summary>Begins a row; its text is copied, and exactly as many cells as there are columns follow.</summary>
    /// <param name="raw">The row's text as it stands in the file.</param>
    /// <param name="line">From 1.</param>
    public RowCells BeginRow(ReadOnlySpan<byte> raw, int line)
    {
        var start = Store(raw);
        _lines[Rows] = line;
        return new RowCells(this, raw, start, _places.AsSpan(Rows++), _lines.Length);
    }

    public CellColumn Column(int column) => new(_text, _places.AsSpan(column * _lines.Length, Rows));

    /// <summary>Copies a text; answers its place.</summary>
    public int Store(ReadOnlySpan<byte> text)
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

/// <summary>The cells of a row that is being added to a block. Many times more of them than rows pass here, so it does little.</summary>
internal ref struct RowCells(CellBlock block, ReadOnlySpan<byte> raw, int start, Span<CellPlace> places, int stride)
{
    private readonly ref byte _raw = ref MemoryMarshal.GetReference(raw);
    private readonly nuint _length = (nuint)raw.Length;
    private readonly int _start = start;
    private readonly int _stride = stride;
    private readonly Span<CellPlace> _places = places;
    private int _next;

    /// <summary>Adds the cell of the next column.</summary>
    /// <param name="text">Without quotes. It lies in the row's text or, as unescaped texts do, in another array.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ReadOnlySpan<byte> text)
    {
        var offset = (nuint)Unsafe.ByteOffset(ref _raw, ref MemoryMarshal.GetReference(text));
        _places[_next] = new CellPlace(offset <= _length ? _start + (int)offset : block.Store(text), text.Length);
        _next += _stride;
    }
}

/// <summary>The cells of one column of a block.</summary>
internal readonly ref struct CellColumn(byte[] text, ReadOnlySpan<CellPlace> places)
{
    private readonly byte[] _all = text;
    private readonly ref byte _text = ref MemoryMarshal.GetArrayDataReference(text);

    /// <summary>By the length of a text the bytes of a word that belong to it.</summary>
    private static ReadOnlySpan<ulong> Masks =>
    [
        0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF,
    ];

    public int Rows => Places.Length;

    public ReadOnlySpan<CellPlace> Places { get; } = places;

    /// <summary>How many cells are empty.</summary>
    public int Missing
    {
        get
        {
            var missing = 0;
            foreach (var place in Places)
            {
                missing += place.Length == 0 ? 1 : 0;
            }

            return missing;
        }
    }

    /// <summary>The cells from some row on.</summary>
    public CellColumn From(int row) => new(_all, Places[row..]);

    public ReadOnlySpan<byte> this[int row] => Text(Places[row]);

    public ReadOnlySpan<byte> Text(CellPlace place) => MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref _text, place.Start), place.Length);

    /// <summary>The bytes of a cell of 0 to 8 bytes, the first one lowest, zero above its length.</summary>
    public ulong Word(CellPlace place) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref _text, place.Start)) & Masks[place.Length];
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
