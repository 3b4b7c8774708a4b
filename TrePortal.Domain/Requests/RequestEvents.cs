using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Requests;

/// <summary>Events of a request name it as their subject.</summary>
public abstract record RequestEvent(AccessRequestId Request, EnvironmentId Environment) : DomainEvent
{
    public override EventSubject Subject => new("request", Request.Value, Environment);
}

public sealed record RequestStarted(AccessRequestId Request, EnvironmentId Environment) : RequestEvent(Request, Environment);

public sealed record RequestEdited(AccessRequestId Request, EnvironmentId Environment) : RequestEvent(Request, Environment);

public sealed record RequestDeleted(AccessRequestId Request, EnvironmentId Environment) : RequestEvent(Request, Environment);

public sealed record RequestSubmitted(AccessRequestId Request, EnvironmentId Environment, string Reference, int Version, string Hash) : RequestEvent(Request, Environment);

public sealed record StepDecided(AccessRequestId Request, EnvironmentId Environment, string Reference, int Version, string Step, DecisionOutcome Outcome) : RequestEvent(Request, Environment);

public sealed record RequestReturned(AccessRequestId Request, EnvironmentId Environment, string Reference, int Version, string Step) : RequestEvent(Request, Environment);

public sealed record RequestApproved(AccessRequestId Request, EnvironmentId Environment, string Reference, int Version, string Hash) : RequestEvent(Request, Environment);

public sealed record RequestWithdrawn(AccessRequestId Request, EnvironmentId Environment) : RequestEvent(Request, Environment);
