using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>
/// Numbers texts in the order they are first met: a set of UTF-8 texts in a few large arrays, without an object per text.
/// </summary>
internal sealed class ByteKeyTable
{
    private const int BlockBits = 20;
    private const int BlockSize = 1 << BlockBits;

    // Texts begin at multiples of four bytes, so that a place in 16 GB of them is one small number.
    private const int Alignment = sizeof(int);

    private const int MostExpected = 16 << 20;

    private readonly List<byte[]> _blocks = [];
    private uint[] _places = new uint[16];

    // The text's number + 1 below, its hash above; 0 where there is none. With the hash beside the number, a slot that
    // holds another text is passed over without a look elsewhere in memory.
    private ulong[] _slots = new ulong[32];
    private long _end;

    /// <summary>Drawn per table, so that nobody can prepare keys that collide.</summary>
    public ulong Seed { get; } = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));

    public int Count { get; private set; }

    /// <summary>Bytes of all texts together.</summary>
    public long Bytes { get; private set; }

    /// <summary>Places of the hash table.</summary>
    public int SlotCount => _slots.Length;

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var at = (long)_places[index] * Alignment;
            var block = _blocks[(int)(at >> BlockBits)];
            var start = (int)(at & (BlockSize - 1));
            return block.AsSpan(start + sizeof(int), MemoryMarshal.Read<int>(block.AsSpan(start)));
        }
    }

    /// <summary>
    /// Makes room for about so many texts, because growing costs as much as all the adding. It may be called while the table
    /// is empty; to expect too much costs only address space, as room that is never used is never backed by memory.
    /// </summary>
    public void Expect(long texts)
    {
        texts = Math.Clamp(texts, 16, MostExpected);
        _slots = new ulong[BitOperations.RoundUpToPowerOf2((ulong)(texts / 3 * 4 + 4))];
        _places = new uint[texts];
    }

    public uint HashOf(ReadOnlySpan<byte> text) => (uint)KeyHash.Of(text, Seed);

    /// <summary>
    /// Looks at the slots of texts that will be asked for next. The looks do not wait for each other, while every
    /// <see cref="Add(ReadOnlySpan{byte}, uint, out bool)"/> would wait for memory by itself.
    /// </summary>
    /// <returns>Something that depends on every slot; inlined where nobody wants it, the looks would be left out.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public ulong LookAhead(ReadOnlySpan<uint> hashes)
    {
        var (slots, mask, seen) = (_slots, (uint)_slots.Length - 1, 0UL);
        foreach (var hash in hashes)
        {
            seen |= slots[hash & mask];
        }

        return seen;
    }

    /// <summary>The number of a text, or -1.</summary>
    public int Find(ReadOnlySpan<byte> text) => Find(text, HashOf(text));

    public int Find(ReadOnlySpan<byte> text, uint hash) => (int)(uint)_slots[Slot(text, hash)] - 1;

    /// <summary>Adds a text unless it is there. Answers its number either way.</summary>
    public int Add(ReadOnlySpan<byte> text, out bool isNew) => Add(text, HashOf(text), out isNew);

    public int Add(ReadOnlySpan<byte> text, uint hash, out bool isNew)
    {
        var slot = Slot(text, hash);
        isNew = _slots[slot] == 0;
        if (!isNew)
        {
            return (int)(uint)_slots[slot] - 1;
        }

        if (Count == _places.Length)
        {
            Array.Resize(ref _places, Count * 2);
        }

        _places[Count] = Store(text);
        _slots[slot] = (ulong)hash << 32 | (uint)++Count;
        Bytes += text.Length;
        if (Count > _slots.Length / 4 * 3)
        {
            Grow();
        }

        return Count - 1;
    }

    /// <summary>Per slot from some slot on: 0, or the text's number + 1.</summary>
    public void CopySlots(int from, Span<int> into)
    {
        for (var index = 0; index < into.Length; index++)
        {
            into[index] = (int)(uint)_slots[from + index];
        }
    }

    private uint Slot(ReadOnlySpan<byte> text, uint hash)
    {
        var slots = _slots;
        var mask = (uint)slots.Length - 1;
        for (var slot = hash & mask; ; slot = (slot + 1) & mask)
        {
            var found = slots[slot];
            if (found == 0 || ((uint)(found >> 32) == hash && this[(int)(uint)found - 1].SequenceEqual(text)))
            {
                return slot;
            }
        }
    }

    // A text never crosses a block; one longer than a block gets a block of its own size.
    private uint Store(ReadOnlySpan<byte> text)
    {
        var room = (text.Length + sizeof(int) + Alignment - 1) / Alignment * Alignment;
        var start = (int)(_end & (BlockSize - 1));
        if (_blocks.Count == 0 || start == 0 || start + room > BlockSize)
        {
            _blocks.Add(new byte[Math.Max(BlockSize, room)]);
            _end = (long)(_blocks.Count - 1) << BlockBits;
            start = 0;
        }

        var block = _blocks[^1];
        MemoryMarshal.Write(block.AsSpan(start), text.Length);
        text.CopyTo(block.AsSpan(start + sizeof(int)));
        var at = checked((uint)(_end / Alignment));
        _end = room >= BlockSize ? (long)_blocks.Count << BlockBits : _end + room;
        return at;
    }

    // In the order of the old slots the new ones are written in two rising runs, which memory likes best.
    private void Grow()
    {
        var old = _slots;
        _slots = new ulong[old.Length * 2];
        var mask = (uint)_slots.Length - 1;
        foreach (var entry in old)
        {
            if (entry == 0)
            {
                continue;
            }

            var slot = (uint)(entry >> 32) & mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = entry;
        }
    }
}
