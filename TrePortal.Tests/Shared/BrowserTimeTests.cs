using System.Globalization;
using TrePortal.Web.Shared;

namespace TrePortal.Tests.Shared;

public sealed class BrowserTimeTests
{
    private static readonly DateTimeOffset Monday = new(2026, 11, 16, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(5, "just now")]
    [InlineData(-1, "just now")]
    [InlineData(-5, "in a moment")]
    [InlineData(60, "1 min ago")]
    [InlineData(59 * 60, "59 min ago")]
    [InlineData(59 * 60 + 50, "1 h ago")]
    [InlineData(23 * 3600, "23 h ago")]
    [InlineData(23 * 3600 + 3000, "1 day ago")]
    [InlineData(3 * 86400, "3 days ago")]
    [InlineData(-7200, "in 2 h")]
    public void Distance_is_said_in_the_largest_unit_that_is_true(int secondsAgo, string expected)
    {
        using var time = new BrowserTime(new StandingClock(Monday));

        Assert.Equal(expected, time.Relative(Monday.AddSeconds(-secondsAgo)));
    }

    [Fact]
    public void Beyond_a_week_the_day_itself_is_said()
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-GB");
        using var time = new BrowserTime(new StandingClock(Monday));

        Assert.Equal("1 Nov 2026", time.Relative(Monday.AddDays(-15)));
    }

    [Fact]
    public void The_exact_time_is_in_the_readers_zone_and_names_it()
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-GB");
        using var time = new BrowserTime(new StandingClock(Monday));

        time.UseZone("Europe/Helsinki");

        Assert.Equal("16 Nov 2026, 11:00:00 (Europe/Helsinki)", time.Exact(Monday));
    }

    [Fact]
    public void A_zone_that_nobody_knows_leaves_universal_time()
    {
        using var time = new BrowserTime(new StandingClock(Monday));

        time.UseZone("Mars/Olympus");

        Assert.Equal(TimeZoneInfo.Utc, time.Zone);
    }

    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
