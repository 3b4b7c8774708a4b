using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.People;

/// <summary>Which places of the navigation the reader has. Everybody may have an own audit; the entry is for those who look after something.</summary>
internal sealed class NavigationRightsOfActor(ICurrentActor actors, IEnvironmentAdministration environments) : INavigationRights
{
    public async Task<NavigationRights> ReadAsync(CancellationToken cancellation)
    {
        var actor = await actors.GetAsync(cancellation);
        var administers = await environments.AdministeredByAsync(actor.Id, cancellation);
        return new(
            Environments: administers.Count > 0 || actor.Organizations.Any(standing => standing.MayManageEnvironments || standing.IsAdmin),
            Organization: actor.Organizations.Any(standing => standing.IsAdmin),
            Users: actor.IsPlatformAdmin,
            Audit: actor.IsPlatformAdmin || administers.Count > 0,
            Reviews: true)
        {
            Home = administers.Count > 0 || actor.Organizations.Any(standing => standing.MayManageEnvironments),
        };
    }
}
