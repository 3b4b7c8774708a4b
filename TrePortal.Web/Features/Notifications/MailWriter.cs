using TrePortal.Domain.Notifications;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Notifications;

/// <inheritdoc cref="IMailWriter"/>
/// <param name="publicAddress">What links begin with, without a slash at the end.</param>
internal sealed class MailWriter(string publicAddress) : IMailWriter
{
    /// <summary>Links of one daily mail; the list of the portal has the others.</summary>
    public const int MostLinks = 50;

    public MailText? Notice(NotificationRow row) =>
        NotificationLook.Of(row).Href is { } href ? Text(What(row.Kind), $"{Sentence(row.Kind)}\n{publicAddress}{href}\n") : null;

    public MailText? Digest(IReadOnlyList<NotificationRow> rows)
    {
        var links = rows.Select(row => (What: Sentence(row.Kind), NotificationLook.Of(row).Href)).Where(link => link.Href is not null).Distinct().ToList();
        var lines = string.Join('\n', links.Take(MostLinks).Select(link => $"{link.What}\n{publicAddress}{link.Href}\n"));
        var more = links.Count > MostLinks ? $"\n{MailWords.More}\n{publicAddress}{Addresses.Notifications}\n" : "";
        return links.Count == 0 ? null : Text(MailWords.Digest, lines + more);
    }

    private MailText Text(string subject, string body) =>
        new(MailWords.Subject.Fill(subject), $"{body}\n{MailWords.Footer}\n\n{MailWords.HowOften}\n{publicAddress}{Addresses.NotificationSettings}\n");

    private static string Sentence(NotificationKind kind) => What(kind) is var what ? $"{char.ToUpperInvariant(what[0])}{what[1..]}:" : "";

    // Not how something was decided, nor whether a delivery failed: that stands behind the sign-in.
    private static string What(NotificationKind kind) => kind switch
    {
        NotificationKind.WaitsForReview => MailWords.Review,
        NotificationKind.StepOverdue => MailWords.ReviewStill,
        NotificationKind.StepLongOverdue => MailWords.StepWaits,
        NotificationKind.NamedOnRequest => MailWords.Named,
        NotificationKind.MessageReceived or NotificationKind.Mentioned => MailWords.Message,
        NotificationKind.DataDelivered or NotificationKind.DeliveryFailed => MailWords.Project,
        NotificationKind.MaintenanceBegan or NotificationKind.MaintenanceEnded => MailWords.Environment,
        NotificationKind.MadeReviewer or NotificationKind.MadeAdmin => MailWords.Role,
        NotificationKind.AccessEndsInMonth or NotificationKind.AccessEndsInWeek => MailWords.AccessEnds,
        _ => MailWords.Request,
    };
}
