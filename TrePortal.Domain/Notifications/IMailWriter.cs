namespace TrePortal.Domain.Notifications;

/// <summary>
/// The words of a mail. They carry links and no data (spec.md N3): no title, name, reference, number or text of anybody,
/// and not how something was decided. Whoever follows the link is asked for their rights there.
/// </summary>
public interface IMailWriter
{
    /// <summary>Null when there is nothing to open any more.</summary>
    MailText? Notice(NotificationRow row);

    /// <summary>Null when there is nothing to open any more.</summary>
    /// <param name="rows">In the order in which they are to stand.</param>
    MailText? Digest(IReadOnlyList<NotificationRow> rows);
}

public sealed record MailText(string Subject, string Body);
