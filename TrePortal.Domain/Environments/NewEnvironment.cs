using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Domain.Environments;

/// <summary>What is asked of a new environment.</summary>
public sealed record NewEnvironment(string Handle, string Name, OrganizationId Organization, string Region)
{
    internal const string RegionRule = "A region has 2 to 40 characters: letters, digits, dash.";

    internal static bool IsRegion(string region) =>
        region.Trim().Length is >= 2 and <= 40 && region.Trim().All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');

    internal IEnumerable<FieldProblem> Problems()
    {
        if (!Handles.IsValid(Handle, "tre-"))
        {
            yield return new(nameof(Handle), "handle", Handles.Rule("tre-"));
        }

        if (string.IsNullOrWhiteSpace(Name) || Name.Length > 200)
        {
            yield return new(nameof(Name), "name", "Give a name of at most 200 characters.");
        }

        if (!IsRegion(Region))
        {
            yield return new(nameof(Region), "region", RegionRule);
        }
    }
}
