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
            var word = cells.Words[row];
            if (word == 0)
            {
                missing++;
            }
            else if (Split(cells[row], ref parts) is not CellFault.None and var fault)
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
    [MethodImpl(HotLoop.Options)]
    private CellFault Split(ReadOnlySpan<byte> cell, ref int parts)
    {
        var (first, fault) = (parts, CellFault.None);
        for (var start = 0; start <= cell.Length;)
        {
            var left = cell[start..];
            var length = LengthOfPart(left, out var code);
            start += length + 1;
            code = code > 0 || length == 0 ? code : _dictionary.CodeOf(left[..length]);
            if (code == 0)
            {
                parts = first;
                return length == 0 ? CellFault.EmptyPart : CellFault.NotInCoding;
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

    // The bytes up to the next bar. A short part, which most are, is looked up at once.
    private int LengthOfPart(ReadOnlySpan<byte> text, out int code)
    {
        ref var first = ref MemoryMarshal.GetReference(text);
        var most = Math.Min(text.Length, ShortText.Most);
        var length = ShortText.IndexOf(ShortText.Part(ref first, most), Bar);
        if (length < ShortText.Most || text.Length <= ShortText.Most)
        {
            length = Math.Min(length, text.Length);
            code = _dictionary.Short.Find(ShortText.Part(ref first, length));
            return length;
        }

        code = 0;
        var bar = text.IndexOf(Bar);
        return bar < 0 ? text.Length : bar;
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
