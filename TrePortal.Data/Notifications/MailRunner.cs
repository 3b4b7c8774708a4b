using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TrePortal.Data.Notifications;

/// <summary>Writes daily mails and sends whatever is due, every two seconds; does nothing while mail is off.</summary>
internal sealed partial class MailRunner(DigestPlanner digests, MailPost post, MailOptions options, TimeProvider clock, ILogger<MailRunner> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    [SuppressMessage("Design", "CA1031", Justification = "the runner outlives every failure, and says so")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.IsOn && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await digests.PlanAsync(stoppingToken);
                if (await post.SendDueAsync(stoppingToken) > 0)
                {
                    continue;
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(failure);
            }

            await Task.Delay(Every, clock, stoppingToken);
        }
    }

    [LoggerMessage(9311, LogLevel.Error, "Sending mail failed and goes on")]
    private partial void LogFailed(Exception failure);
}
