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

    public required IReadOnlyList<AdminEntry> Admins { get; init; }

    public required IReadOnlyList<AuthorizedUserEntry> Authorized { get; init; }

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

public sealed record AdminEntry(PersonEntry Person, DateTimeOffset Since);

/// <param name="Key">For <see cref="MembershipCommands.UnauthorizeAsync"/>.</param>
/// <param name="IsOrganization">A whole organization.</param>
/// <param name="Name">User name of a person, handle of an organization.</param>
/// <param name="DisplayName">For people.</param>
/// <param name="Until">Last day of access; null for no end.</param>
/// <param name="HasEnded">The last day is over.</param>
public sealed record AuthorizedUserEntry(Guid Key, bool IsOrganization, string Name, string DisplayName, DateOnly? Until, bool HasEnded);

public sealed record StepForAdmin(string Id, string Name, string Description, int Order, int Quorum, IReadOnlyList<PersonEntry> Reviewers)
{
    /// <summary>Those of the reviewers who cannot decide now: the account is disabled, or they are no authorized users any more.</summary>
    public IReadOnlyList<PersonId> Unable { get; init; } = [];
}
