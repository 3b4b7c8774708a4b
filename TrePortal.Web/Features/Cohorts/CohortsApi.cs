using System.Text.Json;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Api;

namespace TrePortal.Web.Features.Cohorts;

/// <summary>The showcase and a person's saved cohorts: the same services as the page, the same published numbers.</summary>
internal static class CohortsApi
{
    public static void MapCohortsApi(this RouteGroupBuilder api)
    {
        var showcase = api.MapGroup("/environments/{handle}/showcase").WithTags("Showcase");
        showcase.MapGet("/fields", async (string handle, ICurrentActor actors, IShowcase showcases, CancellationToken cancellation) =>
            ApiResults.Of(await showcases.GetAsync(handle, await actors.GetAsync(cancellation), cancellation), view => TypedResults.Ok(view)))
            .Produces<ShowcaseView>().WithSummary("What can be explored: entities, fields, codes, published edges, limits of a cohort");
        showcase.MapPost("/query", QueryAsync).OnlyReads().Produces<QueryView>().WithSummary("Size of a cohort and its spread over fields, in published numbers");

        var cohorts = api.MapGroup("/environments/{handle}/cohorts").WithTags("Cohorts");
        cohorts.MapGet("", ListAsync).Produces<Page<SavedCohortRow>>().WithSummary("My saved cohorts of an environment");
        cohorts.MapPost("", SaveAsync).Produces<CohortView>(201).WithSummary("Save a cohort under a name; it is pinned to the active inventory version");
        cohorts.MapGet("/{id:guid}", FindAsync).Produces<CohortView>().WithSummary("One of my saved cohorts with its expression");
        cohorts.MapPatch("/{id:guid}", RenameAsync).Produces<CohortView>().WithSummary("Rename a saved cohort");
        cohorts.MapDelete("/{id:guid}", DeleteAsync).Produces(204).WithSummary("Delete a saved cohort; requests keep their own copy");
    }

    private static async Task<IResult> QueryAsync(string handle, QueryBody body, ICurrentActor actors, IShowcase showcase, CancellationToken cancellation)
    {
        var tiles = body.Tiles ?? [];
        var answer = await showcase.QueryAsync(handle, await actors.GetAsync(cancellation), new(Raw(body.Cohort), [.. tiles.Select(tile => new TileAsked(tile.Field, tile.Field2))], Raw(body.CompareWith)), cancellation);
        return ApiResults.Of(answer, found =>
        {
            var wrong = tiles.Select((tile, at) => (tile, at)).Where(pair => pair.tile.Kind is { } kind && kind != found.Tiles[pair.at].Kind)
                .Select(pair => new FieldProblem($"$.tiles[{pair.at}].kind", "tile-kind", "The field is of another kind.")).ToList();
            return wrong.Count > 0
                ? ApiResults.Refused(new Invalid(wrong))
                : TypedResults.Ok(new QueryView(found.Count, found.Total, Json(found.Cohort.Json), found.Words.ToString(), found.ExploreOnly, found.Tiles, found.Budget)
                {
                    Compared = found.Compared is { } side ? new SideView(side.Count, Json(side.Cohort.Json), side.Words.ToString(), side.Tiles) : null,
                });
        });
    }

    private static async Task<IResult> ListAsync(string handle, Reading reading, CancellationToken cancellation) =>
        ApiResults.Found(await reading.EnvironmentAsync(handle, cancellation) is { } found
            ? new Page<SavedCohortRow>(await reading.Cohorts.ListMineAsync(handle, found.Reader, cancellation), null)
            : null);

    private static async Task<IResult> SaveAsync(string handle, CohortBody body, SavedCohortCommands commands, Reading reading, CancellationToken cancellation) =>
        await ApiResults.OfAsync(await commands.SaveAsync(handle, body.Name, Raw(body.Cohort), cancellation), async id =>
            await reading.CohortAsync(handle, id.Value, cancellation) is { } saved
                ? ApiResults.Created($"environments/{handle}/cohorts/{id.Value}", Of(saved))
                : ApiResults.Found<CohortView>(null));

