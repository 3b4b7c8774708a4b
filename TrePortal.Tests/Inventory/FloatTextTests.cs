using System.Globalization;
using System.Text;
using TrePortal.Data.Inventory.Columns;

namespace TrePortal.Tests.Inventory;

/// <summary>The quick way of writing floats against the runtime's own shortest text.</summary>
public sealed class FloatTextTests
{
    [Theory]
    [InlineData(-0.0)]
    [InlineData(0.1)]
    [InlineData(0.05)]
    [InlineData(-0.0001)]
    [InlineData(0.00001)]
    [InlineData(1.0)]
    [InlineData(-17.25)]
    [InlineData(0.30000000000000004)]
    [InlineData(123456789012345)]
    [InlineData(999999999999999.9)]
    [InlineData(1e15)]
    [InlineData(9007199254740993.0)]
    [InlineData(1e22)]
    [InlineData(2.5e-310)]
    [InlineData(double.MaxValue)]
    [InlineData(double.Epsilon)]
    public void Edges_are_written_as_the_runtime_writes_them(double value) => Assert.Equal(value.ToString("R", CultureInfo.InvariantCulture), Written(value));

    [Fact]
    public void Random_numbers_of_every_kind_are_too()
    {
        var random = new Random(20261126);
        for (var at = 0; at < 200_000; at++)
        {
            var value = (at % 4) switch
            {
                0 => Math.Round((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(0, 12)), random.Next(0, 6)),
                1 => BitConverter.Int64BitsToDouble(random.NextInt64()),
                2 => random.NextDouble() * 1000,
                _ => random.NextInt64(-1_000_000_000_000_000, 1_000_000_000_000_000) / Math.Pow(10, random.Next(0, 5)),
            };
            if (double.IsFinite(value))
            {
                Assert.Equal(value.ToString("R", CultureInfo.InvariantCulture), Written(value));
            }
        }
    }

    private static string Written(double value)
    {
        Span<byte> room = stackalloc byte[40];
        return Encoding.UTF8.GetString(room[..FloatText.Write(value, room)]);
    }
}
