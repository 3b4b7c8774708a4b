using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Environments;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Centers;

/// <summary>What a card says about the reader.</summary>
internal static class EnvironmentFacts
{
    /// <summary>The weightiest of the reader's roles.</summary>
    public static string Role(DiscoveryRow row) =>
        row.Roles.HasFlag(EnvironmentRole.TreAdmin) ? ExploreWords.RoleAdmin
        : row.Roles.HasFlag(EnvironmentRole.Reviewer) ? ExploreWords.RoleReviewer
        : row.Visibility == Visibility.Public ? ExploreWords.Public
        : ExploreWords.RoleUser;
}
