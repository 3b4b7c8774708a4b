using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Environments;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Inventory;

/// <summary>Environments as their admins see them, versions, uploads and imports.</summary>
internal static class InventoryServices
{
    public static void AddEnvironmentAdministration(this IServiceCollection services)
    {
        services.AddScoped<EnvironmentAdminQueries>();
        services.AddScoped<IEnvironmentAdminQueries>(provider => provider.GetRequiredService<EnvironmentAdminQueries>());
        services.AddScoped<IEnvironmentAdministration>(provider => provider.GetRequiredService<EnvironmentAdminQueries>());
        services.AddScoped<IInventoryQueries, InventoryQueries>();
        services.AddSingleton<InventoryImporter>();
        services.AddSingleton<InventoryValidator>();
        services.AddSingleton<IUploads, Uploads>();
        services.AddScoped<IJobHandler, ImportJobHandler>();
        services.AddScoped<IOutboxHandler, DropUploads>();
        services.AddHostedService<InventorySweep>();
    }
}
