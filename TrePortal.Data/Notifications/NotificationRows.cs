using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Notifications;

namespace TrePortal.Data.Notifications;

/// <summary>Notifications as they are shown and mailed.</summary>
internal static class NotificationRows
{
    /// <summary>The newest first.</summary>
    public static IQueryable<NotificationRow> Of(PortalDbContext db, IQueryable<Notification> notifications) =>
        from row in notifications
        join environment in db.Set<ResearchEnvironment>() on row.Environment equals environment.Id into environments
        from environment in environments.DefaultIfEmpty()
        orderby row.At descending, row.Id descending
        select new NotificationRow(
            row.Id, row.Kind, row.Subject, row.Reference, environment == null ? "" : environment.Handle, environment == null ? "" : environment.Name, row.At, row.ReadAt != null);
}
