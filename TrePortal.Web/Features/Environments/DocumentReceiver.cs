using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;

namespace TrePortal.Web.Features.Environments;

/// <summary>
/// Streams documents of one HTTP request into the store and adds each of them. The sender's right is looked at before the
/// body is read, and again by the command.
/// </summary>
internal sealed class DocumentReceiver(IDocumentStore store, IDocumentQueries queries, DocumentCommands commands, ICurrentActor actors)
{
    /// <summary>Answers what was added. Of several files, those before a refused one stay.</summary>
    public async Task<Result<IReadOnlyList<DocumentId>>> ReceiveAsync(HttpRequest request, string handle, string? fileName, string title, bool many, CancellationToken cancellation)
    {
        var may = await queries.MayEditAsync(handle, await actors.GetAsync(cancellation), cancellation);
        if (!may.IsOk)
        {
            return may.Error;
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            return Unsupported();
        }

        if (!type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return type.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase) && fileName is { Length: > 0 }
                ? await AddAsync(handle, fileName, title, request.Body, [], cancellation)
                : Unsupported();
        }

        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        return string.IsNullOrEmpty(boundary) || boundary.Length > 70 ? Unsupported() : await ReceiveAsync(new MultipartReader(boundary, request.Body), handle, title, many, cancellation);
    }

    private async Task<Result<IReadOnlyList<DocumentId>>> ReceiveAsync(MultipartReader parts, string handle, string title, bool many, CancellationToken cancellation)
    {
        IReadOnlyList<DocumentId> added = [];
        while (await parts.ReadNextSectionAsync(cancellation) is { } part)
        {
            if (part.GetContentDispositionHeader() is not { } disposition || !disposition.IsFileDisposition())
            {
                continue;
            }

            if (added.Count > 0 && !many)
            {
                return new Invalid("file", "one-file", "Send one file at a time.");
            }

            var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value ?? "";
            var next = await AddAsync(handle, name, title, part.Body, added, cancellation);
            if (!next.IsOk)
            {
                return next;
            }

            added = next.Value;
        }

        return added.Count == 0 ? new Invalid("file", "no-file", "No file came.") : Result(added);
    }

    private async Task<Result<IReadOnlyList<DocumentId>>> AddAsync(
        string handle, string fileName, string title, Stream content, IReadOnlyList<DocumentId> before, CancellationToken cancellation)
    {
        var received = await store.ReceiveAsync(fileName, content, cancellation);
        if (!received.IsOk)
        {
            return received.Error;
        }

        var added = await commands.AddAsync(handle, received.Value, title, CancellationToken.None);
        return added.IsOk ? Result([.. before, added.Value]) : added.Error;
    }

    private static Result<IReadOnlyList<DocumentId>> Result(IReadOnlyList<DocumentId> added) => new List<DocumentId>(added);

    private static Invalid Unsupported() => new("", "content-type", "Send one file as multipart/form-data, or its bytes as application/octet-stream with the query fileName.");
}
