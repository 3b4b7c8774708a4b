using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Api;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

/// <summary>What the pages need beside the circuit: receiving documents, and sending their content.</summary>
internal static class DocumentPages
{
    public static void AddDocumentPages(this IServiceCollection services)
    {
        services.AddScoped<DocumentReceiver>();
        services.AddScoped<DocumentSender>();
        services.AddScoped<ConfigurationFiles>();
    }

    public static void MapDocumentPages(this WebApplication app)
    {
        app.MapPost(Addresses.AdminEnvironments + "/{handle}/documents/upload", UploadAsync)
            .WithMetadata(new DisableRequestSizeLimitAttribute()) // bytes are counted as they are written
            .ExcludeFromDescription();
        app.MapGet("/environments/{handle}/documents/{document:guid}/content", async (string handle, Guid document, HttpContext context, DocumentSender sender, CancellationToken cancellation) =>
            await sender.SendAsync(context, handle, new(document), mayShow: true, cancellation)).ExcludeFromDescription();
    }

    private static async Task<IResult> UploadAsync(string handle, HttpContext context, IAntiforgery antiforgery, DocumentReceiver receiver, CancellationToken cancellation)
    {
        if (!await UploadedFiles.IsFromPageAsync(context, antiforgery))
        {
            return Results.BadRequest();
        }

        return ApiResults.Of(await receiver.ReceiveAsync(context.Request, handle, null, "", many: true, cancellation), _ => Results.NoContent());
    }
}

/// <summary>
/// Sends the content of a document under the type that was found when it came. Whatever it holds, it cannot act: pictures
/// may be shown, everything else is a download, and the answer forbids scripts, frames and guessing.
/// </summary>
internal sealed class DocumentSender(IDocumentQueries queries, IDocumentStore store, ICurrentActor actors)
{
    /// <param name="context">Of the request.</param>
    /// <param name="handle">Of the environment.</param>
    /// <param name="id">Of the document.</param>
    /// <param name="mayShow">A page shows pictures from here; a script always downloads.</param>
    /// <param name="cancellation">Of the request.</param>
    public async Task<IResult> SendAsync(HttpContext context, string handle, DocumentId id, bool mayShow, CancellationToken cancellation)
    {
        if (await queries.FindAsync(handle, id, await actors.GetAsync(cancellation), cancellation) is not { } document || store.Open(document.Hash) is not { } content)
        {
            return ApiResults.Refused(new NotFound("This document"));
        }

        SentContent.Lock(context.Response);
        var isShown = mayShow && DocumentLook.IsPicture(document.Kind) && !context.Request.Query.ContainsKey("download");
        return TypedResults.Stream(content, DocumentLook.MediaType(document.Kind), isShown ? null : document.FileName, entityTag: new EntityTagHeaderValue($"\"{document.Hash}\""));
    }
}
