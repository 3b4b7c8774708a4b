using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Notifications;

namespace TrePortal.Data.Notifications;

internal static class NotificationServices
{
    /// <summary>The bell and the mails. The words of mails, and how mail is sent, come from whoever puts the portal together.</summary>
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services.TryAddSingleton(new MailOptions()); // off, where nobody said otherwise
        services.AddSingleton<IEventListener, NotificationListener>();
        services.AddSingleton<IEventListener, MailAgainListener>();
        services.AddSingleton<IOutgoingMails, OutgoingMails>();
        services.AddSingleton<INotificationQueries, NotificationQueries>();
        services.AddSingleton<IMailTransport, SmtpTransport>();
        services.AddSingleton<LetterWriter>();
        services.AddSingleton<MailPost>();
        services.AddSingleton<DigestPlanner>();
        services.AddHostedService<MailRunner>();
        return services;
    }
}
