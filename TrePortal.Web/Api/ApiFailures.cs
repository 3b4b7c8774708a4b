using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shell;

namespace TrePortal.Web.Api;

/// <summary>Every answer of the API that is not a success is a problem document, whoever produced it.</summary>
internal sealed partial class ApiFailures(RequestDelegate next, ILogger<ApiFailures> log)
{
    public async Task InvokeAsync(HttpContext context, IWriteFailures failures)
    {
        if (!context.Request.Path.StartsWithSegments("/api"))
        {
            await next(context);
            return;
        }

        context.Response.Headers.CacheControl = "no-store";
        try
        {
            // Nothing is unpacked here, so nothing can burst; and JSON is UTF-8.
            if (context.Request.Headers.ContentEncoding.Count > 0 || (context.Request.HasJsonContentType() && !IsUtf8(context.Request)))
            {
                throw new ApiRefusedException(OfStatus(StatusCodes.Status415UnsupportedMediaType));
            }

            // No route, or one that knows neither this method nor this content type: routing's own answer, not a sign-in page.
            var isRoute = context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null;
            await (isRoute ? next(context) : AnswerAsync(context));
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
            {
                await WriteAsync(context, OfStatus(context.Response.StatusCode));
            }
        }
        catch (ApiRefusedException refused) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, refused.Error);
        }
        catch (NotSignedInException) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, ApiError.NotSignedIn);
        }
        catch (BadHttpRequestException bad) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, OfBadRequest(bad));
        }
        catch (Exception failure) when (!context.Response.HasStarted && failures.Explain(failure) is not null)
        {
            LogFailed(failure, context.Request.Method, context.GetEndpoint()?.DisplayName ?? "");
            await WriteAsync(context, failures.Explain(failure)!); // what does not pass the write door: an upload on a full disk
        }
#pragma warning disable CA1031 // the last resort: logged under the reference that the client gets
        catch (Exception failure) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogFailed(failure, context.Request.Method, context.GetEndpoint()?.DisplayName ?? "");
            await WriteAsync(context, new ApiError(500, "failed", "The portal failed", "The portal failed. Quote the trace id to its operator."));
        }
    }

    private static bool IsUtf8(HttpRequest request) =>
        request.GetTypedHeaders().ContentType?.Charset is not { HasValue: true } charset || charset.Value!.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase);

    private static TimeSpan? RetryAfter(Error error) => error switch
    {
        TooMany many => many.RetryAfter,
        BudgetSpent spent => spent.RetryAfter,
        Unavailable unavailable => unavailable.RetryAfter,
        _ => null,
    };

    public static async Task WriteAsync(HttpContext context, Error error)
    {
        var problem = ApiResults.ProblemOf(error, Reference.OfCurrent(context.TraceIdentifier));
        context.Response.StatusCode = problem.Status;
        if (RetryAfter(error) is { } after)
        {
            context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (problem.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        await context.Response.WriteAsJsonAsync(problem, options: null, contentType: "application/problem+json", context.RequestAborted);
    }

    private static Task AnswerAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.GetEndpoint()?.RequestDelegate?.Invoke(context) ?? Task.CompletedTask;
    }

    private static ApiError OfBadRequest(BadHttpRequestException bad) => bad.InnerException switch
    {
        JsonException json => ApiError.Malformed($"The body is not acceptable JSON{(json.Path is { Length: > 0 } path ? $" at {path}" : "")}: unknown and repeated members and wrong types are refused."),
        _ when bad.StatusCode == 400 && bad.InnerException is not null => ApiError.Malformed("The body is not acceptable JSON: unknown and repeated members and wrong types are refused."),
        _ when bad.StatusCode == 400 => ApiError.Malformed(bad.Message),
        _ => OfStatus(bad.StatusCode),
    };

    private static ApiError OfStatus(int status) => status switch
    {
        400 => ApiError.Malformed("The request is malformed."),
        401 => ApiError.NotSignedIn,
        403 => ApiError.TokenScope,
        404 => new(404, "not-found", "Not found", "There is nothing at this address, or you may not see it."),
        405 => new(405, "method-not-allowed", "Method not allowed", "This address does not know this method."),
        413 => new(413, "too-large", "Too large", "The body is larger than this address accepts."),
        415 => new(415, "unsupported-media-type", "Unsupported media type", "Send application/json."),
        _ => new(status, "http-" + status.ToString(CultureInfo.InvariantCulture), "Refused", "The request was refused."),
    };

    [LoggerMessage(9301, LogLevel.Error, "{Method} {Endpoint} failed")]
    private partial void LogFailed(Exception failure, string method, string endpoint);
}

/// <summary>Thrown while a request is read, where no result can be returned.</summary>
public sealed class ApiRefusedException(Error error) : Exception(error.Message)
{
    public Error Error => error;
}
