using System.Net.Mime;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Web.Features.Requests;

/// <summary>Sends the evidence of a request to the browser of an admin; each time is in the audit log.</summary>
internal static class EvidenceDownload
{
    public static void MapEvidenceDownload(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/requests/{request:guid}/evidence", async (Guid request, EvidenceCommands commands, CancellationToken cancellation) =>
        {
            var taken = await commands.TakeAsync(new AccessRequestId(request), cancellation);
            return taken.IsOk ? Send(taken.Value)
                : TypedResults.Text(taken.Error.Message, MediaTypeNames.Text.Plain, null, taken.Error is Forbidden ? StatusCodes.Status403Forbidden : StatusCodes.Status404NotFound);
        }).RequireAuthorization().ExcludeFromDescription();

    public static IResult Send(TakenEvidence taken) => TypedResults.Stream(taken.Content, MediaTypeNames.Application.Zip, taken.FileName);
}
