using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Inventory.Versions;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Cohorts;

internal sealed class DefaultTilesQueries(IDbContextFactory<PortalDbContext> contexts, InventoryShapes shapes) : IDefaultTilesQueries
{
    public async Task<DefaultTiles?> FindAsync(string handle, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var me = reader.Id;
        var found = await db.Set<ResearchEnvironment>()
            .Where(row => row.Handle == handle && row.Admins.Any(admin => admin.Person == me))
            .Select(row => new
            {
                row.Version,
                row.DefaultTiles,
                row.Showcase,
                Active = db.Set<InventoryVersion>().Where(item => item.Id == row.ActiveVersion).Select(item => item.Assets).FirstOrDefault(),
                Pending = db.Set<InventoryVersion>().Where(item => item.Id == row.PendingVersion).Select(item => item.Assets).FirstOrDefault(),
            })
            .FirstOrDefaultAsync(cancellation);
        if (found is null)
        {
            return null;
        }

        var shape = (found.Active ?? found.Pending) is { } assets ? shapes.Of(assets) : InventoryShape.Empty;
        var schema = found.Showcase switch
        {
            ShowcaseMode.Curated => shape.Showcase,
            ShowcaseMode.Inventory => shape.Tabular,
            _ => null,
        };
        IReadOnlyList<TileField> fields = schema is null ? [] : [.. schema.Entities.SelectMany(entity =>
            entity.Fields.Where(field => !field.IsIdentifier && CanBeCharted(field)).Select(field => new TileField(field.Address, field.Title, entity.Title)))];
        return new DefaultTiles(found.Version, found.DefaultTiles is { } tiles ? TileBoard.Read(tiles) : null, fields);
    }

    // The same as the engine's shapes, without opening the columns.
    private static bool CanBeCharted(FieldSchema field) => field.Kind() switch
    {
        FieldKind.Text => false,
        FieldKind.MultiSelect => field.CodingName is not null,
        _ => true,
    };
}
