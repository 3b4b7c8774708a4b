using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>
/// What the admin pages of environments ask. An admin of the owning organization sees name, state and admins and no more
/// (spec.md R4); anybody else gets nothing at all.
/// </summary>
public interface IEnvironmentAdminQueries
{
    /// <summary>What the reader administers, and what their organizations own if they are admin there; by name.</summary>
    Task<IReadOnlyList<AdministeredEnvironment>> ListAsync(Actor reader, CancellationToken cancellation);

    /// <summary>Null when it does not exist or the reader is not one of its admins.</summary>
    Task<EnvironmentForAdmin?> FindAsync(string handle, Actor reader, CancellationToken cancellation);

    /// <summary>Organizations for which the reader may create environments.</summary>
    Task<IReadOnlyList<OrganizationName>> OrganizationsForNewAsync(Actor reader, CancellationToken cancellation);
}

public sealed record OrganizationName(OrganizationId Id, string Handle, string Name);

/// <param name="Admins">Display names, by name.</param>
/// <param name="Own">Null for somebody who only administers the organization.</param>
public sealed record AdministeredEnvironment(
    EnvironmentId Id, string Handle, string Name, EnvironmentState State, string Organization, IReadOnlyList<string> Admins, OwnEnvironment? Own);

/// <summary>What its own admins see of it in the list.</summary>
/// <param name="Open">What the checklist still misses, in its words; empty when it is complete.</param>
/// <param name="Lines">How many lines the checklist has.</param>
/// <param name="UpdatedAt">Of settings; imports have times of their own.</param>
public sealed record OwnEnvironment(IReadOnlyList<string> Open, int Lines, DateTimeOffset UpdatedAt)
{
    public int Done => Lines - Open.Count;
}

/// <summary>Everything an admin may set, with the token that a change must bring back.</summary>
public sealed record EnvironmentForAdmin(EnvironmentId Id, string Handle, long Version, OrganizationName Organization, string Region)
{
    public required EnvironmentDetails Details { get; init; }

    public required EnvironmentState State { get; init; }

    public required Visibility Visibility { get; init; }

    public required Policies Policies { get; init; }

    public required bool ArePoliciesConfirmed { get; init; }

    public required ShowcaseMode? Showcase { get; init; }

    public required ReviewMode ReviewMode { get; init; }

    /// <summary>How many there are; who they are is asked of <see cref="IMembershipQueries"/>, a page at a time.</summary>
    public required MemberCounts Members { get; init; }

    public required IReadOnlyList<StepForAdmin> Steps { get; init; }

    public required IReadOnlyList<ChecklistLine> Checklist { get; init; }

    /// <summary>What is not locked now.</summary>
    public required IReadOnlyList<EnvironmentAction> Actions { get; init; }

    /// <summary>Number of the version that researchers see; null before the first publication.</summary>
    public required int? ActiveVersion { get; init; }

    /// <summary>Number of the version under construction; null when there is none.</summary>
    public required int? PendingVersion { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required DateTimeOffset? PublishedAt { get; init; }

    public bool May(EnvironmentAction action) => Actions.Contains(action);

    public string? LockReason(EnvironmentAction setting) => EnvironmentLifecycle.LockReason(State, setting);
}

public sealed record PersonEntry(PersonId Id, string UserName, string DisplayName);

/// <summary>Numbers of the members of an environment today.</summary>
/// <param name="Admins">Disabled accounts count too.</param>
/// <param name="People">Authorized people, ended ones too.</param>
/// <param name="Organizations">Authorized organizations, ended ones too.</param>
/// <param name="Ended">Entries whose last day is over.</param>
/// <param name="EndingSoon">Entries whose last day is within <see cref="AuthorizedEntry.SoonDays"/> days.</param>
/// <param name="Reviewers">Authorized people who sit on a review step.</param>
public sealed record MemberCounts(int Admins, int People, int Organizations, int Ended, int EndingSoon, int Reviewers)
{
    public int Authorized => People + Organizations;

    /// <summary>Entries that give access today.</summary>
    public int InForce => Authorized - Ended;
}

/// <param name="RemindAfterDays">Null for no reminder.</param>
public sealed record StepForAdmin(string Id, string Name, string Description, int Order, int Quorum, int? RemindAfterDays, IReadOnlyList<ReviewerEntry> Reviewers)
{
    /// <summary>Reviewers who could decide today.</summary>
    public int Able => Reviewers.Count(reviewer => reviewer.Standing == ReviewerStandingToday.Able);
}

/// <summary>Whether somebody who sits on a step could decide today (spec.md E7).</summary>
public enum ReviewerStandingToday
{
    Able,

    /// <summary>The account is disabled.</summary>
    Disabled,

    /// <summary>No entry of the authorized users covers them any more.</summary>
    NotAuthorized,
}

public sealed record ReviewerEntry(PersonId Id, string UserName, string DisplayName, ReviewerStandingToday Standing);
