using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Domain.Disclosure;

namespace TrePortal.Data.Cohorts;

/// <summary>
/// A secret random-looking number for each person, from their key and a secret. The same person has the same number in
/// every release, so that sets of different releases can be compared.
/// </summary>
public sealed unsafe class PersonKeys
{
    private readonly uint[] _numbers; // pinned, and padded like a column

    private PersonKeys(uint[] numbers, int count)
    {
        (_numbers, Count) = (numbers, count);
        Pointer = (uint*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(numbers));
    }

    /// <summary>By row of the main entity.</summary>
    public ReadOnlySpan<uint> Numbers => _numbers.AsSpan(0, Count);

    internal int Count { get; }

    internal uint* Pointer { get; }

    internal static PersonKeys Of(EntityTable main, ulong secret)
    {
        var keys = (TextColumn)main.Column(main.Schema.Key.Name);
        var numbers = GC.AllocateArray<uint>(checked((int)Column.Padded(main.RowCount)), pinned: true);
        for (var row = 0; row < main.RowCount; row++)
        {
            numbers[row] = (uint)(KeyHash.Of(keys[row], secret) >> 32);
        }

        return new PersonKeys(numbers, main.RowCount);
    }

    /// <summary>Adds people to the sums of a sketch.</summary>
    [MethodImpl(HotLoop.Options)]
    internal static void Sum(ReadOnlySpan<uint> numbers, Span<ushort> sums)
    {
        foreach (var number in numbers)
        {
            sums[(int)(number >> CountedSet.LaneShift)] += (ushort)number;
        }
    }
}
