using System.Text;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Inventory.Files;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Inventory.Withdrawals;
using TrePortal.Data.InventoryBrowser;
using TrePortal.Data.Kernel;
using TrePortal.Domain.CollectionsEditor;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.InventoryBrowser;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.CollectionsEditor;

/// <inheritdoc cref="ICollectionsEditing"/>
internal sealed class CollectionsEditing(
    IDbContextFactory<PortalDbContext> contexts, ICollectionsStore store, WithdrawnReading withdrawn, DatasetCache cache, DataRoot root) : ICollectionsEditing
{
    private static readonly byte[] _idLine = Encoding.UTF8.GetBytes("      \"id\":");

    public async Task<EditedCollections?> OpenAsync(string handle, int number, Actor reader, CancellationToken cancellation)
    {
        if (await FindAsync(handle, number, reader, cancellation) is not { } found)
        {
            return null;
        }

        var assets = found.Assets;
        return new EditedCollections(
            found.Environment,
            handle,
            found.Name,
            found.Version,
            number,
            found.State,
            assets.Collections is { } stored ? StoredCollections.Read(Path.Combine(root.Path, stored.File)).Collections : [],
            assets.Collections?.ContentHash ?? "",
            SchemaOf(assets.Tabular),
            FilesOf(assets.Files),
            VersionLock.ReasonOf(found.EnvironmentState, found.State),
            found.Draft is { } draft ? new KeptDraft(draft.Content, draft.BasedOn, draft.UpdatedAt) : null);
    }

    public async Task<DraftCheck?> CheckAsync(string handle, int number, IReadOnlyList<DataCollection> draft, Actor reader, CancellationToken cancellation)
    {
        if (await FindAsync(handle, number, reader, cancellation) is not { } found)
        {
            return null;
        }

        var json = store.ToJson(draft);
        var starts = StartLines(json);
        return new DraftCheck([.. store.Check(json, found.Assets).Problems.Select(problem => new DraftProblem(
            problem is { Asset: InventoryAsset.Collections, Line: { } line } ? starts.FindLastIndex(start => start <= line)
            : problem.Asset == InventoryAsset.Files ? IndexOf(draft, problem.Value)
            : -1,
            problem))]);
    }

    public async Task<CollectionsCheck?> ReadAsync(string handle, int number, ReadOnlyMemory<byte> json, Actor reader, CancellationToken cancellation) =>
        await FindAsync(handle, number, reader, cancellation) is { } found ? store.Check(json, found.Assets) : null;

    public async Task<Receipt?> ReceiptAsync(string handle, int number, IReadOnlyList<DataCollection> draft, string collection, Actor reader, CancellationToken cancellation)
    {
        if (await FindAsync(handle, number, reader, cancellation) is not { } found)
        {
            return null;
        }

        var set = new CollectionSet([.. draft.DistinctBy(item => item.Id, StringComparer.Ordinal)]); // a draft may name one twice
        return set.Find(collection) is null ? null
            : Receipts.Of(found.Assets, set, collection, (await withdrawn.NowAsync(found.Environment, cancellation)).All, DisclosureGate.For(found.Policies.Tier), cache, root, cancellation);
    }

    // The canonical text begins each collection with the line of its id; no text inside can look like it, for it would be escaped.
    private static List<int> StartLines(ReadOnlySpan<byte> json)
    {
        var starts = new List<int>();
        var line = 0;
        foreach (var range in json.Split((byte)'\n'))
        {
            line++;
            if (json[range].StartsWith(_idLine))
            {
                starts.Add(line);
            }
        }

        return starts;
    }

    private static int IndexOf(IReadOnlyList<DataCollection> draft, string id)
    {
        for (var at = 0; at < draft.Count; at++)
        {
            if (draft[at].Id == id)
            {
                return at;
            }
        }

        return -1;
    }

    private async Task<Found?> FindAsync(string handle, int number, Actor reader, CancellationToken cancellation)
    {
        var me = reader.Id;
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await (
            from environment in db.Set<ResearchEnvironment>().Where(row => row.Handle == handle && row.Admins.Any(admin => admin.Person == me))
            join version in db.Set<InventoryVersion>() on environment.Id equals version.Environment
            where version.Number == number
            from draft in db.Set<CollectionsDraft>().AsNoTracking().Where(row => row.InventoryVersion == version.Id && row.Person == me).DefaultIfEmpty()
            select new Found(environment.Id, environment.Name, environment.State, environment.Policies, version.Id, version.State, version.Assets, draft))
            .FirstOrDefaultAsync(cancellation);
    }

    private DatasetSchema? SchemaOf(DatasetAsset? asset)
    {
        if (asset is null)
        {
            return null;
        }

        using var borrowed = cache.Borrow(Path.Combine(root.Path, asset.Folder));
        return borrowed.Dataset.Schema;
    }

    private IReadOnlyList<FileTotals> FilesOf(FilesAsset? asset)
    {
        if (asset is null)
        {
            return [];
        }

        using var catalogue = FileCatalogue.Open(Path.Combine(root.Path, asset.Folder));
        return [.. catalogue.Collections.Select(item => new FileTotals(item.Collection, item.Files, item.Bytes))];
    }

    private sealed record Found(
        EnvironmentId Environment, string Name, EnvironmentState EnvironmentState, Policies Policies, InventoryVersionId Version, InventoryVersionState State, InventoryAssets Assets, CollectionsDraft? Draft);
}
