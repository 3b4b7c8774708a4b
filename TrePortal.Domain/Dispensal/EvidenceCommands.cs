using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Domain.Dispensal;

/// <summary>
/// All that governance wants to see of one request, in one file (spec.md A4): what was submitted, who decided and wrote
/// what, what was delivered, and the audit events of it all. No participant's data.
/// </summary>
public interface IEvidencePack
{
    /// <summary>A zip archive; the caller disposes it. Rights are the caller's matter.</summary>
    Task<Stream> MakeAsync(AccessRequestId request, DateTimeOffset now, CancellationToken cancellation);
}

/// <summary>Takes the evidence of a request out of the portal, which is recorded.</summary>
public sealed class EvidenceCommands(IWriteDoor door, IEvidencePack evidence)
{
    /// <summary>For TRE admins, from the first submission on.</summary>
    public async Task<Result<TakenEvidence>> TakeAsync(AccessRequestId id, CancellationToken cancellation)
    {
        var taken = await door.RunAsync<Released>("request.take-evidence", async (session, token) =>
        {
            var found = await session.RequestAsync(id, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var (request, environment) = found.Value;
            if ((request.RolesOf(session.Actor, environment) & RequestRole.TreAdmin) == 0)
            {
                return new Forbidden("The evidence of a request is for the admins of its environment.");
            }

            session.ActingAs = "tre admin";
            session.Record(new EvidenceTaken(id, environment.Id, request.Reference!));
            return new Released(request.Reference!, session.Now);
        }, cancellation);
        return taken.IsOk
            ? new TakenEvidence(taken.Value.Reference + ".zip", await evidence.MakeAsync(id, taken.Value.At, cancellation))
            : taken.Error;
    }

    private sealed record Released(string Reference, DateTimeOffset At);
}

/// <param name="FileName"><c>AR-2026-0147.zip</c>.</param>
/// <param name="Content">To be disposed by whoever sends it.</param>
public sealed record TakenEvidence(string FileName, Stream Content);

/// <summary>Somebody took the evidence of a request out of the portal.</summary>
public sealed record EvidenceTaken(AccessRequestId Request, EnvironmentId Environment, string Reference) : RequestEvent(Request, Environment);
