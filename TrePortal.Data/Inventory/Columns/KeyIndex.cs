using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>Finds the row of a key, over a hash table on disk.</summary>
public sealed unsafe class KeyIndex
{
    private readonly TextColumn _keys;
    private readonly int* _slots;
    private readonly uint _mask;
    private readonly ulong _seed;

    internal KeyIndex(MappedFile file, TextColumn keys)
    {
        _keys = keys;
        var slots = file.Length(Sections.Slots) / sizeof(int);
        if (slots <= keys.RowCount || !BitOperations.IsPow2(slots) || slots > 1L << 32)
        {
            throw new InvalidDataException($"The key index of {keys.Field.Address} is damaged.");
        }

        _slots = (int*)file.Pointer(Sections.Slots, slots * sizeof(int));
        _mask = (uint)(slots - 1);
        _seed = *(ulong*)file.Pointer(Sections.Seed, sizeof(ulong));
    }

    /// <summary>The row that has this key (UTF-8, exact), or -1.</summary>
    public int Find(ReadOnlySpan<byte> key)
    {
        for (var slot = (uint)KeyHash.Of(key, _seed) & _mask; ; slot = (slot + 1) & _mask)
        {
            var row = _slots[slot] - 1;
            if (row < 0 || _keys[row].SequenceEqual(key))
            {
                return row;
            }
        }
    }

    public int Find(string key) => Find(Encoding.UTF8.GetBytes(key));
}

/// <summary>A fast seeded hash of bytes. The seed is drawn per import, so nobody can prepare keys that collide.</summary>
internal static class KeyHash
{
    private const ulong First = 0x9E3779B97F4A7C15;
    private const ulong Second = 0xD6E8FEB86659FD93;

    public static ulong Of(ReadOnlySpan<byte> key, ulong seed)
    {
        ref var at = ref MemoryMarshal.GetReference(key);
        var hash = seed ^ ((ulong)key.Length * First);
        var left = key.Length;
        while (left >= 8)
        {
            hash = Mix(hash ^ Unsafe.ReadUnaligned<ulong>(ref at), Second ^ seed);
            at = ref Unsafe.Add(ref at, 8);
            left -= 8;
        }

        ulong tail = 0;
        for (var index = 0; index < left; index++)
        {
            tail |= (ulong)Unsafe.Add(ref at, index) << (8 * index);
        }

        return Mix(Mix(hash ^ tail, Second ^ seed), First);
    }

    private static ulong Mix(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }
}
