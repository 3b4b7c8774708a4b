using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TrePortal.Data.Kernel;

/// <summary>Hands over one kind of outbox message. May be called again for the same one.</summary>
public interface IOutboxHandler
{
    string Kind { get; }

    Task HandleAsync(JsonElement payload, CancellationToken cancellation);
}

/// <summary>Delivers outbox messages after commit, again and again with growing pauses until the handler succeeds.</summary>
internal sealed partial class OutboxRunner(
    IDbContextFactory<PortalDbContext> contexts,
    IServiceScopeFactory scopes,
    WorkSignal signal,
    TimeProvider clock,
    ILogger<OutboxRunner> log) : BackgroundService
{
    [SuppressMessage("Design", "CA1031", Justification = "the runner outlives every failure, and says so")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await DeliverAsync(stoppingToken) == 0)
                {
                    await signal.WaitForOutboxAsync(TimeSpan.FromSeconds(2), stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                LogRunnerFailed(failure);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, stoppingToken);
            }
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "a failed delivery is tried again later")]
    private async Task<int> DeliverAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow();
        var due = await db.Outbox
            .Where(row => row.SentAt == null && row.NotBefore <= now)
            .OrderBy(row => row.Id)
            .Take(50)
            .ToListAsync(cancellation);
        await using var scope = scopes.CreateAsyncScope();
        var handlers = scope.ServiceProvider.GetServices<IOutboxHandler>().ToDictionary(handler => handler.Kind, StringComparer.Ordinal);
        foreach (var row in due)
        {
            try
            {
                using var payload = JsonDocument.Parse(row.Payload);
                await handlers[row.Kind].HandleAsync(payload.RootElement, cancellation);
                row.SentAt = clock.GetUtcNow();
            }
            catch (Exception failure) when (!cancellation.IsCancellationRequested)
            {
                LogUndelivered(failure, row.Kind, row.MessageId);
                row.Attempts++;
                row.NotBefore = clock.GetUtcNow() + TimeSpan.FromSeconds(Math.Min(3600, Math.Pow(2, row.Attempts)));
            }

            await db.SaveChangesAsync(cancellation);
        }

        return due.Count;
    }

    [LoggerMessage(9201, LogLevel.Warning, "Outbox message {Kind} {Message} was not delivered and will be tried again")]
    private partial void LogUndelivered(Exception failure, string kind, Guid message);

    [LoggerMessage(9202, LogLevel.Error, "The outbox failed and goes on")]
    private partial void LogRunnerFailed(Exception failure);
}
