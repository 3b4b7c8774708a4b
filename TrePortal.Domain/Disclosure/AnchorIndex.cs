using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace TrePortal.Domain.Disclosure;

/// <summary>
/// Finds the answered sets that may be close to a set without looking at all of them. Sets that differ by few people share
/// most lanes of their sketches, so each is entered under a few of its lanes, or of its bands of four lanes where nearly
/// every lane is taken: the first ones that are not empty. It is looked up under twice as many, since a few people more or
/// less move which ones are first; every look costs a way to memory. A set that differs by one person is always found; one near the end
/// of the reach is missed once in hundreds of times, which is as if that reach had been a little shorter.
/// </summary>
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
    private const int Nothing = -1;

    private readonly Dictionary<ulong, int> _heads = [];
    private readonly List<Entry> _entries = [];
    private readonly List<Anchor?> _anchors = [];
    private readonly List<int> _looks = []; // per anchor: the last look that compared it
    private int _look;

    public void Add(Anchor anchor)
    {
        _anchors.Add(anchor);
        _looks.Add(0);
        Span<ulong> keys = stackalloc ulong[LanesEntered + BandsEntered];
        foreach (var key in keys[..KeysToEnter(anchor.Set, keys)])
        {
            ref var head = ref CollectionsMarshal.GetValueRefOrAddDefault(_heads, key, out var isKnown);
            _entries.Add(new Entry(isKnown ? head : Nothing, _anchors.Count - 1, anchor.Set.Count, anchor.Reach));
            head = _entries.Count - 1;
        }
    }

    public void Remove(Anchor anchor)
    {
        var at = _anchors.FindLastIndex(known => ReferenceEquals(known, anchor));
        if (at >= 0)
        {
            _anchors[at] = null;
        }
    }

    /// <summary>The nearest of those that reach the set; null when none does.</summary>
    public Anchor? Closest(CountedSet set)
    {
        Anchor? closest = null;
        var (nearest, look) = (int.MaxValue, ++_look);
        var sketch = set.Sketch.Span;
        var entries = CollectionsMarshal.AsSpan(_entries);
        var looks = CollectionsMarshal.AsSpan(_looks);
        Span<ulong> keys = stackalloc ulong[Most];
        foreach (var key in keys[..(set.Count < Small ? Lanes(sketch, keys) : Bands(sketch, keys[..(set.Count < Large ? 2 * BandsEntered : BandsEntered)]))])
        {
            if (!_heads.TryGetValue(key, out var at))
            {
                continue;
            }

            for (; at >= 0; at = entries[at].Next)
            {
                // What stands in the entry itself rules nearly all of them out, without a way to the anchor's own memory.
                ref readonly var entry = ref entries[at];
                var apart = Math.Abs(entry.Count - set.Count);
                if (apart >= entry.Reach || apart >= nearest || looks[entry.Anchor] == look)
                {
                    continue;
                }

                looks[entry.Anchor] = look;
                if (_anchors[entry.Anchor] is { } anchor
                    && Math.Max(apart, CountedSet.Distance(anchor.Set.Sketch.Span, sketch)) is var distance
                    && distance < entry.Reach && distance < nearest)
                {
                    (closest, nearest) = (anchor, distance);
                }
            }
        }

        return closest;
    }

    // Whoever is within reach of a small set is entered by lanes, and whoever is of a larger one by bands.
    private int KeysToEnter(CountedSet set, Span<ulong> keys)
    {
        var lanes = set.Count < Small + reach ? Lanes(set.Sketch.Span, keys[..LanesEntered]) : 0;
        return set.Count >= Small - reach ? lanes + Bands(set.Sketch.Span, keys.Slice(lanes, BandsEntered)) : lanes;
    }

    // As many of the first lanes that are not empty as there is room for keys; answers how many.
    private static int Lanes(ReadOnlySpan<ushort> sketch, Span<ulong> keys)
    {
        var found = 0;
        for (var lane = 0; lane < CountedSet.Lanes && found < keys.Length; lane++)
        {
            if (sketch[lane] is not 0 and var sum)
            {
                keys[found++] = (1UL << 32) | ((ulong)lane << 16) | sum;
            }
        }

        return found;
    }

    private static int Bands(ReadOnlySpan<ushort> sketch, Span<ulong> keys)
    {
        var found = 0;
        for (var lane = 0; lane < CountedSet.Lanes && found < keys.Length; lane += LanesOfBand)
        {
            var sums = BinaryPrimitives.ReadUInt64LittleEndian(MemoryMarshal.AsBytes(sketch.Slice(lane, LanesOfBand)));
            if (sums != 0)
            {
                // A collision costs a comparison, no more.
                keys[found++] = BitOperations.RotateLeft((sums ^ (ulong)lane) * 0x9E3779B97F4A7C15, 29) | 1UL << 63;
            }
        }

        return found;
    }

    /// <summary>An anchor under one of its keys.</summary>
    /// <param name="Next">The next one under the same key; negative at the end.</param>
    /// <param name="Anchor">Its place in the list of all.</param>
    /// <param name="Count">Of its set.</param>
    /// <param name="Reach">Its own.</param>
    private readonly record struct Entry(int Next, int Anchor, int Count, int Reach);
}
