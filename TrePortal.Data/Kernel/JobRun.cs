using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Kernel;

/// <summary>One attempt at a job: what it is about, progress, and the fenced ways to change anything.</summary>
public sealed class JobRun
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(400);

    private readonly IDbContextFactory<PortalDbContext> _contexts;
    private readonly IWriteDoor _door;
    private readonly IChangeFeed _feed;
    private readonly TimeProvider _clock;
    private int _reporting;
    private bool _hasReported;
    private DateTimeOffset _nextReport;
    private volatile bool _isCancelRequested;
    private volatile bool _isLost;

    internal JobRun(Job job, IDbContextFactory<PortalDbContext> contexts, IWriteDoor door, IChangeFeed feed, TimeProvider clock)
    {
        Job = job;
        _contexts = contexts;
        _door = door;
        _feed = feed;
        _clock = clock;
    }

    public Job Job { get; }

    /// <summary>Unique to this attempt: names staging folders, so that an older worker never writes into a newer one's.</summary>
    public long Fence => Job.Fence;

    /// <summary>Somebody asked for it to stop; the token is cancelled with it.</summary>
    public bool IsCancelRequested => _isCancelRequested;

    /// <summary>A heartbeat found that another worker holds the job; the token is cancelled with it.</summary>
    internal bool IsLost => _isLost;

    internal bool IsFinished { get; private set; }

    public T Payload<T>() => JsonSerializer.Deserialize<T>(Job.Payload, JsonColumn.Options)!;

    /// <summary>Says how far it is; written at most a few times a second.</summary>
    /// <exception cref="LeaseLostException">Another worker holds the job.</exception>
    public Task ReportAsync(string phase, long done, long total, CancellationToken cancellation) => ReportAsync(new JobStep(phase, done, total), cancellation);

    /// <summary>The same with rows.</summary>
    /// <exception cref="LeaseLostException">Another worker holds the job.</exception>
    /// <exception cref="OperationCanceledException">Somebody asked for it to stop.</exception>
    public async Task ReportAsync(JobStep step, CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _reporting, 1) == 1)
        {
            return;
        }

        try
        {
            var now = _clock.GetUtcNow();
            var isNewPhase = step.Phase != Job.Phase || !_hasReported; // an attempt before this one may have died in the same phase
            if (now < _nextReport && !isNewPhase)
            {
                return;
            }

            _nextReport = now + ProgressEvery;
            _hasReported = true;
            (Job.Phase, Job.PhaseStartedAt) = (step.Phase, isNewPhase ? now : Job.PhaseStartedAt);
            await using var db = await _contexts.CreateDbContextAsync(cancellation);
            var written = await Mine(db).ExecuteUpdateAsync(set => set
                .SetProperty(job => job.Phase, step.Phase)
                .SetProperty(job => job.PhaseStartedAt, Job.PhaseStartedAt)
                .SetProperty(job => job.Done, step.Done)
                .SetProperty(job => job.Total, step.Total)
                .SetProperty(job => job.Rows, step.Rows)
                .SetProperty(job => job.RowsPerSecond, step.RowsPerSecond), cancellation);
            if (written == 0)
            {
                throw new LeaseLostException();
            }

            _feed.Publish(new Changed("job", Job.Id.Value, Job.Environment));
            if (await Mine(db).AnyAsync(job => job.IsCancelRequested, cancellation))
            {
                _isCancelRequested = true; // sooner than the next beat would notice
                throw new OperationCanceledException("The job was asked to stop.");
            }
        }
        finally
        {
            Volatile.Write(ref _reporting, 0);
        }
    }

    /// <summary>
    /// A change on the way to the end, as the environment's robot, in a transaction that holds only while this attempt
    /// still has the job.
    /// </summary>
    /// <exception cref="LeaseLostException">Another worker holds the job.</exception>
    public Task<Result<T>> ChangeAsync<T>(string command, Func<IWriteSession, CancellationToken, Task<Result<T>>> work, CancellationToken cancellation) =>
        _door.RunAsRobotAsync(Job.Environment, command, async (session, token) =>
        {
            await HoldAsync(session, token);
            return await work(session, token);
        }, cancellation);

    /// <summary>The last change and the end of the job in one transaction.</summary>
    /// <exception cref="LeaseLostException">Another worker holds the job.</exception>
    public async Task<Result> FinishAsync(Func<IWriteSession, CancellationToken, Task<Result>> work, CancellationToken cancellation)
    {
        var result = await _door.RunAsRobotAsync(Job.Environment, Job.Kind + ".finish", async (session, token) =>
        {
            var done = await work(session, token);
            if (!done.IsOk)
            {
                return done.Error;
            }

            await CloseAsync(session, JobState.Done, null, token);
            return (Result<bool>)true;
        }, cancellation);
        IsFinished = result.IsOk;
        _feed.Publish(new Changed("job", Job.Id.Value, Job.Environment));
        return result.ToResult();
    }

    internal async Task EndAsync(JobState state, Error reason, Func<IWriteSession, CancellationToken, Task> record)
    {
        await _door.RunAsRobotAsync(Job.Environment, Job.Kind + ".end", async (session, token) =>
        {
            await record(session, token);
            await CloseAsync(session, state, reason, token);
            return (Result<bool>)true;
        }, CancellationToken.None);
        _feed.Publish(new Changed("job", Job.Id.Value, Job.Environment));
    }

    internal async Task<bool> BeatAsync(TimeSpan lease, CancellationToken cancellation)
    {
        await using var db = await _contexts.CreateDbContextAsync(cancellation);
        var kept = await Mine(db).ExecuteUpdateAsync(set => set.SetProperty(job => job.LeaseUntil, _clock.GetUtcNow() + lease), cancellation);
        _isLost = kept == 0;
        _isCancelRequested = kept == 1 && await Mine(db).AnyAsync(job => job.IsCancelRequested, cancellation);
        return kept == 1 && !_isCancelRequested;
    }

    /// <summary>Gives the job back, to be taken up at once.</summary>
    internal async Task ReleaseAsync()
    {
        await using var db = await _contexts.CreateDbContextAsync(CancellationToken.None);
        await Mine(db).ExecuteUpdateAsync(set => set
            .SetProperty(job => job.State, JobState.Queued)
            .SetProperty(job => job.LeaseUntil, (DateTimeOffset?)null), CancellationToken.None);
    }

    private IQueryable<Job> Mine(PortalDbContext db) =>
        db.Jobs.Where(job => job.Id == Job.Id && job.Fence == Job.Fence && job.State == JobState.Running);

    private async Task HoldAsync(IWriteSession session, CancellationToken cancellation)
    {
        // A write, not a read: it takes the row's lock, so the fence holds until the commit.
        var held = await Mine(((EfWriteSession)session).Db).ExecuteUpdateAsync(set => set.SetProperty(job => job.Fence, job => job.Fence), cancellation);
        if (held == 0)
        {
            throw new LeaseLostException();
        }
    }

    private async Task CloseAsync(IWriteSession session, JobState state, Error? reason, CancellationToken cancellation)
    {
        var closed = await Mine(((EfWriteSession)session).Db).ExecuteUpdateAsync(set => set
            .SetProperty(job => job.State, state)
            .SetProperty(job => job.LeaseUntil, (DateTimeOffset?)null)
            .SetProperty(job => job.FinishedAt, session.Now)
            .SetProperty(job => job.ErrorCode, reason == null ? null : reason.Code)
            .SetProperty(job => job.ErrorMessage, reason == null ? null : reason.Message), cancellation);
        if (closed == 0)
        {
            throw new LeaseLostException();
        }
    }
}

/// <summary>How far a job is.</summary>
/// <param name="Phase">In the job's own word.</param>
/// <param name="Done">Units of the phase done.</param>
/// <param name="Total">Units in all; 0 when not known.</param>
/// <param name="Rows">Rows of the phase read.</param>
/// <param name="RowsPerSecond">Since the phase began.</param>
public readonly record struct JobStep(string Phase, long Done, long Total, long Rows = 0, double RowsPerSecond = 0);
