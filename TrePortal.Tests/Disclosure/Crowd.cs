using TrePortal.Domain.Disclosure;

namespace TrePortal.Tests.Disclosure;

/// <summary>Numbered people with secret numbers, to make sets of.</summary>
internal sealed class Crowd
{
    private readonly uint[] _numbers;

    public Crowd(int people, int seed)
    {
        var random = new Random(seed);
        _numbers = [.. Enumerable.Range(0, people).Select(_ => (uint)random.NextInt64(1L << 32))];
        Everybody = Set(Enumerable.Range(0, people));
    }

    public CountedSet Everybody { get; }

    public CountedSet Set(IEnumerable<int> people)
    {
        var (sums, count) = (new ushort[CountedSet.Lanes], 0);
        foreach (var person in people)
        {
            sums[_numbers[person] >> CountedSet.LaneShift] += (ushort)_numbers[person];
            count++;
        }

        return CountedSet.Of(count, sums);
    }

    public CountedSet Set(int from, int count) => Set(Enumerable.Range(from, count));
}
