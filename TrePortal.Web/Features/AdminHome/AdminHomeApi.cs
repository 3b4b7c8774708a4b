using TrePortal.Domain.AdminHome;
using TrePortal.Domain.Kernel;

namespace TrePortal.Web.Features.AdminHome;

internal static class AdminHomeApi
{
    public static void MapAdminHomeApi(this RouteGroupBuilder api) =>
        api.MapGroup("/admin").WithTags("Environments").MapGet("/home", async (ICurrentActor actors, IAdminHomeQueries queries, CancellationToken cancellation) =>
            TypedResults.Ok(await queries.ReadAsync(await actors.GetAsync(cancellation), cancellation)))
            .WithSummary("What waits in the environments that I administer, how they stand, and numbers of the last twelve weeks");
}
