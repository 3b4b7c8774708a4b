using System.Net.Mime;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Web.Api;

namespace TrePortal.Web.Features.Projects;

/// <summary>The project's own <c>work/</c> folder: to scripts as files by path, to the page as a form and a download.</summary>
internal static class WorkApi
{
    public static void MapWorkApi(this RouteGroupBuilder projects)
    {
        projects.MapGet("/{project:guid}/files/work", ListAsync).Produces<WorkList>().WithSummary("The files that members uploaded, with the room that is left");
        projects.MapGet("/{project:guid}/files/work/{**path}", DownloadAsync)
            .Produces(200, contentType: MediaTypeNames.Application.Octet).WithSummary("The content of an uploaded file, where the policy allows downloads");
        projects.MapPut("/{project:guid}/files/work/{**path}", UploadAsync).Produces(204).WithSummary("Upload a file where the policy allows it, or replace one of mine; the body is its content")
            .Accepts<IFormFile>(MediaTypeNames.Application.Octet).WithMetadata(new DisableRequestSizeLimitAttribute()); // bytes are counted as they are written
        projects.MapDelete("/{project:guid}/files/work/{**path}", async (Guid project, string path, WorkFileCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.DeleteAsync(new(project), path, cancellation)))
            .Produces(204).WithSummary("Delete an uploaded file of mine");
    }

    public static void MapWorkPages(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/projects/{project:guid}/work", ReceiveAsync).WithMetadata(new DisableRequestSizeLimitAttribute()).RequireAuthorization().ExcludeFromDescription();
        routes.MapGet("/projects/{project:guid}/work/{**path}", async (Guid project, string path, WorkFileCommands commands, CancellationToken cancellation) =>
        {
            var opened = await commands.DownloadAsync(new(project), path, cancellation);
            return opened.IsOk ? Send(opened.Value) : ProjectDownload.Refuse(opened.Error);
        }).RequireAuthorization().ExcludeFromDescription();
    }

    private static async Task<IResult> ListAsync(Guid project, ICurrentActor actors, IWorkQueries queries, ProjectEntryCommands entries, CancellationToken cancellation) =>
        ApiResults.Of(
            await entries.KeptAsync(new(project), ProjectAction.List, await queries.ListAsync(new(project), await actors.GetAsync(cancellation), cancellation), cancellation),
            found => TypedResults.Ok(new WorkList(found.Files, found.Bytes, found.Quota, null)));

    private static async Task<IResult> DownloadAsync(Guid project, string path, WorkFileCommands commands, CancellationToken cancellation) =>
        ApiResults.Of(await commands.DownloadAsync(new(project), path, cancellation), Send);

    private static async Task<IResult> UploadAsync(Guid project, string path, HttpRequest request, WorkFileCommands commands, CancellationToken cancellation) =>
        ApiResults.Of((await commands.UploadAsync(new(project), path, request.Body, cancellation)).ToResult());

    /// <summary>Files of the page's form, one after the other. The first refusal ends it; what came before stays.</summary>
    private static async Task<IResult> ReceiveAsync(Guid project, HttpContext context, IAntiforgery antiforgery, WorkFileCommands commands, CancellationToken cancellation)
    {
        if (!await UploadedFiles.IsFromPageAsync(context, antiforgery)
            || !MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 70 } boundary)
        {
            return Results.BadRequest();
        }

        var files = 0;
        var parts = new MultipartReader(boundary, context.Request.Body);
        while (await parts.ReadNextSectionAsync(cancellation) is { } part)
        {
            if (part.GetContentDispositionHeader() is not { } disposition || !disposition.IsFileDisposition())
            {
                continue;
            }

            var name = HeaderUtilities.RemoveQuotes(disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value ?? "";
            var kept = await commands.UploadAsync(new(project), name.Replace('\\', '/').TrimStart('/'), part.Body, cancellation);
            if (!kept.IsOk)
            {
                return ApiResults.Refused(kept.Error);
            }

            files++;
        }

        return Results.Json(new { files });
    }

    private static IResult Send(OpenedWorkFile opened) =>
        TypedResults.Stream(opened.Content, MediaTypeNames.Application.Octet, opened.Path[(opened.Path.LastIndexOf('/') + 1)..]);

    /// <param name="Bytes">In all.</param>
    /// <param name="Quota">How many there may be.</param>
    internal sealed record WorkList(IReadOnlyList<WorkFileRow> Items, long Bytes, long Quota, string? NextCursor);
}
