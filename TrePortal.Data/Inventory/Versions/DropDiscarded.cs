using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Versions;

/// <summary>Deletes what only a discarded version held. Doing it twice does nothing.</summary>
internal sealed class DropDiscarded(IDbContextFactory<PortalDbContext> contexts, DatasetCache cache, DataRoot root) : IOutboxHandler
{
    public string Kind => VersionCommands.DiscardMessage;

    public async Task HandleAsync(JsonElement payload, CancellationToken cancellation)
    {
        var discarded = payload.Deserialize<DiscardedFolders>(JsonColumn.Options)!;
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var assets = await db.Set<InventoryVersion>().Where(version => version.Environment == discarded.Environment).Select(version => version.Assets).ToListAsync(cancellation);
        var kept = assets.SelectMany(item => item.Places()).Select(ImportOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var place in discarded.Places.Where(place => ImportOf(place) is { } folder && !kept.Contains(folder)))
        {
            cache.LetGo(Path.Combine(root.Path, place));
        }

        foreach (var folder in discarded.Places.Select(ImportOf).OfType<string>().Distinct().Where(folder => !kept.Contains(folder)))
        {
            ImportFolders.Remove(Path.Combine(root.Path, folder));
        }
    }

    /// <summary>The folder that one import made, from a place inside it; null for any other place.</summary>
    private static string? ImportOf(string place) => place.Split('/') is ["inventories", var import, ..] && import is not ("." or "..") ? $"inventories/{import}" : null;
}
