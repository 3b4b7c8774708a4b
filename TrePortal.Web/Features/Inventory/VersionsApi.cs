using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Api;

namespace TrePortal.Web.Features.Inventory;

/// <summary>Versions one by one: text, warnings, what changed, whom it affects, what is stored.</summary>
internal static class VersionsApi
{
    public static void MapVersionsApi(this RouteGroupBuilder versions)
    {
        versions.MapGet("", async (string handle, Paging paging, Asking asking, CancellationToken cancellation) =>
            ApiResults.Found(await asking.Queries.ListAsync(handle, paging.Request, await asking.ReaderAsync(cancellation), cancellation)))
            .Produces<Page<VersionRow>>().WithSummary("All versions, newest first");
        versions.MapGet("/{number:int}", FindAsync).Produces<InventoryVersionDetails>().WithSummary("One version: assets with content hashes, notes, warnings");
        versions.MapPatch("/{number:int}", DescribeAsync).Produces<InventoryVersionDetails>().WithSummary("Label and release notes of the version under construction; what is not sent stays");
        versions.MapDelete("/{number:int}", async (string handle, int number, IfMatch seen, VersionCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.DiscardAsync(handle, number, seen.Version, cancellation)))
            .Produces(204).WithSummary("Discard the version under construction with everything that was uploaded for it");
        versions.MapPost("/{number:int}/validate", CheckAsync).Produces<StoredCheck>()
            .WithSummary("Read every stored file of the version again, compare it with the hash taken at import, and count its withdrawn people");
        versions.MapGet("/{number:int}/warnings", async (string handle, int number, Asking asking, CancellationToken cancellation) =>
            ApiResults.Found(await asking.FindAsync(handle, number, cancellation) is { } found ? new Page<WarningForAdmin>(found.Warnings, null) : null))
            .Produces<Page<WarningForAdmin>>().WithSummary("Warnings by asset and code, with who acknowledged them");
        versions.MapPost("/{number:int}/warnings/acknowledge", async (string handle, int number, AcknowledgeManyBody body, IfMatch seen, VersionCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.AcknowledgeAsync(handle, number, body.Codes, body.Note, seen.Version, cancellation)))
            .Produces(204).WithSummary("Take several kinds of warnings as they are; without codes all that are open. If-Match is the version's ETag");
        versions.MapPost("/{number:int}/warnings/{code}/acknowledge", async (string handle, int number, string code, AcknowledgeBody body, IfMatch seen, VersionCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.AcknowledgeAsync(handle, number, [code], body.Note, seen.Version, cancellation)))
            .Produces(204).WithSummary("Take one kind of warning as it is. If-Match is the version's ETag");
        versions.MapGet("/{number:int}/diff", async (string handle, int number, Asking asking, CancellationToken cancellation, int? from = null) =>
            ApiResults.Found(await asking.Queries.DiffAsync(handle, from, number, await asking.ReaderAsync(cancellation), cancellation)))
            .Produces<InventoryDiff>().WithSummary("What is different since the version from, by default the one before");
        versions.MapGet("/{number:int}/impact", async (string handle, int number, Asking asking, CancellationToken cancellation) =>
            ApiResults.Found(await asking.Queries.ImpactAsync(handle, number, await asking.ReaderAsync(cancellation), cancellation)))
            .Produces<ReleaseImpact>().WithSummary("What would break if this version became the active one; its hash confirms the impact when reactivating");
    }

    private static async Task<IResult> FindAsync(string handle, int number, Asking asking, CancellationToken cancellation) =>
        ApiResults.Found(await asking.FindAsync(handle, number, cancellation), version => version.Version);

    private static async Task<IResult> DescribeAsync(
        string handle, int number, VersionBody body, IfMatch seen, Asking asking, VersionCommands commands, CancellationToken cancellation) =>
        await asking.FindAsync(handle, number, cancellation) is { } now
            ? await ApiResults.OfAsync(
                await commands.DescribeAsync(handle, number, body.Label ?? now.Label, body.Notes ?? now.Notes, seen.Version, cancellation),
                _ => FindAsync(handle, number, asking, cancellation))
            : ApiResults.Refused(new NotFound("This inventory version"));

    private static async Task<IResult> CheckAsync(string handle, int number, Asking asking, VersionCommands commands, CancellationToken cancellation)
    {
        var version = await asking.FindAsync(handle, number, cancellation);
        return ApiResults.Of(await commands.CheckAsync(handle, number, version?.Id, cancellation), check => TypedResults.Ok(check));
    }

    internal sealed record VersionBody(string? Label = null, string? Notes = null);

    internal sealed record AcknowledgeBody(string Note = "");

    internal sealed record AcknowledgeManyBody(IReadOnlyList<string>? Codes = null, string Note = "");

    /// <summary>The queries and who asks them.</summary>
    internal sealed class Asking(IVersionQueries queries, ICurrentActor actors)
    {
        public IVersionQueries Queries => queries;

        public Task<Actor> ReaderAsync(CancellationToken cancellation) => actors.GetAsync(cancellation);

        public async Task<InventoryVersionDetails?> FindAsync(string handle, int number, CancellationToken cancellation) =>
            await queries.FindAsync(handle, number, await actors.GetAsync(cancellation), cancellation);
    }
}
