using System.Globalization;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Reviews;
using TrePortal.Web.Api;

namespace TrePortal.Web.Features.Reviews;

internal static class ReviewsApi
{
    public static void MapReviewsApi(this RouteGroupBuilder api) =>
        api.MapGet("/reviews", ListAsync).WithTags("Reviews").Produces<Page<ReviewRow>>().WithSummary("What waits for my decision, oldest first; state=decided for what I decided");

    private static async Task<IResult> ListAsync(
        ICurrentActor actors, IReviewQueries queries, Paging paging, CancellationToken cancellation, string? state = null, string? environment = null)
    {
        if (state is not (null or "waiting" or "decided"))
        {
            return ApiResults.Refused(new Invalid("state", "state", "state is waiting or decided."));
        }

        var skip = paging.Request.After?.Parts is [{ } text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) ? rows : 0;
        var list = await queries.ListAsync(await actors.GetAsync(cancellation), new ReviewFilter(state == "decided", environment, skip, paging.Request.Limit), cancellation);
        var next = skip + list.Rows.Count < list.Total ? new Cursor((skip + list.Rows.Count).ToString(CultureInfo.InvariantCulture)).ToString() : null;
        return TypedResults.Ok(new Page<ReviewRow>(list.Rows, next));
    }
}
