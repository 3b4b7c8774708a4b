using TrePortal.Data.Inventory.Columns;
using TrePortal.Domain.Disclosure;

namespace TrePortal.Data.Cohorts;

/// <summary>
/// A secret random-looking number for each person, from their key and a secret. The same person has the same number in
/// every release, so that sets of different releases can be compared.
/// </summary>
public sealed class PersonKeys
{
    private readonly uint[] _numbers;

    private PersonKeys(uint[] numbers) => _numbers = numbers;

    /// <summary>By row of the main entity.</summary>
    public ReadOnlySpan<uint> Numbers => _numbers;

    internal static PersonKeys Of(EntityTable main, ulong secret)
    {
        var keys = (TextColumn)main.Column(main.Schema.Key.Name);
        var numbers = new uint[main.RowCount];
        for (var row = 0; row < numbers.Length; row++)
        {
            numbers[row] = (uint)(KeyHash.Of(keys[row], secret) >> 32);
        }

        return new PersonKeys(numbers);
    }

    internal void Sum(ReadOnlySpan<int> people, Span<uint> sums)
    {
        foreach (var person in people)
        {
            var number = _numbers[person];
            sums[(int)(number >> CountedSet.LaneShift)] += number;
        }
    }
}
