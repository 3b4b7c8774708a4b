using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.Cohorts;

namespace TrePortal.Data.Cohorts;

internal static class CohortServices
{
    /// <summary>Exploring and saved cohorts.</summary>
    public static IServiceCollection AddCohorts(this IServiceCollection services)
    {
        services.AddSingleton<DatasetCache>();
        services.AddSingleton<DisclosedDatasets>();
        services.AddSingleton<ExploredPlaces>();
        services.AddSingleton<Showcase>();
        services.AddSingleton<IShowcase>(provider => provider.GetRequiredService<Showcase>());
        services.AddSingleton<ICohortCheck>(provider => provider.GetRequiredService<Showcase>());
        services.AddSingleton<ISavedCohortQueries, SavedCohortQueries>();
        services.AddSingleton<IDefaultTilesQueries, DefaultTilesQueries>();
        services.AddScoped<SavedCohortCommands>();
        services.AddScoped<DashboardCommands>();
        return services;
    }
}
