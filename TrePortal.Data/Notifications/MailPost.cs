using System.Diagnostics.CodeAnalysis;
using System.Net.Mail;
using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using TrePortal.Data.Kernel;

namespace TrePortal.Data.Notifications;

/// <summary>
/// Sends the mails that are due, each under a lease. A mail is sent once, but for a worker that dies between the server's
/// answer and its own note of it: then it is sent again under the same Message-ID. Logs carry keys and codes only.
/// </summary>
internal sealed partial class MailPost(
    IDbContextFactory<PortalDbContext> contexts, IMailTransport transport, LetterWriter writer, MailOptions options, TimeProvider clock, ILogger<MailPost> log)
{
    private const int Most = 50;

    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    // Longer than any try takes, so that nobody else takes a mail up that is being sent.
    private TimeSpan Lease => TimeSpan.FromSeconds(60 + (2 * options.TimeoutSeconds));

    /// <summary>Answers how many were looked at here.</summary>
    public async Task<int> SendDueAsync(CancellationToken cancellation)
    {
        var claimed = 0;
        foreach (var due in await DueAsync(cancellation))
        {
            if (await ClaimAsync(due, cancellation))
            {
                claimed++;
                await SendAsync(due, due.Attempts + 1, cancellation);
            }
        }

        return claimed;
    }

    private async Task<List<OutgoingMail>> DueAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await Due(db).AsNoTracking().OrderBy(row => row.NotBefore).ThenBy(row => row.Key).Take(Most).ToListAsync(cancellation);
    }

    private IQueryable<OutgoingMail> Due(PortalDbContext db)
    {
        var now = clock.GetUtcNow();
        return db.Set<OutgoingMail>().Where(row => row.State == MailState.Waiting && row.NotBefore <= now && (row.LeaseUntil == null || row.LeaseUntil <= now));
    }

    private async Task<bool> ClaimAsync(OutgoingMail due, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        DateTimeOffset? until = clock.GetUtcNow() + Lease;
        return await Due(db).Where(row => row.Key == due.Key && row.Attempts == due.Attempts)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.LeaseUntil, until).SetProperty(row => row.Attempts, due.Attempts + 1), cancellation) == 1;
    }

    [SuppressMessage("Design", "CA1031", Justification = "a failed try is made again later, and the next mail is sent whatever became of this one")]
    private async Task SendAsync(OutgoingMail mail, int attempt, CancellationToken cancellation)
    {
        try
        {
            var written = await writer.WriteAsync(mail, cancellation);
            if (written.Letter is { } letter)
            {
                await transport.SendAsync(letter, cancellation);
            }

            await EndAsync(mail, attempt, written.Letter is null ? MailState.Dropped : MailState.Sent, written.WhyNot);
        }
        catch (MailRefusedException refused)
        {
            LogGivenUp(mail.Key, attempt, refused.Message);
            await EndAsync(mail, attempt, MailState.GivenUp, refused.Message);
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            await FailedAsync(mail, attempt, CodeOf(failure));
        }
    }

    private async Task FailedAsync(OutgoingMail mail, int attempt, string code)
    {
        if (attempt >= options.Attempts)
        {
            LogGivenUp(mail.Key, attempt, code);
            await EndAsync(mail, attempt, MailState.GivenUp, code);
            return;
        }

        LogFailed(mail.Key, attempt, code);
        var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, 30 * Math.Pow(2, attempt - 1)));
        var next = clock.GetUtcNow() + pause;
        await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);
        await Held(db, mail, attempt).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.NotBefore, next).SetProperty(row => row.LeaseUntil, (DateTimeOffset?)null).SetProperty(row => row.Reason, code), CancellationToken.None);
    }

    private async Task EndAsync(OutgoingMail mail, int attempt, MailState state, string? reason)
    {
        DateTimeOffset? now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);
        await Held(db, mail, attempt).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.State, state).SetProperty(row => row.EndedAt, now).SetProperty(row => row.LeaseUntil, (DateTimeOffset?)null).SetProperty(row => row.Reason, reason),
            CancellationToken.None);
    }

    private static IQueryable<OutgoingMail> Held(PortalDbContext db, OutgoingMail mail, int attempt) =>
        db.Set<OutgoingMail>().Where(row => row.Key == mail.Key && row.State == MailState.Waiting && row.Attempts == attempt);

    // What a server or a library says may name the recipient; a code does not.
    private static string CodeOf(Exception failure) => failure switch
    {
        SmtpException { StatusCode: SmtpStatusCode.GeneralFailure, InnerException: { } inner } => CodeOf(inner),
        SmtpException smtp => smtp.StatusCode.ToString(),
        SocketException socket => socket.SocketErrorCode.ToString(),
        _ => failure.GetType().Name is { Length: <= 40 } name ? name : "Failure",
    };

    [LoggerMessage(9301, LogLevel.Warning, "Mail {Key} was not sent at attempt {Attempt} and will be tried again: {Code}")]
    private partial void LogFailed(string key, int attempt, string code);

    [LoggerMessage(9302, LogLevel.Error, "Mail {Key} was given up at attempt {Attempt}: {Code}")]
    private partial void LogGivenUp(string key, int attempt, string code);
}
