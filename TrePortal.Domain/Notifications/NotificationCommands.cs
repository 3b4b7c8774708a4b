using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Notifications;

/// <summary>
/// A person says what they have read, which concerns nobody else and is not in the audit log, and how they want to be
/// written to, which is.
/// </summary>
public sealed class NotificationCommands(IWriteDoor door)
{
    /// <param name="ids">Own ones, others are passed over; null for all.</param>
    /// <param name="cancellation">Bounds waiting.</param>
    public Task<Result> ReadAsync(IReadOnlyList<NotificationId>? ids, CancellationToken cancellation) =>
        door.RunAsync("notification.read", async (session, token) =>
        {
            var me = session.Actor.Id;
            Read(session, ids is null
                ? await session.ListAsync<Notification>(row => row.Person == me && row.ReadAt == null, token)
                : await session.ListAsync<Notification>(row => row.Person == me && row.ReadAt == null && ids.Contains(row.Id), token));
            return Result.Ok;
        }, cancellation);

    /// <summary>Everything about a request, project or environment that the person has opened.</summary>
    public Task<Result> ReadAboutAsync(Guid subject, CancellationToken cancellation) =>
        door.RunAsync("notification.read-about", async (session, token) =>
        {
            var me = session.Actor.Id;
            Read(session, await session.ListAsync<Notification>(row => row.Person == me && row.ReadAt == null && row.Subject == subject, token));
            return Result.Ok;
        }, cancellation);

    /// <summary>At once, once a day, or not at all.</summary>
    public Task<Result> ChooseMailAsync(MailChoice choice, CancellationToken cancellation) =>
        door.RunAsync("notification.choose-mail", async (session, token) =>
        {
            if (!Enum.IsDefined(choice))
            {
                return new Invalid("mail", "choice", "Choose at once, once a day, or not at all.");
            }

            var me = session.Actor.Id;
            var preference = await session.FirstAsync<MailPreference>(row => row.Person == me, token);
            if (preference is null)
            {
                preference = MailPreference.Of(me, session.Now);
                session.Add(preference);
            }

            preference.Choose(choice, session.Now);
            return Result.Ok;
        }, cancellation);

    private static void Read(IWriteSession session, IReadOnlyList<Notification> found)
    {
        foreach (var notification in found)
        {
            notification.Read(session.Now);
        }
    }
}
