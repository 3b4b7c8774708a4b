using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>
/// Some rows of a table as text, so that each column's writer goes through its own cells in one call, and several writers
/// can do so at the same time. Filled, read and filled again.
/// </summary>
internal sealed class CellBlock
{
    /// <summary>Text and cells of a block, being filled and being read, stay in a core's own cache.</summary>
    private const int FullBytes = 160 << 10;
    private const int FullCells = 40 << 10;
    private const int FewestRows = 16;
    private const int MostRows = 4096;

    private readonly int[] _lines;
    private readonly ulong[] _cells;
    private byte[] _text = new byte[FullBytes];
    private int _used;

    public CellBlock(int columns)
    {
        // The cells of a column follow each other. Between columns lies an odd number of cache lines: with a power of
        // two the cells of a row would all compete for the same few places in the cache.
        var rows = Math.Clamp(FullCells / Math.Max(columns, 1), FewestRows, MostRows) / 16 * 16 + 8;
        _lines = new int[rows];

        // One more, because eight bytes are read wherever a part of a cell begins.
        _cells = new ulong[rows * Math.Max(columns, 1) + 1];
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
        return new RowCells(this, raw, ref _text[start], start, ref _cells[Rows++], _lines.Length);
    }

    public CellColumn Column(int column) => new(_text, _cells.AsSpan(column * _lines.Length, Rows));

    /// <summary>Copies a text; answers its place.</summary>
    public int Store(ReadOnlySpan<byte> text)
    {
        var at = _used;
        if (at + text.Length + sizeof(ulong) > _text.Length)
        {
            Array.Resize(ref _text, Math.Max(at + text.Length + sizeof(ulong), _text.Length * 2));
        }

        text.CopyTo(_text.AsSpan(at));
        _used = at + text.Length;
        return at;
    }

    /// <summary>The cell of a text that lies in none of the row's own bytes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public ulong CellOf(ReadOnlySpan<byte> text) => text.Length <= ShortText.Most ? ShortText.Of(text) : LongCell.Of(Store(text), text.Length);
}

/// <summary>
/// A cell of more than eight bytes as one word: its place in the block's text. Others are their own text, the first byte
/// lowest; no text has the highest byte of this, which is in no UTF-8.
/// </summary>
internal static class LongCell
{
    private const ulong Mark = 0xFF00000000000000;
    private const ulong LengthMask = 0xFFFFFF;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(int start, int length) => Mark | (ulong)length << 32 | (uint)start;

    public static bool Is(ulong cell) => cell >= Mark;

    public static (int Start, int Length) PlaceOf(ulong cell) => ((int)(uint)cell, (int)(cell >> 32 & LengthMask));
}

/// <summary>The cells of a row that is being added to a block. Many times more of them than rows pass here, so it does little.</summary>
internal ref struct RowCells(CellBlock block, ReadOnlySpan<byte> raw, ref byte copy, int start, ref ulong cell, int stride)
{
    private readonly ref byte _raw = ref MemoryMarshal.GetReference(raw);
    private readonly ref byte _copy = ref copy;
    private readonly nuint _length = (nuint)raw.Length;
    private ref ulong _cell = ref cell;

    /// <summary>Adds the cell of the next column.</summary>
    /// <param name="text">Without quotes. It lies in the row's text or, as unescaped texts do, in another array.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(ReadOnlySpan<byte> text)
    {
        var offset = (nuint)Unsafe.ByteOffset(ref _raw, ref MemoryMarshal.GetReference(text));
        _cell = offset <= _length ? Cell(offset, text.Length) : block.CellOf(text);
        _cell = ref Unsafe.Add(ref _cell, stride);
    }

    // Which cells are long is hard to foresee, so both words are worked out, and there is no branch between them.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ulong Cell(nuint offset, int length)
    {
        // The copy was written just now, and what was is slow to read. Only at the row's end nothing else is sure to follow.
        ref var text = ref offset + sizeof(ulong) <= _length ? ref _raw : ref _copy;
        var word = ShortText.Part(ref Unsafe.Add(ref text, offset), length);
        var isLong = (ulong)((ShortText.Most - (long)length) >> 63);
        return (word & ~isLong) | (LongCell.Of(start + (int)offset, length) & isLong);
    }
}

/// <summary>The cells of one column of a block.</summary>
internal readonly ref struct CellColumn(byte[] text, ReadOnlySpan<ulong> words)
{
    private readonly byte[] _text = text;

    public int Rows => Words.Length;

    /// <summary>Each cell as one word: 0 where it is empty, the text itself where it has at most eight bytes, else a <see cref="LongCell"/>.</summary>
    public ReadOnlySpan<ulong> Words { get; } = words;

    /// <summary>How many cells are empty.</summary>
    public int Missing => Words.Count(0UL);

    /// <summary>The cells from some row on.</summary>
    public CellColumn From(int row) => new(_text, Words[row..]);

    /// <summary>A cell's text. Eight bytes can be read from each of its places.</summary>
    public ReadOnlySpan<byte> this[int row]
    {
        get
        {
            ref readonly var cell = ref Words[row];
            if (LongCell.Is(cell))
            {
                var (start, length) = LongCell.PlaceOf(cell);
                return _text.AsSpan(start, length);
            }

            return MemoryMarshal.AsBytes(new ReadOnlySpan<ulong>(in cell))[..ShortText.LengthOf(cell)];
        }
    }
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
