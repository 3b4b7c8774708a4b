using System.Text.Json.Serialization;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Requests;

/// <summary>What people may read of requests. Whoever has no role on one does not find it.</summary>
public interface IAccessRequestQueries
{
    /// <summary>Requests of the reader: drafts first, then the last changed.</summary>
    Task<RequestList> ListAsync(Actor reader, RequestFilter filter, CancellationToken cancellation);

    /// <summary>One request as the reader may see it; null when they may not.</summary>
    Task<RequestDetails?> FindAsync(AccessRequestId id, Actor reader, CancellationToken cancellation);

    /// <summary>What happened to it, newest first; null when the reader may not see the request.</summary>
    Task<IReadOnlyList<RequestActivity>?> ActivityAsync(AccessRequestId id, Actor reader, CancellationToken cancellation);

    /// <summary>May the reader start a request in this environment now, and with which words not. Not found for a stranger.</summary>
    Task<Result<RequestEnvironment>> FindEnvironmentAsync(string handle, Actor reader, CancellationToken cancellation);
}

/// <summary>As whom the reader asks for a list.</summary>
public enum RequestSide
{
    /// <summary>Own requests, and those that name me.</summary>
    Mine,
    Owner,
    Collaborator,

    /// <summary>Submitted requests of the environments that I administer.</summary>
    TreAdmin,
}

/// <param name="Side">As whom.</param>
/// <param name="State">Null for every state.</param>
/// <param name="Environment">Handle; null for every environment.</param>
/// <param name="Skip">Rows before the page.</param>
/// <param name="Take">Rows of the page.</param>
public sealed record RequestFilter(RequestSide Side, RequestState? State, string? Environment, int Skip, int Take)
{
    public static RequestFilter All { get; } = new(RequestSide.Mine, null, null, 0, 50);
}

/// <param name="Rows">One page.</param>
/// <param name="Total">Rows on all pages, as far as they are counted.</param>
/// <param name="Environments">All in which the reader has requests on this side, for the filter.</param>
public sealed record RequestList(IReadOnlyList<RequestRow> Rows, int Total, IReadOnlyList<RequestEnvironment> Environments)
{
    /// <summary>Rows beyond a page that are counted: whoever has more is told so, and not how many.</summary>
    public const int MostCounted = 1000;
}

/// <param name="StepsApproved">Of the latest version.</param>
/// <param name="Steps">How many steps the latest version has; 0 for a draft.</param>
/// <param name="IsOwner">False when the reader is only named on it.</param>
public sealed record RequestRow(
    AccessRequestId Id,
    string Title,
    string? Reference,
    RequestEnvironment Environment,
    RequestState State,
    int StepsApproved,
    int Steps,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? SubmittedAt,
    string Owner,
    bool IsOwner);

public sealed record RequestEnvironment(EnvironmentId Id, string Handle, string Name, EnvironmentState State);

/// <summary>Somebody by name.</summary>
public sealed record NamedPerson(PersonId Id, string UserName, string DisplayName);

