using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace TrePortal.Data.Notifications;

/// <summary>By the base library's client: plain or STARTTLS, with the system's certificates.</summary>
internal sealed class SmtpTransport(MailOptions options) : IMailTransport
{
    public async Task SendAsync(Letter letter, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(options.TimeoutSeconds));
        using var message = MessageOf(letter);
        using var client = new SmtpClient(options.Host, options.Port) { EnableSsl = options.Tls == MailTls.StartTls };
        if (options.User.Length > 0)
        {
            client.Credentials = new NetworkCredential(options.User, options.Password);
        }

        try
        {
            await client.SendMailAsync(message, limit.Token).WaitAsync(limit.Token); // a server that says nothing is not waited for either
        }
        catch (SmtpFailedRecipientException refused) when ((int)refused.StatusCode >= 500)
        {
            throw new MailRefusedException(refused.StatusCode.ToString());
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }

    private MailMessage MessageOf(Letter letter)
    {
        if (!MailAddress.TryCreate(letter.To, out var to))
        {
            throw new MailRefusedException("Address");
        }

        var message = new MailMessage
        {
            From = new MailAddress(options.From),
            Subject = letter.Subject,
            Body = letter.Body,
            BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = TransferEncoding.QuotedPrintable,
        };
        message.To.Add(to);
        message.Headers.Add("Message-ID", $"<{letter.MessageId}>");
        message.Headers.Add("Auto-Submitted", "auto-generated"); // so that nobody's absence is answered to the portal
        return message;
    }
}
