using System.Diagnostics.CodeAnalysis;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Kernel;

/// <summary>How background jobs are run. Section <c>Jobs</c> of appsettings.json.</summary>
public sealed record JobOptions
{
    /// <summary>Jobs at once; 0 runs none in this process.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>How long a silent worker keeps a job before another may take it, in seconds.</summary>
    public double LeaseSeconds { get; init; } = 10;

    /// <summary>How often a job is tried when the machine, not the input, fails.</summary>
    public int Attempts { get; init; } = 5;
}

/// <summary>Does one kind of job. It may be run again from the start after a crash at any moment, so it must be idempotent.</summary>
public interface IJobHandler
{
    string Kind { get; }

    /// <returns>Done, or the reason for which trying again is useless.</returns>
    Task<Result> RunAsync(JobRun run, CancellationToken cancellation);

    /// <summary>After the last failure or a cancellation: the domain's own record of it, in the transaction that ends the job.</summary>
    Task FailedAsync(JobRun run, IWriteSession session, Error reason, CancellationToken cancellation);
}

/// <summary>
/// Claims jobs by one conditional update that raises the fence, keeps the lease alive while the handler works, and ends
/// them. Claims happen one queue at a time.
/// </summary>
internal sealed partial class JobRunner(
    IDbContextFactory<PortalDbContext> contexts,
    IServiceScopeFactory scopes,
    WorkSignal signal,
    IChangeFeed feed,
    JobOptions options,
    TimeProvider clock,
    ILogger<JobRunner> log) : BackgroundService
{
    private TimeSpan Lease => TimeSpan.FromSeconds(options.LeaseSeconds);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, options.Workers).Select(_ => Task.Run(() => WorkAsync(stoppingToken), stoppingToken)));

    /// <summary>Runs what waits now, one after the other, without becoming a worker: for a start that needs the results.</summary>
    internal async Task DrainAsync(CancellationToken cancellation)
    {
        while (await ClaimAsync(cancellation) is { } job)
        {
            await RunAsync(job, cancellation);
        }
    }

    private async Task WorkAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (await ClaimAsync(stopping) is { } job)
                {
                    signal.Jobs(); // there may be another one for the other workers
                    await RunAsync(job, stopping);
                }
                else
                {
                    await signal.WaitForJobsAsync(TimeSpan.FromSeconds(1), stopping);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // a worker outlives every failure, and says so
            catch (Exception failure)
#pragma warning restore CA1031
            {
                LogWorkerFailed(failure);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, stopping);
            }
        }
    }

    private async Task<Job?> ClaimAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow();
        var candidates = await db.Jobs
            .Where(job => job.State == JobState.Queued || (job.State == JobState.Running && job.LeaseUntil < now))
            .Where(job => !db.Jobs.Any(other => other.Queue == job.Queue && other.Id != job.Id
                && ((other.State == JobState.Running && other.LeaseUntil >= now)
                    || ((other.State == JobState.Queued || other.State == JobState.Running) && other.CreatedAt < job.CreatedAt))))
            .OrderBy(job => job.CreatedAt)
            .Select(job => new { job.Id, job.Fence })
            .Take(5)
            .ToListAsync(cancellation);
        foreach (var candidate in candidates)
        {
            var claimed = await db.Jobs
                .Where(job => job.Id == candidate.Id && job.Fence == candidate.Fence
                    && (job.State == JobState.Queued || (job.State == JobState.Running && job.LeaseUntil < now)))
                .ExecuteUpdateAsync(set => set
                    .SetProperty(job => job.State, JobState.Running)
                    .SetProperty(job => job.Fence, job => job.Fence + 1)
                    .SetProperty(job => job.Attempts, job => job.Attempts + 1)
                    .SetProperty(job => job.LeaseUntil, now + Lease)
                    .SetProperty(job => job.StartedAt, job => job.StartedAt ?? now), cancellation);
            if (claimed == 1)
            {
                return await db.Jobs.AsNoTracking().SingleAsync(job => job.Id == candidate.Id, cancellation);
            }
        }

        return null;
    }

    [SuppressMessage("Design", "CA1031", Justification = "whatever a handler throws is the job's failure, not the worker's")]
    private async Task RunAsync(Job job, CancellationToken stopping)
    {
        await using var scope = scopes.CreateAsyncScope();
        using var abandon = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var run = new JobRun(job, contexts, scope.ServiceProvider.GetRequiredService<IWriteDoor>(), feed, clock);
        var handler = scope.ServiceProvider.GetServices<IJobHandler>().First(candidate => candidate.Kind == job.Kind);
        var heartbeat = BeatAsync(run, abandon);
        LogStarted(job.Kind, job.Id.Value, job.Attempts);
        try
        {
            var result = await handler.RunAsync(run, abandon.Token);
            if (!result.IsOk)
            {
                await EndAsync(run, handler, result.Error, JobState.Failed);
            }
            else if (!run.IsFinished)
            {
                await run.FinishAsync((_, _) => Task.FromResult(Result.Ok), CancellationToken.None);
            }
        }
        catch (LeaseLostException)
        {
            LogLeaseLost(job.Kind, job.Id.Value);
        }
        catch (OperationCanceledException) when (run.IsLost)
        {
            LogLeaseLost(job.Kind, job.Id.Value);
        }
        catch (OperationCanceledException) when (run.IsCancelRequested)
        {
            await EndAsync(run, handler, new JobCancelled(), JobState.Cancelled);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await run.ReleaseAsync(); // an orderly stop: the next start takes it up at once
        }
        catch (Exception failure)
        {
            LogFailed(failure, job.Kind, job.Id.Value, job.Attempts);
            if (job.Attempts >= options.Attempts)
            {
                await EndAsync(run, handler, new JobBroken(), JobState.Failed);
            }
            else
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200 * job.Attempts), clock, stopping);
                await run.ReleaseAsync();
            }
        }
        finally
        {
            await abandon.CancelAsync();
            await heartbeat;
        }
    }

    private async Task EndAsync(JobRun run, IJobHandler handler, Error reason, JobState state)
    {
        LogEnded(run.Job.Kind, run.Job.Id.Value, state, reason.Code);
        try
        {
            await run.EndAsync(state, reason, (session, cancellation) => handler.FailedAsync(run, session, reason, cancellation));
        }
        catch (LeaseLostException)
        {
            LogLeaseLost(run.Job.Kind, run.Job.Id.Value);
        }
    }

    private async Task BeatAsync(JobRun run, CancellationTokenSource abandon)
    {
        try
        {
            while (await Beat(run, abandon.Token))
            {
                await Task.Delay(Lease / 4, clock, abandon.Token);
            }

            await abandon.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // the job ended
        }
    }

    private async Task<bool> Beat(JobRun run, CancellationToken cancellation)
    {
        try
        {
            return await run.BeatAsync(Lease, cancellation);
        }
        catch (Exception failure) when (failure is System.Data.Common.DbException or TimeoutException)
        {
            LogBeatFailed(failure, run.Job.Id.Value);
            return true; // the lease decides, not one failed heartbeat
        }
    }

    [LoggerMessage(9101, LogLevel.Information, "Job {Kind} {Job} started, attempt {Attempt}")]
    private partial void LogStarted(string kind, Guid job, int attempt);

    [LoggerMessage(9102, LogLevel.Warning, "Job {Kind} {Job} lost its lease and stopped")]
    private partial void LogLeaseLost(string kind, Guid job);

    [LoggerMessage(9103, LogLevel.Error, "Job {Kind} {Job} failed on attempt {Attempt}")]
    private partial void LogFailed(Exception failure, string kind, Guid job, int attempt);

    [LoggerMessage(9104, LogLevel.Information, "Job {Kind} {Job} ended {State}: {Code}")]
    private partial void LogEnded(string kind, Guid job, JobState state, string code);

    [LoggerMessage(9105, LogLevel.Error, "A job worker failed and goes on")]
    private partial void LogWorkerFailed(Exception failure);

    [LoggerMessage(9106, LogLevel.Warning, "A heartbeat of job {Job} failed")]
    private partial void LogBeatFailed(Exception failure, Guid job);
}

public sealed record JobCancelled() : Error("cancelled", "It was cancelled.");

public sealed record JobBroken() : Error("job-broken", "The portal could not finish this after several tries. The operator finds the reason in the log. It can be tried again.");

/// <summary>Another worker holds the job now: nothing more may be written for it here.</summary>
public sealed class LeaseLostException() : Exception("The lease of the job was lost.");
