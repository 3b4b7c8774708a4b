using TrePortal.Data.Cohorts;
using TrePortal.Data.Dispensal;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.InventoryBrowser;

namespace TrePortal.Data.InventoryBrowser;

/// <summary>Asks the dispensal's own source what a request for one collection comes to.</summary>
internal static class Receipts
{
    /// <param name="assets">The version's tables and files.</param>
    /// <param name="set">The collections, which need not be the version's own yet; <paramref name="collection"/> is one of them.</param>
    /// <param name="withdrawn">Main keys of people whom no dispensal holds.</param>
    public static Receipt Of(InventoryAssets assets, CollectionSet set, string collection, IReadOnlySet<string> withdrawn, DisclosureGate gate, DatasetCache cache, DataRoot root, CancellationToken cancellation)
    {
        var opened = DispensalSource.Open(assets, set, [new(collection)], withdrawn, cache, root);
        using var source = opened.IsOk ? opened.Value : throw new InvalidOperationException(opened.Error.Message); // nothing is narrowed, so nothing can be gone
        var (people, rows, files, bytes) = source.Measure(cancellation);
        var tables = source.Selection.Tables;
        var count = Published.Of(gate, files);
        return new Receipt(
            [.. set.Complete([collection]).Select(item => item.Id)],
            assets.Tabular is null ? null : Published.Of(gate, people),
            [.. tables.Select((table, at) => new ReceivedTable(table.Entity.Name, table.Entity.Title, Published.Of(gate, rows[at]), table.Fields))],
            [.. tables.SelectMany(table => table.Fields).Select(field => field.CodingName).OfType<string>().Distinct(StringComparer.Ordinal)],
            assets.Files is null || source.Selection.FileCollections.Count == 0 ? null : new ReceivedFiles(count, count.Value is null ? null : ReceivedFiles.Rounded(bytes)));
    }
}
