using System.Globalization;
using TrePortal.Domain.Environments;

namespace TrePortal.Web.Features.Environments;

/// <summary>The policies as they stand in the controls: text where text is typed.</summary>
/// <param name="Days">Access term; empty for none.</param>
/// <param name="Networks">One a line.</param>
/// <param name="Terms">Text of the terms of use.</param>
internal sealed record PolicyForm(Policies Policies, string Days, string Networks, string Terms)
{
    public static PolicyForm Of(PolicyDetails read) => new(
        read.Policies,
        read.Policies.AccessTermDays?.ToString(CultureInfo.InvariantCulture) ?? "",
        string.Join('\n', read.Policies.AllowedNetworks),
        read.Terms);

    /// <summary>What the controls say. A term that is no number becomes one that the rules refuse.</summary>
    public Policies Meant => Policies with
    {
        AccessTermDays = Days.Trim().Length == 0 ? null : int.TryParse(Days.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? days : 0,
        AllowedNetworks = [.. Networks.Split('\n', ',', ';').Select(line => line.Trim()).Where(line => line.Length > 0)],
    };

    public PolicyDraft ToDraft(string note) => new(Meant, Terms, note);

    public bool IsDefault(string setting) => PolicySettings.All.First(one => one.Property == setting).IsDefault(Meant);

    /// <summary>Whether saving would change anything.</summary>
    public bool DiffersFrom(PolicyForm other) => PolicySettings.Between(Meant, other.Meant).Count > 0 || ToDraft("").AsksAgain(other.Terms) || (Terms.Trim().Length == 0) != (other.Terms.Length == 0);
}
