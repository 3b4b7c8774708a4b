using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>
/// Categories, and uncoded texts of at most 65,000 different values: one small number per row. 0 is missing, code i is
/// <c>Codes[i - 1]</c>.
/// </summary>
public sealed unsafe class CodeColumn : Column
{
    private readonly byte* _cells;
    private readonly byte[][] _texts;
    private readonly ulong[] _shortTexts;

    internal CodeColumn(ColumnSource source)
        : base(source)
    {
        Width = source.Manifest.Width;
        _cells = source.File.Pointer(Sections.Codes, Padded(RowCount) * Width);
        Codes = Sections.Dictionary(source);
        _texts = [.. Codes.Select(Encoding.UTF8.GetBytes)];
        _shortTexts = Array.TrueForAll(_texts, text => text.Length <= sizeof(ulong)) ? [0, .. _texts.Select(Word)] : [];
    }

    /// <summary>Bytes per row: 1, 2 or 4.</summary>
    public int Width { get; }

    /// <summary>Display order of the coding for a coded field, ordinal order for others.</summary>
    public IReadOnlyList<string> Codes { get; }

    /// <summary>The cells when <see cref="Width"/> is 1, else empty.</summary>
    public ReadOnlySpan<byte> Bytes => Width == 1 ? new(_cells, RowCount) : [];

    /// <summary>The cells when <see cref="Width"/> is 2, else empty.</summary>
    public ReadOnlySpan<ushort> Shorts => Width == 2 ? new((ushort*)_cells, RowCount) : [];

    /// <summary>The cells when <see cref="Width"/> is 4, else empty.</summary>
    public ReadOnlySpan<int> Ints => Width == 4 ? new((int*)_cells, RowCount) : [];

    /// <summary>The row's code, 0 when missing.</summary>
    public int CodeAt(int row)
    {
        CheckRow(row);
        return Width switch { 1 => _cells[row], 2 => ((ushort*)_cells)[row], _ => ((int*)_cells)[row] };
    }

    public override bool MayHold(TextTest isWanted) => Array.Exists(_texts, text => isWanted(text));

    public override bool IsMissing(int row) => CodeAt(row) == 0;

    public override void WriteText(int row, IBufferWriter<byte> to)
    {
        var code = CodeAt(row);
        if (code != 0)
        {
            Put(to, _texts[code - 1].AsSpan());
        }
    }

    internal override void WriteTexts(ReadOnlySpan<int> rows, TextBlock to, Span<int> ends)
    {
        if (_shortTexts.Length == 0)
        {
            base.WriteTexts(rows, to, ends);
            return;
        }

        // A text of eight bytes at most is written as one word, with or without what is behind its end.
        for (var at = 0; at < rows.Length; at++)
        {
            var code = CodeAt(rows[at]);
            BinaryPrimitives.WriteUInt64LittleEndian(to.GetSpan(sizeof(ulong)), _shortTexts[code]);
            to.Advance(code == 0 ? 0 : _texts[code - 1].Length);
            ends[at] = to.Mark;
        }
    }

    private static ulong Word(byte[] text)
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        text.CopyTo(word);
        return BinaryPrimitives.ReadUInt64LittleEndian(word);
    }
}

/// <summary>Names of the sections inside a column file.</summary>
internal static class Sections
{
    public const string Codes = "codes";
    public const string Values = "values";
    public const string Present = "present";
    public const string Special = "special";
    public const string From = "from";
    public const string To = "to";
    public const string Zones = "zones";
    public const string Offsets = "offsets";
    public const string Text = "text";
    public const string Rows = "rows";
    public const string DictionaryOffsets = "dictionaryOffsets";
    public const string DictionaryText = "dictionaryText";
    public const string Slots = "slots";
    public const string Seed = "seed";

    /// <summary>The column's own dictionary if it has one, else the codes of its coding.</summary>
    public static IReadOnlyList<string> Dictionary(ColumnSource source)
    {
        var bytes = source.File.Length(DictionaryOffsets);
        return bytes == 0
            ? source.CodingCodes
            : new TextTable(source.File, DictionaryOffsets, DictionaryText, checked((int)(bytes / sizeof(long)) - 1)).ToStrings();
    }
}
