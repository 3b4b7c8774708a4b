using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Api;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Inventory;

/// <summary>What the admin pages need beside the circuit: receiving uploads, and the report as a file.</summary>
internal static class InventoryPages
{
    public static void MapInventoryPages(this WebApplication app)
    {
        app.MapPost(Addresses.AdminEnvironments + "/{handle}/inventory/{number:int}/upload", UploadAsync)
            .WithMetadata(new DisableRequestSizeLimitAttribute()) // bytes are counted as they are written
            .ExcludeFromDescription();
        app.MapPost(Addresses.AdminEnvironments + "/{handle}/inventory/withdrawn/upload", WithdrawAsync).ExcludeFromDescription();
        app.MapGet(Addresses.AdminEnvironments + "/{handle}/inventory/imports/{import:guid}/report.csv", ReportAsync).ExcludeFromDescription();
    }

    private static async Task<IResult> UploadAsync(
        string handle, int number, InventoryAsset? asset, HttpContext context, IAntiforgery antiforgery, UploadReceiver receiver, CancellationToken cancellation)
    {
        if (!await UploadedFiles.IsFromPageAsync(context, antiforgery))
        {
            return Results.BadRequest();
        }

        var queued = await receiver.ReceiveAsync(context.Request, handle, number, asset, cancellation);
        return ApiResults.Of(queued, ticket => Results.Json(new { import = ticket.Import.Value, job = ticket.Job.Value }, statusCode: StatusCodes.Status202Accepted));
    }

    private static async Task<IResult> WithdrawAsync(string handle, HttpContext context, IAntiforgery antiforgery, WithdrawnReceiver receiver, CancellationToken cancellation) =>
        await UploadedFiles.IsFromPageAsync(context, antiforgery)
            ? ApiResults.Of(await receiver.ReceiveAsync(context.Request, handle, cancellation), answer => Results.Json(answer))
            : Results.BadRequest();

    private static async Task<IResult> ReportAsync(string handle, Guid import, IInventoryQueries queries, ICurrentActor actors, CancellationToken cancellation) =>
        await queries.FindImportAsync(handle, new(import), await actors.GetAsync(cancellation), cancellation) is { } report
            ? ReportCsv.Of(report, $"{handle}-v{report.Number}-report.csv")
            : ApiResults.Refused(new NotFound("This import"));
}
