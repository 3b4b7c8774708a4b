using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Environments;

/// <summary>The same rule as <see cref="ResearchEnvironment.IsDiscoverableBy"/>, for the database; a test compares the two.</summary>
internal static class Discoverable
{
    public static Expression<Func<ResearchEnvironment, bool>> By(Actor reader, TimeProvider clock)
    {
        var (me, keys, today) = (reader.Id, Keys(reader), Today(clock));
        return item =>
            item.Admins.Any(admin => admin.Person == me)
            || (item.State != EnvironmentState.Draft
                && (item.Visibility == Visibility.Public
                    || item.Authorized.Any(entry => keys.Contains(entry.Key) && (entry.Until == null || entry.Until >= today))
                    || EF.Property<IReadOnlyList<ReviewStep>>(item, "_steps").Any(step => step.Reviewers.Any(reviewer => reviewer.Person == me))));
    }

    /// <summary>By which an entry of authorized users may name the reader.</summary>
    public static Guid[] Keys(Actor reader) => [reader.Id.Value, .. reader.Organizations.Select(standing => standing.Organization.Value)];

    public static DateOnly Today(TimeProvider clock) => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
}
