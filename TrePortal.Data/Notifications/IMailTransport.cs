namespace TrePortal.Data.Notifications;

/// <summary>Hands one mail to the mail server. The one place that knows how; another library takes its place here.</summary>
internal interface IMailTransport
{
    /// <summary>Returns when the server has taken it.</summary>
    /// <exception cref="MailRefusedException">The server will never take it for this recipient. Any other exception: try again later.</exception>
    Task SendAsync(Letter letter, CancellationToken cancellation);
}

/// <param name="MessageId">Without brackets; the same at every try.</param>
/// <param name="To">The address of one person.</param>
internal sealed record Letter(string MessageId, string To, string Subject, string Body);

/// <summary>The recipient was refused for good. <see cref="Exception.Message"/> is a code and names nobody.</summary>
internal sealed class MailRefusedException(string code) : Exception(code);
