using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Notifications;

public readonly record struct NotificationId(Guid Value) : IEntityId<NotificationId>
{
    public static NotificationId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>What somebody is told of (spec.md N2).</summary>
public enum NotificationKind
{
    /// <summary>A step of a request waits for this reviewer.</summary>
    WaitsForReview,

    /// <summary>A step was decided, and the request is still in review.</summary>
    StepDecided,
    RequestReturned,
    RequestApproved,

    /// <summary>For good.</summary>
    RequestRejected,
    RequestRevoked,
    RequestClosed,
    RequestExpired,

    /// <summary>Named as a collaborator, in a draft or a revision.</summary>
    NamedOnRequest,
    MessageReceived,

    /// <summary>Named in a message.</summary>
    Mentioned,
    DataDelivered,
    DeliveryFailed,
    MaintenanceBegan,
    MaintenanceEnded,
    MadeReviewer,
    MadeAdmin,

    /// <summary>Too few reviewers are left for a step of a request.</summary>
    QuorumOutOfReach,

    /// <summary>A request has another owner.</summary>
    OwnershipPassed,

    /// <summary>Access to what was approved ends within 30 days.</summary>
    AccessEndsInMonth,

    /// <summary>Access to what was approved ends within 7 days.</summary>
    AccessEndsInWeek,

    /// <summary>A step that this reviewer has not decided on waits longer than it should.</summary>
    StepOverdue,

    /// <summary>A step in the environment of this admin waits twice as long as it should.</summary>
    StepLongOverdue,
}

/// <summary>
/// Something that happened, told to one person. It is written with the event itself and holds names of things and links
/// to them, never data: whoever follows the link is asked for their rights there.
/// </summary>
public sealed class Notification : AggregateRoot
{
    private Notification()
    {
    }

    public NotificationId Id { get; private set; }

    public PersonId Person { get; private set; }

    public NotificationKind Kind { get; private set; }

    /// <summary>Id of the request, project or environment that it is about.</summary>
    public Guid Subject { get; private set; }

    public EnvironmentId Environment { get; private set; }

    /// <summary>The request's public reference; empty when it is about an environment.</summary>
    public string Reference { get; private set; } = "";

    public DateTimeOffset At { get; private set; }

    /// <summary>Null while unread.</summary>
    public DateTimeOffset? ReadAt { get; private set; }

    public static Notification Of(PersonId person, NotificationKind kind, EventSubject subject, string reference, DateTimeOffset now) => new()
    {
        Id = EntityId.New<NotificationId>(now),
        Person = person,
        Kind = kind,
        Subject = subject.Id,
        Environment = subject.Environment ?? default,
        Reference = reference,
        At = now,
    };

    /// <summary>The same once more, before the person has read the first.</summary>
    public void Again(DateTimeOffset now) => At = now;

    public void Read(DateTimeOffset now) => ReadAt ??= now;
}
