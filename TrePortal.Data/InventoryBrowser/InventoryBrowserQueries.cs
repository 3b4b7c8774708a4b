using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Files;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Inventory.Withdrawals;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.InventoryBrowser;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.InventoryBrowser;

/// <inheritdoc cref="IInventoryBrowser"/>
internal sealed class InventoryBrowserQueries(IDbContextFactory<PortalDbContext> contexts, WithdrawnReading withdrawn, DatasetCache cache, DataRoot root) : IInventoryBrowser
{
    public async Task<BrowsedVersion?> FindAsync(string handle, int number, Actor reader, CancellationToken cancellation) =>
        await OpenAsync(handle, number, reader, cancellation) is not { } found ? null : new BrowsedVersion(
            found.Environment,
            handle,
            found.Name,
            number,
            found.Label,
            found.State,
            found.Assets.Tabular is not null,
            found.Assets.Showcase is not null,
            found.Assets.Tabular?.Entities.Count ?? 0,
            found.Assets.Tabular?.Fields ?? 0,
            found.Assets.Files?.Files ?? 0,
            found.Assets.Collections?.Collections ?? 0,
            found.Gate.Policy,
            found.LockReason);

    public async Task<BrowsedDataset?> DatasetAsync(string handle, int number, BrowsedAsset asset, Actor reader, CancellationToken cancellation)
    {
        using var dataset = await BorrowAsync(handle, number, asset, reader, cancellation);
        if (dataset is not { Borrowed.Dataset: var tables, Version.Gate: var gate })
        {
            return null;
        }

        return new BrowsedDataset(
            tables.Schema,
            tables.Schema.Entities.ToDictionary(entity => entity.Name, entity => Published.Of(gate, tables.Table(entity.Name).RowCount), StringComparer.Ordinal),
            tables.Schema.Entities.SelectMany(entity => entity.Fields)
                .ToDictionary(field => field.Address, field => Published.Of(gate, tables.Table(field.Entity).Statistics(field.Name).Missing), StringComparer.Ordinal));
    }

    public async Task<Distribution?> DistributionAsync(string handle, int number, BrowsedAsset asset, string field, Actor reader, CancellationToken cancellation)
    {
        using var dataset = await BorrowAsync(handle, number, asset, reader, cancellation);
        if (dataset?.Borrowed is not { } borrowed || borrowed.Engine.Shape(field) is null || borrowed.Dataset.Schema.Field(field) is not { } known)
        {
            return null;
        }

        var counts = borrowed.Engine.Tiles(RowMask.All(borrowed.Engine.Population), [field], keys: null, cancellation);
        return new Distribution(ShowcaseFields.Of(known, borrowed, isExploreOnly: false), ShowcaseTiles.Publish(counts[0], borrowed, dataset.Version.Gate));
    }

    public async Task<BrowsedFiles?> FilesAsync(string handle, int number, FileSearch search, Actor reader, CancellationToken cancellation)
    {
        if (await OpenAsync(handle, number, reader, cancellation) is not { Assets.Files: { } files })
        {
            return null;
        }

        using var catalogue = FileCatalogue.Open(Path.Combine(root.Path, files.Folder));
        var (found, next, previous) = catalogue.Search(search.Collection, search.Text, search.FromRow, search.Limit);
        return new BrowsedFiles(
            [.. found.Select(file => new BrowsedFile(file.Row + 1, file.Path, file.Collections, file.Bytes, file.Sha256, file.Participants.Count))],
            next,
            previous,
            catalogue.Count,
            catalogue.TotalBytes,
            [.. catalogue.Collections.Select(item => new FileTotals(item.Collection, item.Files, item.Bytes))]);
    }

    public async Task<BrowsedCollections?> CollectionsAsync(string handle, int number, Actor reader, CancellationToken cancellation) =>
        await OpenAsync(handle, number, reader, cancellation) is { Assets.Collections: { } stored } found
            ? new BrowsedCollections(found.Version, stored.ContentHash, StoredCollections.Read(Path.Combine(root.Path, stored.File)))
            : null;

    public async Task<Receipt?> ReceiptAsync(string handle, int number, string collection, Actor reader, CancellationToken cancellation)
    {
        if (await OpenAsync(handle, number, reader, cancellation) is not { Assets.Collections: { } stored } found)
        {
            return null;
        }

        var set = StoredCollections.Read(Path.Combine(root.Path, stored.File));
        return set.Find(collection) is null ? null
            : Receipts.Of(found.Assets, set, collection, (await withdrawn.NowAsync(found.Environment, cancellation)).All, found.Gate, cache, root, cancellation);
    }

    private async Task<Found?> OpenAsync(string handle, int number, Actor reader, CancellationToken cancellation)
    {
        var me = reader.Id;
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await (
            from environment in db.Set<ResearchEnvironment>().Where(row => row.Handle == handle && row.Admins.Any(admin => admin.Person == me))
            join version in db.Set<InventoryVersion>() on environment.Id equals version.Environment
            where version.Number == number
            select new Found(environment.Id, environment.Name, environment.State, environment.Policies, version.Version, version.Label, version.State, version.Assets))
            .FirstOrDefaultAsync(cancellation);
    }

    private async Task<OpenDataset?> BorrowAsync(string handle, int number, BrowsedAsset asset, Actor reader, CancellationToken cancellation)
    {
        var found = await OpenAsync(handle, number, reader, cancellation);
        var stored = asset == BrowsedAsset.Tabular ? found?.Assets.Tabular : found?.Assets.Showcase;
        return stored is null ? null : new OpenDataset(found!, cache.Borrow(Path.Combine(root.Path, stored.Folder)));
    }

    private sealed record Found(
        EnvironmentId Environment, string Name, EnvironmentState EnvironmentState, Policies Policies, long Version, string Label, InventoryVersionState State, InventoryAssets Assets)
    {
        public DisclosureGate Gate { get; } = DisclosureGate.For(Policies.Tier);

        public string? LockReason => VersionLock.ReasonOf(EnvironmentState, State);
    }

    private sealed record OpenDataset(Found Version, BorrowedDataset Borrowed) : IDisposable
    {
        public void Dispose() => Borrowed.Dispose();
    }
}

/// <summary>Counts that may be larger than a number of people is.</summary>
internal static class Published
{
    public static PublishedCount Of(DisclosureGate gate, long count) => gate.Publish((int)Math.Min(int.MaxValue - 100, count));
}
