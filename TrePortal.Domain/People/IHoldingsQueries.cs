using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.People;

/// <summary>What a member still holds when an organization thinks of letting them go.</summary>
public interface IHoldingsQueries
{
    /// <summary>
    /// Null unless the reader may administer the organization and this is a member of it. Environments and steps are named
    /// as far as an admin of the organization may see them; everything else is counted (spec.md R4).
    /// </summary>
    Task<Holdings?> FindAsync(Actor reader, string organization, string userName, CancellationToken cancellation);
}

/// <param name="IsLastAdmin">The organization would be left without an admin, so the member cannot be removed.</param>
/// <param name="Environments">Environments of the organization that the person administers. That role is personal and stays.</param>
/// <param name="OtherEnvironments">How many environments of others the person administers.</param>
/// <param name="Steps">Review steps in environments of the organization. That role is personal and stays.</param>
/// <param name="OtherSteps">How many steps elsewhere.</param>
/// <param name="Ending">Environments that the person sees only because the organization is authorized: that ends at once.</param>
/// <param name="EndingSteps">How many review steps, anywhere, rest on such an authorization.</param>
/// <param name="OpenRequests">Submitted and undecided, or back with the owner.</param>
/// <param name="OpenInvitations">Sent by the person for the organization; they are withdrawn.</param>
public sealed record Holdings(
    MemberRow Member,
    bool IsLastAdmin,
    IReadOnlyList<HeldEnvironment> Environments,
    int OtherEnvironments,
    IReadOnlyList<HeldStep> Steps,
    int OtherSteps,
    IReadOnlyList<HeldAccess> Ending,
    int EndingSteps,
    int OpenRequests,
    int ApprovedRequests,
    int CollaborationsInRequests,
    int OwnProjects,
    int CollaborationsInProjects,
    int OpenInvitations)
{
    public bool IsNothing =>
        Environments.Count + OtherEnvironments + Steps.Count + OtherSteps + Ending.Count + OpenRequests + ApprovedRequests
        + CollaborationsInRequests + OwnProjects + CollaborationsInProjects + OpenInvitations == 0;
}

/// <param name="State">"Draft", "Active" or "Maintenance".</param>
/// <param name="IsOnlyAdmin">No other admin of it can sign in.</param>
public sealed record HeldEnvironment(string Handle, string Name, string State, bool IsOnlyAdmin);

/// <param name="Environment">Its name.</param>
/// <param name="Step">Its name.</param>
/// <param name="FailsQuorum">Without the person, too few reviewers would remain.</param>
/// <param name="Ends">The person may review only because the organization is authorized.</param>
public sealed record HeldStep(string Handle, string Environment, string Step, bool FailsQuorum, bool Ends);

public sealed record HeldAccess(string Handle, string Name);
