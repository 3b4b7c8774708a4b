using TrePortal.Domain.Kernel;
using TrePortal.Domain.ShowcaseBuilder;
using TrePortal.Web.Api;

namespace TrePortal.Web.Features.ShowcaseBuilder;

/// <summary>Recipes and the showcases made by them, for the admins of the environment.</summary>
internal static class ShowcaseBuilderApi
{
    public static void MapShowcaseBuilderApi(this RouteGroupBuilder api)
    {
        var version = api.MapGroup("/environments/{handle}/inventory/versions/{number:int}").WithTags("Showcase builder");
        version.MapGet("/showcase-recipe", FindAsync).Produces<RecipeView>()
            .WithSummary("The recipe of this version's showcase: the saved one, else that of an earlier version as far as it fits, else a suggestion");
        version.MapPut("/showcase-recipe", async (string handle, int number, ShowcaseRecipe body, IfMatch seen, ShowcaseRecipeCommands commands, Reading reading, CancellationToken cancellation) =>
            await ApiResults.OfAsync(await commands.SaveAsync(handle, number, body, seen.Version, cancellation), () => FindAsync(handle, number, reading, cancellation)))
            .Produces<RecipeView>().WithSummary("Write the recipe; it is checked against the tabular inventory");
        version.MapPost("/showcase-recipe/preview", async (string handle, int number, ShowcaseRecipe body, Reading reading, CancellationToken cancellation) =>
            ApiResults.Of(await reading.Queries.PreviewAsync(handle, number, body, await reading.Actors.GetAsync(cancellation), cancellation), TypedResults.Ok))
            .OnlyReads().Produces<RecipePreview>().WithSummary("What a recipe would make, in published numbers, and how many people stand alone in some fields together");
        version.MapPost("/showcase-recipe/field-preview", async (string handle, int number, RecipeField body, Reading reading, CancellationToken cancellation) =>
            ApiResults.Of(await reading.Queries.PreviewAsync(handle, number, body, await reading.Actors.GetAsync(cancellation), cancellation), TypedResults.Ok))
            .OnlyReads().Produces<FieldPreview>().WithSummary("One field before and after it is made coarser, in published numbers");
        version.MapPost("/showcase-recipe/edges", async (string handle, int number, EdgeWish body, Reading reading, CancellationToken cancellation) =>
            ApiResults.Of(await reading.Queries.SuggestEdgesAsync(handle, number, body, await reading.Actors.GetAsync(cancellation), cancellation), edges => TypedResults.Ok(new EdgesView(edges))))
            .OnlyReads().Produces<EdgesView>().WithSummary("Round edges for bands of a number field");
        version.MapPost("/showcase/derive", async (string handle, int number, ShowcaseRecipeCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.DeriveAsync(handle, number, cancellation), ticket => ApiResults.Started(ticket.Job)))
            .Produces<JobStarted>(202).WithSummary("Make the showcase by the saved recipe and take it into the version");
    }

    private static async Task<IResult> FindAsync(string handle, int number, Reading reading, CancellationToken cancellation)
    {
        var found = await reading.Queries.FindAsync(handle, number, await reading.Actors.GetAsync(cancellation), cancellation);
        return ApiResults.Found(found is null ? null : new RecipeView(found.Written.Recipe, found.Written.Origin, found.Written.From, found.Written.Vanished, found.Fields), _ => found!.Written.Version);
    }

    internal sealed record Reading(ICurrentActor Actors, IShowcaseBuilderQueries Queries)
    {
        public static ValueTask<Reading> BindAsync(HttpContext context) => ValueTask.FromResult(new Reading(
            context.RequestServices.GetRequiredService<ICurrentActor>(), context.RequestServices.GetRequiredService<IShowcaseBuilderQueries>()));
    }

    /// <param name="Recipe">To be changed and sent back with its ETag.</param>
    /// <param name="Origin">Saved, earlier or suggested.</param>
    /// <param name="From">Number of the version whose recipe it was, when it is an earlier one.</param>
    /// <param name="Vanished">Fields of the recipe that the tabular inventory has no longer.</param>
    /// <param name="Fields">What can be chosen, and what can be done to it.</param>
    internal sealed record RecipeView(ShowcaseRecipe Recipe, RecipeOrigin Origin, int? From, IReadOnlyList<string> Vanished, IReadOnlyList<RecipeCandidate> Fields);

    internal sealed record EdgesView(IReadOnlyList<double> Edges);
}
