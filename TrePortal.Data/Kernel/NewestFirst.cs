using System.Globalization;
using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Kernel;

/// <summary>Lists by time, the newest first, whose pages begin after a time and an id.</summary>
internal static class NewestFirst
{
    private const string Id = "Id";

    public static Cursor At(DateTimeOffset time, Guid id) => new(time.UtcTicks.ToString(CultureInfo.InvariantCulture), id.ToString());

    /// <summary>The rows after the one that the cursor names; all of them for no cursor, or one of another list.</summary>
    /// <param name="rows">Of an entity with an <c>Id</c>.</param>
    /// <param name="after">Where the page before ended.</param>
    /// <param name="time">Name of the property by which the list is sorted, before the id.</param>
    /// <param name="cancellation">Of the query.</param>
    public static async Task<IQueryable<T>> AfterAsync<T, TId>(IQueryable<T> rows, Cursor? after, string time, CancellationToken cancellation)
        where T : class
        where TId : struct, IEntityId<TId>
    {
        if (after is not { Parts: [var at, var id] } || !long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) || !Guid.TryParse(id, out var last)
            || ticks > DateTime.MaxValue.Ticks)
        {
            return rows;
        }

        var when = new DateTimeOffset(ticks, TimeSpan.Zero);
        // Ids cannot be compared in the database on both engines alike; rows of one instant are few.
        var tied = (await rows.Where(row => EF.Property<DateTimeOffset>(row, time) == when)
                .OrderByDescending(row => EF.Property<TId>(row, Id)).Select(row => EF.Property<TId>(row, Id)).ToListAsync(cancellation))
            .SkipWhile(other => other.Value != last).Skip(1).ToList();
        return rows.Where(row => EF.Property<DateTimeOffset>(row, time) < when || tied.Contains(EF.Property<TId>(row, Id)));
    }
}
