using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Notifications;

namespace TrePortal.Data.Notifications;

internal static class NotificationServices
{
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services.AddSingleton<IEventListener, NotificationListener>();
        services.AddSingleton<INotificationQueries, NotificationQueries>();
        return services;
    }
}
