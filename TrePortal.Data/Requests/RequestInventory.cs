using System.Globalization;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Inventory.Versions;
using TrePortal.Data.Inventory.Withdrawals;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Requests;

/// <summary>Looks into the inventory for a request: what there is to choose, what a choice comes to, and what stands against it.</summary>
internal sealed class RequestInventory(
    IDbContextFactory<PortalDbContext> contexts, DisclosedDatasets datasets, InventoryShapes shapes, WithdrawnReading withdrawn, DataRoot root) : IRequestInventory, IRequestPreview
{
    public async Task<Result<SubmissionFacts>> CheckAsync(ResearchEnvironment environment, RequestContent content, string requester, CancellationToken cancellation)
    {
        if (await VersionAsync(environment.ActiveVersion, cancellation) is not { } version)
        {
            return new IllegalMove("This environment has published no data yet.");
        }

        using var choosing = RequestChoosing.Open(environment, version, await withdrawn.NowAsync(environment.Id, cancellation), datasets, root);
        var counted = choosing.Count(content, CultureInfo.InvariantCulture, cancellation);
        return counted.Problems.Count > 0
            ? new Invalid(counted.Problems)
            : new SubmissionFacts(version.Id, version.Number, counted.Participants, counted.Fields, counted.Files, counted.CohortWords, requester);
    }

    public async Task<string> CountPeopleAsync(ResearchEnvironment environment, RequestContent content, CancellationToken cancellation)
    {
        if (await VersionAsync(environment.ActiveVersion, cancellation) is not { } version)
        {
            return "";
        }

        using var choosing = RequestChoosing.Open(environment, version, await withdrawn.NowAsync(environment.Id, cancellation), datasets, root);
        return choosing.CountPeople(content, CultureInfo.InvariantCulture, cancellation);
    }

    public async Task<RequestOffer> OfferAsync(RequestDetails request, InventoryVersionId? pinned, CancellationToken cancellation)
    {
        var environment = await EnvironmentAsync(request, cancellation);
        if (await VersionAsync(pinned ?? environment.ActiveVersion, cancellation) is not { } version || version.Environment != environment.Id)
        {
            return RequestOffer.Nothing;
        }

        using var choosing = RequestChoosing.Open(environment, version, await withdrawn.NowAsync(environment.Id, cancellation), datasets, root);
        return choosing.Offer();
    }

    public async Task<RequestPreview> CountAsync(RequestDetails request, RequestContent content, CancellationToken cancellation)
    {
        var environment = await EnvironmentAsync(request, cancellation);
        if (await VersionAsync(environment.ActiveVersion, cancellation) is not { } version)
        {
            return RequestPreview.Unknown;
        }

        using var choosing = RequestChoosing.Open(environment, version, await withdrawn.NowAsync(environment.Id, cancellation), datasets, root);
        return choosing.Count(content, CultureInfo.InvariantCulture, cancellation) with { InventoryNumber = version.Number };
    }

    public async Task<RequestDrift?> DriftAsync(RequestDetails request, CancellationToken cancellation)
    {
        var environment = await EnvironmentAsync(request, cancellation);
        var facts = request.Latest?.Facts;
        var isEdited = request.State is RequestState.Draft or RequestState.InRevision;
        var madeOn = (isEdited ? await ChosenOnAsync(request.Id, cancellation) : null) ?? facts?.InventoryVersion;
        if (madeOn is null || madeOn == environment.ActiveVersion
            || await VersionAsync(madeOn, cancellation) is not { } before || await VersionAsync(environment.ActiveVersion, cancellation) is not { } now)
        {
            return null;
        }

        var left = await withdrawn.NowAsync(environment.Id, cancellation);
        string Count(InventoryVersion version)
        {
            using var choosing = RequestChoosing.Open(environment, version, left, datasets, root);
            return choosing.Count(request.Content, CultureInfo.InvariantCulture, cancellation).Participants;
        }

        return new RequestDrift(
            before.Number,
            now.Number,
            facts is not null && facts.InventoryVersion == before.Id ? facts.Participants : Count(before),
            Count(now),
            RequestLosses.Of(request.Content, shapes.Of(before.Assets), shapes.Of(now.Assets)));
    }

    private async Task<InventoryVersionId?> ChosenOnAsync(AccessRequestId id, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Set<AccessRequest>().Where(request => request.Id == id).Select(request => request.ChosenOn).FirstOrDefaultAsync(cancellation);
    }

    private async Task<ResearchEnvironment> EnvironmentAsync(RequestDetails request, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Set<ResearchEnvironment>().AsNoTracking().SingleAsync(environment => environment.Id == request.Environment.Id, cancellation);
    }

    // A version that was active never changes, so it may be read beside the transaction that asks.
    private async Task<InventoryVersion?> VersionAsync(InventoryVersionId? id, CancellationToken cancellation)
    {
        if (id is not { } wanted)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Set<InventoryVersion>().AsNoTracking().FirstOrDefaultAsync(version => version.Id == wanted, cancellation);
    }
}
