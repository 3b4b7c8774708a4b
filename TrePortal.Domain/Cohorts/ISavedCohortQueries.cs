using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Cohorts;

/// <summary>A person's own cohorts, and those that others share with them; no others are ever found.</summary>
public interface ISavedCohortQueries
{
    /// <summary>
    /// The reader's cohorts in an environment, then those shared with them, last changed first; empty when they may not see
    /// the environment.
    /// </summary>
    Task<IReadOnlyList<SavedCohortRow>> ListAsync(string handle, Actor reader, CancellationToken cancellation);

    Task<SavedCohortDetails?> FindAsync(SavedCohortId id, Actor reader, CancellationToken cancellation);
}

/// <param name="IsCurrent">Made on the environment's active inventory version.</param>
public sealed record SavedCohortRow(
    SavedCohortId Id, string Name, string Words, string PublishedSize, string ExpressionHash, InventoryVersionId InventoryVersion, int VersionNumber, bool IsCurrent, bool IsForRequests, DateTimeOffset UpdatedAt)
{
    /// <summary>Fields and codes it filters on that the active version does not have any more.</summary>
    public IReadOnlyList<InventoryLoss> Lost { get; init; } = [];

    /// <summary>It cuts a number or date where no published edge is (any more), so it cannot be counted again before that is changed.</summary>
    public bool IsOffEdge { get; init; }

    /// <summary>Which saving of it this is, from 1.</summary>
    public int Revision { get; init; } = 1;

    /// <summary>Whose it is, when it is not the reader's own.</summary>
    public string? SharedBy { get; init; }

    public bool IsMine => SharedBy is null;
}

/// <param name="Row">What the list shows.</param>
/// <param name="Environment">Where it belongs.</param>
/// <param name="Expression">Canonical JSON.</param>
/// <param name="CreatedAt">When it was saved first.</param>
/// <param name="Version">For the next change.</param>
public sealed record SavedCohortDetails(SavedCohortRow Row, EnvironmentId Environment, string Expression, DateTimeOffset CreatedAt, long Version)
{
    /// <summary>What it was before, newest first.</summary>
    public IReadOnlyList<CohortRevision> Revisions { get; init; } = [];

    /// <summary>Others who may read it; empty for them.</summary>
    public IReadOnlyList<CohortReaderRow> Readers { get; init; } = [];
}

/// <summary>Somebody a cohort is shared with.</summary>
public sealed record CohortReaderRow(PersonId Id, string UserName, string DisplayName);
