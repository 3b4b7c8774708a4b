using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using TrePortal.Data.Inventory.Columns;

namespace TrePortal.Data.ShowcaseBuilder;

/// <summary>
/// Who is in a showcase, in which order, and under which numbers. People are numbered by a keyed hash whose secret never
/// leaves the portal: the same person has the same number in every release, so that the disclosure rules can tell two
/// releases from two crowds. Rows of related tables are numbered by chance.
/// </summary>
internal static class PeopleDraw
{
    /// <summary>A number for each row of the main entity. That two are equal is as good as impossible; the import would refuse them.</summary>
    /// <param name="main">The table of people.</param>
    /// <param name="secret">Of the environment.</param>
    public static ulong[] Numbers(EntityTable main, byte[] secret)
    {
        var keys = (TextColumn)main.Column(main.Schema.Key.Name);
        var numbers = new ulong[main.RowCount];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        for (var row = 0; row < numbers.Length; row++)
        {
            HMACSHA256.HashData(secret, keys[row], hash);
            numbers[row] = BinaryPrimitives.ReadUInt64BigEndian(hash);
        }

        return numbers;
    }

    /// <summary>So many per cent of the people, at least one, in the order of their numbers, which says nothing of them. A sample of another release has the same people.</summary>
    public static int[] Draw(ulong[] numbers, int percent)
    {
        var rows = Enumerable.Range(0, numbers.Length).ToArray();
        Array.Sort((ulong[])numbers.Clone(), rows);
        var taken = (int)Math.Max(Math.Min(1, rows.Length), Math.Round(rows.Length * (percent / 100.0), MidpointRounding.AwayFromZero));
        return rows[..taken];
    }

    public static bool[]? Taken(int[] drawn, int count)
    {
        if (drawn.Length == count)
        {
            return null;
        }

        var taken = new bool[count];
        foreach (var row in drawn)
        {
            taken[row] = true;
        }

        return taken;
    }

    /// <summary>All rows of a table in an order that says nothing.</summary>
    public static int[] Shuffled(int count)
    {
        var rows = Enumerable.Range(0, count).ToArray();
        RandomNumberGenerator.Shuffle(rows.AsSpan());
        return rows;
    }

    /// <summary>Numbers from the system's own generator, whose past and future nobody can work out from what it gave.</summary>
    public static ulong[] ByChance(int count)
    {
        var numbers = new ulong[count];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }
}
