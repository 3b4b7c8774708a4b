using System.Security.Cryptography;
using System.Text;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;

namespace TrePortal.Web.Api;

/// <summary>
/// Hands the client's Idempotency-Key of a POST to the write door, with a hash of method, address and body. The door
/// answers a repetition with the first result.
/// </summary>
internal static class IdempotencyKeys
{
    public const string Header = "Idempotency-Key";

    private const int MaxBody = 1024 * 1024;

    public static void UseIdempotencyKeys(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        var request = context.Request;
        if (request.Path.StartsWithSegments(PortalApi.Root) && HttpMethods.IsPost(request.Method) && request.Headers.TryGetValue(Header, out var given))
        {
            if (given is not [{ Length: >= 1 and <= 255 } key] || !key.All(letter => letter is > ' ' and <= '~'))
            {
                throw new ApiRefusedException(ApiError.Malformed($"{Header} is 1 to 255 visible ASCII characters."));
            }

            var holder = context.RequestServices.GetRequiredService<CallerHolder>();
            if (holder.Caller is { } caller)
            {
                holder.Caller = caller with { Idempotency = new(key, await HashAsync(request, context.RequestAborted)) };
            }
        }

        await next(context);
    });

    private static async Task<string> HashAsync(HttpRequest request, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n{request.ContentType}\n"));
        if (request.HasJsonContentType())
        {
            request.EnableBuffering(bufferThreshold: 64 * 1024, bufferLimit: MaxBody);
            var buffer = new byte[16 * 1024];
            int read;
            while ((read = await request.Body.ReadAsync(buffer, cancellation)) > 0)
            {
                hash.AppendData(buffer, 0, read);
            }

            request.Body.Position = 0;
        }
        else
        {
            // An upload streams and is not read twice: its length stands for it.
            hash.AppendData(BitConverter.GetBytes(request.ContentLength ?? -1));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
