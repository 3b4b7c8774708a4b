using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Domain.Reviews;

/// <summary>What a reviewer may read: their own queue only.</summary>
public interface IReviewQueries
{
    /// <summary>What waits for the reader, oldest first, or what they decided, newest first.</summary>
    Task<ReviewList> ListAsync(Actor reader, ReviewFilter filter, CancellationToken cancellation);

    /// <summary>How many steps wait for the reader.</summary>
    Task<int> CountWaitingAsync(Actor reader, CancellationToken cancellation);

    /// <summary>The oldest request that waits for the reader, other than this one; null when none does.</summary>
    Task<AccessRequestId?> NextAsync(Actor reader, AccessRequestId other, CancellationToken cancellation);
}

/// <param name="IsDecided">Decided ones instead of waiting ones.</param>
/// <param name="Environment">Handle; null for every environment.</param>
public sealed record ReviewFilter(bool IsDecided, string? Environment, int Skip, int Take)
{
    public static ReviewFilter Waiting { get; } = new(IsDecided: false, null, 0, 50);
}

/// <param name="Rows">One page.</param>
/// <param name="Total">Rows on all pages, as far as they are counted: <see cref="RequestList.MostCounted"/> beyond the page.</param>
/// <param name="Environments">All that occur on the unfiltered list.</param>
public sealed record ReviewList(IReadOnlyList<ReviewRow> Rows, int Total, IReadOnlyList<RequestEnvironment> Environments);

/// <param name="Step">Id of the step.</param>
/// <param name="StepName">As it was called at submission.</param>
/// <param name="Version">Of the request.</param>
/// <param name="Submitted">When this version was submitted.</param>
/// <param name="AgeInWorkingDays">Since then.</param>
/// <param name="Outcome">The reader's decision; null while it waits.</param>
/// <param name="DecidedAt">When the reader decided.</param>
public sealed record ReviewRow(
    AccessRequestId Request,
    string Title,
    string Reference,
    RequestEnvironment Environment,
    string Owner,
    RequestState State,
    string Step,
    string StepName,
    int Version,
    DateTimeOffset Submitted,
    int AgeInWorkingDays,
    DecisionOutcome? Outcome,
    DateTimeOffset? DecidedAt);
