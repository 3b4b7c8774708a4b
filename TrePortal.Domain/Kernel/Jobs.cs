namespace TrePortal.Domain.Kernel;

/// <summary>How a background job is doing.</summary>
/// <param name="State">queued, running, done, failed, cancelled.</param>
/// <param name="Phase">What it is doing now, in its own word.</param>
/// <param name="Done">Units of the phase done.</param>
/// <param name="Total">Units in all; 0 when not known.</param>
/// <param name="EtaSeconds">Time left in the phase as far as can be told; null when it cannot.</param>
public sealed record JobView(
    JobId Id, string Kind, EnvironmentId Environment, string State, string Phase, long Done, long Total, int? EtaSeconds, bool IsCancelRequested,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, JobFailure? Error);

public sealed record JobFailure(string Code, string Message);

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
