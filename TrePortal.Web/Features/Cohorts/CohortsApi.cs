using System.Text.Json;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
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

        showcase.MapGet("/dashboard", DashboardAsync).Produces<DashboardView>().WithSummary("The tiles that I see first: my own, or else the default of the environment");
        showcase.MapPut("/dashboard", async (string handle, DashboardBody body, DashboardCommands commands, IShowcase showcases, ICurrentActor actors, CancellationToken cancellation) =>
            await ApiResults.OfAsync(await commands.ArrangeAsync(handle, TileView.Spelt(body.Tiles), cancellation), () => DashboardAsync(handle, showcases, actors, cancellation)))
            .Produces<DashboardView>().WithSummary("Arrange my own tiles");
        showcase.MapDelete("/dashboard", async (string handle, DashboardCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.GiveUpAsync(handle, cancellation))).Produces(204).WithSummary("Back to the default tiles");
        showcase.MapGet("/default-dashboard", DefaultTilesAsync).Produces<DefaultTilesView>().WithSummary("The default tiles and the fields to choose from; for TRE admins");
        showcase.MapPut("/default-dashboard", async (string handle, DashboardBody body, IfMatch seen, EnvironmentCommands commands, IDefaultTilesQueries queries, ICurrentActor actors, CancellationToken cancellation) =>
            await ApiResults.OfAsync(await commands.ChooseDefaultTilesAsync(handle, TileView.Spelt(body.Tiles), seen.Version, cancellation), () => DefaultTilesAsync(handle, queries, actors, cancellation)))
            .Produces<DefaultTilesView>().WithSummary("Choose the tiles that people see who have arranged none");
        showcase.MapDelete("/default-dashboard", async (string handle, IfMatch seen, EnvironmentCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.ChooseDefaultTilesAsync(handle, null, seen.Version, cancellation))).Produces(204).WithSummary("Let the portal choose the default tiles");

        var cohorts = api.MapGroup("/environments/{handle}/cohorts").WithTags("Cohorts");
        cohorts.MapGet("", ListAsync).Produces<Page<SavedCohortRow>>().WithSummary("My saved cohorts of an environment, then those shared with me");
        cohorts.MapPost("", SaveAsync).Produces<CohortView>(201).WithSummary("Save a cohort under a name, given as an expression or combined of saved ones; it is pinned to the active inventory version");
        cohorts.MapGet("/{id:guid}", FindAsync).Produces<CohortView>().WithSummary("A cohort of mine, or shared with me, with its expression and what it was before");
        cohorts.MapPatch("/{id:guid}", ChangeAsync).Produces<CohortView>().WithSummary("Rename a saved cohort, or save another expression as its next version");
        cohorts.MapDelete("/{id:guid}", DeleteAsync).Produces(204).WithSummary("Delete a saved cohort; requests keep their own copy");
        cohorts.MapPut("/{id:guid}/readers/{user}", async (string handle, Guid id, string user, IfMatch seen, SavedCohortCommands commands, Reading reading, CancellationToken cancellation) =>
            await reading.AfterAsync(handle, id, await commands.ShareAsync(new(id), user, seen.Version, cancellation), cancellation))
            .Produces<CohortView>().WithSummary("Let somebody read it, named exactly by user name or e-mail address");
        cohorts.MapDelete("/{id:guid}/readers/{user}", UnshareAsync).Produces(204).WithSummary("Take that back, or give it back");
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

    private static async Task<IResult> DashboardAsync(string handle, IShowcase showcases, ICurrentActor actors, CancellationToken cancellation) =>
        ApiResults.Of(await showcases.GetAsync(handle, await actors.GetAsync(cancellation), cancellation), view => TypedResults.Ok(new DashboardView(
            TileView.Of(view.OwnTiles ?? view.DefaultTiles), view.OwnTiles is not null, ShowcaseQuestion.MostTiles)));

    private static async Task<IResult> DefaultTilesAsync(string handle, IDefaultTilesQueries queries, ICurrentActor actors, CancellationToken cancellation) =>
        await queries.FindAsync(handle, await actors.GetAsync(cancellation), cancellation) is { } found
            ? ApiResults.Found(new DefaultTilesView(found.Tiles is null ? null : TileView.Of(found.Tiles), found.Fields), _ => found.Version)
            : ApiResults.Found<DefaultTilesView>(null);

    private static async Task<IResult> ListAsync(string handle, Reading reading, CancellationToken cancellation) =>
        ApiResults.Found(await reading.EnvironmentAsync(handle, cancellation) is { } found
            ? new Page<SavedCohortRow>(await reading.Cohorts.ListAsync(handle, found.Reader, cancellation), null)
            : null);

    private static async Task<IResult> SaveAsync(string handle, CohortBody body, SavedCohortCommands commands, Reading reading, CancellationToken cancellation)
    {
        var json = body.Combine is { } combine ? await reading.CombinedAsync(handle, combine, cancellation) : Raw(body.Cohort);
        return !json.IsOk ? ApiResults.Refused(json.Error) : await ApiResults.OfAsync(await commands.SaveAsync(handle, body.Name, json.Value, cancellation), async id =>
            await reading.CohortAsync(handle, id.Value, cancellation) is { } saved
                ? ApiResults.Created($"environments/{handle}/cohorts/{id.Value}", Of(saved))
                : ApiResults.Found<CohortView>(null));
    }

    private static async Task<IResult> FindAsync(string handle, Guid id, Reading reading, CancellationToken cancellation) =>
        await reading.CohortAsync(handle, id, cancellation) is { } saved ? ApiResults.Found(Of(saved), _ => saved.Version) : ApiResults.Found<CohortView>(null);

    private static async Task<IResult> ChangeAsync(string handle, Guid id, ChangeBody body, IfMatch seen, SavedCohortCommands commands, Reading reading, CancellationToken cancellation)
    {
        if (await reading.CohortAsync(handle, id, cancellation) is null)
        {
            return ApiResults.Found<CohortView>(null);
        }

        long? version = seen.Version;
        if (body.Cohort is not null)
        {
            var revised = await commands.ReviseAsync(new(id), Raw(body.Cohort), version, cancellation);
            if (!revised.IsOk || body.Name is null)
            {
                return await reading.AfterAsync(handle, id, revised, cancellation);
            }

            version = null; // the first change was on what the caller has seen
        }

        return await reading.AfterAsync(handle, id, await commands.RenameAsync(new(id), body.Name ?? "", version, cancellation), cancellation);
    }

    private static async Task<IResult> UnshareAsync(string handle, Guid id, string user, SavedCohortCommands commands, Reading reading, CancellationToken cancellation)
    {
        var found = await reading.CohortAsync(handle, id, cancellation);
        var me = await reading.Actors.GetAsync(cancellation);
        var person = found?.Readers.FirstOrDefault(reader => reader.UserName == user)?.Id ?? (found is { Row.IsMine: false } && me.UserName == user ? me.Id : null);
        return person is null ? ApiResults.Refused(new NotFound("This person")) : ApiResults.Of(await commands.UnshareAsync(new(id), person.Value, cancellation));
    }

    private static async Task<IResult> DeleteAsync(string handle, Guid id, IfMatch seen, SavedCohortCommands commands, Reading reading, CancellationToken cancellation) =>
        await reading.CohortAsync(handle, id, cancellation) is null
            ? ApiResults.Found<CohortView>(null)
            : ApiResults.Of(await commands.DeleteAsync(new(id), seen.Version, cancellation));

    private static CohortView Of(SavedCohortDetails saved) => new(saved.Row, Json(saved.Expression), saved.CreatedAt)
    {
        Readers = saved.Readers,
        Before = [.. saved.Revisions.Select(revision => new RevisionView(revision.Number, Json(revision.Expression), revision.Words, revision.PublishedSize, revision.SavedAt))],
    };

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

        /// <summary>A cohort after a change, or why there was none.</summary>
        public async Task<IResult> AfterAsync(string handle, Guid id, Result changed, CancellationToken cancellation) =>
            await ApiResults.OfAsync(changed, () => FindAsync(handle, id, this, cancellation));

        /// <summary>The expression of several saved cohorts together.</summary>
        public async Task<Result<string?>> CombinedAsync(string handle, CombineBody body, CancellationToken cancellation)
        {
            var parts = new List<CohortExpression>();
            for (var at = 0; at < body.Cohorts.Count; at++)
            {
                if (await CohortAsync(handle, body.Cohorts[at], cancellation) is not { } saved)
                {
                    return new Invalid($"$.combine.cohorts[{at}]", "cohort-unknown", "There is no such saved cohort.");
                }

                parts.Add(CohortParser.Parse(saved.Expression).Value);
            }

            return parts.Count is < 2 or > 10
                ? new Invalid("$.combine.cohorts", "cohorts-number", "Two to ten saved cohorts can be combined.")
                : body.How == CombineHow.Difference && parts.Skip(1).Any(part => part is Everyone)
                ? new Invalid("$.combine.cohorts", "cohort-nobody", "Nobody is outside of everybody.")
                : CohortJson.Write(CohortCombination.Of(body.How, parts));
        }

        /// <summary>Null when it is somebody else's and not shared, or of another environment.</summary>
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

    /// <summary>A tile of a dashboard.</summary>
    /// <param name="Field">Its address.</param>
    /// <param name="Field2">A second field, for people counted by both.</param>
    /// <param name="IsWide">It takes the room of two.</param>
    internal sealed record TileView(string Field, string? Field2 = null, bool IsWide = false)
    {
        public static IReadOnlyList<TileView> Of(IReadOnlyList<string> tiles) =>
            [.. tiles.Select(ShownTile.Parse).Select(tile => new TileView(tile.Asked.Field, tile.Asked.By, tile.IsWide))];

        public static IReadOnlyList<string> Spelt(IReadOnlyList<TileView> tiles) =>
            [.. tiles.Select(tile => new ShownTile(new TileAsked(tile.Field, tile.Field2), tile.IsWide).ToString())];
    }

    /// <param name="Tiles">In their order.</param>
    internal sealed record DashboardBody(IReadOnlyList<TileView> Tiles);

    /// <param name="Tiles">In their order; one that cannot be shown any more is left out by the page.</param>
    /// <param name="IsOwn">False for the default.</param>
    /// <param name="Most">So many tiles can stand on a dashboard.</param>
    internal sealed record DashboardView(IReadOnlyList<TileView> Tiles, bool IsOwn, int Most);

    /// <param name="Tiles">Null while the portal chooses.</param>
    /// <param name="Fields">To choose from.</param>
    internal sealed record DefaultTilesView(IReadOnlyList<TileView>? Tiles, IReadOnlyList<TileField> Fields);

    internal sealed record QueryView(
        PublishedCount Count, PublishedCount Total, JsonElement Cohort, string Words, IReadOnlyList<string> ExploreOnly, IReadOnlyList<ShowcaseTile> Tiles, QuestionBudget Budget)
    {
        /// <summary>The cohort that it is compared with.</summary>
        public SideView? Compared { get; init; }
    }

    internal sealed record SideView(PublishedCount Count, JsonElement Cohort, string Words, IReadOnlyList<ShowcaseTile> Tiles);

    /// <param name="Combine">In place of an expression: saved cohorts to make one of.</param>
    internal sealed record CohortBody(string Name, JsonElement? Cohort = null, CombineBody? Combine = null);

    /// <param name="How">People in all, in any, or in the first and none of the others.</param>
    /// <param name="Cohorts">Ids of saved cohorts.</param>
    internal sealed record CombineBody(CombineHow How, IReadOnlyList<Guid> Cohorts);

    /// <param name="Name">A new name.</param>
    /// <param name="Cohort">Another expression, saved as the next version.</param>
    internal sealed record ChangeBody(string? Name = null, JsonElement? Cohort = null);

    internal sealed record CohortView(SavedCohortRow Row, JsonElement Cohort, DateTimeOffset CreatedAt)
    {
        public IReadOnlyList<CohortReaderRow> Readers { get; init; } = [];

        /// <summary>What it was before, newest first.</summary>
        public IReadOnlyList<RevisionView> Before { get; init; } = [];
    }

    internal sealed record RevisionView(int Number, JsonElement Cohort, string Words, string PublishedSize, DateTimeOffset SavedAt);
}
