using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>Texts of 1 to 8 bytes as one word. Cells hold no zero byte, so different texts are different words.</summary>
internal static class ShortText
{
    public const int Most = sizeof(ulong);

    /// <summary>By the length of a text the bytes of a word that belong to it.</summary>
    private static ReadOnlySpan<ulong> Masks =>
    [
        0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF, 0xFFFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF,
    ];

    /// <summary>The first byte lowest, zero above the text's length.</summary>
    public static ulong Of(ReadOnlySpan<byte> text)
    {
        ref var first = ref MemoryMarshal.GetReference(text);
        var length = text.Length;
        return length switch
        {
            8 => Unsafe.ReadUnaligned<ulong>(ref first),
            >= 4 => Unsafe.ReadUnaligned<uint>(ref first) | (ulong)Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, length - 4)) << (8 * (length - 4)),
            > 0 => first | (ulong)Unsafe.Add(ref first, length / 2) << (8 * (length / 2)) | (ulong)Unsafe.Add(ref first, length - 1) << (8 * (length - 1)),
            _ => 0,
        };
    }

    /// <summary>The same, where eight bytes can be read whatever the length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Part(ref readonly byte first, int length) => Beginning(Unsafe.ReadUnaligned<ulong>(in first), length);

    /// <summary>The first bytes of a word; of more than eight it may answer anything.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Beginning(ulong word, int length) => Bmi2.X64.IsSupported
        ? Bmi2.X64.ZeroHighBits(word, (ulong)length * 8)
        : word & Masks[Math.Min(length, Most)];

    /// <summary>How many bytes the text of a word has.</summary>
    public static int LengthOf(ulong word) => (64 + 7 - BitOperations.LeadingZeroCount(word)) / 8;

    /// <summary>The place of a byte in a word, or 8.</summary>
    public static int IndexOf(ulong word, byte value)
    {
        var zeroWhereFound = word ^ (value * 0x0101010101010101UL);
        var found = (zeroWhereFound - 0x0101010101010101) & ~zeroWhereFound & 0x8080808080808080;
        return BitOperations.TrailingZeroCount(found) / 8; // of 0 it is 64
    }
}

/// <summary>The codes of short texts. The multiplier is drawn per table, so that nobody can prepare texts that collide.</summary>
internal sealed class ShortTextTable
{
    private const int Roomy = 2048;

    private readonly ulong _multiplier = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) | 1;
    private (ulong Text, int Code)[] _slots = new (ulong, int)[256];
    private int _shift = 56;
    private int _count;

    /// <summary>The table as it is now, for many looks in a row.</summary>
    public ShortTextLookup Lookup => new(_slots, _multiplier, _shift);

    /// <summary>The text's code, or 0; 0 for the empty text.</summary>
    public int Find(ulong text) => Lookup.Find(text);

    /// <summary>Adds a text that is not there.</summary>
    public void Add(ulong text, int code)
    {
        // Most tables are small. There, room costs nothing and saves the second look, which the processor cannot foresee.
        if (++_count > _slots.Length / (_slots.Length <= Roomy ? 8 : 2))
        {
            var old = _slots;
            _slots = new (ulong, int)[old.Length * 2];
            _shift = 64 - BitOperations.Log2((uint)_slots.Length);
            foreach (var slot in old.Where(slot => slot.Text != 0))
            {
                Put(slot.Text, slot.Code);
            }
        }

        Put(text, code);
    }

    private void Put(ulong text, int code)
    {
        var slot = (int)(text * _multiplier >> _shift);
        while (_slots[slot].Text != 0)
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        _slots[slot] = (text, code);
    }
}

/// <summary>What a look into a table of short texts needs, which stays in registers from one look to the next.</summary>
internal readonly ref struct ShortTextLookup(ReadOnlySpan<(ulong Text, int Code)> slots, ulong multiplier, int shift)
{
    private readonly ReadOnlySpan<(ulong Text, int Code)> _slots = slots;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(ulong text)
    {
        for (var slot = (int)(text * multiplier >> shift); ; slot = (slot + 1) & (_slots.Length - 1))
        {
            ref readonly var found = ref _slots[slot];
            if (found.Text == text || found.Text == 0)
            {
                return found.Code;
            }
        }
    }
}
