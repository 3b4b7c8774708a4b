using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Requests;

/// <summary>Ends access when its term is over, and resumes it when the term was made longer: the portal's own doing.</summary>
public sealed class AccessTermCommands(IWriteDoor door)
{
    /// <summary>Brings one request in line with the access term. Answers its state after it.</summary>
    public Task<Result<RequestState>> KeepAsync(AccessRequestId id, EnvironmentId environmentId, CancellationToken cancellation) =>
        door.RunAsRobotAsync<RequestState>(environmentId, "request.keep-term", async (session, token) =>
        {
            if (await session.FindAsync<AccessRequest, AccessRequestId>(id, token) is not { } request || request.Environment != environmentId
                || await session.FindAsync<ResearchEnvironment, EnvironmentId>(environmentId, token) is not { } environment)
            {
                return new NotFound("This request");
            }

            var kept = request.KeepTerm(session.Actor, environment, session.Now);
            return kept.IsOk ? request.State : kept.Error;
        }, cancellation);
}
