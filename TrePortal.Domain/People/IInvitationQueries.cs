using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.People;

/// <summary>Invitations, as far as the reader may see them.</summary>
public interface IInvitationQueries
{
    /// <summary>Of an organization, newest first; null unless the reader may administer it.</summary>
    /// <param name="isOpen">Those that wait or have expired; else the answered and withdrawn ones.</param>
    Task<Page<InvitationRow>?> ListAsync(Actor reader, string organization, bool isOpen, PageRequest page, CancellationToken cancellation);

    /// <summary>What waits for the reader's answer, newest first.</summary>
    Task<IReadOnlyList<MyInvitation>> ListMineAsync(PersonId reader, CancellationToken cancellation);

    /// <summary>What the holder of a link is invited to; null when the link was used, withdrawn, renewed or is too old.</summary>
    Task<LinkedInvitation?> FindBySecretAsync(string secret, CancellationToken cancellation);
}

/// <param name="Address">User name or e-mail address, as it was invited.</param>
/// <param name="Name">Display name of who was named by user name or has joined; null while only an e-mail address is known.</param>
/// <param name="Actions">What may be done with it now.</param>
public sealed record InvitationRow(
    InvitationId Id, string Address, string? Name, MemberLevel Level, bool MayManageEnvironments, string Note, InvitationState State,
    string InvitedBy, DateTimeOffset InvitedAt, DateTimeOffset ExpiresAt, DateTimeOffset? AnsweredAt, IReadOnlyList<InvitationAction> Actions);

/// <param name="Handle">Of the organization.</param>
/// <param name="Organization">Its name.</param>
public sealed record MyInvitation(
    InvitationId Id, string Handle, string Organization, MemberLevel Level, bool MayManageEnvironments, string Note, string InvitedBy, DateTimeOffset ExpiresAt);

/// <param name="Email">The address that a new account will have.</param>
public sealed record LinkedInvitation(string Organization, string Email, MemberLevel Level, bool MayManageEnvironments, string Note, string InvitedBy, DateTimeOffset ExpiresAt);
