using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Kernel;

/// <inheritdoc cref="IJobQueries"/>
internal sealed class JobQueries(IDbContextFactory<PortalDbContext> contexts, IEnvironmentAdministration environments, TimeProvider clock) : IJobQueries
{
    public async Task<JobView?> FindAsync(Actor reader, JobId id, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var job = await db.Jobs.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellation);
        if (job is null || (job.CreatedBy != reader.Id.Value && !(await environments.AdministeredByAsync(reader.Id, cancellation)).Contains(job.Environment)))
        {
            return null;
        }

        return new JobView(
            job.Id, job.Kind, job.Environment, PlainWords.Kebab(job.State.ToString()), job.Phase, job.Done, job.Total, job.Rows, Math.Round(job.RowsPerSecond), TimeLeft(job), job.IsCancelRequested,
            job.CreatedAt, job.StartedAt, job.FinishedAt, job.ErrorCode is null ? null : new(job.ErrorCode, job.ErrorMessage ?? ""));
    }

    private int? TimeLeft(Job job) =>
        job is { State: JobState.Running, PhaseStartedAt: { } started } ? JobTime.SecondsLeft(clock.GetUtcNow() - started, job.Done, job.Total) : null;
}
