using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Notifications;

/// <summary>What a person was told. Everybody reads their own only.</summary>
public interface INotificationQueries
{
    /// <summary>The kind of change that is announced when a person is told something; its id is the person's.</summary>
    const string ChangeKind = "notification";

    /// <summary>The newest first.</summary>
    Task<Page<NotificationRow>> ListAsync(PersonId person, bool unreadOnly, PageRequest page, CancellationToken cancellation);

    Task<int> UnreadAsync(PersonId person, CancellationToken cancellation);

    /// <summary>Whether anything about this request, project or environment is unread.</summary>
    Task<bool> HasUnreadAboutAsync(PersonId person, Guid subject, CancellationToken cancellation);

    Task<MailSettings> MailSettingsAsync(PersonId person, CancellationToken cancellation);
}

/// <summary>How somebody is written to.</summary>
/// <param name="Mail">What they chose, or what holds for who chose nothing.</param>
/// <param name="IsMailOn">The portal sends mail at all.</param>
/// <param name="DigestAt">When daily mails go out.</param>
/// <param name="TimeZone">In which that time is meant.</param>
public sealed record MailSettings(MailChoice Mail, bool IsMailOn, TimeOnly DigestAt, string TimeZone);

/// <param name="Subject">Id of the request, project or environment.</param>
/// <param name="Reference">Of the request; empty when it is about an environment.</param>
/// <param name="Environment">Handle; empty when the environment was deleted since.</param>
/// <param name="EnvironmentName">Its name.</param>
public sealed record NotificationRow(NotificationId Id, NotificationKind Kind, Guid Subject, string Reference, string Environment, string EnvironmentName, DateTimeOffset At, bool IsRead);
