using System.Globalization;

namespace TrePortal.Domain.Environments;

/// <summary>One thing that the policies settle, and how a value of it is said.</summary>
/// <param name="Property">Of <see cref="Policies"/>.</param>
/// <param name="Title">What people call it.</param>
public sealed record PolicySetting(string Property, string Title, Func<Policies, string> InWords)
{
    public bool IsDefault(Policies policies) => InWords(policies) == InWords(Policies.Default);
}

/// <param name="Setting">Property of <see cref="Policies"/>.</param>
/// <param name="Title">What people call it.</param>
public sealed record PolicyChange(string Setting, string Title, string Before, string After);

/// <summary>Every setting once: equality, history and audit words all go through this one list, so none can be forgotten.</summary>
public static class PolicySettings
{
    public static IReadOnlyList<PolicySetting> All { get; } =
    [
        new(nameof(Policies.Tier), "How numbers are published", policies => policies.Tier.ToString()),
        new(nameof(Policies.MayPreview), "Preview of dispensed tables", policies => Allowed(policies.MayPreview)),
        new(nameof(Policies.MayDownload), "Download", policies => Allowed(policies.MayDownload)),
        new(nameof(Policies.MayUpload), "Upload into work/", policies => Allowed(policies.MayUpload)),
        new(nameof(Policies.MaximumCollaborators), "Collaborators on a request, at most", policies => policies.MaximumCollaborators.ToString(CultureInfo.InvariantCulture)),
        new(nameof(Policies.AccessTermDays), "Access term", policies => policies.AccessTermDays is { } days ? $"{Days(days)} from approval" : "no end"),
        new(nameof(Policies.AllowedNetworks), "Allowed networks", policies => policies.AllowedNetworks.Count == 0 ? "everywhere" : string.Join(", ", policies.AllowedNetworks)),
        new(nameof(Policies.TermsVersion), "Terms of use", policies => policies.TermsVersion == 0 ? "none" : $"version {policies.TermsVersion}"),
        new(nameof(Policies.JustificationOnApprove), "Justification when approving", policies => policies.JustificationOnApprove ? "required" : "optional"),
        new(nameof(Policies.FinalRejectionAllowed), "Final rejection", policies => Allowed(policies.FinalRejectionAllowed)),
    ];

    /// <summary>What differs, in the order of the page.</summary>
    public static IReadOnlyList<PolicyChange> Between(Policies before, Policies after) =>
    [
        .. from setting in All
           let was = setting.InWords(before)
           let becomes = setting.InWords(after)
           where was != becomes
           select new PolicyChange(setting.Property, setting.Title, was, becomes),
    ];

    internal static string Days(int days) => days == 1 ? "1 day" : string.Create(CultureInfo.InvariantCulture, $"{days:N0} days");

    private static string Allowed(bool isAllowed) => isAllowed ? "allowed" : "off";
}
