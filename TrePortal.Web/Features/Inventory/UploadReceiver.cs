using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Web.Features.Inventory;

/// <summary>
/// Streams the files of one HTTP request to disk and queues their import. The sender's right is looked at before the body
/// is read, and again by the command; whatever goes wrong, nothing of the upload stays.
/// </summary>
internal sealed class UploadReceiver(IUploads uploads, IInventoryQueries inventory, InventoryCommands commands, ICurrentActor actors)
{
    public async Task<Result<ImportTicket>> ReceiveAsync(HttpRequest request, string handle, int number, InventoryAsset? into, CancellationToken cancellation)
    {
        var may = await inventory.MayImportAsync(handle, number, await actors.GetAsync(cancellation), cancellation);
        if (!may.IsOk)
        {
            return may.Error;
        }

        var root = FileRootOf(request);
        if (!root.IsOk)
        {
            return root.Error;
        }

        await using var upload = uploads.Begin();
        var received = await ReceiveWholeAsync(upload, request, into, cancellation);
        if (!received.IsOk)
        {
            return received.Error;
        }

        var assets = upload.Assets(root.Value.Length == 0 ? null : root.Value);
        if (!assets.IsOk)
        {
            return assets.Error;
        }

        var queued = await commands.ImportAsync(handle, number, assets.Value, CancellationToken.None);
        if (queued.IsOk)
        {
            upload.Keep();
        }

        return queued;
    }

    // A body that breaks off, or whose parts are no form, is the sender's fault and not the portal's.
    private static async Task<Result> ReceiveWholeAsync(IUpload upload, HttpRequest request, InventoryAsset? into, CancellationToken cancellation)
    {
        try
        {
            return await ReceiveAsync(upload, request, into, cancellation);
        }
        catch (Exception broken) when (broken is BadHttpRequestException or InvalidDataException || (broken is IOException && broken.Source == "Microsoft.AspNetCore.WebUtilities"))
        {
            return new Invalid("files", "broken-off", "The upload broke off before its end. Nothing of it was kept; send it again.");
        }
    }

    private static async Task<Result> ReceiveAsync(IUpload upload, HttpRequest request, InventoryAsset? into, CancellationToken cancellation)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            return Unsupported();
        }

        if (!type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return SingleName(type, into) is { } name ? await upload.ReceiveAsync(name, into, request.Body, cancellation) : Unsupported();
        }

        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > 70)
        {
            return Unsupported();
        }

        var parts = new MultipartReader(boundary, request.Body);
        while (await parts.ReadNextSectionAsync(cancellation) is { } part)
        {
            if (part.GetContentDispositionHeader() is not { } disposition || !disposition.IsFileDisposition())
            {
                continue;
            }

            var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value ?? "";
            var written = await upload.ReceiveAsync(name, into, part.Body, cancellation);
            if (!written.IsOk)
            {
                return written;
            }
        }

        return Result.Ok;
    }

    /// <summary>The name of a body that is one file and has none of its own.</summary>
    private static string? SingleName(MediaTypeHeaderValue type, InventoryAsset? into) => (type.MediaType.Value, into) switch
    {
        ("application/zip" or "application/x-zip-compressed", _) => "upload.zip",
        ("text/tab-separated-values", InventoryAsset.Files) => ReleasePlace.FileInventory,
        ("application/json", InventoryAsset.Collections) => ReleasePlace.Collections,
        _ => null,
    };

    private Result<string> FileRootOf(HttpRequest request) =>
        request.Query["fileRoot"] is [{ Length: > 0 } root] ? uploads.ResolveFileRoot(root, request.Query["folder"].ToString()) : "";

    private static Invalid Unsupported() => new("", "content-type", "Send multipart/form-data with files, or one .zip as application/zip.");
}
