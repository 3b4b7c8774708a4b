using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Inventory;

/// <summary>One kind of warning about one asset of a version. A version with an unread one is not published (spec.md I3).</summary>
/// <param name="Asset">What it is about.</param>
/// <param name="Code">One of <see cref="ProblemCodes"/>.</param>
/// <param name="Count">How often it was met.</param>
/// <param name="Import">Whose report has the places.</param>
public sealed record VersionWarning(InventoryAsset Asset, string Code, long Count, InventoryImportId Import)
{
    /// <summary>Null until somebody has taken it as it is.</summary>
    public WarningAcknowledgement? Acknowledged { get; init; }
}

/// <param name="By">Who read it.</param>
/// <param name="At">When.</param>
/// <param name="Note">Why it is taken as it is; may be empty.</param>
public sealed record WarningAcknowledgement(PersonId By, DateTimeOffset At, string Note);

/// <summary>How an import changes the warnings of a version.</summary>
public static class VersionWarnings
{
    /// <summary>
    /// Warnings of assets that came anew are replaced; those of kept assets stay, unless the import met them again. An
    /// acknowledgement holds for the content it was given for: the same content with the same number of warnings keeps it.
    /// </summary>
    public static IReadOnlyList<VersionWarning> After(
        IReadOnlyList<VersionWarning> before, InventoryAssets held, InventoryAssets imported, IReadOnlyList<VersionWarning> met)
    {
        var kept = before.Where(warning => imported.HashOf(warning.Asset) is null && !met.Any(again => IsSame(again, warning)));
        return [.. kept.Concat(met.Select(warning => warning with { Acknowledged = Before(warning)?.Acknowledged }))
            .OrderBy(warning => warning.Asset).ThenBy(warning => warning.Code, StringComparer.Ordinal)];

        VersionWarning? Before(VersionWarning warning)
        {
            var isSameContent = imported.HashOf(warning.Asset) is not { } now || now == held.HashOf(warning.Asset);
            return isSameContent ? before.FirstOrDefault(old => IsSame(old, warning) && old.Count == warning.Count) : null;
        }
    }

    private static bool IsSame(VersionWarning one, VersionWarning other) => one.Asset == other.Asset && one.Code == other.Code;
}
