using System.Text.Json.Serialization;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Requests;

/// <summary>What was submitted, frozen: nothing of it changes any more, and its hash proves it (INV03).</summary>
public sealed class RequestVersion
{
    private RequestVersion()
    {
    }

    internal RequestVersion(int number, RequestContent content, SubmissionFacts facts, string frozen, PersonId by, DateTimeOffset now)
    {
        Number = number;
        Content = content;
        Facts = facts;
        Frozen = frozen;
        Hash = Kernel.Hash.Of(frozen);
        SubmittedBy = by;
        SubmittedAt = now;
    }

    /// <summary>1, 2, 3, ...</summary>
    public int Number { get; private set; }

    public RequestContent Content { get; private set; } = RequestContent.Empty;

    /// <summary>As counted and looked up at submission.</summary>
    public SubmissionFacts Facts { get; private set; } = SubmissionFacts.None;

    /// <summary>The canonical JSON over which <see cref="Hash"/> is taken: request, number, content and facts.</summary>
    public string Frozen { get; private set; } = "";

    /// <summary>SHA-256 of <see cref="Frozen"/>. Approval and dispensal bind to it.</summary>
    public string Hash { get; private set; } = "";

    public PersonId SubmittedBy { get; private set; }

    public DateTimeOffset SubmittedAt { get; private set; }
}

/// <summary>What the portal itself found at submission; every number is a published one.</summary>
/// <param name="InventoryVersion">The version that was active; null only in an empty value.</param>
/// <param name="InventoryNumber">Its number.</param>
/// <param name="Participants">The cohort's size as published text: "about 290" or "fewer than 10".</param>
/// <param name="Fields">Number of fields chosen.</param>
/// <param name="Files">Number of bulk files of the chosen collections, as published text.</param>
/// <param name="CohortWords">The cohort in plain words.</param>
/// <param name="Requester">Display name of the owner when submitted.</param>
public sealed record SubmissionFacts(
    InventoryVersionId? InventoryVersion, int InventoryNumber, string Participants, int Fields, string Files, string CohortWords, string Requester)
{
    public static SubmissionFacts None { get; } = new(null, 0, "", 0, "", "", "");

    /// <summary>The cohort is so small that only "fewer than k" may be said of it.</summary>
    [JsonIgnore]
    public bool IsSmall => Participants.StartsWith("fewer", StringComparison.Ordinal);
}

public enum StepState
{
    /// <summary>Sequential mode: its turn has not come.</summary>
    Waiting,
    Open,
    Approved,
    Rejected,

    /// <summary>Ended undecided because another step was rejected or the request was withdrawn.</summary>
    Closed,
}

/// <summary>One step of the review of one version.</summary>
public sealed class RequestStep
{
    private RequestStep()
    {
    }

    internal RequestStep(int version, StepPlan plan, StepState state, DateTimeOffset now)
    {
        RequestVersion = version;
        Step = plan.Step;
        Name = plan.Name;
        Order = plan.Order;
        Quorum = plan.Quorum;
        State = state;
        OpenedAt = state == StepState.Open ? now : null;
    }

    public int RequestVersion { get; private set; }

    public string Step { get; private set; } = "";

    public string Name { get; private set; } = "";

    public int Order { get; private set; }

    public int Quorum { get; private set; }

    public StepState State { get; private set; }

    public DateTimeOffset? OpenedAt { get; private set; }

    public DateTimeOffset? ClosedAt { get; private set; }

    internal void Open(DateTimeOffset now)
    {
        State = StepState.Open;
        OpenedAt = now;
    }

    internal void End(StepState state, DateTimeOffset now)
    {
        State = state;
        ClosedAt = now;
    }
}

/// <summary>A step of the pipeline as it is at submission.</summary>
public sealed record StepPlan(string Step, string Name, int Order, int Quorum);

public enum DecisionOutcome
{
    Approve,
    Reject,
}

/// <summary>A reviewer's word on one step of one version. Never changed afterwards (spec.md W3).</summary>
public sealed class RequestDecision
{
    private RequestDecision()
    {
    }

    internal RequestDecision(int version, string step, PersonId reviewer, Verdict verdict, string counted, DateTimeOffset now)
    {
        RequestVersion = version;
        Step = step;
        Reviewer = reviewer;
        Outcome = verdict.Outcome;
        IsFinal = verdict.IsFinal;
        Justification = verdict.Justification.Trim();
        Participants = counted;
        DecidedAt = now;
    }

    public int RequestVersion { get; private set; }

    public string Step { get; private set; } = "";

    public PersonId Reviewer { get; private set; }

    public DecisionOutcome Outcome { get; private set; }

    /// <summary>A rejection for good.</summary>
    public bool IsFinal { get; private set; }

    public string Justification { get; private set; } = "";

    /// <summary>As published, counted in the active version when this was decided (spec.md Q8); empty when that could not be.</summary>
    public string Participants { get; private set; } = "";

    public DateTimeOffset DecidedAt { get; private set; }
}

/// <summary>What a reviewer says: on which version, approve or reject, and why.</summary>
/// <param name="IsFinal">Rejects for good, where the policies allow it.</param>
public sealed record Verdict(int Version, DecisionOutcome Outcome, string Justification, bool IsFinal = false);

/// <summary>Somebody named on the request, now or earlier: whoever ever was may not decide on it (spec.md R1).</summary>
public sealed class RequestCollaborator
{
    private RequestCollaborator()
    {
    }

    internal RequestCollaborator(PersonId person, DateTimeOffset since)
    {
        Person = person;
        Since = since;
    }

    public PersonId Person { get; private set; }

    public DateTimeOffset Since { get; private set; }

    /// <summary>When they were taken off again; null while named.</summary>
    public DateTimeOffset? Until { get; private set; }

    internal void End(DateTimeOffset now) => Until = now;

    internal void Return() => Until = null;
}
