using Microsoft.AspNetCore.Mvc;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Api;

namespace TrePortal.Web.Features.Environments;

/// <summary>Documents of an environment: read by whoever may discover it, changed by its admins.</summary>
internal static class DocumentsApi
{
    public static void MapDocumentsApi(this RouteGroupBuilder api)
    {
        var documents = api.MapGroup("/environments/{handle}/documents").WithTags("Documents");
        documents.MapGet("", ListAsync).Produces<Page<DocumentRow>>().WithSummary("All documents, in order");
        documents.MapPost("", AddAsync)
            .WithMetadata(new DisableRequestSizeLimitAttribute()) // bytes are counted as they are written
            .Accepts<IFormFile>("multipart/form-data", "application/octet-stream")
            .Produces<DocumentRow>(201).WithSummary("Add a document: one file as a form, or the bytes themselves with query fileName; query title is optional");
        documents.MapGet("/{document:guid}", async (string handle, Guid document, ICurrentActor actors, IDocumentQueries queries, CancellationToken cancellation) =>
            ApiResults.Found(await queries.FindAsync(handle, new(document), await actors.GetAsync(cancellation), cancellation), found => found.Version))
            .Produces<DocumentRow>().WithSummary("One document; its ETag is what changes ask for");
        documents.MapPatch("/{document:guid}", async (string handle, Guid document, TitleBody body, IfMatch seen, DocumentCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.RenameAsync(handle, new(document), body.Title, seen.Version, cancellation)))
            .Produces(204).WithSummary("Change the title");
        documents.MapDelete("/{document:guid}", async (string handle, Guid document, IfMatch seen, DocumentCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.DeleteAsync(handle, new(document), seen.Version, cancellation)))
            .Produces(204).WithSummary("Delete a document");
        documents.MapGet("/{document:guid}/content", async (string handle, Guid document, HttpContext context, DocumentSender sender, CancellationToken cancellation) =>
            await sender.SendAsync(context, handle, new(document), mayShow: false, cancellation))
            .Produces(200, contentType: "application/octet-stream").WithSummary("The file itself");
        documents.MapPut("/order", async (string handle, OrderBody body, DocumentCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.OrderAsync(handle, [.. body.Documents.Select(id => new DocumentId(id))], cancellation)))
            .Produces(204).WithSummary("Put the documents in order: all of them, by id");
    }

    private static async Task<IResult> ListAsync(string handle, ICurrentActor actors, IDocumentQueries queries, CancellationToken cancellation)
    {
        var found = await queries.ListAsync(handle, await actors.GetAsync(cancellation), cancellation);
        return ApiResults.Found(found is null ? null : new Page<DocumentRow>(found, null));
    }

    private static async Task<IResult> AddAsync(
        string handle, HttpContext context, DocumentReceiver receiver, ICurrentActor actors, IDocumentQueries queries, CancellationToken cancellation, string? fileName = null, string? title = null) =>
        await ApiResults.OfAsync(await receiver.ReceiveAsync(context.Request, handle, fileName, title ?? "", many: false, cancellation), async added =>
            ApiResults.Created($"environments/{handle}/documents/{added[0]}", (await queries.FindAsync(handle, added[0], await actors.GetAsync(cancellation), cancellation))!));

    internal sealed record TitleBody(string Title);

    internal sealed record OrderBody(IReadOnlyList<Guid> Documents);
}
