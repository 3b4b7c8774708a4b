using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Reviews;
using TrePortal.Domain.Requests;
using TrePortal.Domain.Reviews;

namespace TrePortal.Data.Requests;

internal static class RequestServices
{
    /// <summary>Requests and their reviews.</summary>
    public static IServiceCollection AddRequests(this IServiceCollection services)
    {
        services.AddSingleton<RequestInventory>();
        services.AddSingleton<IRequestInventory>(provider => provider.GetRequiredService<RequestInventory>());
        services.AddSingleton<IRequestPreview>(provider => provider.GetRequiredService<RequestInventory>());
        services.AddSingleton<IAccessRequestQueries, AccessRequestQueries>();
        services.AddSingleton<IMessageQueries, MessageQueries>();
        services.AddSingleton<IReviewQueries, ReviewQueries>();
        services.AddSingleton<AccessTermSweeper>();
        services.AddHostedService(provider => provider.GetRequiredService<AccessTermSweeper>());
        services.AddSingleton<ReminderSweeper>();
        services.AddHostedService(provider => provider.GetRequiredService<ReminderSweeper>());
        return services;
    }
}
