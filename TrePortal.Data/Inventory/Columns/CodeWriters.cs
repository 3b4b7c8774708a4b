using System.Runtime.InteropServices;
using System.Text;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>The texts a column's codes stand for: those of a coding, or those met so far.</summary>
internal sealed class CodeDictionary
{
    private readonly ByteKeyTable _texts = new();
    private readonly bool _isFixed;

    public CodeDictionary(Coding? coding)
    {
        _isFixed = coding is not null;
        foreach (var code in coding?.Codes ?? [])
        {
            _texts.Add(Encoding.UTF8.GetBytes(code.Value), out _);
        }
    }

    public int Count => _texts.Count;

    public long Bytes => _texts.Bytes;

    public ReadOnlySpan<byte> this[int index] => _texts[index];

    /// <summary>The text's code from 1, or 0 when it is not in the coding.</summary>
    public int CodeOf(ReadOnlySpan<byte> text) => (_isFixed ? _texts.Find(text) : _texts.Add(text, out _)) + 1;

    /// <summary>For each code the one it has on disk: unchanged for a coding, in ordinal order of the texts for others.</summary>
    public int[] Ranks()
    {
        var ranks = new int[Count + 1];
        var order = Order();
        for (var rank = 0; rank < order.Length; rank++)
        {
            ranks[order[rank] + 1] = rank + 1;
        }

        return ranks;
    }

    public void Write(StoredFileWriter file)
    {
        if (_isFixed)
        {
            return;
        }

        var order = Order();
        var offsets = new long[order.Length + 1];
        for (var rank = 0; rank < order.Length; rank++)
        {
            offsets[rank + 1] = offsets[rank] + _texts[order[rank]].Length;
        }

        file.Add(Sections.DictionaryOffsets, 0, append => append(MemoryMarshal.AsBytes(offsets.AsSpan()).ToArray()));
        file.Add(Sections.DictionaryText, 0, append =>
        {
            foreach (var index in order)
            {
                append(_texts[index].ToArray());
            }
        });
    }

    private int[] Order()
    {
        int[] order = [.. Enumerable.Range(0, Count)];
        if (!_isFixed)
        {
            Array.Sort(order, (left, right) => _texts[left].SequenceCompareTo(_texts[right]));
        }

        return order;
    }
}

/// <summary>Categories, and uncoded texts, which turn into plain text when too many are different.</summary>
internal sealed class CodeWriter : ColumnWriter
{
    public const int MostTexts = 65_000;
    private const long MostBytes = 16 << 20;

    private readonly CodeDictionary _dictionary;
    private readonly SpillFile _spill;
    private readonly bool _isCoded;
    private readonly List<long> _counts = [0];
    private Spool _codes;
    private PlainWriter? _text;

    public CodeWriter(FieldSchema field, Coding? coding, SpillFile spill)
        : base(field, ColumnKind.Code)
    {
        _dictionary = new CodeDictionary(coding);
        _spill = spill;
        _isCoded = coding is not null;
        _codes = new Spool(spill);
        _counts.AddRange(new long[_dictionary.Count]);
    }

    /// <summary>The texts met and how many rows hold each; nothing once the column has turned into plain text.</summary>
    public IEnumerable<(string Text, long Rows)> Counts => _text is not null ? [] : Enumerable.Range(0, _dictionary.Count)
        .Select(index => (Encoding.UTF8.GetString(_dictionary[index]), _counts[index + 1]));

    public bool IsCoded => _isCoded;

    /// <summary>What takes the rest of the work when the texts turned out too many; else this.</summary>
    public ColumnWriter Final => (ColumnWriter?)_text ?? this;

    protected override CellFault TakeMissing()
    {
        if (_text is not null)
        {
            return _text.Append([]);
        }

        _codes.Add(0);
        return CellFault.None;
    }

    protected override CellFault Take(ReadOnlySpan<byte> cell)
    {
        if (_text is not null)
        {
            return _text.Append(cell);
        }

        var code = _dictionary.CodeOf(cell);
        if (code == _counts.Count)
        {
            _counts.Add(0);
        }

        _counts[code]++;
        _codes.Add(code);
        if (!_isCoded && (_dictionary.Count > MostTexts || _dictionary.Bytes > MostBytes))
        {
            TurnIntoText();
        }

        return code == 0 ? CellFault.NotInCoding : CellFault.None;
    }

    protected override int Write(StoredFileWriter file)
    {
        var width = _dictionary.Count switch { <= 254 => 1, <= 65_534 => 2, _ => 4 };
        var ranks = _dictionary.Ranks();
        file.Add(Sections.Codes, Padded(width), append => Ranked.Write(_codes, ranks, width, append));
        _dictionary.Write(file);
        return width;
    }

