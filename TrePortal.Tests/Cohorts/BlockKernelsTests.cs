using TrePortal.Data.Cohorts;

namespace TrePortal.Tests.Cohorts;

/// <summary>The engine's inner loops, by every vector path of this processor, against plain loops.</summary>
public unsafe class BlockKernelsTests
{
    private const int Words = 37;
    private const int Rows = Words * 64;

    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (var path in Enum.GetValues<VectorPath>().Where(path => path <= BlockKernels.Best))
        {
            foreach (var percent in (int[])[0, 1, 13, 50, 99, 100])
            {
                cases.Add(path.ToString(), percent);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Bytes_of_a_set_are_found(string loops, int percent)
    {
        var random = new Random(percent);
        foreach (var most in (int[])[1, 127, 128, 200, 255])
        {
            var set = Enumerable.Range(0, 256).Select(code => code <= most && random.Next(100) < percent ? byte.MaxValue : (byte)0).ToArray();
            var cells = Bytes(random);
            var isShort = !set.AsSpan(128).Contains(byte.MaxValue);
            var words = new ulong[Words];
            fixed (byte* cell = cells)
            fixed (byte* member = set)
            {
                BlockKernels.BytesIn(cell, words, member, isShort, Enum.Parse<VectorPath>(loops));
            }

            Assert.Equal(WordsOf(row => set[cells[row]] != 0), words);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Numbers_of_a_range_are_found(string loops, int percent)
    {
        var random = new Random(percent);
        var cells = Bytes(random);
        var wider = Enumerable.Range(0, Rows).Select(_ => (ushort)random.Next(ushort.MaxValue + 1)).ToArray();
        var (low, high) = ((byte)(percent / 2), (byte)(255 - (percent / 3)));
        var (words, more) = (new ulong[Words], new ulong[Words]);
        fixed (byte* cell = cells)
        fixed (ushort* number = wider)
        {
            BlockKernels.BytesBetween(cell, words, low, high, Enum.Parse<VectorPath>(loops));
            BlockKernels.ShortsBetween(number, more, (ushort)(low * 256), (ushort)(high * 256), Enum.Parse<VectorPath>(loops));
        }

        Assert.Equal(WordsOf(row => cells[row] >= low && cells[row] <= high), words);
        Assert.Equal(WordsOf(row => wider[row] >= low * 256 && wider[row] <= high * 256), more);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Set_rows_are_put_beside_each_other(string loops, int percent)
    {
        var path = Enum.Parse<VectorPath>(loops);
        var random = new Random(percent);
        var (cells, numbers) = (Bytes(random), Enumerable.Range(0, Rows).Select(_ => (uint)random.NextInt64(1L << 32)).ToArray());
        var words = WordsOf(_ => random.Next(100) < percent);
        var expected = Enumerable.Range(0, Rows).Where(row => (words[row / 64] >> (row % 64) & 1) != 0).ToList();
        var (bytes, kept, rows) = (new byte[Rows + BlockKernels.Slack], new uint[Rows + BlockKernels.Slack], new int[Rows + BlockKernels.Slack]);
        fixed (byte* cell = cells, into = bytes)
        fixed (uint* number = numbers, keep = kept)
        fixed (int* row = rows)
        {
            BlockKernels.RowsOf(words, firstRow: 64, row, path);
            Assert.Equal(expected.Select(at => at + 64), rows.Take(expected.Count));
            if (path == VectorPath.Portable)
            {
                return; // it picks single cells
            }

            BlockKernels.Compress(cell, words, into, path);
            BlockKernels.Compress(number, words, keep, path);
        }

        Assert.Equal(expected.Select(at => cells[at]), bytes.Take(expected.Count));
        Assert.Equal(expected.Select(at => numbers[at]), kept.Take(expected.Count));
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[Rows];
        random.NextBytes(bytes);
        return bytes;
    }

    private static ulong[] WordsOf(Func<int, bool> isSet)
    {
        var words = new ulong[Words];
        for (var row = 0; row < Rows; row++)
        {
            words[row / 64] |= isSet(row) ? 1UL << (row % 64) : 0;
        }

        return words;
    }
}
