using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>Events of an environment name it as their subject.</summary>
public abstract record EnvironmentEvent(EnvironmentId Environment) : DomainEvent
{
    public override EventSubject Subject => new("environment", Environment.Value, Environment);
}

public sealed record EnvironmentCreated(EnvironmentId Environment, string Handle, OrganizationId Organization, string Region) : EnvironmentEvent(Environment);

public sealed record EnvironmentDescribed(EnvironmentId Environment, DetailsDigest Before, DetailsDigest After) : EnvironmentEvent(Environment);

/// <summary>Details as the audit log keeps them: the long text by its hash.</summary>
public sealed record DetailsDigest(string Name, string DescriptionHash, string Contact, IReadOnlyList<string> Keywords, IReadOnlyList<string> Categories)
{
    internal static DetailsDigest Of(EnvironmentDetails details) => new(details.Name, Hash.Of(details.Description), details.Contact, details.Keywords, details.Categories);
}

public sealed record EnvironmentMoved(EnvironmentId Environment, string Before, string After) : EnvironmentEvent(Environment);

public sealed record EnvironmentTransferred(EnvironmentId Environment, OrganizationId Before, OrganizationId After) : EnvironmentEvent(Environment);

public sealed record VisibilityChanged(EnvironmentId Environment, Visibility Before, Visibility After) : EnvironmentEvent(Environment);

public sealed record AdminAdded(EnvironmentId Environment, PersonId Person, MembershipBatchId? Batch = null) : EnvironmentEvent(Environment);

public sealed record AdminRemoved(EnvironmentId Environment, PersonId Person) : EnvironmentEvent(Environment);

public sealed record UserAuthorized(EnvironmentId Environment, PersonId? Person, OrganizationId? Organization, DateOnly? Until, MembershipBatchId? Batch = null) : EnvironmentEvent(Environment);

public sealed record AuthorizationEndSet(EnvironmentId Environment, PersonId? Person, OrganizationId? Organization, DateOnly? Before, DateOnly? After, MembershipBatchId? Batch = null) : EnvironmentEvent(Environment);

public sealed record UserUnauthorized(EnvironmentId Environment, PersonId? Person, OrganizationId? Organization) : EnvironmentEvent(Environment);

public sealed record PoliciesSet(EnvironmentId Environment, Policies Before, Policies After) : EnvironmentEvent(Environment);

public sealed record ShowcaseChosen(EnvironmentId Environment, ShowcaseMode Mode) : EnvironmentEvent(Environment);

public sealed record DefaultTilesChosen(EnvironmentId Environment, string? Before, string? After) : EnvironmentEvent(Environment);

/// <param name="RemindAfterDays">Null for never.</param>
public sealed record StepAdded(EnvironmentId Environment, string Step, int Quorum, int? RemindAfterDays = null) : EnvironmentEvent(Environment);

public sealed record StepRemoved(EnvironmentId Environment, string Step) : EnvironmentEvent(Environment);

public sealed record StepsOrdered(EnvironmentId Environment, IReadOnlyList<string> Steps) : EnvironmentEvent(Environment);

public sealed record ReviewModeSet(EnvironmentId Environment, ReviewMode Mode) : EnvironmentEvent(Environment);

public sealed record StepQuorumSet(EnvironmentId Environment, string Step, int Quorum) : EnvironmentEvent(Environment);

/// <param name="Days">Null for never.</param>
public sealed record StepReminderSet(EnvironmentId Environment, string Step, int? Days) : EnvironmentEvent(Environment);

public sealed record StepDescribed(EnvironmentId Environment, string Step) : EnvironmentEvent(Environment);

public sealed record ReviewerAssigned(EnvironmentId Environment, string Step, PersonId Person) : EnvironmentEvent(Environment);

public sealed record ReviewerUnassigned(EnvironmentId Environment, string Step, PersonId Person) : EnvironmentEvent(Environment);

public sealed record VersionStarted(EnvironmentId Environment, InventoryVersionId Version) : EnvironmentEvent(Environment);

public sealed record VersionDropped(EnvironmentId Environment, InventoryVersionId Version) : EnvironmentEvent(Environment);

public sealed record ReleaseImpactConfirmed(EnvironmentId Environment, string Impact, int Requests, int Projects, int Drafts, int Cohorts) : EnvironmentEvent(Environment);

public sealed record EnvironmentPublished(EnvironmentId Environment, InventoryVersionId? Version) : EnvironmentEvent(Environment);

public sealed record EnvironmentDeactivated(EnvironmentId Environment) : EnvironmentEvent(Environment);

public sealed record EnvironmentReactivated(EnvironmentId Environment, InventoryVersionId? Version) : EnvironmentEvent(Environment);

public sealed record EnvironmentDeleted(EnvironmentId Environment, string Handle) : EnvironmentEvent(Environment);
