namespace TrePortal.Domain.Inventory;

public enum ProblemSeverity
{
    /// <summary>The inventory is not taken.</summary>
    Error,

    /// <summary>Worth a look; never blocks.</summary>
    Warning,
}

/// <summary>The four assets of an inventory version (spec I1).</summary>
public enum InventoryAsset
{
    Tabular,
    Showcase,
    Files,
    Collections,
}

/// <summary>One thing that is wrong with what a provider sent.</summary>
/// <param name="Asset">Which asset.</param>
/// <param name="File">Name of the file inside the asset, or of the archive.</param>
/// <param name="Line">From 1; null when it concerns the whole file.</param>
/// <param name="Column">From 1: the cell's place in its row, or the character's in its line; null when it concerns the line.</param>
/// <param name="Code">Stable; one of <see cref="ProblemCodes"/>.</param>
/// <param name="Value">What was there, at most 80 characters, control characters escaped.</param>
/// <param name="Message">What is wrong, as a sentence.</param>
/// <param name="Mend">What to do about it.</param>
/// <param name="Severity">Errors stop the import, warnings do not.</param>
public sealed record InventoryProblem(
    InventoryAsset Asset,
    string File,
    int? Line,
    int? Column,
    string Code,
    string Value,
    string Message,
    string Mend,
    ProblemSeverity Severity);

/// <summary>A kind of problem.</summary>
public sealed record ProblemCode(string Code, string Title, string Meaning, string Mend, ProblemSeverity Severity)
{
    /// <summary>The problem as one of a whole file.</summary>
    public InventoryProblem In(InventoryAsset asset, string file) => new(asset, file, null, null, Code, "", Meaning, Mend, Severity);
}
