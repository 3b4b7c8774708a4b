using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>Tries a review pipeline out, without a request.</summary>
public interface IPipelineQueries
{
    /// <summary>Who would be asked if this person submitted a request today; not-found to whoever does not administer the environment.</summary>
    /// <param name="requester">Exact user name or e-mail address.</param>
    /// <param name="collaborators">The same, for those who would be named on the request.</param>
    Task<Result<DryRun>> DryRunAsync(string handle, Actor reader, string requester, IReadOnlyList<string> collaborators, CancellationToken cancellation);
}

/// <summary>What would happen to a request.</summary>
/// <param name="MayRequest">The requester is an authorized user; the steps are worked out all the same.</param>
/// <param name="Steps">In order.</param>
public sealed record DryRun(PersonEntry Requester, IReadOnlyList<PersonEntry> Collaborators, bool MayRequest, ReviewMode Mode, IReadOnlyList<DryRunStep> Steps)
{
    /// <summary>Every step could get its approvals.</summary>
    public bool CanBeApproved => Steps.Count > 0 && Steps.All(step => step.IsReachable);
}

/// <param name="After">Name of the step that must be approved first; null for one that opens at once.</param>
/// <param name="Asked">Who could decide.</param>
/// <param name="NotAsked">Reviewers of the step who could not, and why.</param>
public sealed record DryRunStep(string Id, string Name, int Order, int Quorum, string? After, IReadOnlyList<PersonEntry> Asked, IReadOnlyList<NotAsked> NotAsked)
{
    public bool IsReachable => Asked.Count >= Quorum;
}

public sealed record NotAsked(PersonEntry Person, NotAskedReason Reason);

/// <summary>Why a reviewer could not decide on this request (spec.md R1, E7).</summary>
public enum NotAskedReason
{
    Requester,
    Collaborator,

    /// <summary>The account is disabled.</summary>
    Disabled,

    /// <summary>No authorized user any more.</summary>
    NotAuthorized,
}
