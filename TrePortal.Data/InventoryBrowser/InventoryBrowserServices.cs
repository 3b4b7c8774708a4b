using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.CollectionsEditor;
using TrePortal.Domain.CollectionsEditor;
using TrePortal.Domain.InventoryBrowser;

namespace TrePortal.Data.InventoryBrowser;

internal static class InventoryBrowserServices
{
    /// <summary>Looking into versions, and editing their collections.</summary>
    public static void AddInventoryBrowser(this IServiceCollection services)
    {
        services.AddSingleton<IInventoryBrowser, InventoryBrowserQueries>();
        services.AddSingleton<ICollectionsStore, CollectionsStore>();
        services.AddSingleton<ICollectionsEditing, CollectionsEditing>();
    }
}
