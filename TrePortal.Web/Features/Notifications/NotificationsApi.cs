using TrePortal.Domain.Kernel;
using TrePortal.Domain.Notifications;
using TrePortal.Web.Api;

namespace TrePortal.Web.Features.Notifications;

internal static class NotificationsApi
{
    public static void MapNotificationsApi(this RouteGroupBuilder api)
    {
        var mine = api.MapGroup("/me/notifications").WithTags("Me");
        mine.MapGet("", async (ICurrentActor actors, INotificationQueries queries, Paging paging, CancellationToken cancellation, bool unread = false) =>
            TypedResults.Ok(await queries.ListAsync((await actors.GetAsync(cancellation)).Id, unread, paging.Request, cancellation)))
            .WithSummary("What I was told, newest first; unread=true for what I have not read");
        mine.MapPatch("", async (ReadBody body, NotificationCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.ReadAsync(body.Read is null ? null : [.. body.Read.Select(id => new NotificationId(id))], cancellation)))
            .Produces(204).WithSummary("Mark my notifications as read: those named, or all when none are");
        mine.MapGet("/settings", async (ICurrentActor actors, INotificationQueries queries, CancellationToken cancellation) =>
            TypedResults.Ok(await queries.MailSettingsAsync((await actors.GetAsync(cancellation)).Id, cancellation)))
            .WithSummary("How I am written to, and whether the portal sends e-mail");
        mine.MapPut("/settings", async (MailBody body, NotificationCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.ChooseMailAsync(body.Mail, cancellation)))
            .Produces(204).WithSummary("Be written to at once, once a day, or not at all");
        var mails = api.MapGroup("/mails").WithTags("Mail");
        mails.MapGet("", async (ICurrentActor actors, IOutgoingMails queries, CancellationToken cancellation) =>
            ApiResults.Found(await queries.ReadAsync(await actors.GetAsync(cancellation), cancellation)))
            .Produces<MailOverview>().WithSummary("How the portal's mail goes: what waits, what failed and why (platform admins)");
        mails.MapPost("/retry", async (RetryBody body, OutgoingMailCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.TryAgainAsync(body.Key, cancellation)))
            .Produces(204).WithSummary("Try a mail that was given up again, or all of them when none is named (platform admins)");
    }

    /// <param name="Key">As the list says it; null for all that were given up.</param>
    internal sealed record RetryBody(string? Key = null);

    /// <param name="Mail">at-once, daily or off.</param>
    internal sealed record MailBody(MailChoice Mail);

    /// <param name="Read">Ids; null for all.</param>
    internal sealed record ReadBody(IReadOnlyList<Guid>? Read = null);
}
