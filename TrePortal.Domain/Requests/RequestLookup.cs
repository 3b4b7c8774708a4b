using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Requests;

/// <summary>How commands find a request: whoever has no role on it is told what they would be told of none.</summary>
public static class RequestLookup
{
    public static async Task<Result<(AccessRequest Request, ResearchEnvironment Environment)>> RequestAsync(this IWriteSession session, AccessRequestId id, CancellationToken cancellation) =>
        await session.FindAsync<AccessRequest, AccessRequestId>(id, cancellation) is { } request
        && await session.FindAsync<ResearchEnvironment, EnvironmentId>(request.Environment, cancellation) is { } environment
        && request.RolesOf(session.Actor, environment) != RequestRole.None
            ? (request, environment)
            : new NotFound("This request");

    /// <summary>The same for somebody who changes what they read.</summary>
    /// <param name="session">Of the command.</param>
    /// <param name="id">Of the request.</param>
    /// <param name="version">Of the request as it was read; null when nobody read it.</param>
    /// <param name="cancellation">Stops looking.</param>
    public static async Task<Result<(AccessRequest Request, ResearchEnvironment Environment)>> RequestAsync(
        this IWriteSession session, AccessRequestId id, long? version, CancellationToken cancellation)
    {
        var found = await session.RequestAsync(id, cancellation);
        return found.IsOk && version is { } read && read != found.Value.Request.Version ? new Stale("the request") : found;
    }
}
