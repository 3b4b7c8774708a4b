using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>How every command finds the environment that it is about.</summary>
public static class EnvironmentLookup
{
    /// <summary>
    /// The environment of a handle; not-found to whoever has no role on it, as if it were not there. A
    /// <paramref name="version"/> other than the present one is stale; null when it does not matter.
    /// </summary>
    public static async Task<Result<ResearchEnvironment>> EnvironmentAsync(this IWriteSession session, string handle, long? version, CancellationToken cancellation)
    {
        var environment = await session.FirstAsync<ResearchEnvironment>(item => item.Handle == handle, cancellation);
        return environment is null || environment.RolesOf(session.Actor, session.Now) == EnvironmentRole.None ? new NotFound("This environment")
            : version is { } read && read != environment.Version ? new Stale("the environment")
            : environment;
    }
}
