using TrePortal.Data.Inventory.Formats;

namespace TrePortal.Data.Inventory.Import;

/// <summary>
/// What to import, and where to. A source is a folder, a .zip, or (file inventory, collections) the file itself; null
/// where the asset was not sent. A kept component is the one of the version before, which then goes on being used: it is
/// only read, to check the new assets against it and it against them.
/// </summary>
/// <param name="StagingFolder">
/// Created if absent, else empty, or what an attempt before this one left (<see cref="Resumes"/>). Receives <c>tabular/</c>, <c>showcase/</c>, <c>files/</c>, <c>collections.json</c>,
/// <c>bulk/</c> (files that came inside an archive), each only when its asset was sent, and <c>report.json</c> last.
/// </param>
public sealed record ImportPlan(string StagingFolder)
{
    public const string TabularFolder = "tabular";
    public const string ShowcaseFolder = "showcase";
    public const string FilesFolder = "files";
    public const string BulkFolder = "bulk";
    public const string CollectionsFile = "collections.json";
    public const string ReportFile = "report.json";

    public string? TabularSource { get; init; }

    public string? ShowcaseSource { get; init; }

    public string? FilesSource { get; init; }

    public string? CollectionsSource { get; init; }

    /// <summary>A dataset folder of the version before.</summary>
    public string? KeptTabular { get; init; }

    /// <summary>A dataset folder of the version before.</summary>
    public string? KeptShowcase { get; init; }

    /// <summary>A file catalogue folder of the version before.</summary>
    public string? KeptFiles { get; init; }

    /// <summary>The <c>collections.json</c> of the version before.</summary>
    public string? KeptCollections { get; init; }

    /// <summary>The folder that sources of the file inventory are relative to; null: <c>files/</c> beside the inventory.</summary>
    public string? FileRoot { get; init; }

    /// <summary>Bulk files in <c>files/</c> beside the inventory are copied to <c>bulk/</c>, because the source will be deleted.</summary>
    public bool CopiesBulk { get; init; }

    /// <summary>Main keys of withdrawn people, whose files may still be listed.</summary>
    public IReadOnlySet<string> Withdrawn { get; init; } = new HashSet<string>();

    /// <summary>Categories of fewer people are warned of.</summary>
    public int SmallCategory { get; init; } = 10;

    /// <summary>Rows that a file inventory may have.</summary>
    public int MostFiles { get; init; } = FileInventoryFile.MostRows;

    public bool HasObjectStore { get; init; }

    /// <summary>A bulk file whose size and hash are given is not read, only measured.</summary>
    public bool TrustsHashes { get; init; }

    /// <summary>What is written will be kept, so it is flushed to the disk. False for a check that deletes it at once.</summary>
    public bool IsKept { get; init; } = true;

    /// <summary>
    /// An interrupted attempt leaves the assets it had finished in the staging folder, and the next one with the same plan
    /// goes on from there.
    /// </summary>
    public bool Resumes { get; init; }

    /// <summary>How many threads turn data into columns. More than two gain little.</summary>
    public int Threads { get; init; } = Math.Min(2, Environment.ProcessorCount);

    public ArchiveLimits ArchiveLimits { get; init; } = new();
}
