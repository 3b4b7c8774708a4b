using System.Net.Mime;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;

namespace TrePortal.Web.Features.Projects;

/// <summary>Sends a dispensed file to the browser of a member, where the policy allows. Each one, and each refusal, is in the audit log.</summary>
internal static class ProjectDownload
{
    public static void MapProjectDownload(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/projects/{project:guid}/download/{**path}", async (Guid project, string path, Guid? dispensal, DispensedFileCommands commands, CancellationToken cancellation) =>
        {
            var opened = await commands.DownloadAsync(new ProjectId(project), dispensal is { } id ? new DispensalId(id) : null, path, cancellation);
            return opened.IsOk ? Send(opened.Value) : Refuse(opened.Error);
        }).RequireAuthorization();

    /// <summary>As it was delivered, never shown in the page: it is data, not part of the portal.</summary>
    public static IResult Send(OpenedFile opened) =>
        TypedResults.Stream(opened.Content, MediaTypeNames.Application.Octet, opened.File.Path[(opened.File.Path.LastIndexOf('/') + 1)..]);

    /// <summary>A sentence instead of the file.</summary>
    public static IResult Refuse(Error error) => TypedResults.Text(error.Message, MediaTypeNames.Text.Plain, null, StatusOf(error));

    private static int StatusOf(Error error) => error switch
    {
        NotFound => StatusCodes.Status404NotFound,
        Forbidden => StatusCodes.Status403Forbidden,
        _ => StatusCodes.Status409Conflict,
    };
}
