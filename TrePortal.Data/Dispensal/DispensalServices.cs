using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Kernel;
using TrePortal.Data.Projects;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Projects;

namespace TrePortal.Data.Dispensal;

internal static class DispensalServices
{
    /// <summary>Projects and what is dispensed into them.</summary>
    public static void AddDispensal(this IServiceCollection services)
    {
        services.AddSingleton<IDispensedFiles, DispensedFiles>();
        services.AddSingleton<IDispensalFit, DispensalFit>();
        services.AddSingleton<IEvidencePack, EvidencePack>();
        services.AddSingleton<IProjectQueries, ProjectQueries>();
        services.AddSingleton<IWorkStore, WorkStore>();
        services.AddSingleton<IWorkQueries, WorkQueries>();
        services.AddHostedService<WorkSweeper>();
        services.AddScoped<IJobHandler, DispensalJobHandler>();
        services.AddScoped<IJobHandler, ProjectEraser>();
        services.AddSingleton<DispensalSweeper>();
        services.AddHostedService(provider => provider.GetRequiredService<DispensalSweeper>());
    }
}
