using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Requests;

/// <summary>Events of a request name it as their subject.</summary>
public abstract record RequestEvent(AccessRequestId Request, EnvironmentId Environment) : DomainEvent
{
    public override EventSubject Subject => new("request", Request.Value, Environment);
}

public sealed record RequestStarted(AccessRequestId Request, EnvironmentId Environment) : RequestEvent(Request, Environment);

public sealed record RequestEdited(AccessRequestId Request, EnvironmentId Environment) : RequestEvent(Request, Environment);

/// <summary>Somebody became a collaborator, in a draft too: from now on they see it.</summary>
public sealed record CollaboratorNamed(AccessRequestId Request, EnvironmentId Environment, PersonId Person) : RequestEvent(Request, Environment);

public sealed record RequestDeleted(AccessRequestId Request, EnvironmentId Environment) : RequestEvent(Request, Environment);

public sealed record RequestSubmitted(AccessRequestId Request, EnvironmentId Environment, string Reference, int Version, string Hash) : RequestEvent(Request, Environment);

public sealed record StepDecided(AccessRequestId Request, EnvironmentId Environment, string Reference, int Version, string Step, DecisionOutcome Outcome) : RequestEvent(Request, Environment);

public sealed record RequestReturned(AccessRequestId Request, EnvironmentId Environment, string Reference, int Version, string Step) : RequestEvent(Request, Environment);

public sealed record RequestApproved(AccessRequestId Request, EnvironmentId Environment, string Reference, int Version, string Hash) : RequestEvent(Request, Environment);

/// <summary>Rejected for good.</summary>
public sealed record RequestRejected(AccessRequestId Request, EnvironmentId Environment, string Reference, int Version, string Step) : RequestEvent(Request, Environment);

/// <param name="EndedAt">When the term was over, by the policies as they were when this was noticed.</param>
public sealed record RequestExpired(AccessRequestId Request, EnvironmentId Environment, string Reference, DateTimeOffset EndedAt) : RequestEvent(Request, Environment);

/// <param name="EndsAt">By the longer term; null when it has no end any more.</param>
public sealed record RequestResumed(AccessRequestId Request, EnvironmentId Environment, string Reference, DateTimeOffset? EndsAt) : RequestEvent(Request, Environment);

/// <summary>A TRE admin took back what was approved. The reason stands on the request.</summary>
public sealed record RequestRevoked(AccessRequestId Request, EnvironmentId Environment, string Reference) : RequestEvent(Request, Environment);

/// <summary>The owner has finished. The statement stands on the request.</summary>
public sealed record RequestClosed(AccessRequestId Request, EnvironmentId Environment, string Reference) : RequestEvent(Request, Environment);

/// <param name="IsFromOwner">Else from a reviewer.</param>
/// <param name="Mentions">People who are named in it.</param>
public sealed record MessagePosted(AccessRequestId Request, EnvironmentId Environment, string Reference, RequestMessageId Message, bool IsFromOwner, IReadOnlyList<PersonId> Mentions) : RequestEvent(Request, Environment);

/// <summary>A reviewer stepped back. The reason, if any, stands on the request.</summary>
public sealed record ReviewerRecused(AccessRequestId Request, EnvironmentId Environment, string Reference, int Version) : RequestEvent(Request, Environment);

/// <param name="To">Who decides instead.</param>
/// <param name="Origin">To whom the environment gave the place.</param>
public sealed record PlaceHandedOver(AccessRequestId Request, EnvironmentId Environment, string Reference, int Version, string Step, PersonId To, PersonId Origin) : RequestEvent(Request, Environment);

/// <summary>Too few reviewers are left for a step's quorum: an admin of the environment has to assign another.</summary>
public sealed record QuorumOutOfReach(AccessRequestId Request, EnvironmentId Environment, string Reference, int Version, string Step) : RequestEvent(Request, Environment);

/// <summary>A TRE admin gave it to a collaborator. The reason stands on the request.</summary>
public sealed record OwnershipPassed(AccessRequestId Request, EnvironmentId Environment, string Reference, PersonId Before, PersonId After) : RequestEvent(Request, Environment);

/// <param name="Kind">How soon.</param>
public sealed record AccessEndsSoon(AccessRequestId Request, EnvironmentId Environment, string Reference, ReminderKind Kind) : RequestEvent(Request, Environment);

/// <param name="Kind">Who is to be told.</param>
public sealed record StepWaitsTooLong(AccessRequestId Request, EnvironmentId Environment, string Reference, int Version, string Step, ReminderKind Kind) : RequestEvent(Request, Environment);

public sealed record RequestWithdrawn(AccessRequestId Request, EnvironmentId Environment) : RequestEvent(Request, Environment);
