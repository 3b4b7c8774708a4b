namespace TrePortal.Domain.Kernel;

/// <summary>How a background job is doing.</summary>
/// <param name="State">queued, running, done, failed, cancelled.</param>
/// <param name="Phase">What it is doing now, in its own word.</param>
/// <param name="Done">Units of the phase done.</param>
/// <param name="Total">Units in all; 0 when not known.</param>
/// <param name="Rows">Rows of the phase read so far; 0 where it reads none.</param>
/// <param name="RowsPerSecond">Since the phase began.</param>
/// <param name="EtaSeconds">Time left in the phase as far as can be told; null when it cannot.</param>
public sealed record JobView(
    JobId Id, string Kind, EnvironmentId Environment, string State, string Phase, long Done, long Total, long Rows, double RowsPerSecond, int? EtaSeconds, bool IsCancelRequested,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, JobFailure? Error);

public sealed record JobFailure(string Code, string Message);

public static class JobTime
{
    private const int Week = 7 * 24 * 3600;

    /// <summary>Time left in a phase by its speed so far. Rough, and none before a hundredth is done.</summary>
    public static int? SecondsLeft(TimeSpan elapsed, long done, long total) =>
        total <= 0 || done <= 0 || done < total / 100 ? null : (int)Math.Clamp(Math.Ceiling(elapsed.TotalSeconds * Math.Max(0, total - done) / done), 0, Week);
}

public interface IJobQueries
{
    /// <summary>Null unless the reader started the job or administers its environment.</summary>
    Task<JobView?> FindAsync(Actor reader, JobId id, CancellationToken cancellation);
}

public sealed class JobCommands(IWriteDoor door, IJobQueries jobs)
{
    /// <summary>Asks a job to stop; it ends as cancelled within a few seconds, unless it is done first.</summary>
    public Task<Result> CancelAsync(JobId id, CancellationToken cancellation) => door.RunAsync("job.cancel", async (session, token) =>
    {
        if (await jobs.FindAsync(session.Actor, id, token) is not { } job)
        {
            return new NotFound("This job");
        }

        if (job.FinishedAt is not null)
        {
            return new IllegalMove($"This job is {job.State}; it cannot be cancelled now.");
        }

        await session.CancelAsync(id, token);
        session.Record(new JobCancelAsked(id, job.Kind, job.Environment));
        return Result.Ok;
    }, cancellation);
}

public sealed record JobCancelAsked(JobId Job, string Kind, EnvironmentId Environment) : DomainEvent
{
    public override EventSubject Subject => new("job", Job.Value, Environment);
}
