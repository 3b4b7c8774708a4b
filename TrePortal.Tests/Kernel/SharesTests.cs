using TrePortal.Data.Kernel;

namespace TrePortal.Tests.Kernel;

/// <summary>A list that is read by many environments is one question of at most a hundred parts, and misses none.</summary>
public sealed class SharesTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(100, 100)]
    [InlineData(101, 51)]
    [InlineData(1_234, 95)]
    public void Shares_hold_every_value_once_and_are_at_most_a_hundred(int values, int shares)
    {
        var all = Enumerable.Range(0, values).ToList();

        var cut = Shares.Of(all).ToList();

        Assert.Equal(shares, cut.Count);
        Assert.Equal(all, cut.SelectMany(share => share));
    }
}
