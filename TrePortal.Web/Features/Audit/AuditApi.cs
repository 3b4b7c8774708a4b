using System.Text.Json;
using TrePortal.Domain.Audit;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Api;

namespace TrePortal.Web.Features.Audit;

internal static class AuditApi
{
    public static void MapAuditApi(this RouteGroupBuilder api)
    {
        var audit = api.MapGroup("/audit").WithTags("Audit");
        audit.MapGet("", ListAsync).Produces<Page<AuditEntry>>().WithSummary("The audit log, newest first, as far as I may see it");
        audit.MapGet("/export", ExportAsync).Produces(200, contentType: "text/csv", additionalContentTypes: "application/jsonl")
            .WithSummary("The same, oldest first and whole, as CSV or JSON lines");
        audit.MapGet("/verify", VerifyAsync).Produces<AuditVerdict>().WithSummary("Walk the chain and its signed checkpoints (platform admins)");
    }

    private static async Task<IResult> ListAsync([AsParameters] AuditAsked asked, Paging paging, AuditReading reading, CancellationToken cancellation)
    {
        var rows = await reading.ListAsync(asked, paging.Request, cancellation);
        return TypedResults.Ok(new Page<AuditEntry>([.. rows.Items.Select(AuditEntry.Of)], rows.NextCursor));
    }

    private static IResult ExportAsync([AsParameters] AuditAsked asked, string? format, AuditReading reading) => AuditExport.Of(asked, format, reading);

    private static async Task<IResult> VerifyAsync(ICurrentActor actors, IAuditVerifier verifier, CancellationToken cancellation) =>
        (await actors.GetAsync(cancellation)).IsPlatformAdmin
            ? TypedResults.Ok(await verifier.VerifyAsync(cancellation))
            : ApiResults.Found<AuditVerdict>(null);

    /// <param name="Content">The event's own members.</param>
    internal sealed record AuditEntry(
        long Sequence, DateTimeOffset At, Guid ActorId, string Actor, string ActingAs, string Action, string Kind, Guid Object,
        EnvironmentId? Environment, JsonElement Content, string Origin, string Hash)
    {
        public static AuditEntry Of(AuditRow row) => new(
            row.Sequence, row.At, row.ActorId, row.Actor, row.ActingAs, row.Action, row.Kind, row.Object, row.Environment,
            JsonElement.Parse(row.Content), row.Origin, row.Hash);
    }
}
