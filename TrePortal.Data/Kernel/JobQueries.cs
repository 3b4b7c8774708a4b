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
            job.Id, job.Kind, job.Environment, PlainWords.Kebab(job.State.ToString()), job.Phase, job.Done, job.Total, TimeLeft(job), job.IsCancelRequested,
            job.CreatedAt, job.StartedAt, job.FinishedAt, job.ErrorCode is null ? null : new(job.ErrorCode, job.ErrorMessage ?? ""));
    }

    /// <summary>By the speed since the start. Rough, and none before a hundredth is done.</summary>
    private int? TimeLeft(Job job)
    {
        if (job is not { State: JobState.Running, StartedAt: { } started, Total: > 0 } || job.Done * 100 < job.Total)
        {
            return null;
        }

        var seconds = (clock.GetUtcNow() - started).TotalSeconds * (job.Total - job.Done) / job.Done;
        return (int)Math.Clamp(Math.Ceiling(seconds), 0, 7 * 24 * 3600);
    }
}