    private static async Task<IResult> FindAsync(string handle, Guid id, Reading reading, CancellationToken cancellation) =>
        await reading.CohortAsync(handle, id, cancellation) is { } saved ? ApiResults.Found(Of(saved), _ => saved.Version) : ApiResults.Found<CohortView>(null);

    private static async Task<IResult> RenameAsync(string handle, Guid id, NameBody body, IfMatch seen, SavedCohortCommands commands, Reading reading, CancellationToken cancellation) =>
        await reading.CohortAsync(handle, id, cancellation) is null
            ? ApiResults.Found<CohortView>(null)
            : await ApiResults.OfAsync(await commands.RenameAsync(new(id), body.Name, seen.Version, cancellation), () => FindAsync(handle, id, reading, cancellation));

    private static async Task<IResult> DeleteAsync(string handle, Guid id, IfMatch seen, SavedCohortCommands commands, Reading reading, CancellationToken cancellation) =>
        await reading.CohortAsync(handle, id, cancellation) is null
            ? ApiResults.Found<CohortView>(null)
            : ApiResults.Of(await commands.DeleteAsync(new(id), seen.Version, cancellation));

    private static CohortView Of(SavedCohortDetails saved) => new(saved.Row, Json(saved.Expression), saved.CreatedAt);

    private static string? Raw(JsonElement? cohort) => cohort is { ValueKind: not JsonValueKind.Null } given ? given.GetRawText() : null;

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    /// <summary>What the reader may see of an environment and of their own cohorts.</summary>
    internal sealed record Reading(ICurrentActor Actors, IDiscoveryQueries Discovery, ISavedCohortQueries Cohorts)
    {
        public static ValueTask<Reading> BindAsync(HttpContext context) => ValueTask.FromResult(new Reading(
            context.RequestServices.GetRequiredService<ICurrentActor>(),
            context.RequestServices.GetRequiredService<IDiscoveryQueries>(),
            context.RequestServices.GetRequiredService<ISavedCohortQueries>()));

        public async Task<(DiscoveryDetails Environment, Actor Reader)?> EnvironmentAsync(string handle, CancellationToken cancellation)
        {
            var reader = await Actors.GetAsync(cancellation);
            return await Discovery.FindAsync(handle, reader, cancellation) is { } found ? (found, reader) : null;
        }

        /// <summary>Null when it is somebody else's, or of another environment.</summary>
        public async Task<SavedCohortDetails?> CohortAsync(string handle, Guid id, CancellationToken cancellation) =>
            await EnvironmentAsync(handle, cancellation) is { } here
            && await Cohorts.FindAsync(new(id), here.Reader, cancellation) is { } saved
            && saved.Environment == here.Environment.Row.Id ? saved : null;
    }

    /// <param name="Cohort">An expression; absent or null is everybody.</param>
    /// <param name="Tiles">Fields to count people by.</param>
    /// <param name="CompareWith">A second expression, counted in the same way; absent or null for none.</param>
    internal sealed record QueryBody(JsonElement? Cohort = null, IReadOnlyList<TileBody>? Tiles = null, JsonElement? CompareWith = null);

    /// <param name="Field">Its address.</param>
    /// <param name="Kind">When given, it must be the field's.</param>
    /// <param name="Field2">A second field, to count people by both at once.</param>
    internal sealed record TileBody(string Field, FieldKind? Kind = null, string? Field2 = null);

    internal sealed record QueryView(
        PublishedCount Count, PublishedCount Total, JsonElement Cohort, string Words, IReadOnlyList<string> ExploreOnly, IReadOnlyList<ShowcaseTile> Tiles, QuestionBudget Budget)
    {
        /// <summary>The cohort that it is compared with.</summary>
        public SideView? Compared { get; init; }
    }

    internal sealed record SideView(PublishedCount Count, JsonElement Cohort, string Words, IReadOnlyList<ShowcaseTile> Tiles);

    internal sealed record CohortBody(string Name, JsonElement? Cohort = null);

    internal sealed record NameBody(string Name);

    internal sealed record CohortView(SavedCohortRow Row, JsonElement Cohort, DateTimeOffset CreatedAt);
}
