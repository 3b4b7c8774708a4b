using System.Globalization;

namespace TrePortal.Domain.Cohorts;

/// <summary>From and to, both included.</summary>
/// <param name="From">Day number (days since 0001-01-01), or UTC ticks for a time.</param>
/// <param name="To">The same.</param>
public readonly record struct Interval(long From, long To);

/// <summary>Reads the dates and times of an expression: a partial one is the whole of its year, month, day, minute or second.</summary>
public static class Intervals
{
    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    private static readonly (string Format, long Ticks)[] Times =
    [
        ("yyyy-MM-dd'T'HH:mmK", TimeSpan.TicksPerMinute),
        ("yyyy-MM-dd'T'HH:mm:ssK", TimeSpan.TicksPerSecond),
        ("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", 1),
    ];

    /// <summary>In day numbers: <c>yyyy</c>, <c>yyyy-mm</c> or <c>yyyy-mm-dd</c>.</summary>
    public static Interval? Day(string text)
    {
        var culture = CultureInfo.InvariantCulture;
        if (text.Length == 4 && DateOnly.TryParseExact(text, "yyyy", culture, DateTimeStyles.None, out var year))
        {
            return new Interval(year.DayNumber, new DateOnly(year.Year, 12, 31).DayNumber);
        }

        if (text.Length == 7 && DateOnly.TryParseExact(text, "yyyy-MM", culture, DateTimeStyles.None, out var month))
        {
            return new Interval(month.DayNumber, month.DayNumber + DateTime.DaysInMonth(month.Year, month.Month) - 1);
        }

        return text.Length == 10 && DateOnly.TryParseExact(text, "yyyy-MM-dd", culture, DateTimeStyles.None, out var day)
            ? new Interval(day.DayNumber, day.DayNumber)
            : null;
    }

    /// <summary>In UTC ticks: ISO 8601, without an offset UTC; a date alone is its whole day, month or year.</summary>
    public static Interval? Instant(string text)
    {
        if (Day(text) is { } days)
        {
            return new Interval(days.From * TimeSpan.TicksPerDay, ((days.To + 1) * TimeSpan.TicksPerDay) - 1);
        }

        foreach (var (format, ticks) in Times)
        {
            if (DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, Utc, out var instant))
            {
                return new Interval(instant.Ticks, instant.Ticks + ticks - 1);
            }
        }

        return null;
    }
}
