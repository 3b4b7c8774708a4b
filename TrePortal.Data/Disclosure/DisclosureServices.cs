using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.Disclosure;

namespace TrePortal.Data.Disclosure;

internal static class DisclosureServices
{
    /// <summary>What is published of cohorts, and what was.</summary>
    public static IServiceCollection AddDisclosure(this IServiceCollection services)
    {
        services.AddSingleton<IDisclosureDice, DisclosureDice>();
        services.AddSingleton<DisclosureLedgers>();
        services.AddSingleton<LedgerKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<LedgerKeeper>());
        services.AddSingleton<IShowcaseUseQueries, ShowcaseUseQueries>();
        services.AddScoped<BudgetCommands>();
        return services;
    }
}
