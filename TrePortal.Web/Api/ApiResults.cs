using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Kernel;
using NotFound = TrePortal.Domain.Kernel.NotFound;

namespace TrePortal.Web.Api;

/// <summary>RFC 9457 problem with the portal's code and the problems of single fields.</summary>
public sealed record ApiProblem(string Type, string Title, int Status, string Detail, string Code, IReadOnlyList<ApiFieldProblem> Errors, string? TraceId);

/// <param name="Path">Member or JSON path; empty for the whole.</param>
public sealed record ApiFieldProblem(string Path, string Code, string Message);

/// <summary>The one translation of results and refusals into HTTP.</summary>
public static class ApiResults
{
    /// <summary>204, or the refusal.</summary>
    public static IResult Of(Result result) => result.IsOk ? TypedResults.NoContent() : Refused(result.Error);

    /// <summary>What the value becomes, or the refusal.</summary>
    public static IResult Of<T>(Result<T> result, Func<T, IResult> whenOk) => result.IsOk ? whenOk(result.Value) : Refused(result.Error);

    /// <summary>After a change: the object as it is now, read again, or the refusal.</summary>
    public static async Task<IResult> OfAsync<T>(Result<T> result, Func<T, Task<IResult>> whenOk) =>
        result.IsOk ? await whenOk(result.Value) : Refused(result.Error);

    /// <inheritdoc cref="OfAsync{T}(Result{T},Func{T,Task{IResult}})"/>
    public static async Task<IResult> OfAsync(Result result, Func<Task<IResult>> whenOk) => result.IsOk ? await whenOk() : Refused(result.Error);

    /// <summary>200 with the version as ETag, or 404.</summary>
    public static IResult Found<T>(T? value, Func<T, long> version)
        where T : class => value is null ? Refused(new NotFound("This")) : new WithETag(TypedResults.Ok(value), version(value));

    /// <summary>200, or 404: for what has no version.</summary>
    public static IResult Found<T>(T? value)
        where T : class => value is null ? Refused(new NotFound("This")) : TypedResults.Ok(value);

    /// <summary>201 with the address of the new object.</summary>
    /// <param name="address">Below <c>/api/v1</c>: "orgs/org-north".</param>
    /// <param name="value">The new object as a GET would answer it.</param>
    public static Created<T> Created<T>(string address, T value) => TypedResults.Created($"{PortalApi.Root}/{address}", value);

    /// <summary>202 with the job to watch.</summary>
    public static Accepted<JobStarted> Started(JobId job) => TypedResults.Accepted($"{PortalApi.Root}/jobs/{job.Value}", new JobStarted(job.Value));

    public static IResult Refused(Error error) => new Refusal(error);

    internal static ApiProblem ProblemOf(Error error, string? trace)
    {
        var (status, title) = error switch
        {
            ApiError api => (api.Status, api.Title),
            NotFound => (StatusCodes.Status404NotFound, "Not found"),
            Forbidden => (StatusCodes.Status403Forbidden, "Forbidden"),
            Stale => (StatusCodes.Status412PreconditionFailed, "Changed meanwhile"),
            IllegalMove => (StatusCodes.Status409Conflict, "Not in this state"),
            Unavailable => (StatusCodes.Status503ServiceUnavailable, "Not just now"),
            TooMany or BudgetSpent => (StatusCodes.Status429TooManyRequests, "Too many"),
            _ => (StatusCodes.Status422UnprocessableEntity, "Not acceptable"),
        };
        IReadOnlyList<ApiFieldProblem> errors = error is Invalid invalid
            ? [.. invalid.Problems.Select(problem => new ApiFieldProblem(Camel(problem.Field), problem.Code, problem.Message))]
            : [];
        return new($"urn:tre-portal:problem:{error.Code}", title, status, error.Message, error.Code, errors, trace);
    }

    private static string Camel(string field) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(field);

    private sealed class Refusal(Error error) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => ApiFailures.WriteAsync(httpContext, error);
    }

    private sealed class WithETag(IResult inner, long version) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
            return inner.ExecuteAsync(httpContext);
        }
    }
}

/// <param name="Job">For <c>GET /jobs/{id}</c>.</param>
public sealed record JobStarted(Guid Job);

/// <summary>A refusal that only HTTP knows.</summary>
public sealed record ApiError(int Status, string Code, string Title, string Message) : Error(Code, Message)
{
    public static ApiError NotSignedIn { get; } = new(401, "not-signed-in", "Not signed in", "Send a valid personal access token as \"Authorization: Bearer trep_…\".");

    public static ApiError TokenScope { get; } = new(403, "token-scope", "Forbidden", "This token may only read. Make one with the scope write.");

    public static ApiError IfMatchMissing { get; } = new(428, "if-match-missing", "If-Match is missing", "Send If-Match with the ETag of the object as you read it.");

    public static ApiError Malformed(string why) => new(400, "malformed", "Malformed request", why);
}
