using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Environments;
using TrePortal.Data.Environments.Documents;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Inventory.Versions;
using TrePortal.Data.Inventory.Withdrawals;
using TrePortal.Data.Kernel;
using TrePortal.Data.Projects;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;

namespace TrePortal.Data.Inventory;

/// <summary>Environments as their admins see them, versions, uploads and imports.</summary>
internal static class InventoryServices
{
    public static void AddEnvironmentAdministration(this IServiceCollection services)
    {
        services.AddScoped<EnvironmentAdminQueries>();
        services.AddScoped<IEnvironmentAdminQueries>(provider => provider.GetRequiredService<EnvironmentAdminQueries>());
        services.AddScoped<IEnvironmentAdministration>(provider => provider.GetRequiredService<EnvironmentAdminQueries>());
        services.AddScoped<IMembershipQueries, MembershipQueries>();
        services.AddScoped<IPipelineQueries, PipelineQueries>();
        services.AddScoped<IInventoryQueries, InventoryQueries>();
        services.AddSingleton<InventoryImporter>();
        services.AddSingleton<InventoryValidator>();
        services.AddSingleton<IUploads, Uploads>();
        services.AddScoped<IJobHandler, ImportJobHandler>();
        services.AddScoped<IOutboxHandler, DropUploads>();
        services.AddHostedService<InventorySweep>();
        services.AddHostedService<KeptFilesSweep>();
        services.AddSingleton<IDocumentStore, DocumentStore>();
        services.AddScoped<IDocumentQueries, DocumentQueries>();
        services.AddHostedService<DocumentSweep>();
        services.AddScoped<IConfigurationQueries, ConfigurationQueries>();
        services.AddScoped<IEnvironmentRemovalQueries, EnvironmentRemovalQueries>();
        services.AddVersions();
        services.AddWithdrawals();
    }

    private static void AddVersions(this IServiceCollection services)
    {
        services.AddSingleton<InventoryShapes>();
        services.AddSingleton<InventoryDiffs>();
        services.AddScoped<IVersionQueries, VersionQueries>();
        services.AddSingleton<IReleaseImpact, ReleaseImpacts>();
        services.AddSingleton<IStoredInventories, StoredInventories>();
        services.AddScoped<IOutboxHandler, DropDiscarded>();
    }

    private static void AddWithdrawals(this IServiceCollection services)
    {
        services.AddSingleton<WithdrawnKeys>();
        services.AddSingleton<IWithdrawnKeys>(provider => provider.GetRequiredService<WithdrawnKeys>());
        services.AddSingleton<WithdrawnReading>();
        services.AddSingleton<IWithdrawalQueries, WithdrawalQueries>();
    }
}
