using TrePortal.Web.Shared;

namespace TrePortal.Web.Hosting;

/// <summary>Links that leave the portal, so they begin with its public address.</summary>
public sealed class AccountLinks(PortalSettings settings, IConfiguration configuration)
{
    /// <summary>Null for a null secret: there is no link to show a second time.</summary>
    public string? SetPassword(string? secret) =>
        secret is null ? null : settings.PublicAddress(configuration) + Addresses.With(Addresses.SetPassword, ("secret", secret));

    /// <summary>Null for a null secret.</summary>
    public string? Invitation(string? secret) =>
        secret is null ? null : settings.PublicAddress(configuration) + Addresses.With(Addresses.Invitation, ("secret", secret));

    public string Bootstrap => settings.PublicAddress(configuration) + Addresses.Bootstrap;
}
