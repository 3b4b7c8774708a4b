using System.Buffers;
using System.Text;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>
/// The cells of one field, mapped from disk, safe for any number of readers. Spans hold <see cref="RowCount"/> elements;
/// the memory behind them is readable, and zero, up to the next multiple of <see cref="RowPadding"/> rows, and begins at a
/// multiple of 64 bytes. They are valid until the dataset is disposed.
/// </summary>
public abstract class Column
{
    /// <summary>Rows are padded to a multiple of this, so that vector code needs no special last block.</summary>
    public const int RowPadding = 512;

    private protected Column(ColumnSource source)
    {
        Field = source.Field;
        RowCount = source.Rows;
        Statistics = source.Manifest.Statistics;
    }

    public FieldSchema Field { get; }

    public int RowCount { get; }

    public FieldStatistics Statistics { get; }

    /// <summary>True when the cell is empty. A sparse special code is not missing.</summary>
    public abstract bool IsMissing(int row);

    /// <summary>
    /// Writes the cell's canonical text, nothing when it is missing: numbers invariant (floats shortest round-trip), dates
    /// in the precision they came with, multi-selects joined by a bar in their own order, codes as code text.
    /// </summary>
    public abstract void WriteText(int row, IBufferWriter<byte> to);

    /// <summary>The same for the cells of many rows, one after the other.</summary>
    /// <param name="rows">Any rows, in any order.</param>
    /// <param name="to">What is in it stays before them.</param>
    /// <param name="ends">Of each row, where its text ends in the block; as long as the rows.</param>
    internal virtual void WriteTexts(ReadOnlySpan<int> rows, TextBlock to, Span<int> ends)
    {
        for (var at = 0; at < rows.Length; at++)
        {
            WriteText(rows[at], to);
            ends[at] = to.Mark;
        }
    }

    /// <summary>The canonical text as a string: for messages and tests, not for rows by the million.</summary>
    public string Text(int row)
    {
        var buffer = new ArrayBufferWriter<byte>();
        WriteText(row, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private protected void CheckRow(int row) => ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)RowCount, nameof(row));

    internal static long Padded(long rows) => (rows + RowPadding - 1) / RowPadding * RowPadding;

    /// <summary>Whether some cell may hold a text of a kind: asked once a column, so that not each cell need be looked at.</summary>
    /// <param name="isWanted">Of numbers and dates it is never asked: they are made of digits and signs.</param>
    public abstract bool MayHold(TextTest isWanted);

    private protected static void Put(IBufferWriter<byte> to, ReadOnlySpan<byte> text)
    {
        text.CopyTo(to.GetSpan(text.Length));
        to.Advance(text.Length);
    }
}

/// <summary>Looks at a text.</summary>
public delegate bool TextTest(ReadOnlySpan<byte> text);

/// <summary>All a column needs to map itself.</summary>
internal sealed record ColumnSource(FieldSchema Field, int Rows, ColumnManifest Manifest, MappedFile File, DatasetSchema Schema)
{
    /// <summary>Codes of the field's coding in display order.</summary>
    public IReadOnlyList<string> CodingCodes => Schema.CodingOf(Field) is { } coding ? [.. coding.Codes.Select(code => code.Value)] : [];
}

/// <summary>UTF-8 texts by position, from an offsets section and a bytes section.</summary>
internal readonly unsafe struct TextTable
{
    private readonly long* _offsets;
    private readonly byte* _bytes;
    private readonly long _length;

    public TextTable(MappedFile file, string offsets, string bytes, int count)
    {
        Count = count;
        _offsets = (long*)file.Pointer(offsets, (count + 1L) * sizeof(long));
        _length = file.Length(bytes);
        _bytes = file.Pointer(bytes, _length);
    }

    public int Count { get; }

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            var (from, to) = (_offsets[index], _offsets[index + 1]);
            if (from < 0 || to < from || to > _length || to - from > int.MaxValue)
            {
                throw new InvalidDataException("A text of this column lies outside its file.");
            }

            return new ReadOnlySpan<byte>(_bytes + from, (int)(to - from));
        }
    }

    public string[] ToStrings()
    {
        var texts = new string[Count];
        for (var index = 0; index < Count; index++)
        {
            texts[index] = Encoding.UTF8.GetString(this[index]);
        }

        return texts;
    }
}
