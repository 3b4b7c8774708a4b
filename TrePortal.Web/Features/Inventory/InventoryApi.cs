using Microsoft.AspNetCore.Mvc;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Api;

namespace TrePortal.Web.Features.Inventory;

/// <summary>Versions, uploads and reports, for the admins of the environment.</summary>
internal static class InventoryApi
{
    public static void MapInventoryApi(this RouteGroupBuilder api)
    {
        var versions = api.MapGroup("/environments/{handle}/inventory/versions").WithTags("Inventory");
        versions.MapPost("", async (string handle, InventoryCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.StartVersionAsync(handle, cancellation), number => ApiResults.Created($"environments/{handle}/inventory/versions/{number}", new VersionStartedBody(number))))
            .Produces<VersionStartedBody>(201).WithSummary("Begin the next version, or find the one under construction");
        versions.MapPut("/{number:int}/assets/{asset}", UploadAsync)
            .WithMetadata(new DisableRequestSizeLimitAttribute()) // bytes are counted as they are written
            .Accepts<IFormFile>("application/zip", "multipart/form-data", "text/tab-separated-values", "application/json")
            .Produces<JobStarted>(202).WithSummary("Upload tabular, showcase, files or collections and import it; query fileRoot and folder name a server folder of bulk files");
        versions.MapPut("/{number:int}/assets", UploadReleaseAsync)
            .WithMetadata(new DisableRequestSizeLimitAttribute())
            .Accepts<IFormFile>("application/zip", "multipart/form-data")
            .Produces<JobStarted>(202).WithSummary("Upload a whole release, told by the names of its files, and import it");
        versions.MapDelete("/{number:int}/assets/{asset}", async (string handle, int number, string asset, InventoryCommands commands, CancellationToken cancellation) =>
            AssetOf(asset) is { } known ? ApiResults.Of(await commands.DropAssetAsync(handle, number, known, cancellation)) : ApiResults.Refused(new NotFound("This asset")))
            .Produces(204).WithSummary("Remove an asset from the version under construction");
        versions.MapGet("/{number:int}/report", ReportAsync).Produces<ImportDetails>().WithSummary("The report of the last import; format is json or csv");
        api.MapPut("/environments/{handle}/showcase-mode", async (string handle, ShowcaseBody body, IfMatch seen, EnvironmentCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.ChooseShowcaseAsync(handle, body.Mode, seen.Version, cancellation)))
            .WithTags("Inventory").Produces(204).WithSummary("What researchers explore: curated, inventory or none");
        versions.MapVersionsApi();
        api.MapWithdrawnApi();
    }

    private static async Task<IResult> UploadAsync(string handle, int number, string asset, HttpRequest request, UploadReceiver receiver, CancellationToken cancellation) =>
        AssetOf(asset) is { } known
            ? ApiResults.Of(await receiver.ReceiveAsync(request, handle, number, known, cancellation), ticket => ApiResults.Started(ticket.Job))
            : ApiResults.Refused(new NotFound("This asset"));

    private static async Task<IResult> UploadReleaseAsync(string handle, int number, HttpRequest request, UploadReceiver receiver, CancellationToken cancellation) =>
        ApiResults.Of(await receiver.ReceiveAsync(request, handle, number, null, cancellation), ticket => ApiResults.Started(ticket.Job));

    private static async Task<IResult> ReportAsync(string handle, int number, ICurrentActor actors, IInventoryQueries queries, CancellationToken cancellation, string format = "json")
    {
        var report = await queries.LastReportAsync(handle, number, await actors.GetAsync(cancellation), cancellation);
        return report is not null && format == "csv" ? ReportCsv.Of(report, $"{handle}-v{number}-report.csv") : ApiResults.Found(report);
    }

    private static InventoryAsset? AssetOf(string word) => word switch
    {
        "tabular" => InventoryAsset.Tabular,
        "showcase" => InventoryAsset.Showcase,
        "files" => InventoryAsset.Files,
        "collections" => InventoryAsset.Collections,
        _ => null,
    };

    internal sealed record VersionStartedBody(int Number);

    internal sealed record ShowcaseBody(ShowcaseMode Mode);
}
