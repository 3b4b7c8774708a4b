using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Requests;

/// <summary>The messages of a request, for everybody who has a role on it.</summary>
public interface IMessageQueries
{
    /// <summary>A page of messages, the newest first; null to strangers.</summary>
    Task<MessageThread?> ListAsync(AccessRequestId id, Actor reader, PageRequest page, CancellationToken cancellation);
}

/// <param name="Messages">The newest first.</param>
/// <param name="MayWrite">The reader may write now.</param>
/// <param name="Mentionable">Whom the reader can name by <c>@user</c>.</param>
/// <param name="SeenBy">Others who have read the newest message.</param>
public sealed record MessageThread(Page<MessageDetails> Messages, bool MayWrite, IReadOnlyList<NamedPerson> Mentionable, IReadOnlyList<NamedPerson> SeenBy);

/// <param name="Role">Of the author on the request, as it is now.</param>
/// <param name="Mentions">User names that are people on the request.</param>
/// <param name="IsUnread">The reader did not write it and has not read it.</param>
public sealed record MessageDetails(RequestMessageId Id, NamedPerson Author, RequestRole Role, string Text, DateTimeOffset At, IReadOnlyList<string> Mentions, bool IsMine, bool IsUnread);
