using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Cohorts;

/// <summary>A person's own cohorts; nobody else's are ever found.</summary>
public interface ISavedCohortQueries
{
    /// <summary>The reader's cohorts in an environment, last changed first; empty when they may not see the environment.</summary>
    Task<IReadOnlyList<SavedCohortRow>> ListMineAsync(string handle, Actor reader, CancellationToken cancellation);

    Task<SavedCohortDetails?> FindAsync(SavedCohortId id, Actor reader, CancellationToken cancellation);
}

/// <param name="IsCurrent">Made on the environment's active inventory version.</param>
public sealed record SavedCohortRow(
    SavedCohortId Id, string Name, string Words, string PublishedSize, string ExpressionHash, InventoryVersionId InventoryVersion, int VersionNumber, bool IsCurrent, bool IsForRequests, DateTimeOffset UpdatedAt)
{
    /// <summary>Fields and codes it filters on that the active version does not have any more.</summary>
    public IReadOnlyList<InventoryLoss> Lost { get; init; } = [];
}

/// <param name="Row">What the list shows.</param>
/// <param name="Environment">Where it belongs.</param>
/// <param name="Expression">Canonical JSON.</param>
/// <param name="CreatedAt">When it was saved first.</param>
/// <param name="Version">For the next change.</param>
public sealed record SavedCohortDetails(SavedCohortRow Row, EnvironmentId Environment, string Expression, DateTimeOffset CreatedAt, long Version);
