using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Data.Seed;

namespace TrePortal.Web.Hosting;

/// <summary>What happens between building the portal and serving the first request.</summary>
internal static class PortalStart
{
    public static async Task PrepareAsync(IServiceProvider services, CancellationToken cancellation)
    {
        await MigrateAsync(services, cancellation);
        await using var scope = services.CreateAsyncScope();
        if (scope.ServiceProvider.GetService<Demonstration>() is { } demonstration)
        {
            await demonstration.SeedAsync(cancellation);
        }

        await services.GetRequiredService<Bootstrap>().OfferAsync(cancellation);
    }

    public static async Task MigrateAsync(IServiceProvider services, CancellationToken cancellation)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(cancellation);
        await db.Database.MigrateAsync(cancellation);
    }
}
