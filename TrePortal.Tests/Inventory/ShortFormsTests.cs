using System.Runtime.Intrinsics;
using System.Text;
using TrePortal.Data.Inventory.Columns;

namespace TrePortal.Tests.Inventory;

/// <summary>The fast ways of the import against the slow ones, on texts of the kind that decide between them.</summary>
public class ShortFormsTests
{
    [Fact]
    public void Short_numbers_are_read_as_the_strict_reader_reads_them()
    {
        foreach (var text in Texts("0123456789.-+e ", 200_000))
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            if (ShortNumber.TryReadInteger(ShortText.Of(bytes), out var integer))
            {
                Assert.Equal(CellFault.None, NumberText.TryReadInteger(bytes, out var expected));
                Assert.Equal(expected, integer);
            }

            if (ShortNumber.TryReadFloat(ShortText.Of(bytes), out var number))
            {
                Assert.Equal(CellFault.None, NumberText.TryReadFloat(bytes, out var expected));
                Assert.Equal(BitConverter.DoubleToInt64Bits(expected), BitConverter.DoubleToInt64Bits(number));
            }
        }
    }

    [VectorFact]
    public void Four_short_numbers_at_a_time_are_read_like_one_after_the_other()
    {
        ulong[] others = [0, ulong.MaxValue, LongCell.Of(7, 9), ShortText.Of("-"u8), ShortText.Of("."u8), ShortText.Of("-0"u8), ShortText.Of("-.5"u8), ShortText.Of("99999999"u8)];
        foreach (var texts in Texts("0123456789.-+e ", 100_000).Concat(Texts("0123456789.", 100_000)).Select(text => ShortText.Of(Encoding.UTF8.GetBytes(text))).Chunk(4).Concat(others.Chunk(4)))
        {
            var areIntegers = ShortNumber.TryReadIntegers(Vector256.Create(texts), out var integers);
            var areFloats = ShortNumber.TryReadFloats(Vector256.Create(texts), out var floats);
            for (var at = 0; at < texts.Length; at++)
            {
                Assert.Equal(ShortNumber.TryReadInteger(texts[at], out var integer) ? (-1, integer) : (0, 0), (areIntegers[at], integers[at]));
                Assert.Equal(ShortNumber.TryReadFloat(texts[at], out var number) ? -1 : 0, BitConverter.DoubleToInt64Bits(areFloats[at]));
                Assert.Equal(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits(floats[at]));
            }
        }
    }

    [Fact]
    public void A_byte_is_found_where_it_first_stands_in_a_short_text()
    {
        foreach (var text in Texts("a|}{\u007F", 20_000))
        {
            var expected = text.IndexOf('|', StringComparison.Ordinal);
            Assert.Equal(expected < 0 ? ShortText.Most : expected, ShortText.IndexOf(ShortText.Of(Encoding.UTF8.GetBytes(text)), (byte)'|'));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(100_000)]
    public void Keys_keep_their_numbers_however_many_were_expected(int expected)
    {
        var table = new ByteKeyTable();
        if (expected > 0)
        {
            table.Expect(expected);
        }

        for (var key = 0; key < 50_000; key++)
        {
            Assert.Equal(key, table.Add(Key(key), out var isNew));
            Assert.True(isNew);
        }

        for (var key = 0; key < 50_000; key += 7)
        {
            Assert.Equal(key, table.Add(Key(key), out var isNew));
            Assert.False(isNew);
            Assert.Equal(key, table.Find(Key(key)));
            Assert.True(table[key].SequenceEqual(Key(key)));
        }

        Assert.Equal(-1, table.Find("absent"u8));
        var slots = new int[table.SlotCount];
        table.CopySlots(0, slots);
        Assert.Equal(Enumerable.Range(1, 50_000), slots.Where(slot => slot != 0).Order());
    }

    [Fact]
    public void A_key_longer_than_a_block_is_found_among_short_ones()
    {
        var table = new ByteKeyTable();
        byte[][] keys = [[1], new byte[(1 << 20) - 4], new byte[3 << 20], [2, 3, 4, 5, 6]];
        foreach (var key in keys)
        {
            table.Add(key, out _);
        }

        Assert.Equal([0, 1, 2, 3], keys.Select(key => table.Find(key)));
    }

    // "k7", "key 8", "a longer key 9": of different lengths, so that they lie at all kinds of places.
    private static byte[] Key(int number) => Encoding.UTF8.GetBytes((number % 3) switch { 0 => $"k{number}", 1 => $"key {number}", _ => $"a longer key {number}" });

    // One to eight letters, seeded.
    private static IEnumerable<string> Texts(string letters, int count)
    {
        var random = new Random(20261126);
        return Enumerable.Range(0, count).Select(_ => new string(random.GetItems(letters.AsSpan(), random.Next(1, ShortText.Most + 1))));
    }
}

/// <summary>A test of what only some processors can do.</summary>
public sealed class VectorFactAttribute : FactAttribute
{
    public VectorFactAttribute()
    {
        if (!ShortNumber.IsVectorized)
        {
            Skip = "This processor has no AVX2, so numbers are read one after the other.";
        }
    }
}