/// <summary>A request as one reader may see it.</summary>
public sealed record RequestDetails(
    AccessRequestId Id, RequestEnvironment Environment, NamedPerson Owner, RequestState State, string? Reference, string Title)
{
    /// <summary>The working copy to owner and collaborators; to everybody else what was submitted last.</summary>
    public required RequestContent Content { get; init; }

    /// <summary>Named now, by name.</summary>
    public required IReadOnlyList<NamedPerson> Collaborators { get; init; }

    /// <summary>Frozen ones, newest first; each with its steps.</summary>
    public required IReadOnlyList<VersionDetails> Versions { get; init; }

    public required RequestRole Roles { get; init; }

    /// <summary>What the reader may do now, from the lifecycle table.</summary>
    public required IReadOnlyList<RequestAction> Actions { get; init; }

    /// <summary>Why the owner cannot submit just now although the table allows it: maintenance, or no longer authorized.</summary>
    public string? SubmitBlocked { get; init; }

    /// <summary>Steps on which the reader can decide now.</summary>
    public required IReadOnlyList<StepDetails> Decidable { get; init; }

    /// <summary>Who stepped back, and who handed their place to whom; to everybody but reviewers and admins without the reasons.</summary>
    public IReadOnlyList<PlaceChange> PlaceChanges { get; init; } = [];

    /// <summary>How it came to its owner, when that is not who started it; oldest first.</summary>
    public IReadOnlyList<PassingDetails> Passings { get; init; } = [];

    /// <summary>To whom the reader can hand their place: for each step on which they can decide.</summary>
    public IReadOnlyList<StandIn> StandIns { get; init; } = [];

    public bool IsSequential { get; init; }

    public int MaximumCollaborators { get; init; }

    /// <summary>What people will not be able to do with the data, in words, as the policies are now.</summary>
    public IReadOnlyList<string> Restrictions { get; init; } = [];

    /// <summary>Approving takes a justification here, too.</summary>
    public bool IsJustificationNeeded { get; init; }

    /// <summary>A reviewer may reject for good.</summary>
    public bool MayRejectFinally { get; init; }

    /// <summary>When access to what was approved ends by the present term; null when it does not, or before the approval.</summary>
    public DateTimeOffset? AccessEndsAt { get; init; }

    /// <summary>Who revoked or closed it, when and why; null before.</summary>
    public EndingDetails? Ending { get; init; }

    /// <summary>Messages that the reader has not read.</summary>
    public int UnreadMessages { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? SubmittedAt { get; init; }

    public DateTimeOffset? ApprovedAt { get; init; }

    /// <summary>For the next change.</summary>
    public long Version { get; init; }

    [JsonIgnore]
    public VersionDetails? Latest => Versions.Count > 0 ? Versions[0] : null;

    public bool May(RequestAction action) => Actions.Contains(action);

    public bool Is(RequestRole role) => (Roles & role) != 0;
}

/// <param name="Step">Null when somebody stepped back from all of them.</param>
/// <param name="To">Who has the place now; null when nobody.</param>
/// <param name="Reason">Of a reviewer who stepped back; empty when there is none, or the reader may not see it.</param>
public sealed record PlaceChange(NamedPerson By, string? Step, NamedPerson? To, string Reason, DateTimeOffset At);

/// <param name="Reason">For everybody on the request.</param>
public sealed record PassingDetails(NamedPerson Before, NamedPerson After, NamedPerson By, string Reason, DateTimeOffset At);

/// <param name="Step">Id of the step.</param>
public sealed record StandIn(string Step, NamedPerson Person);

/// <param name="Words">The reason of the admin, or the owner's statement.</param>
public sealed record EndingDetails(NamedPerson By, DateTimeOffset At, string Words);

public sealed record VersionDetails(
    int Number, RequestContent Content, SubmissionFacts Facts, string Hash, DateTimeOffset SubmittedAt, IReadOnlyList<StepDetails> Steps);

public sealed record StepDetails(
    string Step, string Name, int Order, int Quorum, StepState State, DateTimeOffset? OpenedAt, DateTimeOffset? ClosedAt, IReadOnlyList<DecisionDetails> Decisions)
{
    public int Approvals => Decisions.Count(decision => decision.Outcome == DecisionOutcome.Approve);
}

/// <param name="IsFinal">A rejection for good.</param>
/// <param name="Participants">As published, counted in the version that was active when this was decided; empty when that could not be.</param>
public sealed record DecisionDetails(
    NamedPerson Reviewer, DecisionOutcome Outcome, string Justification, DateTimeOffset DecidedAt, bool IsFinal = false, string Participants = "");

/// <param name="Action">As the audit log calls it: "request-submitted".</param>
/// <param name="Times">How often in a row; edits come by the dozen.</param>
/// <param name="Step">Of a review step, when it is about one.</param>
/// <param name="Outcome">"approve" or "reject" of a decision.</param>
/// <param name="Version">The frozen version that it is about.</param>
public sealed record RequestActivity(string Action, string By, string ActingAs, DateTimeOffset At, int Times, string? Step, string? Outcome, int? Version);
