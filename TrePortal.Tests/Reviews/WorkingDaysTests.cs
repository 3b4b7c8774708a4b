using TrePortal.Domain.Reviews;

namespace TrePortal.Tests.Reviews;

public sealed class WorkingDaysTests
{
    [Theory]
    [InlineData("2026-03-02", "2026-03-02", 0)]
    [InlineData("2026-03-02", "2026-03-03", 1)]
    [InlineData("2026-03-06", "2026-03-07", 0)]
    [InlineData("2026-03-06", "2026-03-09", 1)]
    [InlineData("2026-03-02", "2026-03-09", 5)]
    [InlineData("2026-03-02", "2026-04-01", 22)]
    [InlineData("2026-03-09", "2026-03-02", 0)]
    public void Weekends_do_not_count(string first, string last, int days) =>
        Assert.Equal(days, WorkingDays.Between(DateOnly.Parse(first, System.Globalization.CultureInfo.InvariantCulture), DateOnly.Parse(last, System.Globalization.CultureInfo.InvariantCulture)));
}
