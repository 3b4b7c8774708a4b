using System.Security.Cryptography;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>
/// Numbers texts in the order they are first met: a set of UTF-8 texts in a few large arrays, without an object per text.
/// </summary>
internal sealed class ByteKeyTable
{
    private const int BlockBits = 20;
    private const int BlockSize = 1 << BlockBits;

    private readonly List<byte[]> _blocks = [];
    private long[] _offsets = new long[16];
    private uint[] _hashes = new uint[16];
    private int[] _slots = new int[32];
    private long _end;

    /// <summary>Drawn per table, so that nobody can prepare keys that collide.</summary>
    public ulong Seed { get; } = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));

    public int Count { get; private set; }

    /// <summary>Bytes of all texts together.</summary>
    public long Bytes { get; private set; }

    /// <summary>One slot per place of the hash table: 0, or the text's number + 1.</summary>
    public ReadOnlyMemory<int> Slots => _slots;

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var at = _offsets[index];
            var block = _blocks[(int)(at >> BlockBits)];
            var start = (int)(at & (BlockSize - 1));
            return block.AsSpan(start + sizeof(int), BitConverter.ToInt32(block, start));
        }
    }

    /// <summary>The number of a text, or -1.</summary>
    public int Find(ReadOnlySpan<byte> text) => _slots[Slot(text, (uint)KeyHash.Of(text, Seed))] - 1;

    /// <summary>Adds a text unless it is there. Answers its number either way.</summary>
    public int Add(ReadOnlySpan<byte> text, out bool isNew)
    {
        var hash = (uint)KeyHash.Of(text, Seed);
        var slot = Slot(text, hash);
        isNew = _slots[slot] == 0;
        if (!isNew)
        {
            return _slots[slot] - 1;
        }

        if (Count == _offsets.Length)
        {
            Array.Resize(ref _offsets, Count * 2);
            Array.Resize(ref _hashes, Count * 2);
        }

        _offsets[Count] = Store(text);
        _hashes[Count] = hash;
        _slots[slot] = ++Count;
        Bytes += text.Length;
        if (Count > _slots.Length / 4 * 3)
        {
            Grow();
        }

        return Count - 1;
    }

    private uint Slot(ReadOnlySpan<byte> text, uint hash)
    {
        var mask = (uint)_slots.Length - 1;
        var slot = hash & mask;
        while (_slots[slot] != 0 && (_hashes[_slots[slot] - 1] != hash || !this[_slots[slot] - 1].SequenceEqual(text)))
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    // A text never crosses a block; one longer than a block gets a block of its own size.
    private long Store(ReadOnlySpan<byte> text)
    {
        var room = text.Length + sizeof(int);
        var start = (int)(_end & (BlockSize - 1));
        if (_blocks.Count == 0 || start == 0 || start + room > BlockSize)
        {
            _blocks.Add(new byte[Math.Max(BlockSize, room)]);
            _end = (long)(_blocks.Count - 1) << BlockBits;
            start = 0;
        }

        var block = _blocks[^1];
        BitConverter.TryWriteBytes(block.AsSpan(start), text.Length);
        text.CopyTo(block.AsSpan(start + sizeof(int)));
        var at = _end;
        _end = room >= BlockSize ? (long)_blocks.Count << BlockBits : _end + room;
        return at;
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        var mask = (uint)_slots.Length - 1;
        for (var index = 0; index < Count; index++)
        {
            var slot = _hashes[index] & mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = index + 1;
        }
    }
}
