using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Web.Features.Inventory;

/// <summary>Takes a withdrawn.csv out of an HTTP request. The sender's right is looked at before the body is read, and again by the command.</summary>
internal sealed class WithdrawnReceiver(IWithdrawnKeys keys, IWithdrawalQueries queries, WithdrawalCommands commands, ICurrentActor actors)
{
    public async Task<Result<WithdrawalAnswer>> ReceiveAsync(HttpRequest request, string handle, CancellationToken cancellation)
    {
        if (await queries.FindAsync(handle, await actors.GetAsync(cancellation), cancellation) is null)
        {
            return new NotFound("This environment");
        }

        if (await ContentAsync(request, cancellation) is not { } content)
        {
            return new Invalid("", "content-type", "Send the list as text/csv, or as one file of multipart/form-data.");
        }

        var lines = await keys.ReadAsync(content, cancellation);
        return lines.IsOk ? await commands.AddAsync(handle, lines.Value, cancellation) : lines.Error;
    }

    private static async Task<Stream?> ContentAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            return null;
        }

        if (type.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase))
        {
            return request.Body;
        }

        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        if (!type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) || string.IsNullOrEmpty(boundary) || boundary.Length > 70)
        {
            return null;
        }

        var parts = new MultipartReader(boundary, request.Body);
        while (await parts.ReadNextSectionAsync(cancellation) is { } part)
        {
            if (part.GetContentDispositionHeader() is { } disposition && disposition.IsFileDisposition())
            {
                return part.Body;
            }
        }

        return null;
    }
}
