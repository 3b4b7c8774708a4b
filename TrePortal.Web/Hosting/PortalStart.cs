using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;

namespace TrePortal.Web.Hosting;

/// <summary>What happens between building the portal and serving the first request.</summary>
internal static class PortalStart
{
    public static async Task MigrateAsync(IServiceProvider services, CancellationToken cancellation)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(cancellation);
        await db.Database.MigrateAsync(cancellation);
    }
}
