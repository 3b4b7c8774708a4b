using TrePortal.Domain.Kernel;
using static TrePortal.Domain.Environments.EnvironmentAction;
using static TrePortal.Domain.Environments.EnvironmentRole;
using static TrePortal.Domain.Environments.EnvironmentState;

namespace TrePortal.Domain.Environments;

public enum EnvironmentState
{
    Draft,
    Active,
    Maintenance,
}

public enum EnvironmentAction
{
    EditDetails,
    EditOwnership,
    EditMembership,
    EditPolicies,
    /// <summary>What researchers explore now: the showcase mode.</summary>
    EditInventory,

    /// <summary>The next version: begin, upload, describe, discard. Researchers see nothing of it until reactivation.</summary>
    StageInventory,
    EditPipeline,
    EditStepText,
    EditReviewers,
    Delete,
    Publish,
    Deactivate,
    Reactivate,
}

/// <summary>Roles of a person relative to one environment. Several at once are normal.</summary>
[Flags]
public enum EnvironmentRole
{
    None = 0,
    TreAdmin = 1,

    /// <summary>Named, or a member of a named organization, before the end date; or anybody, when it is public. Never in Draft.</summary>
    AuthorizedUser = 2,

    /// <summary>Sits on a review step.</summary>
    Reviewer = 4,

    /// <summary>Admin of the owning organization: sees name, state and admins (spec.md R4).</summary>
    OrganizationAdmin = 8,
}

/// <summary>Moves and locks of an environment: table E2 of the specification, and nothing else decides.</summary>
public static class EnvironmentLifecycle
{
    public static Lifecycle<EnvironmentState, EnvironmentAction, EnvironmentRole> Table { get; } = new(
        "This environment",
        Draft,
        (Draft, EditDetails, Draft, TreAdmin),
        (Active, EditDetails, Active, TreAdmin),
        (Maintenance, EditDetails, Maintenance, TreAdmin),
        (Draft, EditOwnership, Draft, TreAdmin),
        (Draft, EditMembership, Draft, TreAdmin),
        (Active, EditMembership, Active, TreAdmin),
        (Maintenance, EditMembership, Maintenance, TreAdmin),
        (Draft, EditPolicies, Draft, TreAdmin),
        (Active, EditPolicies, Active, TreAdmin),
        (Maintenance, EditPolicies, Maintenance, TreAdmin),
        (Draft, EditInventory, Draft, TreAdmin),
        (Maintenance, EditInventory, Maintenance, TreAdmin),
        (Draft, StageInventory, Draft, TreAdmin),
        (Active, StageInventory, Active, TreAdmin),
        (Maintenance, StageInventory, Maintenance, TreAdmin),
        (Draft, EditPipeline, Draft, TreAdmin),
        (Draft, EditStepText, Draft, TreAdmin),
        (Active, EditStepText, Active, TreAdmin),
        (Maintenance, EditStepText, Maintenance, TreAdmin),
        (Draft, EditReviewers, Draft, TreAdmin),
        (Active, EditReviewers, Active, TreAdmin),
        (Maintenance, EditReviewers, Maintenance, TreAdmin),
        (Draft, Delete, Draft, TreAdmin),
        (Maintenance, Delete, Maintenance, TreAdmin),
        (Draft, Publish, Active, TreAdmin),
        (Active, Deactivate, Maintenance, TreAdmin),
        (Maintenance, Reactivate, Active, TreAdmin));

    /// <summary>Why a setting is locked now, in words for the control; null when it is open to a TRE admin.</summary>
    public static string? LockReason(EnvironmentState state, EnvironmentAction setting) =>
        Table.Next(state, setting, TreAdmin).IsOk ? null : (setting, state) switch
        {
            (EditOwnership, _) => "Organization and region are fixed once the environment has been published.",
            (EditInventory, Active) => "What researchers explore is locked while the environment is active. Stage the next version beside it, or deactivate it first.",
            (Delete, _) => "An active environment cannot be deleted. Deactivate it first; under maintenance it can go once it has no open request and no project.",
            (EditPipeline, _) => "The review pipeline is fixed once the environment has been published. Names, descriptions, reminders and reviewers can still change.",
            _ => $"This cannot be changed while the environment is {PlainWords.Of(state)}.",
        };
}
