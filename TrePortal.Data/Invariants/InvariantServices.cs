using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.Invariants;

namespace TrePortal.Data.Invariants;

internal static class InvariantServices
{
    /// <summary>The checks, for the command line and the tests.</summary>
    public static void AddInvariants(this IServiceCollection services)
    {
        services.AddScoped<InvariantChecker>();
        services.AddScoped<AuditTrail>();
        services.AddScoped<BoundDispensals>();
        services.AddScoped<Deliveries>();
        foreach (var check in typeof(InvariantServices).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IInvariantCheck))))
        {
            services.AddScoped(typeof(IInvariantCheck), check);
        }
    }
}
