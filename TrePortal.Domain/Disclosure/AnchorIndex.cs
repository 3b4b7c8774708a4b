using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace TrePortal.Domain.Disclosure;

/// <summary>
/// Finds the answered sets that may be close to a set without looking at all of them. Sets that differ by few people share
/// most lanes of their sketches, so each is entered under a few of its lanes, or of its bands of four lanes where nearly
/// every lane is taken: the first ones that are not empty. It is looked up under twice as many, since a few people more or
/// less move which ones are first; every look costs a way to memory. A set that differs by one person is always found; one near the end
/// of the reach is missed once in hundreds of times, which is as if that reach had been a little shorter.
/// </summary>
/// <param name="reach">The longest there is.</param>
internal sealed class AnchorIndex(int reach)
{
    // Below this many people lanes are entered by themselves: their values are those of single people.
    private const int Small = 140;
    private const int LanesEntered = 8;
    private const int BandsEntered = 6;
    private const int LanesOfBand = 4;
    private const int Most = 2 * LanesEntered;

    // From this many people on no band is ever empty, so the first ones are the same for all sets and no further ones need a look.
    private const int Large = 2_000;

    private readonly AnchorKeys _keys = new();
    private readonly List<Entry> _entries = [default]; // the first stands for none and reaches nothing
    private readonly List<Answered> _answered = [];
    private readonly SketchRoom _sketches = new();
    private int _look;

    public void Add(Anchor anchor)
    {
        var at = _answered.Count;
        _sketches.Write(at, anchor.Set.Sketch.Span);
        _answered.Add(new Answered(anchor.Set.Count, anchor.Noise, anchor.Reach, LastLook: 0));
        Span<uint> keys = stackalloc uint[LanesEntered + BandsEntered];
        foreach (var key in keys[..KeysToEnter(anchor.Set, keys)])
        {
            ref var head = ref _keys.Head(key);
            _entries.Add(new Entry(head, at, anchor.Set.Count, anchor.Reach));
            head = _entries.Count - 1;
        }
    }

    /// <summary>Takes back those that were added last. They are found no more; their room is not used again.</summary>
    public void TakeBack(int anchors)
    {
        var first = _answered.Count - anchors;
        var entries = CollectionsMarshal.AsSpan(_entries);
        for (var at = entries.Length - 1; at > 0 && entries[at].Anchor >= first; at--)
        {
            entries[at] = entries[at] with { Reach = 0 };
        }
    }

    /// <summary>The nearest of those that reach the set; null when none does.</summary>
    public Anchor? Closest(CountedSet set)
    {
        var (closest, nearest, look) = (-1, int.MaxValue, ++_look);
        var sketch = set.Sketch.Span;
        var entries = CollectionsMarshal.AsSpan(_entries);
        var answered = CollectionsMarshal.AsSpan(_answered);
        Span<uint> room = stackalloc uint[Most];
        var keys = room[..(set.Count < Small ? Lanes(sketch, room) : Bands(sketch, room[..(set.Count < Large ? 2 * BandsEntered : BandsEntered)]))];
        Span<int> found = stackalloc int[Most];
        var heads = found[..keys.Length];
        _keys.Heads(keys, heads);
        if (!ReachAnything(heads, entries))
        {
            return null;
        }

        foreach (var head in heads)
        {
            for (var at = head; at != 0; at = entries[at].Next)
            {
                // What stands in the entry itself rules nearly all of them out, without a way to the anchor's own memory.
                ref readonly var entry = ref entries[at];
                var apart = Math.Abs(entry.Count - set.Count);
                if (apart >= entry.Reach || apart >= nearest || answered[entry.Anchor].LastLook == look)
                {
                    continue;
                }

                answered[entry.Anchor] = answered[entry.Anchor] with { LastLook = look };
                var distance = Math.Max(apart, CountedSet.Distance(_sketches[entry.Anchor].Span, sketch));
                if (distance < entry.Reach && distance < nearest)
                {
                    (closest, nearest) = (entry.Anchor, distance);
                }
            }
        }

        return closest < 0 ? null : new Anchor(new CountedSet(answered[closest].Count, _sketches[closest]), answered[closest].Noise, answered[closest].Reach);
    }

    // Looks at all of them before anything is decided by one: only so the ways to memory overlap.
    private static bool ReachAnything(ReadOnlySpan<int> heads, ReadOnlySpan<Entry> entries)
    {
        var reaches = 0;
        foreach (var head in heads)
        {
            reaches |= entries[head].Reach | entries[head].Next;
        }

        return reaches != 0;
    }

    // Whoever is within reach of a small set is entered by lanes, and whoever is of a larger one by bands.
    private int KeysToEnter(CountedSet set, Span<uint> keys)
    {
        var lanes = set.Count < Small + reach ? Lanes(set.Sketch.Span, keys[..LanesEntered]) : 0;
        return set.Count >= Small - reach ? lanes + Bands(set.Sketch.Span, keys.Slice(lanes, BandsEntered)) : lanes;
    }

