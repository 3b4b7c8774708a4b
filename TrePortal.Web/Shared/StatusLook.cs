namespace TrePortal.Web.Shared;

/// <summary>What kind of thing has the state: the same word may mean different things.</summary>
public enum StatusKind
{
    Environment,
    Request,
    Step,
    Project,
    Dispensal,
    Job,
    InventoryVersion,
}

/// <summary>How one state looks, everywhere.</summary>
public sealed record StatusLook(string Text, Tone Tone, string Icon)
{
    /// <summary>By the state's name in code. A state nobody listed shows its own name, neutral, rather than nothing.</summary>
    public static StatusLook Of(StatusKind kind, string state) => (kind, state) switch
    {
        (StatusKind.Environment, "Draft") => new(Words.StateDraft, Tone.Neutral, "edit"),
        (StatusKind.Environment, "Active") => new(Words.StateActive, Tone.Good, "check-circle"),
        (StatusKind.Environment, "Maintenance") => new(Words.StateMaintenance, Tone.Attention, "settings"),

        (StatusKind.Request, "Draft") => new(Words.StateDraft, Tone.Neutral, "edit"),
        (StatusKind.Request, "InReview") => new(Words.StateInReview, Tone.Info, "eye"),
        (StatusKind.Request, "InRevision") => new(Words.StateInRevision, Tone.Attention, "undo"),
        (StatusKind.Request, "Approved") => new(Words.StateApproved, Tone.Good, "check-circle"),
        (StatusKind.Request, "Withdrawn") => new(Words.StateWithdrawn, Tone.Outline, "minus"),
        (StatusKind.Request, "Closed") => new(Words.StateClosed, Tone.Outline, "lock"),
        (StatusKind.Request, "Rejected") => new(Words.StateRejected, Tone.Danger, "x"),
        (StatusKind.Request, "Revoked") => new(Words.StateRevoked, Tone.Danger, "ban"),
        (StatusKind.Request, "Expired") => new(Words.StateExpired, Tone.Danger, "clock"),

        (StatusKind.Step, "Waiting") => new(Words.StateWaiting, Tone.Neutral, "clock"),
        (StatusKind.Step, "Open") => new(Words.StateOpen, Tone.Info, "eye"),
        (StatusKind.Step, "Approved") => new(Words.StateApproved, Tone.Good, "check-circle"),
        (StatusKind.Step, "Rejected") => new(Words.StateRejected, Tone.Danger, "x"),
        (StatusKind.Step, "Closed") => new(Words.StateUndecided, Tone.Outline, "minus"),

        (StatusKind.Project, "Open") => new(Words.StateOpen, Tone.Good, "check-circle"),
        (StatusKind.Project, "Closed") => new(Words.StateClosed, Tone.Outline, "lock"),
        (StatusKind.Project, "Deleted") => new(Words.StateDeleted, Tone.Outline, "trash"),

        (StatusKind.InventoryVersion, "Pending") => new(Words.StatePending, Tone.Attention, "clock"),
        (StatusKind.InventoryVersion, "Staged") => new(Words.StateStaged, Tone.Info, "layers"),
        (StatusKind.InventoryVersion, "Active") => new(Words.StateActive, Tone.Good, "check-circle"),
        (StatusKind.InventoryVersion, "Superseded") => new(Words.StateSuperseded, Tone.Outline, "history"),

        (StatusKind.Dispensal or StatusKind.Job, "Queued") => new(Words.StateQueued, Tone.Neutral, "clock"),
        (StatusKind.Dispensal or StatusKind.Job, "Running") => new(Words.StateRunning, Tone.Info, "refresh"),
        (StatusKind.Dispensal, "Delivered") => new(Words.StateDelivered, Tone.Good, "check-circle"),
        (StatusKind.Job, "Accepted") => new(Words.StateAccepted, Tone.Good, "check-circle"),
        (StatusKind.Job, "Refused") => new(Words.StateRefused, Tone.Danger, "x"),
        (StatusKind.Job, "Done") => new(Words.StateDone, Tone.Good, "check-circle"),
        (StatusKind.Dispensal or StatusKind.Job, "Failed") => new(Words.StateFailed, Tone.Danger, "alert-circle"),
        (StatusKind.Dispensal or StatusKind.Job, "Cancelled") => new(Words.StateCancelled, Tone.Outline, "minus"),

        _ => new(state, Tone.Neutral, "circle"),
    };
}