    protected override FieldStatistics Describe(FieldStatistics common)
    {
        var counts = new long[_dictionary.Count];
        var ranks = _dictionary.Ranks();
        for (var code = 1; code < _counts.Count; code++)
        {
            counts[ranks[code] - 1] = _counts[code];
        }

        return common with { Distinct = counts.Count(count => count > 0), CodeCounts = counts };
    }

    private void TurnIntoText()
    {
        _text = new PlainWriter(Field, _spill);
        _codes.DrainElements<int>(code => _text.Append(code == 0 ? [] : _dictionary[code - 1]));
        _codes = new Spool(_spill);
    }
}

/// <summary>Several codes per row.</summary>
internal sealed class MultiWriter : ColumnWriter
{
    private readonly CodeDictionary _dictionary;
    private readonly List<long> _counts = [0];
    private readonly List<int> _parts = [];
    private readonly Spool _codes;
    private readonly Spool _offsets;
    private uint _elements;

    public MultiWriter(FieldSchema field, Coding? coding, SpillFile spill)
        : base(field, ColumnKind.Multi)
    {
        _dictionary = new CodeDictionary(coding);
        _counts.AddRange(new long[_dictionary.Count]);
        _codes = new Spool(spill);
        _offsets = new Spool(spill);
        _offsets.Add(0u);
    }

    public IEnumerable<(string Text, long Rows)> Counts => Enumerable.Range(0, _dictionary.Count)
        .Select(index => (Encoding.UTF8.GetString(_dictionary[index]), _counts[index + 1]));

    protected override CellFault TakeMissing()
    {
        _offsets.Add(_elements);
        return CellFault.None;
    }

    protected override CellFault Take(ReadOnlySpan<byte> cell)
    {
        var fault = Split(cell);
        if (fault is CellFault.None or CellFault.RepeatedPart)
        {
            foreach (var code in _parts)
            {
                _codes.Add(code);
                _counts[code]++;
            }

            _elements = checked(_elements + (uint)_parts.Count);
        }

        _offsets.Add(_elements);
        return fault;
    }

    protected override int Write(StoredFileWriter file)
    {
        var width = _dictionary.Count <= ushort.MaxValue ? 2 : 4;
        var ranks = _dictionary.Ranks();
        file.Add(Sections.Offsets, 0, _offsets);
        file.Add(Sections.Codes, 0, append => Ranked.Write(_codes, ranks, width, append));
        _dictionary.Write(file);
        return width;
    }

    protected override FieldStatistics Describe(FieldStatistics common)
    {
        var counts = new long[_dictionary.Count];
        var ranks = _dictionary.Ranks();
        for (var code = 1; code < _counts.Count; code++)
        {
            counts[ranks[code] - 1] = _counts[code];
        }

        return common with { Distinct = counts.Count(count => count > 0), CodeCounts = counts };
    }

    private CellFault Split(ReadOnlySpan<byte> cell)
    {
        _parts.Clear();
        var fault = CellFault.None;
        foreach (var range in cell.Split((byte)'|'))
        {
            var part = cell[range];
            if (part.IsEmpty)
            {
                return CellFault.EmptyPart;
            }

            var code = _dictionary.CodeOf(part);
            if (code == 0)
            {
                return CellFault.NotInCoding;
            }

            if (code == _counts.Count)
            {
                _counts.Add(0);
            }

            if (_parts.Contains(code))
            {
                fault = CellFault.RepeatedPart;
                continue;
            }

            _parts.Add(code);
        }

        return fault;
    }
}

/// <summary>Codes as they were met, written as the codes they have on disk, in as few bytes as the dictionary allows.</summary>
internal static class Ranked
{
    private const int Block = 4096;

    public static void Write(Spool codes, int[] ranks, int width, Action<ReadOnlyMemory<byte>> append)
    {
        var narrow = new byte[Block * width];
        codes.Drain(piece =>
        {
            var left = MemoryMarshal.Cast<byte, int>(piece.Span);
            while (!left.IsEmpty)
            {
                var block = left[..Math.Min(Block, left.Length)];
                append(narrow.AsMemory(0, Narrow(block, ranks, narrow, width)));
                left = left[block.Length..];
            }
        });
    }

    private static int Narrow(ReadOnlySpan<int> codes, int[] ranks, byte[] into, int width)
    {
        for (var index = 0; index < codes.Length; index++)
        {
            var rank = ranks[codes[index]];
            switch (width)
            {
                case 1:
                    into[index] = (byte)rank;
                    break;
                case 2:
                    BitConverter.TryWriteBytes(into.AsSpan(index * 2), (ushort)rank);
                    break;
                default:
                    BitConverter.TryWriteBytes(into.AsSpan(index * 4), rank);
                    break;
            }
        }

        return codes.Length * width;
    }
}
