using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.Audit;

namespace TrePortal.Data.Audit;

internal static class AuditServices
{
    public static void AddAudit(this IServiceCollection services)
    {
        services.AddScoped<IAuditQueries, AuditQueries>();
        services.AddScoped<IAuditVerifier, AuditVerifier>();
        services.AddSingleton<CheckpointFile>();
        services.AddSingleton<AuditCheckpoints>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditCheckpoints>());
    }
}
