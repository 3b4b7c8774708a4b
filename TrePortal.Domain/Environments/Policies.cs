using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>
/// The rules for every project and request of an environment, and for every published number. The defaults are the
/// restrictions P1; <see cref="Version"/> counts the changes. Each setting stands in <see cref="PolicySettings.All"/>.
/// </summary>
/// <param name="Version">1, 2, 3, ...</param>
/// <param name="Tier">For the next inventory version; the active one keeps the tier that it was activated with.</param>
public sealed record Policies(int Version, DisclosureTier Tier)
{
    public const int MostNetworks = 100;

    public const int LongestTerm = 3650;

    public static Policies Default { get; } = new(1, DisclosureTier.Standard);

    /// <summary>Files of a project may be taken out.</summary>
    public bool MayDownload { get; init; }

    /// <summary>Members may put files of their own into the project's <c>work/</c> folder.</summary>
    public bool MayUpload { get; init; }

    /// <summary>Dispensed tables may be looked at in the page, a page of rows at a time.</summary>
    public bool MayPreview { get; init; } = true;

    /// <summary>At most this many collaborators on a request.</summary>
    public int MaximumCollaborators { get; init; } = 20;

    /// <summary>Days from approval until access ends; null for no end.</summary>
    public int? AccessTermDays { get; init; }

    /// <summary>Networks (CIDR) from which projects may be entered; empty for everywhere.</summary>
    public IReadOnlyList<string> AllowedNetworks { get; init; } = [];

    /// <summary>Number of the terms of use that members accept before they enter a project; 0 when there are none.</summary>
    public int TermsVersion { get; init; }

    /// <summary>A reviewer says why, also when approving.</summary>
    public bool JustificationOnApprove { get; init; }

    /// <summary>A reviewer may reject for good instead of returning the request.</summary>
    public bool FinalRejectionAllowed { get; init; }

    /// <summary>When access to what was approved then ends; null when it does not.</summary>
    public DateTimeOffset? EndOfAccess(DateTimeOffset approvedAt) => AccessTermDays is { } days ? approvedAt.AddDays(days) : null;

    public bool AllowFrom(string? address) => AllowedNetworks.Count == 0 || Environments.AllowedNetworks.Contain(AllowedNetworks, address);

    /// <summary>The restrictions in force, in words for pages: what people may not do, and what they must.</summary>
    public IEnumerable<string> Restrictions()
    {
        if (!MayDownload)
        {
            yield return "No download";
        }

        yield return MayUpload ? "Upload into the project's own work/ folder only" : "No upload";
        yield return "No transfer of ownership";
        yield return "Members are the approved collaborators only";
        yield return "Dispensed objects are read-only and cannot be deleted";
        if (!MayPreview)
        {
            yield return "No preview of tables";
        }

        if (AccessTermDays is { } days)
        {
            yield return $"Access ends {PolicySettings.Days(days)} after approval";
        }

        if (AllowedNetworks.Count > 0)
        {
            yield return "Projects open from the provider's allowed networks only";
        }

        if (TermsVersion > 0)
        {
            yield return "Terms of use must be accepted before entering a project";
        }
    }

    public bool Equals(Policies? other) => other is not null && Version == other.Version && PolicySettings.Between(this, other).Count == 0;

    public override int GetHashCode() => HashCode.Combine(Version, Tier, MaximumCollaborators);

    internal Policies Tidied() => this with
    {
        AllowedNetworks = [.. AllowedNetworks.Select(network => network.Trim()).Where(network => network.Length > 0).Select(Environments.AllowedNetworks.Tidy).Distinct(StringComparer.Ordinal)],
    };

    internal IEnumerable<FieldProblem> Problems()
    {
        if (!Enum.IsDefined(Tier))
        {
            yield return new(nameof(Tier), "tier", "There is no such tier.");
        }

        if (MaximumCollaborators is < 0 or > 200)
        {
            yield return new(nameof(MaximumCollaborators), "range", "Between 0 and 200 collaborators.");
        }

        if (AccessTermDays is < 1 or > LongestTerm)
        {
            yield return new(nameof(AccessTermDays), "range", "An access term has between 1 and 3,650 days. Leave it out for no end.");
        }

        if (AllowedNetworks.Count > MostNetworks)
        {
            yield return new(nameof(AllowedNetworks), "too-many", $"At most {MostNetworks} networks.");
        }

        foreach (var fault in AllowedNetworks.Take(MostNetworks).Select(Environments.AllowedNetworks.FaultOf).OfType<string>())
        {
            yield return new(nameof(AllowedNetworks), "network", fault);
        }
    }
}
