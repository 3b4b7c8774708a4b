using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>Categories, and uncoded texts, which turn into plain text when too many are different.</summary>
internal sealed class CodeWriter : ColumnWriter
{
    public const int MostTexts = 65_000;
    private const long MostBytes = 16 << 20;

    private readonly CodeDictionary _dictionary;
    private readonly ColumnRoom _room;
    private readonly bool _isCoded;
    private readonly int _width;
    private long[] _counts;
    private Spool _codes;
    private PlainWriter? _text;

    public CodeWriter(FieldSchema field, Coding? coding, ColumnRoom room)
        : base(field, ColumnKind.Code)
    {
        _dictionary = new CodeDictionary(coding);
        _room = room;
        _isCoded = coding is not null;
        _counts = new long[Math.Max(16, _dictionary.Count + 1)];

        // Codes of a coding are what they will be on disk; others are put in order when all have been met.
        _width = _isCoded ? Width : sizeof(ushort);
        _codes = _isCoded ? room.First() : room.Other();
    }

    /// <summary>The texts met and how many rows hold each; nothing once the column has turned into plain text.</summary>
    public IEnumerable<(string Text, long Rows)> Counts => _text is not null ? [] : Enumerable.Range(0, _dictionary.Count)
        .Select(index => (Encoding.UTF8.GetString(_dictionary[index]), _counts[index + 1]));

    public bool IsCoded => _isCoded;

    /// <summary>What takes the rest of the work when the texts turned out too many; else this.</summary>
    public ColumnWriter Final => (ColumnWriter?)_text ?? this;

    private int Width => _dictionary.Count switch { <= 254 => 1, <= 65_534 => 2, _ => 4 };

    private bool HasTooMany => !_isCoded && (_dictionary.Count > MostTexts || _dictionary.Bytes > MostBytes);

    public override void Append(CellColumn cells, int column, CellFaults faults)
    {
        switch (_width)
        {
            case 1:
                Append<byte>(cells, column, faults);
                break;
            case 2:
                Append<ushort>(cells, column, faults);
                break;
            default:
                Append<int>(cells, column, faults);
                break;
        }
    }

    protected override int Write(StoredFileWriter file)
    {
        var width = Width;
        if (_isCoded)
        {
            file.Add(Sections.Codes, Padded(width), _codes);
            return width;
        }

        var ranks = _dictionary.Ranks();
        file.Add(Sections.Codes, Padded(width), append => Ranked.Write<ushort>(_codes, ranks, width, append));
        _dictionary.Write(file);
        return width;
    }

    protected override FieldStatistics Describe(FieldStatistics common)
    {
        var counts = _dictionary.InOrder(_counts);
        return common with { Distinct = counts.Count(count => count > 0), CodeCounts = counts };
    }

    private void Append<TCode>(CellColumn cells, int column, CellFaults faults)
        where TCode : unmanaged, IBinaryInteger<TCode>
    {
        var codes = ArrayPool<TCode>.Shared.Rent(cells.Rows);
        var (row, missing) = (0, 0);
        while (row < cells.Rows && _text is null)
        {
            row = TakeShort(cells, row, codes, ref missing);
            if (row < cells.Rows)
            {
                var code = CountedCodeOf(cells[row]);
                codes[row++] = TCode.CreateTruncating(code);
                if (code == 0)
                {
                    faults.Add(row - 1, column, CellFault.NotInCoding);
                }
                else if (HasTooMany)
                {
                    _codes.Add<TCode>(codes.AsSpan(0, row));
                    TurnIntoText();
                }
            }
        }

        if (_text is null)
        {
            _codes.Add<TCode>(codes.AsSpan(0, row));
        }
        else
        {
            missing += cells.From(row).Missing;
            _text.Append(cells.From(row), column, faults);
        }

        ArrayPool<TCode>.Shared.Return(codes);
        Count(cells.Rows, missing);
    }

    // Nearly all cells are empty or a short text met before. Whether a cell is empty is hard to foresee, so there is no
    // branch for it: the empty text is found like the others, and has code 0. Answers the row that needs a closer look.
    [MethodImpl(HotLoop.Options)]
    private int TakeShort<TCode>(CellColumn cells, int row, Span<TCode> codes, ref int missing)
        where TCode : unmanaged, IBinaryInteger<TCode>
    {
        var texts = _dictionary.Short.Lookup;
        var counts = _counts;
        var words = cells.Words;
        for (; row < words.Length && row < codes.Length; row++)
        {
            var word = words[row];
            var code = texts.Find(word);
            var isMissing = word == 0;
            if (code == 0 & !isMissing)
            {
                break;
            }

            counts[code]++;
            codes[row] = TCode.CreateTruncating(code);
        }

        missing += (int)counts[0];
        counts[0] = 0;
        return row;
    }

    private int CountedCodeOf(ReadOnlySpan<byte> cell)
    {
        var code = _dictionary.CodeOf(cell);
        if (code >= _counts.Length)
        {
            Array.Resize(ref _counts, code * 2);
        }

        _counts[code] += code > 0 ? 1 : 0;
        return code;
    }

    private void TurnIntoText()
    {
        _text = new PlainWriter(Field, _room);
        _codes.DrainElements<ushort>(code => _text.Append(code == 0 ? [] : _dictionary[code - 1]));
        _codes = _room.Other();
    }
}
