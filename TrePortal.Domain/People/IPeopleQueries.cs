using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.People;

/// <summary>People and organizations, as far as the reader may see them.</summary>
public interface IPeopleQueries
{
    /// <summary>Who the reader is.</summary>
    Task<Me> MeAsync(Actor reader, CancellationToken cancellation);

    /// <summary>Everybody, by user name; empty unless the reader is a platform admin.</summary>
    /// <param name="search">Part of user name, name or e-mail; null for all.</param>
    Task<Page<PersonRow>> ListPeopleAsync(Actor reader, string? search, PageRequest page, CancellationToken cancellation);

    /// <summary>One person for a platform admin; null for others.</summary>
    Task<PersonRow?> FindPersonAsync(Actor reader, PersonId id, CancellationToken cancellation);

    /// <summary>All for a platform admin, the reader's own otherwise; by name.</summary>
    Task<IReadOnlyList<OrganizationRow>> ListOrganizationsAsync(Actor reader, CancellationToken cancellation);

    /// <summary>Null unless the reader is a member or a platform admin.</summary>
    Task<OrganizationDetails?> FindOrganizationAsync(Actor reader, string handle, CancellationToken cancellation);

    /// <summary>By name; null unless the reader is a member or a platform admin.</summary>
    Task<Page<MemberRow>?> ListMembersAsync(Actor reader, string organization, MemberFilter filter, PageRequest page, CancellationToken cancellation);

    /// <summary>Names for showing; ids that nobody has are left out. Rights to see the ids are the caller's matter.</summary>
    Task<IReadOnlyDictionary<PersonId, PersonName>> NamesAsync(IReadOnlyCollection<PersonId> people, CancellationToken cancellation);

    Task<bool> IsEmptyAsync(CancellationToken cancellation);
}

public sealed record PersonName(string UserName, string DisplayName);

public sealed record PersonRow(
    PersonId Id, string UserName, string DisplayName, string Email, bool IsPlatformAdmin, bool IsEnabled, DateTimeOffset CreatedAt, long Version);

public sealed record Me(PersonId Id, string UserName, string DisplayName, string Email, bool IsPlatformAdmin, IReadOnlyList<MyMembership> Organizations);

public sealed record MyMembership(string Handle, string Name, MemberLevel Level, bool MayManageEnvironments);

public sealed record OrganizationRow(OrganizationId Id, string Handle, string Name, int Members);

/// <param name="MayAdminister">The reader may change the members.</param>
/// <param name="Managers">Members with the permission to manage environments.</param>
/// <param name="Invitations">That wait for an answer; 0 for who may not administer.</param>
public sealed record OrganizationDetails(
    OrganizationId Id, string Handle, string Name, long Version, bool MayAdminister, int Members, int Admins, int Managers, int Invitations);

/// <param name="Search">Part of user name, name or e-mail; null for all.</param>
/// <param name="Level">Null for both.</param>
/// <param name="OnlyManagers">Only who may manage environments.</param>
public sealed record MemberFilter(string? Search = null, MemberLevel? Level = null, bool OnlyManagers = false);

public sealed record MemberRow(
    PersonId Person, string UserName, string DisplayName, string Email, bool IsEnabled, MemberLevel Level, bool MayManageEnvironments);
