using System.Numerics;
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

    public override void Append(CellColumn cells, int column, CellFaults faults)
    {
        switch (_width)
        {
            case 1:
                AppendShort<byte>(cells, column, faults);
                break;
            case 2:
                AppendShort<ushort>(cells, column, faults);
                break;
            default:
                base.Append(cells, column, faults);
                break;
        }
    }

    protected override CellFault TakeMissing()
    {
        if (_text is not null)
        {
            return _text.Append([]);
        }

        Store(0);
        return CellFault.None;
    }

    protected override CellFault Take(ReadOnlySpan<byte> cell)
    {
        if (_text is not null)
        {
            return _text.Append(cell);
        }

        var code = _dictionary.CodeOf(cell);
        if (code >= _counts.Length)
        {
            Array.Resize(ref _counts, code * 2);
        }

        _counts[code]++;
        Store(code);
        if (!_isCoded && (_dictionary.Count > MostTexts || _dictionary.Bytes > MostBytes))
        {
            TurnIntoText();
        }

        return code == 0 ? CellFault.NotInCoding : CellFault.None;
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

    // Nearly all cells are empty or a short text met before; for any other the row is taken by itself.
    private void AppendShort<TCode>(CellColumn cells, int column, CellFaults faults)
        where TCode : unmanaged, IBinaryInteger<TCode>
    {
        var (counts, codes, missing, done) = (_counts, _codes, 0, 0);
        for (var row = 0; row < cells.Rows; row++)
        {
            var place = cells.Place(row);
            var code = 0;
            if (place.Length == 0)
            {
                missing++;
            }
            else if (place.Length > ShortText.Most || (code = _dictionary.CodeOf(cells.Word(place))) == 0)
            {
                Count(row - done, missing);
                (missing, done) = (0, row + 1);
                if (Append(cells[row]) is not CellFault.None and var fault)
                {
                    faults.Add(row, column, fault);
                }

                if (_text is not null)
                {
                    AppendFrom(row + 1, cells, column, faults);
                    return;
                }

                counts = _counts;
                continue;
            }

            counts[code]++;
            codes.Add(TCode.CreateTruncating(code));
        }

        Count(cells.Rows - done, missing);
        counts[0] = 0;
    }

    private void Store(int code)
    {
        switch (_width)
        {
            case 1:
                _codes.Add((byte)code);
                break;
            case 2:
                _codes.Add((ushort)code);
                break;
            default:
                _codes.Add(code);
                break;
        }
    }

    private void TurnIntoText()
    {
        _text = new PlainWriter(Field, _room);
        _codes.DrainElements<ushort>(code => _text.Append(code == 0 ? [] : _dictionary[code - 1]));
        _codes = _room.Other();
    }
}
