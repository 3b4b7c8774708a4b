using System.Globalization;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.InventoryBrowser;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Api;

namespace TrePortal.Web.Features.InventoryBrowser;

/// <summary>What the inventory browser shows, for the admins of the environment.</summary>
internal static class InventoryBrowserApi
{
    public static void MapInventoryBrowserApi(this RouteGroupBuilder api)
    {
        var version = api.MapGroup("/environments/{handle}/inventory/versions/{number:int}").WithTags("Inventory");
        version.MapGet("/entities", EntitiesAsync).Produces<Page<EntityBody>>().WithSummary("The entities of a version; dataset is tabular or showcase");
        version.MapGet("/fields", FieldsAsync).Produces<Page<FieldBody>>().WithSummary("The fields of a version; q searches titles, names, descriptions and folders");
        version.MapGet("/fields/{field}/distribution", DistributionAsync).Produces<ShowcaseTile>().WithSummary("How everybody spreads over a field, as published numbers");
        version.MapGet("/codings", CodingsAsync).Produces<Page<CodingBody>>().WithSummary("The codings of a version");
        version.MapGet("/codings/{coding}", CodesAsync).Produces<Page<CodeBody>>().WithSummary("The codes of a coding, in display order");
        version.MapGet("/files", FilesAsync).Produces<Page<BrowsedFile>>().WithSummary("The file inventory of a version; q is a part of the path");
        version.MapGet("/collections/{collection}/receipt", ReceiptAsync).Produces<ReceiptBody>().WithSummary("What a request for the collection would receive for all participants, as published numbers");
    }

    private static async Task<IResult> EntitiesAsync(
        string handle, int number, ICurrentActor actors, IInventoryBrowser browser, CancellationToken cancellation, string dataset = "tabular")
    {
        if (AssetOf(dataset) is not { } asset)
        {
            return NoDataset();
        }

        var found = await browser.DatasetAsync(handle, number, asset, await actors.GetAsync(cancellation), cancellation);
        return ApiResults.Found(found is null ? null : new Page<EntityBody>(
            [.. found.Schema.Entities.Select(entity => new EntityBody(
                entity.Name, entity.Title, entity.Description, found.Rows[entity.Name], entity.Fields.Count, entity.Key.Name,
                entity.Parent?.Reference?.Entity, entity.Parent?.Name, entity.Parent?.Reference?.Relationship))],
            null));
    }

    private static async Task<IResult> FieldsAsync(
        string handle, int number, Paging paging, ICurrentActor actors, IInventoryBrowser browser, CancellationToken cancellation,
        string q = "", string? entity = null, string dataset = "tabular")
    {
        if (AssetOf(dataset) is not { } asset)
        {
            return NoDataset();
        }

        var found = await browser.DatasetAsync(handle, number, asset, await actors.GetAsync(cancellation), cancellation);
        return ApiResults.Found(found is null ? null : PageOf([.. new FieldSearch(q, entity).In(found.Schema)], paging, field => new FieldBody(
            field.Address, field.Entity, field.Title, field.Description, field.Type, field.Units, field.Folder, field.CodingName, field.IsMultiSelect, field.IsSparse, field.IsIdentifier, found.Missing[field.Address])));
    }

    private static async Task<IResult> DistributionAsync(
        string handle, int number, string field, ICurrentActor actors, IInventoryBrowser browser, CancellationToken cancellation, string dataset = "tabular")
    {
        if (AssetOf(dataset) is not { } asset)
        {
            return NoDataset();
        }

        var found = await browser.DistributionAsync(handle, number, asset, field, await actors.GetAsync(cancellation), cancellation);
        return ApiResults.Found(found?.Tile);
    }

    private static async Task<IResult> CodingsAsync(
        string handle, int number, Paging paging, ICurrentActor actors, IInventoryBrowser browser, CancellationToken cancellation, string dataset = "tabular")
    {
        if (AssetOf(dataset) is not { } asset)
        {
            return NoDataset();
        }

        var found = await browser.DatasetAsync(handle, number, asset, await actors.GetAsync(cancellation), cancellation);
        return ApiResults.Found(found is null ? null : PageOf(found.Schema.Codings, paging, coding => new CodingBody(coding.Name, coding.Codes.Count, coding.IsTree)));
    }

