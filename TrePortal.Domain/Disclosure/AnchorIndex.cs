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

    private readonly Dictionary<ulong, int> _heads = [];
    private readonly List<(Anchor? Anchor, int Next)> _entries = [];

    public void Add(Anchor anchor)
    {
        foreach (var key in Entered(anchor.Set))
        {
            ref var head = ref CollectionsMarshal.GetValueRefOrAddDefault(_heads, key, out var isKnown);
            _entries.Add((anchor, isKnown ? head : -1));
            head = _entries.Count - 1;
        }
    }

    public void Remove(Anchor anchor)
    {
        foreach (var key in Entered(anchor.Set))
        {
            for (var at = _heads.GetValueOrDefault(key, -1); at >= 0; at = _entries[at].Next)
            {
                if (ReferenceEquals(_entries[at].Anchor, anchor))
                {
                    _entries[at] = _entries[at] with { Anchor = null };
                }
            }
        }
    }

    /// <summary>The nearest of those that reach the set; null when none does.</summary>
    public Anchor? Closest(CountedSet set)
    {
        Anchor? closest = null;
        var nearest = int.MaxValue;
        foreach (var key in set.Count < Small ? Lanes(set).Take(2 * LanesEntered) : Bands(set).Take(2 * BandsEntered))
        {
            for (var at = _heads.GetValueOrDefault(key, -1); at >= 0; at = _entries[at].Next)
            {
                if (_entries[at].Anchor is { } anchor
                    && Math.Abs(anchor.Set.Count - set.Count) is var apart && apart < anchor.Reach && apart < nearest
                    && Math.Max(apart, CountedSet.Distance(anchor.Set.Sketch.Span, set.Sketch.Span)) is var distance
                    && distance < anchor.Reach && distance < nearest)
                {
                    (closest, nearest) = (anchor, distance);
                }
            }
        }

        return closest;
    }

    // Whoever is within reach of a small set is entered by lanes, and whoever is of a larger one by bands.
    private IEnumerable<ulong> Entered(CountedSet set)
    {
        var lanes = set.Count < Small + reach ? Lanes(set).Take(LanesEntered) : [];
        return set.Count >= Small - reach ? lanes.Concat(Bands(set).Take(BandsEntered)) : lanes;
    }

    private static IEnumerable<ulong> Lanes(CountedSet set)
    {
        var sketch = set.Sketch;
        for (var lane = 0; lane < CountedSet.Lanes; lane++)
        {
            if (sketch.Span[lane] is not 0 and var sum)
            {
                yield return (1UL << 32) | ((ulong)lane << 16) | sum;
            }
        }
    }

    private static IEnumerable<ulong> Bands(CountedSet set)
    {
        var sketch = set.Sketch;
        for (var lane = 0; lane < CountedSet.Lanes; lane += LanesOfBand)
        {
            var sums = BinaryPrimitives.ReadUInt64LittleEndian(MemoryMarshal.AsBytes(sketch.Span.Slice(lane, LanesOfBand)));
            if (sums != 0)
            {
                // A collision costs a comparison, no more.
                yield return BitOperations.RotateLeft((sums ^ (ulong)lane) * 0x9E3779B97F4A7C15, 29) | 1UL << 63;
            }
        }
    }
}
