using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Kernel;
using TrePortal.Data.Projects;
using TrePortal.Domain.Dispensal;

namespace TrePortal.Data.Dispensal;

internal static class DispensalServices
{
    /// <summary>Projects and what is dispensed into them.</summary>
    public static void AddDispensal(this IServiceCollection services)
    {
        services.AddSingleton<CrashPoints>();
        services.AddSingleton<IDispensedFiles, DispensedFiles>();
        services.AddSingleton<IProjectQueries, ProjectQueries>();
        services.AddScoped<IJobHandler, DispensalJobHandler>();
        services.AddSingleton<DispensalSweeper>();
        services.AddHostedService(provider => provider.GetRequiredService<DispensalSweeper>());
    }
}
