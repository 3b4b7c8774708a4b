using Microsoft.AspNetCore.Mvc;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Api;

namespace TrePortal.Web.Features.Inventory;

/// <summary>Withdrawn participants. Keys come in bodies, never in addresses, and never go out.</summary>
internal static class WithdrawnApi
{
    public static void MapWithdrawnApi(this RouteGroupBuilder api)
    {
        var withdrawn = api.MapGroup("/environments/{handle}/inventory/withdrawn").WithTags("Inventory");
        withdrawn.MapGet("", async (string handle, IWithdrawalQueries queries, ICurrentActor actors, CancellationToken cancellation) =>
            ApiResults.Found(await queries.FindAsync(handle, await actors.GetAsync(cancellation), cancellation)))
            .Produces<WithdrawalsForAdmin>().WithSummary("How many participants have withdrawn, and how many the showcase still counts");
        withdrawn.MapGet("/projects", async (string handle, IWithdrawalQueries queries, ICurrentActor actors, CancellationToken cancellation) =>
            ApiResults.Found(await queries.ProjectsAsync(handle, await actors.GetAsync(cancellation), cancellation) is { } found ? new Page<ProjectHolding>(found, null) : null))
            .Produces<Page<ProjectHolding>>().WithSummary("Projects that received people who have withdrawn since");
        withdrawn.MapPost("", async (string handle, HttpRequest request, WithdrawnReceiver receiver, CancellationToken cancellation) =>
            ApiResults.Of(await receiver.ReceiveAsync(request, handle, cancellation), answer => TypedResults.Ok(answer)))
            .Accepts<IFormFile>("text/csv", "multipart/form-data")
            .Produces<WithdrawalAnswer>().WithSummary("Add a list (withdrawn.csv: a header, then one key a line); answers with line numbers, never keys");
        withdrawn.MapDelete("", async (string handle, [FromBody] ReinstateBody body, WithdrawalCommands commands, CancellationToken cancellation) =>
            ApiResults.Of(await commands.ReinstateAsync(handle, body.Participant, body.Reason, cancellation)))
            .Produces(204).WithSummary("Take one key off the list again, with a reason");
    }

    internal sealed record ReinstateBody(string Participant, string Reason);
}
