namespace TrePortal.Domain.Reviews;

/// <summary>How long something waits in days on which people work: Monday to Friday.</summary>
public static class WorkingDays
{
    /// <summary>Working days after the first day, up to and with the last one: Friday to Monday is one.</summary>
    public static int Between(DateOnly first, DateOnly last)
    {
        var days = last.DayNumber - first.DayNumber;
        if (days <= 0)
        {
            return 0;
        }

        var count = days / 7 * 5;
        for (var rest = 1; rest <= days % 7; rest++)
        {
            if (first.AddDays(rest).DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
            {
                count++;
            }
        }

        return count;
    }

    public static int Between(DateTimeOffset first, DateTimeOffset last) =>
        Between(DateOnly.FromDateTime(first.UtcDateTime), DateOnly.FromDateTime(last.UtcDateTime));
}
