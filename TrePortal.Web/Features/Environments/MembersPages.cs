using System.Text;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Api;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

/// <summary>What the page of a batch offers beside the circuit: its lines as a file.</summary>
internal static class MembersPages
{
    public static void MapMembersPages(this WebApplication app) =>
        app.MapGet(Addresses.AdminEnvironments + "/{handle}/members/batches/{batch:guid}/result.csv", ResultAsync).ExcludeFromDescription();

    /// <summary>The lines of a batch as a table, or not-found.</summary>
    public static IResult Csv(BatchDetails? found, string handle) => found is null
        ? ApiResults.Refused(new NotFound("This batch"))
        : Results.File(Encoding.UTF8.GetBytes(MemberList.Csv(found.Lines)), "text/csv; charset=utf-8", $"{handle}-members-{found.Batch.At.UtcDateTime:yyyyMMdd-HHmm}.csv");

    private static async Task<IResult> ResultAsync(string handle, Guid batch, IMembershipQueries queries, ICurrentActor actors, CancellationToken cancellation) =>
        Csv(await queries.FindBatchAsync(handle, new(batch), await actors.GetAsync(cancellation), cancellation), handle);
}
