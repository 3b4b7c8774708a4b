using TrePortal.Domain.Kernel;
using static TrePortal.Domain.Requests.RequestAction;
using static TrePortal.Domain.Requests.RequestRole;
using static TrePortal.Domain.Requests.RequestState;

namespace TrePortal.Domain.Requests;

public enum RequestState
{
    Draft,
    InReview,
    InRevision,
    Approved,
    Withdrawn,

    /// <summary>For good, where the policies allow that (spec.md W2).</summary>
    Rejected,

    /// <summary>The access term is over; it runs from the approval.</summary>
    Expired,

    /// <summary>By a TRE admin, for good, with a reason.</summary>
    Revoked,

    /// <summary>By the owner, whose work is done, with a closing statement.</summary>
    Closed,
}

public enum RequestAction
{
    Edit,
    Submit,
    Delete,
    Withdraw,
    Decide,

    /// <summary>The last open step was approved.</summary>
    Approve,

    /// <summary>A step was rejected: back to the owner.</summary>
    Return,

    /// <summary>A step was rejected for good.</summary>
    RejectFinally,
    CreateProject,

    /// <summary>The access term ended.</summary>
    Expire,

    /// <summary>The access term was made longer, and is not over any more.</summary>
    Resume,

    /// <summary>Take back what was approved.</summary>
    Revoke,

    /// <summary>Write to the others on it.</summary>
    Message,

    /// <summary>Say that the work is done.</summary>
    Close,

    /// <summary>Give the request to one of its collaborators, because its owner has left.</summary>
    PassOwnership,

    /// <summary>A reviewer steps back because of a conflict of interest.</summary>
    Recuse,

    /// <summary>A reviewer gives their place on a step to another one.</summary>
    HandOver,
}

/// <summary>Roles of a person relative to one request.</summary>
[Flags]
public enum RequestRole
{
    None = 0,
    Owner = 1,

    /// <summary>Named on the request now. Reads it and works in its projects; changes nothing in it.</summary>
    Collaborator = 2,

    /// <summary>Sits on a step of the environment, from submission on.</summary>
    Reviewer = 4,

    /// <summary>Admin of the environment, from submission on: reads, and takes back what was approved.</summary>
    TreAdmin = 8,

    /// <summary>The environment's own identity, which ends access when its time has come.</summary>
    Robot = 16,
}

/// <summary>The life of a data access request (spec.md Q1 and section 8), as one table.</summary>
public static class RequestLifecycle
{
    /// <summary>Those from which something can still come. The others are ends, and so is a term that is over, although a longer one would resume it.</summary>
    public static IReadOnlyList<RequestState> OpenStates => [.. Table.Moves.Where(move => move.Action is not (Resume or Revoke or Close or PassOwnership)).Select(move => move.From).Distinct()];

    public static Lifecycle<RequestState, RequestAction, RequestRole> Table { get; } = new(
        "This request",
        Draft,
        (Draft, Edit, Draft, Owner),
        (Draft, Submit, InReview, Owner),
        (Draft, Delete, Draft, Owner),
        (InReview, Decide, InReview, Reviewer),
        (InReview, Approve, Approved, Reviewer),
        (InReview, Return, InRevision, Reviewer),
        (InReview, RejectFinally, Rejected, Reviewer),
        (InReview, Withdraw, Withdrawn, Owner),
        (InRevision, Edit, InRevision, Owner),
        (InRevision, Submit, InReview, Owner),
        (InRevision, Withdraw, Withdrawn, Owner),
        (Approved, CreateProject, Approved, Owner | Collaborator),
        (Approved, Expire, Expired, Robot),
        (Expired, Resume, Approved, Robot),
        (InReview, Recuse, InReview, Reviewer),
        (InReview, HandOver, InReview, Reviewer),
        (InReview, Message, InReview, Owner | Reviewer),
        (InRevision, Message, InRevision, Owner | Reviewer),
        (Approved, Message, Approved, Owner | Reviewer),
        (InReview, PassOwnership, InReview, TreAdmin),
        (InRevision, PassOwnership, InRevision, TreAdmin),
        (Approved, PassOwnership, Approved, TreAdmin),
        (Expired, PassOwnership, Expired, TreAdmin),
        (Approved, Revoke, Revoked, TreAdmin),
        (Expired, Revoke, Revoked, TreAdmin),
        (Approved, Close, Closed, Owner),
        (Expired, Close, Closed, Owner));
}
