using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Requests;

/// <summary>
/// Brings the state of approved requests in line with the access term, several times a minute (spec.md D8). Doors are shut
/// by the term itself; this makes the state say so everywhere, and tells everybody.
/// </summary>
internal sealed partial class AccessTermSweeper(
    IDbContextFactory<PortalDbContext> contexts, IServiceScopeFactory scopes, TimeProvider clock, ILogger<AccessTermSweeper> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(20);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => EverySoOften.RunAsync(Every, clock, SweepAsync, LogFailed, stoppingToken);

    /// <summary>Answers how many requests were looked at again.</summary>
    internal async Task<int> SweepAsync(CancellationToken cancellation)
    {
        var due = await DueAsync(cancellation);
        foreach (var (request, environment) in due)
        {
            await using var scope = scopes.CreateAsyncScope();
            var kept = await scope.ServiceProvider.GetRequiredService<AccessTermCommands>().KeepAsync(request, environment, cancellation);
            if (kept.IsOk)
            {
                LogKept(request.Value, kept.Value);
            }
        }

        return due.Count;
    }

    /// <summary>Those whose state is not what the term says. Terms are few and requests many, so one question for each length of term.</summary>
    private async Task<List<(AccessRequestId Request, EnvironmentId Environment)>> DueAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var terms = await db.Set<ResearchEnvironment>().Where(row => row.AccessTermDays != null).Select(row => row.AccessTermDays!.Value).Distinct().ToListAsync(cancellation);
        var due = await Of(db, db.Set<ResearchEnvironment>().Where(row => row.AccessTermDays == null))
            .Where(row => row.State == RequestState.Expired).Select(row => new { row.Id, row.Environment }).ToListAsync(cancellation);
        foreach (var days in terms)
        {
            var since = now.AddDays(-days);
            due.AddRange(await Of(db, db.Set<ResearchEnvironment>().Where(row => row.AccessTermDays == days))
                .Where(row => (row.State == RequestState.Approved && row.ApprovedAt <= since) || (row.State == RequestState.Expired && row.ApprovedAt > since))
                .Select(row => new { row.Id, row.Environment }).ToListAsync(cancellation));
        }

        return [.. due.Select(row => (row.Id, row.Environment))];
    }

    private static IQueryable<AccessRequest> Of(PortalDbContext db, IQueryable<ResearchEnvironment> environments) =>
        db.Set<AccessRequest>().AsNoTracking().Where(row => environments.Any(environment => environment.Id == row.Environment));

    [LoggerMessage(6101, LogLevel.Information, "Request {Request} is {State} by the access term")]
    private partial void LogKept(Guid request, RequestState state);

    [LoggerMessage(6102, LogLevel.Error, "Looking after access terms failed and will be tried again")]
    private partial void LogFailed(Exception failure);
}
