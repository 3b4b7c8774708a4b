using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Formats;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Import;

internal static class DatasetSummaries
{
    public static AssetSummary Of(InventoryAsset asset, DatasetOutcome outcome) => new(asset)
    {
        Entities = outcome.Schema?.Entities.Count ?? 0,
        Fields = outcome.Schema?.Entities.Sum(entity => entity.Fields.Count) ?? 0,
        Rows = outcome.Tables.Sum(table => table.Rows),
        Participants = outcome.Tables.FirstOrDefault(table => table.Entity == outcome.Schema?.Main.Name)?.Rows ?? 0,
        Tables = outcome.Tables,
        ContentSha256 = outcome.ContentSha256,
        IsNew = true,
    };

    public static AssetSummary Of(InventoryAsset asset, Dataset dataset)
    {
        var tables = dataset.Schema.Entities
            .Select(entity => new EntitySummary(entity.Name, entity.Title, entity.Fields.Count, dataset.Table(entity.Name).RowCount)).ToList();
        return new AssetSummary(asset)
        {
            Entities = tables.Count,
            Fields = tables.Sum(table => table.Fields),
            Rows = tables.Sum(table => table.Rows),
            Participants = dataset.Main.RowCount,
            Tables = tables,
            ContentSha256 = dataset.ContentSha256,
        };
    }
}
