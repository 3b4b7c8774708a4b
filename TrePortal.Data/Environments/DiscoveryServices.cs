using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Requests;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Environments;

internal static class DiscoveryServices
{
    /// <summary>What researchers find.</summary>
    public static IServiceCollection AddDiscovery(this IServiceCollection services)
    {
        services.AddSingleton<IDiscoveryQueries, DiscoveryQueries>();
        services.AddSingleton<IPolicyQueries, PolicyQueries>();
        services.AddSingleton<IRequestsHereQueries, RequestsHereQueries>();
        return services;
    }
}
