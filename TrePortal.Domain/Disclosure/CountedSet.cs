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

    public bool Equals(CountedSet other) => Count == other.Count && Sketch.Span.SequenceEqual(other.Sketch.Span);

    public override int GetHashCode() => HashCode.Combine(Count, Sketch.IsEmpty ? 0 : Sketch.Span[0]);
}