    // As many of the first lanes that are not empty as there is room for keys; answers how many.
    private static int Lanes(ReadOnlySpan<ushort> sketch, Span<uint> keys)
    {
        var found = 0;
        for (var lane = 0; lane < CountedSet.Lanes && found < keys.Length; lane++)
        {
            if (sketch[lane] is not 0 and var sum)
            {
                keys[found++] = AnchorKeys.Of(((ulong)lane << 16) | sum, part: 0);
            }
        }

        return found;
    }

    private static int Bands(ReadOnlySpan<ushort> sketch, Span<uint> keys)
    {
        var found = 0;
        for (var lane = 0; lane < CountedSet.Lanes && found < keys.Length; lane += LanesOfBand)
        {
            var sums = BinaryPrimitives.ReadUInt64LittleEndian(MemoryMarshal.AsBytes(sketch.Slice(lane, LanesOfBand)));
            if (sums != 0)
            {
                keys[found++] = AnchorKeys.Of(sums, part: lane + 1);
            }
        }

        return found;
    }

    /// <summary>An anchor under one of its keys.</summary>
    /// <param name="Next">The next one under the same key; 0 at the end.</param>
    /// <param name="Anchor">Its place among all.</param>
    /// <param name="Count">Of its set.</param>
    /// <param name="Reach">Its own; 0 when it was taken back.</param>
    private readonly record struct Entry(int Next, int Anchor, int Count, int Reach);

    /// <summary>An anchor but for its sketch.</summary>
    /// <param name="LastLook">The last look that compared it.</param>
    private readonly record struct Answered(int Count, int Noise, int Reach, int LastLook);
}

/// <summary>
/// The first entry of each key. A key is 32 bits of a hash: two that collide share their entries, which costs a comparison
/// and no more. Slots lie in one array and those of a look do not depend on each other, so the ways to memory overlap.
/// </summary>
internal sealed class AnchorKeys
{
    private Slot[] _slots = new Slot[1 << 6];
    private int _shift = 32 - 6;
    private int _taken;

    /// <param name="value">What is looked up.</param>
    /// <param name="part">Which part of a sketch it is.</param>
    public static uint Of(ulong value, int part)
    {
        var hash = (value ^ ((ulong)part << 57)) * 0x9E3779B97F4A7C15;
        return (uint)(((hash ^ (hash >> 32)) * 0xD6E8FEB86659FD93) >> 32);
    }

    /// <summary>For each key its first entry; 0 where there is none.</summary>
    public void Heads(ReadOnlySpan<uint> keys, Span<int> heads)
    {
        var slots = _slots;
        var taken = 0;
        foreach (var key in keys)
        {
            taken |= slots[key >> _shift].Head; // all of them before anything is decided by one, so that the ways to memory overlap
        }

        if (taken == 0)
        {
            heads.Clear();
            return;
        }

        for (var at = 0; at < keys.Length; at++)
        {
            heads[at] = slots[Find(slots, keys[at])].Head;
        }
    }

    /// <summary>Where the first entry of a key is kept; 0 as long as there is none. Write one before the next call.</summary>
    public ref int Head(uint key)
    {
        if (2 * _taken >= _slots.Length)
        {
            Grow();
        }

        ref var slot = ref _slots[Find(_slots, key)];
        if (slot.Head == 0)
        {
            slot.Key = key;
            _taken++;
        }

        return ref slot.Head;
    }

    // The slot of the key, or the empty one where it would be.
    private int Find(Slot[] slots, uint key)
    {
        var at = (int)(key >> _shift);
        while (slots[at].Head != 0 && slots[at].Key != key)
        {
            at = (at + 1) & (slots.Length - 1);
        }

        return at;
    }

    private void Grow()
    {
        var larger = new Slot[2 * _slots.Length];
        _shift--;
        foreach (var slot in _slots)
        {
            if (slot.Head != 0)
            {
                larger[Find(larger, slot.Key)] = slot;
            }
        }

        _slots = larger;
    }

    private struct Slot
    {
        public uint Key;
        public int Head;
    }
}

/// <summary>Sketches side by side in large blocks, so that the garbage collector has next to nothing to look after.</summary>
internal sealed class SketchRoom
{
    private const int SetsOfBlock = 512;
    private const int SetsAtFirst = 16;

    private readonly List<ushort[]> _blocks = [];

    public ReadOnlyMemory<ushort> this[int set] => _blocks[set / SetsOfBlock].AsMemory(set % SetsOfBlock * CountedSet.Lanes, CountedSet.Lanes);

    /// <param name="set">One after the other.</param>
    /// <param name="sketch">Copied; of a set without one nothing is.</param>
    public void Write(int set, ReadOnlySpan<ushort> sketch)
    {
        var (block, at) = (set / SetsOfBlock, set % SetsOfBlock * CountedSet.Lanes);
        if (block == _blocks.Count)
        {
            _blocks.Add(new ushort[(block == 0 ? SetsAtFirst : SetsOfBlock) * CountedSet.Lanes]);
        }
        else if (at == _blocks[block].Length)
        {
            var larger = new ushort[2 * at];
            _blocks[block].CopyTo(larger, 0);
            _blocks[block] = larger;
        }

        sketch.CopyTo(_blocks[block].AsSpan(at));
    }
}
