using TrePortal.Domain.Kernel;
using static TrePortal.Domain.People.InvitationAction;
using static TrePortal.Domain.People.InvitationRole;
using static TrePortal.Domain.People.InvitationState;

namespace TrePortal.Domain.People;

public enum InvitationState
{
    Pending,
    Accepted,
    Declined,
    Withdrawn,

    /// <summary>Nobody answered in time. Never stored: the clock alone brings it.</summary>
    Expired,
}

public enum InvitationAction
{
    Accept,
    Decline,
    Withdraw,

    /// <summary>A new secret and a new end; the secret given before stops working.</summary>
    Renew,
    Expire,
}

[Flags]
public enum InvitationRole
{
    None = 0,

    /// <summary>Admin of the organization, or platform admin.</summary>
    OrganizationAdmin = 1,

    /// <summary>Named by user name or e-mail address, or holding the secret.</summary>
    Invitee = 2,

    Clock = 4,
}

/// <summary>The life of an invitation into an organization (spec.md O1), as one table.</summary>
public static class InvitationLifecycle
{
    public static Lifecycle<InvitationState, InvitationAction, InvitationRole> Table { get; } = new(
        "This invitation",
        Pending,
        (Pending, Accept, Accepted, Invitee),
        (Pending, Decline, Declined, Invitee),
        (Pending, Withdraw, Withdrawn, OrganizationAdmin),
        (Pending, Renew, Pending, OrganizationAdmin),
        (Pending, Expire, Expired, Clock),
        (Expired, Withdraw, Withdrawn, OrganizationAdmin),
        (Expired, Renew, Pending, OrganizationAdmin));
}
