using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using TrePortal.Domain.Kernel;

namespace TrePortal.Web.Api;

/// <summary>
/// The files of one HTTP request, one after the other as they stream in: a form (multipart/form-data) with one or many, or
/// the bytes of one as application/octet-stream with its name in the query.
/// </summary>
internal static class UploadedFiles
{
    /// <summary>
    /// Whether a page of ours sent it. The antiforgery token must come in the header: looking for it in the form would read
    /// the whole body.
    /// </summary>
    public static async Task<bool> IsFromPageAsync(HttpContext context, IAntiforgery antiforgery) =>
        context.Request.Headers["RequestVerificationToken"].Count == 1 && await antiforgery.IsRequestValidAsync(context);

    /// <summary>Hands each file to <paramref name="take"/>. The first refusal ends it; what was taken before stays.</summary>
    /// <param name="request">Whose body is read.</param>
    /// <param name="fileName">Of the bytes themselves; null when only a form is taken.</param>
    /// <param name="many">More than one file may come.</param>
    /// <param name="take">Takes a file by name and content. The right of the sender was looked at before, and is by the command again.</param>
    /// <param name="cancellation">Of the request.</param>
    /// <returns>What was taken, in order.</returns>
    public static async Task<Result<IReadOnlyList<T>>> TakeAsync<T>(
        HttpRequest request, string? fileName, bool many, Func<string, Stream, Task<Result<T>>> take, CancellationToken cancellation)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            return Unsupported();
        }

        if (type.MediaType.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase) && fileName is { Length: > 0 })
        {
            var taken = await take(fileName, request.Body);
            return taken.IsOk ? new List<T> { taken.Value } : taken.Error;
        }

        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        return !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) || string.IsNullOrEmpty(boundary) || boundary.Length > 70
            ? Unsupported()
            : await TakeAsync(new MultipartReader(boundary, request.Body), many, take, cancellation);
    }

    private static async Task<Result<IReadOnlyList<T>>> TakeAsync<T>(MultipartReader parts, bool many, Func<string, Stream, Task<Result<T>>> take, CancellationToken cancellation)
    {
        var taken = new List<T>();
        while (await parts.ReadNextSectionAsync(cancellation) is { } part)
        {
            if (part.GetContentDispositionHeader() is not { } disposition || !disposition.IsFileDisposition())
            {
                continue;
            }

            if (taken.Count > 0 && !many)
            {
                return new Invalid("file", "one-file", "Send one file at a time.");
            }

            var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value ?? "";
            var next = await take(name, part.Body);
            if (!next.IsOk)
            {
                return next.Error;
            }

            taken.Add(next.Value);
        }

        return taken.Count == 0 ? new Invalid("file", "no-file", "No file came.") : taken;
    }

    private static Invalid Unsupported() => new("", "content-type", "Send one file as multipart/form-data, or its bytes as application/octet-stream with the query fileName.");
}
