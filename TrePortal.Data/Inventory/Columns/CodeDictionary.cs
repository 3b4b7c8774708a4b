using System.Runtime.InteropServices;
using System.Text;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>The texts a column's codes stand for: those of a coding, or those met so far.</summary>
internal sealed class CodeDictionary
{
    private readonly ByteKeyTable _texts = new();
    private readonly ShortTextTable _short = new();
    private readonly bool _isFixed;

    public CodeDictionary(Coding? coding)
    {
        _isFixed = coding is not null;
        foreach (var code in coding?.Codes ?? [])
        {
            Add(Encoding.UTF8.GetBytes(code.Value));
        }
    }

    public int Count => _texts.Count;

    public long Bytes => _texts.Bytes;

    public ReadOnlySpan<byte> this[int index] => _texts[index];

    /// <summary>The text's code from 1, or 0 when it is not in the coding.</summary>
    public int CodeOf(ReadOnlySpan<byte> text)
    {
        if (text.Length <= ShortText.Most && _short.Find(ShortText.Of(text)) is > 0 and var code)
        {
            return code;
        }

        return _isFixed ? (text.Length <= ShortText.Most ? 0 : _texts.Find(text) + 1) : Add(text);
    }

    /// <summary>The codes of the texts of at most eight bytes that have been met or are in the coding.</summary>
    public ShortTextTable Short => _short;

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

    /// <summary>Numbers kept by code, in the order that the codes have on disk.</summary>
    /// <param name="byCode">By code from 1; what is absent is 0.</param>
    public long[] InOrder(ReadOnlySpan<long> byCode)
    {
        var numbers = new long[Count];
        var ranks = Ranks();
        for (var code = 1; code <= Count && code < byCode.Length; code++)
        {
            numbers[ranks[code] - 1] = byCode[code];
        }

        return numbers;
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

    private int Add(ReadOnlySpan<byte> text)
    {
        var code = _texts.Add(text, out var isNew) + 1;
        if (isNew && text.Length <= ShortText.Most)
        {
            _short.Add(ShortText.Of(text), code);
        }

        return code;
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
