using System.Security.Cryptography;

namespace TrePortal.Data.ShowcaseBuilder;

/// <summary>Chance from the system's own generator, whose past and future nobody can work out from what it gave.</summary>
internal static class PeopleDraw
{
    /// <summary>So many per cent of the rows 0 to <paramref name="count"/>, at least one, in an order that says nothing.</summary>
    public static int[] Draw(int count, int percent)
    {
        var rows = Enumerable.Range(0, count).ToArray();
        RandomNumberGenerator.Shuffle(rows.AsSpan());
        var taken = (int)Math.Max(Math.Min(1, count), Math.Round(count * (percent / 100.0), MidpointRounding.AwayFromZero));
        return percent == 100 ? rows : rows[..taken];
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

    /// <summary>New row numbers. That two are equal is as good as impossible; the import would refuse them.</summary>
    public static ulong[] Numbers(int count)
    {
        var numbers = new ulong[count];
        RandomNumberGenerator.Fill(System.Runtime.InteropServices.MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }
}