    private static async Task<IResult> CodesAsync(
        string handle, int number, string coding, Paging paging, ICurrentActor actors, IInventoryBrowser browser, CancellationToken cancellation, string dataset = "tabular")
    {
        if (AssetOf(dataset) is not { } asset)
        {
            return NoDataset();
        }

        var found = await browser.DatasetAsync(handle, number, asset, await actors.GetAsync(cancellation), cancellation);
        return ApiResults.Found(found?.Schema.Coding(coding) is not { } known ? null : PageOf(known.Codes, paging, code => new CodeBody(code.Value, code.Meaning, code.Parent, code.Concept)));
    }

    private static async Task<IResult> FilesAsync(
        string handle, int number, Paging paging, ICurrentActor actors, IInventoryBrowser browser, CancellationToken cancellation, string q = "", string? collection = null)
    {
        var search = new FileSearch(collection, q, From(paging), paging.Request.Limit);
        var found = await browser.FilesAsync(handle, number, search, await actors.GetAsync(cancellation), cancellation);
        return ApiResults.Found(found is null ? null : new Page<BrowsedFile>(found.Files, found.Next is { } next ? Cursor(next) : null));
    }

    private static async Task<IResult> ReceiptAsync(string handle, int number, string collection, ICurrentActor actors, IInventoryBrowser browser, CancellationToken cancellation)
    {
        var found = await browser.ReceiptAsync(handle, number, collection, await actors.GetAsync(cancellation), cancellation);
        return ApiResults.Found(found is null ? null : new ReceiptBody(
            found.Collections, found.People, [.. found.Tables.Select(table => new TableBody(table.Entity, table.Title, table.Rows, [.. table.Columns.Select(column => column.Name)]))],
            found.Codings, found.Files?.Count, found.Files?.Bytes));
    }

    private static Page<TBody> PageOf<T, TBody>(IReadOnlyList<T> all, Paging paging, Func<T, TBody> body)
    {
        var (from, limit) = (From(paging), paging.Request.Limit);
        return new([.. all.Skip(from).Take(limit).Select(body)], from + limit < all.Count ? Cursor(from + limit) : null);
    }

    private static BrowsedAsset? AssetOf(string word) => word switch
    {
        "tabular" => BrowsedAsset.Tabular,
        "showcase" => BrowsedAsset.Showcase,
        _ => null,
    };

    private static IResult NoDataset() => ApiResults.Refused(new Invalid("dataset", "dataset", "dataset is tabular or showcase."));

    // Versions never change under a reader but by an import, so a place in the list is a good cursor.
    private static int From(Paging paging) =>
        paging.Request.After is { Parts: [var text] } && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var from) ? from : 0;

    private static string Cursor(int from) => new Cursor(from.ToString(CultureInfo.InvariantCulture)).ToString();

    /// <param name="Rows">Published.</param>
    /// <param name="Key">Name of its key field.</param>
    /// <param name="Parent">The entity that it points to; null for the main one.</param>
    /// <param name="ParentField">The field that points there.</param>
    internal sealed record EntityBody(string Name, string Title, string Description, PublishedCount Rows, int Fields, string Key, string? Parent, string? ParentField, Relationship? Relationship);

    /// <param name="Field"><c>entity.field</c>.</param>
    /// <param name="Missing">Rows without a value, published.</param>
    internal sealed record FieldBody(
        string Field, string Entity, string Title, string Description, FieldType Type, string Units, IReadOnlyList<string> Folder, string? Coding, bool IsMultiSelect, bool IsSparse, bool IsIdentifier,
        PublishedCount Missing);

    internal sealed record CodingBody(string Name, int Codes, bool IsTree);

    internal sealed record CodeBody(string Code, string Meaning, string? Parent, string Concept);

    /// <param name="Collections">It and everything that goes with it.</param>
    /// <param name="Files">Null when no selected collection holds files.</param>
    /// <param name="Bytes">To two digits; null when the number of files is hidden.</param>
    internal sealed record ReceiptBody(
        IReadOnlyList<string> Collections, PublishedCount? People, IReadOnlyList<TableBody> Tables, IReadOnlyList<string> Codings, PublishedCount? Files, long? Bytes);

    internal sealed record TableBody(string Entity, string Title, PublishedCount Rows, IReadOnlyList<string> Columns);
}
