using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>Versions, imports and reports, for the admins of the environment only.</summary>
public interface IInventoryQueries
{
    /// <summary>The version under construction and the active one; null when the reader may not see them.</summary>
    Task<InventoryForAdmin?> FindAsync(string handle, Actor reader, CancellationToken cancellation);

    /// <summary>One import with its whole report; null when the reader may not see it.</summary>
    Task<ImportDetails?> FindImportAsync(string handle, InventoryImportId import, Actor reader, CancellationToken cancellation);

    /// <summary>The last import into a version that has ended; null when there is none or the reader may not see it.</summary>
    Task<ImportDetails?> LastReportAsync(string handle, int number, Actor reader, CancellationToken cancellation);

    /// <summary>
    /// Asked before a body is read: may the reader import into this version now? The command asks again.
    /// </summary>
    Task<Result> MayImportAsync(string handle, int number, Actor reader, CancellationToken cancellation);
}

/// <param name="Versions">The one under construction, then the active one, as far as they are there.</param>
/// <param name="NextNumber">The number of the version that an upload goes into: the one under construction, or the one it would begin.</param>
/// <param name="Imports">The last ones into that version, newest first.</param>
public sealed record InventoryForAdmin(EnvironmentId Environment, IReadOnlyList<VersionForAdmin> Versions, int NextNumber, IReadOnlyList<ImportRow> Imports)
{
    /// <summary>Kinds of warnings of the version under construction that nobody has acknowledged.</summary>
    public int OpenWarnings => Pending?.OpenWarnings ?? 0;

    public VersionForAdmin? Pending => Versions.FirstOrDefault(version => version.State == InventoryVersionState.Pending);

    /// <summary>What waits or runs.</summary>
    public ImportRow? Running => Imports.FirstOrDefault(import => import.State == ImportState.Queued);

    public ImportRow? LastEnded => Imports.FirstOrDefault(import => import.State != ImportState.Queued);
}

public sealed record VersionForAdmin(
    InventoryVersionId Id, long Version, int Number, string Label, string Notes, InventoryVersionState State, InventoryAssets Assets,
    string Author, DateTimeOffset CreatedAt, DateTimeOffset? ActivatedAt)
{
    /// <summary>Kinds of warnings that nobody has acknowledged.</summary>
    public int OpenWarnings { get; init; }
}

public sealed record ImportRow(
    InventoryImportId Id, ImportState State, IReadOnlyList<InventoryAsset> Assets, string StartedBy, DateTimeOffset StartedAt, DateTimeOffset? EndedAt,
    long Errors, long Warnings, string? Failure, JobProgress? Progress);

/// <summary>How far a job is. Units are bytes, or files while files are checked; the total is 0 when it is not known.</summary>
/// <param name="Job">The job.</param>
/// <param name="State">In the job's own word.</param>
/// <param name="Phase">One of <see cref="ImportPhase"/>, empty before the first.</param>
/// <param name="PhaseStartedAt">Null before the first phase.</param>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all.</param>
/// <param name="Rows">Rows of the phase read so far; 0 where it reads none.</param>
/// <param name="RowsPerSecond">Since the phase began.</param>
/// <param name="IsCancelAsked">Somebody has asked for it to stop.</param>
public sealed record JobProgress(
    JobId Job, string State, string Phase, DateTimeOffset? PhaseStartedAt, long Done, long Total, long Rows, double RowsPerSecond, bool IsCancelAsked)
{
    public int? SecondsLeftAt(DateTimeOffset now) => PhaseStartedAt is { } started ? JobTime.SecondsLeft(now - started, Done, Total) : null;
}

/// <summary>One import and everything it found.</summary>
public sealed record ImportDetails(InventoryImportId Id, int Number, ImportState State, IReadOnlyList<InventoryAsset> Assets, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, ImportOutcome Outcome);
