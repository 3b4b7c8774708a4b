using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>Several codes per row.</summary>
internal sealed class MultiWriter : ColumnWriter
{
    private const byte Bar = (byte)'|';

    private readonly CodeDictionary _dictionary;
    private readonly Spool _codes;
    private readonly Spool _offsets;
    private long[] _counts;
    private int[] _parts = new int[16];
    private uint _elements;

    public MultiWriter(FieldSchema field, Coding? coding, ColumnRoom room)
        : base(field, ColumnKind.Multi)
    {
        _dictionary = new CodeDictionary(coding);
        _counts = new long[Math.Max(16, _dictionary.Count + 1)];
        _codes = room.Other();
        _offsets = room.First();
        _offsets.Add(0u);
    }

    public IEnumerable<(string Text, long Rows)> Counts => Enumerable.Range(0, _dictionary.Count)
        .Select(index => (Encoding.UTF8.GetString(_dictionary[index]), _counts[index + 1]));

    public override void Append(CellColumn cells, int column, CellFaults faults)
    {
        var offsets = ArrayPool<uint>.Shared.Rent(cells.Rows);
        var (parts, missing) = (0, 0);
        for (var row = 0; row < cells.Rows; row++)
        {
            var cell = cells.Places[row];
            if (cell.Length == 0)
            {
                missing++;
            }
            else if (Split(cells, cell, ref parts) is not CellFault.None and var fault)
            {
                faults.Add(row, column, fault);
            }

            offsets[row] = checked(_elements + (uint)parts);
        }

        Keep(parts);
        _offsets.Add<uint>(offsets.AsSpan(0, cells.Rows));
        ArrayPool<uint>.Shared.Return(offsets);
        Count(cells.Rows, missing);
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
        var counts = _dictionary.InOrder(_counts);
        return common with { Distinct = counts.Count(count => count > 0), CodeCounts = counts };
    }

    private void Keep(int parts)
    {
        foreach (var code in _parts.AsSpan(0, parts))
        {
            if (code >= _counts.Length)
            {
                Array.Resize(ref _counts, code * 2);
            }

            _counts[code]++;
        }

        _codes.Add<int>(_parts.AsSpan(0, parts));
        _elements = checked(_elements + (uint)parts);
    }

    // Adds the cell's codes to the parts; a faulty cell adds none, but one that repeats a code adds it once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private CellFault Split(CellColumn cells, CellPlace cell, ref int parts)
    {
        var (first, fault) = (parts, CellFault.None);
        for (var (start, end) = (cell.Start, cell.Start + cell.Length); start <= end;)
        {
            var part = NextPart(cells, new CellPlace(start, end - start), out var code);
            start += part.Length + 1;
            code = code > 0 || part.Length == 0 ? code : _dictionary.CodeOf(cells.Text(part));
            if (code == 0)
            {
                parts = first;
                return part.Length == 0 ? CellFault.EmptyPart : CellFault.NotInCoding;
            }

            if (_parts.AsSpan(first, parts - first).Contains(code))
            {
                fault = CellFault.RepeatedPart;
                continue;
            }

            if (parts == _parts.Length)
            {
                Array.Resize(ref _parts, parts * 2);
            }

            _parts[parts++] = code;
        }

        return fault;
    }

    // The text up to the next bar. A short one, which most are, is looked up at once.
    private CellPlace NextPart(CellColumn cells, CellPlace text, out int code)
    {
        var word = cells.Word(text with { Length = Math.Min(text.Length, ShortText.Most) });
        var length = ShortText.IndexOf(word, Bar);
        if (length < ShortText.Most || text.Length <= ShortText.Most)
        {
            length = Math.Min(length, text.Length);
            code = _dictionary.Short.Find(cells.Word(text with { Length = length }));
            return text with { Length = length };
        }

        code = 0;
        var bar = cells.Text(text).IndexOf(Bar);
        return bar < 0 ? text : text with { Length = bar };
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
