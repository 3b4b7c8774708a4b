using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>
/// What somebody may do with an environment, from its state and their roles alone: one rule for the aggregate and for the
/// lists that do not load it.
/// </summary>
public readonly record struct EnvironmentStanding(EnvironmentState State, EnvironmentRole Roles)
{
    private const EnvironmentRole WorkWithIt = EnvironmentRole.TreAdmin | EnvironmentRole.AuthorizedUser | EnvironmentRole.Reviewer;

    /// <summary>Sees the details and the showcase: whoever works with it or may use it.</summary>
    public bool IsDiscoverable => (Roles & WorkWithIt) != 0;

    /// <summary>Authorized users, while the environment is Active; strangers get not-found.</summary>
    public Result MayRequest() =>
        !IsDiscoverable ? new NotFound("This environment")
        : (Roles & EnvironmentRole.AuthorizedUser) == 0 ? State == EnvironmentState.Draft
            ? new IllegalMove("The environment is not published yet.")
            : new Forbidden("Only authorized users of the environment may request data. Its contact can add you.")
        : State == EnvironmentState.Active ? Result.Ok
        : new IllegalMove("The environment is under maintenance: requests can be prepared but not submitted until it is active again.");
}
