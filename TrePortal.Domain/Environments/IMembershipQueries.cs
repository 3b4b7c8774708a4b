using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>
/// What the admins of an environment ask about its members. Everything answers null, or not-found, to whoever is not
/// one of them.
/// </summary>
public interface IMembershipQueries
{
    /// <summary>Who administers it.</summary>
    Task<Listing<AdminEntry>?> AdminsAsync(string handle, Actor reader, AdminView view, PageRequest page, CancellationToken cancellation);

    /// <summary>Who may explore and request.</summary>
    Task<Listing<AuthorizedUserEntry>?> AuthorizedAsync(string handle, Actor reader, AuthorizedView view, PageRequest page, CancellationToken cancellation);

    /// <summary>What each line of a list would do, without doing it.</summary>
    Task<Result<IReadOnlyList<LineOutcome>>> PreviewAsync(string handle, Actor reader, MemberKind kind, IReadOnlyList<AuthorizationLine> lines, CancellationToken cancellation);

    /// <summary>What a change would do to drafts, requests, projects and review steps, without doing it.</summary>
    Task<Result<MembershipImpact>> ImpactAsync(string handle, Actor reader, MembershipChange change, CancellationToken cancellation);

    /// <summary>The newest batches of the environment, newest first, at most ten.</summary>
    Task<IReadOnlyList<BatchRow>> BatchesAsync(string handle, Actor reader, CancellationToken cancellation);

    Task<BatchDetails?> FindBatchAsync(string handle, MembershipBatchId batch, Actor reader, CancellationToken cancellation);

    /// <summary>How many environments would have no enabled admin left if this account were disabled (spec.md E6). A number alone: a platform admin sees no environments. 0 for anybody else.</summary>
    Task<int> LeftWithoutAdminAsync(PersonId person, Actor reader, CancellationToken cancellation);
}

/// <summary>A page of a list, and where it stands in all that was found.</summary>
/// <param name="Rows">The page and the cursor of the next one.</param>
/// <param name="From">Place of the first row among those found; 0 for the first of all.</param>
/// <param name="Found">How many there are with this search and filter.</param>
public sealed record Listing<T>(Page<T> Rows, int From, int Found);

public enum AdminSort
{
    Name,
    Newest,
}

/// <param name="Search">Words that must stand in name, user name or e-mail address; null for all.</param>
public sealed record AdminView(string? Search = null, AdminSort Sort = AdminSort.Name);

public enum AuthorizedShow
{
    All,
    People,
    Organizations,

    /// <summary>The last day is within <see cref="AuthorizedEntry.SoonDays"/> days.</summary>
    EndingSoon,

    /// <summary>The last day is over.</summary>
    Ended,

    /// <summary>People who sit on a review step.</summary>
    Reviewers,
}

public enum AuthorizedSort
{
    /// <summary>Organizations first, then people, by name.</summary>
    Name,

    /// <summary>Who ends first stands first; without end last.</summary>
    End,
    Newest,
}

/// <param name="Search">Words that must stand in name, user name, e-mail address, handle or the organization of a person; null for all.</param>
public sealed record AuthorizedView(string? Search = null, AuthorizedShow Show = AuthorizedShow.All, AuthorizedSort Sort = AuthorizedSort.Name);

/// <param name="IsEnabled">The account is not disabled.</param>
public sealed record AdminEntry(PersonEntry Person, string Email, DateTimeOffset Since, bool IsEnabled);

/// <param name="Key">The id of the person or organization: what changes name.</param>
/// <param name="IsOrganization">A whole organization.</param>
/// <param name="Name">User name of a person, handle of an organization.</param>
/// <param name="DisplayName">For people.</param>
/// <param name="Until">Last day of access; null for no end.</param>
/// <param name="HasEnded">The last day is over.</param>
public sealed record AuthorizedUserEntry(Guid Key, bool IsOrganization, string Name, string DisplayName, DateOnly? Until, bool HasEnded)
{
    /// <summary>Of a person; empty for an organization.</summary>
    public required string Email { get; init; }

    /// <summary>A person's organization (the first by name), if any.</summary>
    public required string? Organization { get; init; }

    /// <summary>How many members an organization brings today; 0 for a person.</summary>
    public required int Members { get; init; }

    /// <summary>On how many review steps a person sits.</summary>
    public required int Steps { get; init; }

    /// <summary>The account is not disabled; true for an organization.</summary>
    public required bool IsEnabled { get; init; }

    public required DateTimeOffset Since { get; init; }
}
