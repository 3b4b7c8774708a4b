using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Requests;

// How long what was approved may be worked with.
public sealed partial class AccessRequest
{
    /// <summary>When access to what was approved ends, by the policies as they are now; null when it does not.</summary>
    public DateTimeOffset? EndOfAccess(Policies policies) => ApprovedAt is { } approved ? policies.EndOfAccess(approved) : null;

    /// <summary>
    /// Moves between Approved and Expired as the access term has it now. Nothing happens while the state is right. Doors
    /// of projects look at the term itself, so they do not wait for this.
    /// </summary>
    public Result KeepTerm(Actor actor, ResearchEnvironment environment, DateTimeOffset now)
    {
        var end = EndOfAccess(environment.Policies);
        var isOver = end <= now;
        var action = isOver ? RequestAction.Expire : RequestAction.Resume;
        if (State != (isOver ? RequestState.Approved : RequestState.Expired))
        {
            return Result.Ok;
        }

        var next = RequestLifecycle.Table.Next(State, action, RolesOf(actor, environment));
        if (!next.IsOk)
        {
            return next.Error;
        }

        State = next.Value;
        UpdatedAt = now;
        Record(isOver ? new RequestExpired(Id, Environment, Reference!, end!.Value) : new RequestResumed(Id, Environment, Reference!, end));
        return Result.Ok;
    }
}
