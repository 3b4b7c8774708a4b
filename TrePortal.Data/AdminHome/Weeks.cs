using TrePortal.Domain.AdminHome;

namespace TrePortal.Data.AdminHome;

// Numbers, not an enum: a union of queries wants a plain column.
internal static class MomentKind
{
    public const int Submitted = 1;
    public const int Decided = 2;
    public const int Delivered = 3;
    public const int Failed = 4;
    public const int Authorized = 5;
}

/// <summary>Something that the weeks count, and when it was.</summary>
internal sealed class Moment
{
    public required int Kind { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>The last weeks, Monday to Sunday in UTC, and what falls into each.</summary>
internal static class Weeks
{
    public static DateTimeOffset Start(DateTimeOffset now) => new(First(now), TimeOnly.MinValue, TimeSpan.Zero);

    /// <param name="moments">Since <see cref="Start"/>.</param>
    /// <param name="authorized">Entries in force today.</param>
    public static IReadOnlyList<WeekAtHome> Of(IReadOnlyList<Moment> moments, int authorized, DateTimeOffset now)
    {
        var first = First(now);
        var counts = moments
            .GroupBy(moment => (moment.Kind, Week: (DateOnly.FromDateTime(moment.At.UtcDateTime).DayNumber - first.DayNumber) / 7))
            .ToDictionary(group => group.Key, group => group.Count());
        var weeks = new List<WeekAtHome>();
        var inForce = Math.Max(0, authorized - moments.Count(moment => moment.Kind == MomentKind.Authorized));
        for (var week = 0; week < AdminOverview.MostWeeks; week++)
        {
            inForce += Count(MomentKind.Authorized, week);
            weeks.Add(new WeekAtHome(
                first.AddDays(7 * week), Count(MomentKind.Submitted, week), Count(MomentKind.Decided, week),
                Count(MomentKind.Delivered, week), Count(MomentKind.Failed, week), inForce));
        }

        return weeks;

        int Count(int kind, int week) => counts.GetValueOrDefault((kind, week));
    }

    private static DateOnly First(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        return monday.AddDays(-7 * (AdminOverview.MostWeeks - 1));
    }
}
