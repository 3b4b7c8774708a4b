using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using TrePortal.Domain.CollectionsEditor;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.InventoryBrowser;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Api;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.CollectionsEditor;

/// <summary>The data collections of a version as one JSON document, read and replaced whole.</summary>
internal static class CollectionsApi
{
    private const int MostBytes = 50 << 20;

    public static void MapCollectionsApi(this RouteGroupBuilder api)
    {
        var collections = api.MapGroup("/environments/{handle}/inventory/versions/{number:int}/collections").WithTags("Inventory");
        collections.MapGet("", ReadAsync).Produces<CollectionsBody>().WithSummary("The data collections of a version, in the format of an inventory");
        collections.MapPut("", ReplaceAsync)
            .WithMetadata(new RequestSizeLimitAttribute(MostBytes))
            .Accepts<CollectionsBody>("application/json")
            .Produces(204).WithSummary("Replace the data collections of the version under construction, checked as an import checks them");
    }

    public static void MapCollectionsPages(this WebApplication app) =>
        app.MapGet(Addresses.AdminEnvironments + "/{handle}/inventory/versions/{number:int}/collections/data_collections.json", DownloadAsync).ExcludeFromDescription();

    private static async Task<IResult> ReadAsync(string handle, int number, ICurrentActor actors, IInventoryBrowser browser, CancellationToken cancellation)
    {
        var reader = await actors.GetAsync(cancellation);
        var found = await browser.CollectionsAsync(handle, number, reader, cancellation);
        return found is null ? ApiResults.Refused(new NotFound("This")) : ApiResults.Found(new CollectionsBody("1.0", found.Set.Collections), _ => found.Version);
    }

    private static async Task<IResult> ReplaceAsync(
        string handle, int number, IfMatch seen, HttpRequest request, ICurrentActor actors, IInventoryBrowser browser, CollectionsCommands commands, CancellationToken cancellation)
    {
        // Before the body is read; the command asks again.
        if (await browser.FindAsync(handle, number, await actors.GetAsync(cancellation), cancellation) is null)
        {
            return ApiResults.Refused(new NotFound("This inventory version"));
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellation);
        var done = await commands.SetAsync(handle, number, body.ToArray(), new CollectionsSeen(seen.Version, null), CancellationToken.None);
        return done.Error is CollectionsRefused refused ? ApiResults.Refused(new Invalid([.. refused.Problems.Select(ProblemOf)])) : ApiResults.Of(done);
    }

    private static async Task<IResult> DownloadAsync(
        string handle, int number, ICurrentActor actors, ICollectionsEditing editing, ICollectionsStore store, CancellationToken cancellation, bool draft = false)
    {
        if (await editing.OpenAsync(handle, number, await actors.GetAsync(cancellation), cancellation) is not { } found)
        {
            return ApiResults.Refused(new NotFound("This inventory version"));
        }

        return Results.File(store.ToJson(draft && found.Draft is { } kept ? kept.Content : found.Stored), "application/json", "data_collections.json");
    }

    private static FieldProblem ProblemOf(InventoryProblem problem) => new(
        problem.Line is { } line ? string.Create(CultureInfo.InvariantCulture, $"line {line}, column {problem.Column}") : "",
        problem.Code,
        problem.Value.Length == 0 ? $"{problem.Message} {problem.Mend}" : $"{problem.Message} {problem.Mend} Found: {problem.Value}");

    /// <param name="Version">"1.0".</param>
    /// <param name="Collections">In file order.</param>
    internal sealed record CollectionsBody(string Version, IReadOnlyList<DataCollection> Collections);
}
