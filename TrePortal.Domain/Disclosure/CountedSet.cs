using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace TrePortal.Domain.Disclosure;

/// <summary>
/// A set of people as the disclosure rules see it: how many, and a sketch of who. Every person has a secret random number;
/// the sketch deals all people into <see cref="Lanes"/> lanes by it and keeps the sum of each lane. Two sets that differ by
/// d people differ in at most d lanes, and in nearly d while d is small, so how far two sets are apart is seen without
/// keeping either.
/// </summary>
/// <param name="Count">The true number of people.</param>
/// <param name="Sketch">One sum, modulo 2^16, per lane.</param>
public readonly record struct CountedSet(int Count, ReadOnlyMemory<ushort> Sketch)
{
    public const int Lanes = 128;

    /// <summary>The lane of a person's secret number: its upper seven bits.</summary>
    public const int LaneShift = 32 - 7;

    public static CountedSet Nobody { get; } = new(0, new ushort[Lanes]);

    /// <summary>From the sums of the secret numbers of each lane, modulo 2^16.</summary>
    /// <param name="count">People.</param>
    /// <param name="sums">One per lane.</param>
    public static CountedSet Of(int count, ReadOnlySpan<ushort> sums) => new(count, sums[..Lanes].ToArray());

    /// <summary>How many lanes differ: a lower bound of how many people are in one set only.</summary>
    public static int Distance(ReadOnlySpan<ushort> one, ReadOnlySpan<ushort> other)
    {
        var left = MemoryMarshal.Cast<ushort, Vector256<ushort>>(one);
        var right = MemoryMarshal.Cast<ushort, Vector256<ushort>>(other);
        var differing = 0;
        for (var at = 0; at < left.Length; at++)
        {
            differing += Vector256<ushort>.Count - BitOperations.PopCount(Vector256.Equals(left[at], right[at]).ExtractMostSignificantBits());
        }

        return differing;
    }

    /// <summary>
    /// A number from 0 up to, not including, 1 that sets with nearly the same people mostly share: of all lanes with
    /// somebody in them, the one that comes first in a secret order decides.
    /// </summary>
    public double Draw(ulong secret)
    {
        var first = ulong.MaxValue;
        var lanes = Sketch.Span;
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            if (lanes[lane] != 0)
            {
                first = Math.Min(first, Mix(secret ^ ((ulong)lane << 16) ^ lanes[lane]));
            }
        }

        return (Mix(first) >> 11) * (1.0 / (1UL << 53));
    }

    private static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }

    public bool Equals(CountedSet other) => Count == other.Count && Sketch.Span.SequenceEqual(other.Sketch.Span);

    public override int GetHashCode() => HashCode.Combine(Count, Sketch.IsEmpty ? 0 : Sketch.Span[0]);
}
