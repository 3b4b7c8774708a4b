using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Api;

namespace TrePortal.Web.Features.Environments;

/// <summary>What was asked of a showcase, and questions beyond the rules.</summary>
internal static class UseApi
{
    public static void MapUseApi(this RouteGroupBuilder api)
    {
        var use = api.MapGroup("/environments/{handle}/showcase/use").WithTags("Showcase");
        use.MapGet("", FindAsync).Produces<ShowcaseUse>().WithSummary("Who asked about how many cohorts, and what the rules allow; for TRE admins");
        use.MapPost("/grants", GrantAsync).Produces<ShowcaseUse>().WithSummary("Give a person more questions than the rules allow; kept in the audit log");
    }

    private static async Task<IResult> FindAsync(string handle, ICurrentActor actors, IShowcaseUseQueries queries, CancellationToken cancellation) =>
        ApiResults.Found(await queries.FindAsync(handle, await actors.GetAsync(cancellation), cancellation));

    private static async Task<IResult> GrantAsync(string handle, GrantBody body, BudgetCommands commands, ICurrentActor actors, IShowcaseUseQueries queries, CancellationToken cancellation) =>
        await ApiResults.OfAsync(
            await commands.GrantAsync(handle, body.User, body.Questions, body.Reason, cancellation),
            _ => FindAsync(handle, actors, queries, cancellation));

    /// <param name="User">A user name.</param>
    /// <param name="Questions">1 to 100,000 more, for the day and in all.</param>
    /// <param name="Reason">Kept in the audit log.</param>
    internal sealed record GrantBody(string User, int Questions, string Reason);
}
