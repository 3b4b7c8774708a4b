using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;
using TrePortal.Web.Api;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Requests;

/// <summary>Files on a request: sent by its owner while it can be edited, read by everybody who reads the request.</summary>
internal static class AttachmentsApi
{
    public static void MapAttachmentsApi(this RouteGroupBuilder requests)
    {
        requests.MapPost("/{id:guid}/attachments", async (Guid id, HttpRequest request, AttachmentReceiver receiver, Reading reading, CancellationToken cancellation, string? fileName = null) =>
            await ApiResults.OfAsync(await receiver.ReceiveAsync(request, id, fileName, many: false, cancellation), async attached =>
                ApiResults.Created($"requests/{id}/attachments/{attached[0]}", (await reading.FindAsync(id, cancellation))!.Content.Attached.First(file => file.Id == attached[0].Value))))
            .WithMetadata(new DisableRequestSizeLimitAttribute()) // bytes are counted as they are written
            .Accepts<IFormFile>("multipart/form-data", "application/octet-stream")
            .Produces<AttachedFile>(201).WithSummary("Attach a file: one as a form, or the bytes themselves with query fileName");
        requests.MapGet("/{id:guid}/attachments/{attachment:guid}", async (Guid id, Guid attachment, HttpContext context, AttachmentSender sender, CancellationToken cancellation) =>
            await sender.SendAsync(context, id, attachment, cancellation))
            .Produces(200, contentType: "application/octet-stream").WithSummary("The content of an attachment of the request or of one of its versions");
        requests.MapDelete("/{id:guid}/attachments/{attachment:guid}", async (Guid id, Guid attachment, IfMatch seen, AccessRequestCommands commands, Reading reading, CancellationToken cancellation) =>
            await reading.AfterAsync(id, await commands.DetachAsync(new(id), new(attachment), seen.Version, cancellation), cancellation))
            .Produces<RequestDetails>().WithSummary("Take an attachment off; versions that were submitted with it keep it");
    }

    public static void MapAttachmentPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/requests/{request:guid}/attachments/upload", UploadAsync)
            .WithMetadata(new DisableRequestSizeLimitAttribute()) // bytes are counted as they are written
            .RequireAuthorization().ExcludeFromDescription();
        routes.MapGet("/requests/{request:guid}/attachments/{attachment:guid}", async (Guid request, Guid attachment, HttpContext context, AttachmentSender sender, CancellationToken cancellation) =>
            await sender.SendAsync(context, request, attachment, cancellation)).RequireAuthorization().ExcludeFromDescription();
    }

    private static async Task<IResult> UploadAsync(Guid request, HttpContext context, IAntiforgery antiforgery, AttachmentReceiver receiver, CancellationToken cancellation)
    {
        if (!await UploadedFiles.IsFromPageAsync(context, antiforgery))
        {
            return Results.BadRequest();
        }

        return ApiResults.Of(await receiver.ReceiveAsync(context.Request, request, null, many: true, cancellation), _ => Results.NoContent());
    }
}

/// <summary>Streams files into the store and attaches each. The sender's right is looked at before the body is read, and again by the command.</summary>
internal sealed class AttachmentReceiver(IDocumentStore store, AccessRequestCommands commands, Reading reading)
{
    public async Task<Result<IReadOnlyList<AttachmentId>>> ReceiveAsync(HttpRequest request, Guid id, string? fileName, bool many, CancellationToken cancellation) =>
        await reading.FindAsync(id, cancellation) is not { } found ? new NotFound("This request")
        : !found.May(RequestAction.Edit) ? new IllegalMove("Only the owner attaches files, while the request can be edited.")
        : await UploadedFiles.TakeAsync(request, fileName, many, (name, content) => AttachAsync(id, name, content, cancellation), cancellation);

    private async Task<Result<AttachmentId>> AttachAsync(Guid id, string fileName, Stream content, CancellationToken cancellation)
    {
        var received = await store.ReceiveAsync(fileName, content, cancellation);
        return received.IsOk ? await commands.AttachAsync(new(id), received.Value, CancellationToken.None) : received.Error;
    }
}

/// <summary>Sends an attachment to whoever reads the request, as a download under the type that was found when it came.</summary>
internal sealed class AttachmentSender(IDocumentStore store, Reading reading)
{
    public async Task<IResult> SendAsync(HttpContext context, Guid request, Guid attachment, CancellationToken cancellation)
    {
        var found = await reading.FindAsync(request, cancellation);
        var file = found?.Versions.SelectMany(version => version.Content.Attached).Concat(found.Content.Attached).FirstOrDefault(file => file.Id == attachment);
        if (file is null || store.Open(file.Hash) is not { } content)
        {
            return ApiResults.Refused(new NotFound("This attachment"));
        }

        SentContent.Lock(context.Response);
        return TypedResults.Stream(content, DocumentLook.MediaType(file.Kind), file.Name, entityTag: new EntityTagHeaderValue($"\"{file.Hash}\""));
    }
}
