using System.Buffers;
using System.Text;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>
/// Several codes per row, none of them twice, in the order of the source. Row r holds the elements from
/// <c>Offsets[r]</c> up to <c>Offsets[r + 1]</c>; element value i is <c>Codes[i - 1]</c>. No elements: missing.
/// </summary>
public sealed unsafe class MultiColumn : Column
{
    private readonly uint* _offsets;
    private readonly byte* _elements;
    private readonly byte[][] _texts;
    private readonly uint _count;

    internal MultiColumn(ColumnSource source)
        : base(source)
    {
        Width = source.Manifest.Width;
        _offsets = (uint*)source.File.Pointer(Sections.Offsets, (RowCount + 1L) * sizeof(uint));
        _count = _offsets[RowCount];
        _elements = source.File.Pointer(Sections.Codes, (long)_count * Width);
        Codes = Sections.Dictionary(source);
        _texts = [.. Codes.Select(Encoding.UTF8.GetBytes)];
    }

    public IReadOnlyList<string> Codes { get; }

    /// <summary>Bytes per element: 2 or 4.</summary>
    public int Width { get; }

    /// <summary>One more than there are rows.</summary>
    public ReadOnlySpan<uint> Offsets => new(_offsets, RowCount + 1);

    /// <summary>All elements when <see cref="Width"/> is 2, else empty.</summary>
    public ReadOnlySpan<ushort> Shorts => Width == 2 ? new((ushort*)_elements, checked((int)_count)) : [];

    /// <summary>All elements when <see cref="Width"/> is 4, else empty.</summary>
    public ReadOnlySpan<int> Ints => Width == 4 ? new((int*)_elements, checked((int)_count)) : [];

    public override bool MayHold(TextTest isWanted) => Array.Exists(_texts, text => isWanted(text));

    public override bool IsMissing(int row)
    {
        CheckRow(row);
        return _offsets[row] == _offsets[row + 1];
    }

    /// <summary>The row's codes, each at least 1.</summary>
    public IEnumerable<int> CodesAt(int row)
    {
        var (from, to) = Range(row);
        for (var element = from; element < to; element++)
        {
            yield return At(element);
        }
    }

    public override void WriteText(int row, IBufferWriter<byte> to)
    {
        var (from, until) = Range(row);
        for (var element = from; element < until; element++)
        {
            if (element > from)
            {
                Put(to, "|"u8);
            }

            Put(to, _texts[At(element) - 1].AsSpan());
        }
    }

    private (uint From, uint To) Range(int row)
    {
        CheckRow(row);
        var (from, to) = (_offsets[row], _offsets[row + 1]);
        return from <= to && to <= _count ? (from, to) : throw new InvalidDataException($"Row {row} of {Field.Address} lies outside its file.");
    }

    private int At(uint element) => Width == 2 ? ((ushort*)_elements)[element] : ((int*)_elements)[element];
}
