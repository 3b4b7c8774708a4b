using TrePortal.Domain.Kernel;

namespace TrePortal.Web.Api;

internal static class JobsApi
{
    public static void MapJobsApi(this RouteGroupBuilder api)
    {
        var jobs = api.MapGroup("/jobs").WithTags("Jobs");
        jobs.MapGet("/{id:guid}", async (Guid id, ICurrentActor actors, IJobQueries queries, CancellationToken cancellation) =>
            ApiResults.Found(await queries.FindAsync(await actors.GetAsync(cancellation), new(id), cancellation)))
            .Produces<JobView>().WithSummary("How a background job is doing");
        jobs.MapDelete("/{id:guid}", async (Guid id, JobCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.CancelAsync(new(id), cancellation)))
            .Produces(204).WithSummary("Ask a job to stop");
    }
}
