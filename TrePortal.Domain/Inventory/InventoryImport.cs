using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Inventory;

public readonly record struct InventoryImportId(Guid Value) : IEntityId<InventoryImportId>
{
    public static InventoryImportId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

public enum ImportState
{
    Queued,

    /// <summary>Without errors: the version holds what was uploaded.</summary>
    Accepted,

    /// <summary>With errors: the version is as it was, and the report says why.</summary>
    Refused,

    /// <summary>The machine, not the input, failed.</summary>
    Failed,
    Cancelled,
}

/// <summary>One try to bring uploaded assets into a version, with its report.</summary>
public sealed class InventoryImport : AggregateRoot
{
    private InventoryImport()
    {
    }

    public InventoryImportId Id { get; private set; }

    public EnvironmentId Environment { get; private set; }

    public InventoryVersionId InventoryVersion { get; private set; }

    public JobId Job { get; private set; }

    public PersonId StartedBy { get; private set; }

    public DateTimeOffset StartedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public ImportState State { get; private set; }

    public IReadOnlyList<UploadedAsset> Uploads { get; private set; } = [];

    public ImportOutcome Outcome { get; private set; } = ImportOutcome.None;

    /// <summary>Beside <see cref="Outcome"/>, which is large, for lists.</summary>
    public long Errors { get; private set; }

    /// <summary>Beside <see cref="Outcome"/>, which is large, for lists.</summary>
    public long Warnings { get; private set; }

    /// <summary>Why it failed or was cancelled; null otherwise.</summary>
    public string? Failure { get; private set; }

    public static InventoryImport Queue(InventoryVersion version, IReadOnlyList<UploadedAsset> uploads, PersonId startedBy, DateTimeOffset now)
    {
        var import = new InventoryImport
        {
            Id = EntityId.New<InventoryImportId>(now),
            Environment = version.Environment,
            InventoryVersion = version.Id,
            StartedBy = startedBy,
            StartedAt = now,
            Uploads = uploads,
        };
        import.Record(new ImportQueued(import.Id, version.Environment, version.Id, [.. uploads.Select(upload => upload.Asset)]));
        return import;
    }

    public void RunsAs(JobId job) => Job = job;

    public Result End(ImportState state, ImportOutcome outcome, DateTimeOffset now)
    {
        if (State != ImportState.Queued)
        {
            return new IllegalMove("This import has ended already.");
        }

        State = state;
        Outcome = outcome;
        Errors = outcome.Errors;
        Warnings = outcome.Warnings;
        Failure = outcome.Failure;
        EndedAt = now;
        Record(new ImportEnded(Id, Environment, InventoryVersion, state, outcome.Errors, outcome.Warnings));
        return Result.Ok;
    }
}

/// <summary>What came for one asset.</summary>
/// <param name="Asset">Which of the four.</param>
/// <param name="Path">File or folder, relative to the data root.</param>
/// <param name="FileRoot">For the file inventory: the server folder where the bulk files are; null when they are in the upload.</param>
public sealed record UploadedAsset(InventoryAsset Asset, string Path, string? FileRoot = null);

/// <summary>What an import found.</summary>
/// <param name="Errors">Total number of errors.</param>
/// <param name="Warnings">Total number of warnings.</param>
/// <param name="Totals">Number per problem code.</param>
/// <param name="Problems">The first 1,000, with cut values.</param>
/// <param name="Failure">Why it failed or was cancelled; null otherwise.</param>
public sealed record ImportOutcome(long Errors, long Warnings, IReadOnlyDictionary<string, long> Totals, IReadOnlyList<InventoryProblem> Problems, string? Failure)
{
    public static ImportOutcome None { get; } = new(0, 0, new Dictionary<string, long>(), [], null);
}

public sealed record ImportQueued(InventoryImportId Import, EnvironmentId Environment, InventoryVersionId Version, IReadOnlyList<InventoryAsset> Assets) : DomainEvent
{
    public override EventSubject Subject => new("import", Import.Value, Environment);
}

public sealed record ImportEnded(InventoryImportId Import, EnvironmentId Environment, InventoryVersionId Version, ImportState State, long Errors, long Warnings) : DomainEvent
{
    public override EventSubject Subject => new("import", Import.Value, Environment);
}

public sealed record ImportCancelAsked(InventoryImportId Import, EnvironmentId Environment) : DomainEvent
{
    public override EventSubject Subject => new("import", Import.Value, Environment);
}
