using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>Several codes per row.</summary>
internal sealed class MultiWriter : ColumnWriter
{
    private readonly CodeDictionary _dictionary;
    private readonly List<long> _counts = [0];
    private readonly List<int> _parts = [];
    private readonly Spool _codes;
    private readonly Spool _offsets;
    private uint _elements;

    public MultiWriter(FieldSchema field, Coding? coding, ColumnRoom room)
        : base(field, ColumnKind.Multi)
    {
        _dictionary = new CodeDictionary(coding);
        _counts.AddRange(new long[_dictionary.Count]);
        _codes = room.Other();
        _offsets = room.First();
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
        file.Add(Sections.Codes, 0, append => Ranked.Write<int>(_codes, ranks, width, append));
        _dictionary.Write(file);
        return width;
    }

    protected override FieldStatistics Describe(FieldStatistics common)
    {
        var counts = _dictionary.InOrder(CollectionsMarshal.AsSpan(_counts));
        return common with { Distinct = counts.Count(count => count > 0), CodeCounts = counts };
    }

    private CellFault Split(ReadOnlySpan<byte> cell)
    {
        _parts.Clear();
        var fault = CellFault.None;
        for (var isLast = false; !isLast;)
        {
            var bar = cell.IndexOf((byte)'|');
            isLast = bar < 0;
            var part = isLast ? cell : cell[..bar];
            cell = isLast ? [] : cell[(bar + 1)..];
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

    public static void Write<TCode>(Spool codes, int[] ranks, int width, Action<ReadOnlyMemory<byte>> append)
        where TCode : unmanaged, IBinaryInteger<TCode>
    {
        var narrow = new byte[Block * width];
        codes.Drain(piece =>
        {
            var left = MemoryMarshal.Cast<byte, TCode>(piece.Span);
            while (!left.IsEmpty)
            {
                var block = left[..Math.Min(Block, left.Length)];
                append(narrow.AsMemory(0, Narrow(block, ranks, narrow, width)));
                left = left[block.Length..];
            }
        });
    }

    private static int Narrow<TCode>(ReadOnlySpan<TCode> codes, int[] ranks, byte[] into, int width)
        where TCode : unmanaged, IBinaryInteger<TCode>
    {
        for (var index = 0; index < codes.Length; index++)
        {
            var rank = ranks[int.CreateTruncating(codes[index])];
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
