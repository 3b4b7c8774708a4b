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
                if (caller.Person is { } person && context.GetEndpoint()?.Metadata.GetMetadata<KeepsItsAnswer>() is not null)
                {
                    await AnswerAsFirstAsync(context, person, holder.Caller.Idempotency, next);
                    return;
                }
            }
        }

        await next(context);
    });

    /// <summary>The answer says how things are after the change; a repeated call is answered as the first one was, not as things are by then.</summary>
    public static TBuilder KeepsItsAnswer<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new KeepsItsAnswer());

    private static async Task AnswerAsFirstAsync(HttpContext context, PersonId person, IdempotencyKey key, RequestDelegate next)
    {
        // Asked anew each time, because who may not see it any more is not told again what it was.
        var (response, body) = (context.Response, context.Response.Body);
        using var buffer = new MemoryStream();
        response.Body = buffer;
        try
        {
            await next(context);
        }
        finally
        {
            response.Body = body;
        }

        if (response.StatusCode is < 200 or > 299)
        {
            await body.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), context.RequestAborted);
            return;
        }

        var answer = new FirstAnswer(
            response.StatusCode, response.ContentType, response.Headers.ETag, response.Headers.Location, Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length),
            context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        var answers = context.RequestServices.GetRequiredService<IFirstAnswers>();
        await WriteAsync(response, await answers.KeepAsync(person, key, answer, CancellationToken.None));
    }

    private static async Task WriteAsync(HttpResponse response, FirstAnswer answer)
    {
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.ContentLength = null;
        response.Headers.ETag = answer.ETag;
        response.Headers.Location = answer.Location;
        if (answer.Body.Length > 0)
        {
            await response.WriteAsync(answer.Body, response.HttpContext.RequestAborted);
        }
    }

    private static async Task<string> HashAsync(HttpRequest request, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n{request.ContentType}\n"));
        if (request.HasJsonContentType())
        {
            request.EnableBuffering(bufferThreshold: 64 * 1024, bufferLimit: MaxBody + 1);
            var buffer = new byte[16 * 1024];
            var (read, length) = (0, 0);
            while ((read = await request.Body.ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, MaxBody + 1 - length)), cancellation)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                if ((length += read) > MaxBody)
                {
                    throw new BadHttpRequestException("The body is too large for a call with this header.", StatusCodes.Status413PayloadTooLarge);
                }
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

/// <summary>On a route that answers with what it changed.</summary>
internal sealed record KeepsItsAnswer;
