using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.AdminHome;
using TrePortal.Data.Audit;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Disclosure;
using TrePortal.Data.Environments;
using TrePortal.Data.Inventory;
using TrePortal.Data.Invariants;
using TrePortal.Data.InventoryBrowser;
using TrePortal.Data.Dispensal;
using TrePortal.Data.Kernel;
using TrePortal.Data.Notifications;
using TrePortal.Data.People;
using TrePortal.Data.Requests;
using TrePortal.Data.Sqlite;
using TrePortal.Data.ShowcaseBuilder;
using TrePortal.Data.SqlServer;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data;

/// <summary>Registers the data layer, grouped by capability.</summary>
public static class DataServices
{
    public static IServiceCollection AddPortalData(this IServiceCollection services, DatabaseOptions database, JobOptions jobs, DataRoot root)
    {
        services.AddSingleton(_ => root); // made by the container in its eyes, so it lets go of the lock at the end
        services.AddSingleton(database);
        services.AddSingleton(jobs);
        services.AddDatabase(database, root);
        services.AddSingleton<IChangeFeed, InProcessFeed>();
        services.AddSingleton<WorkSignal>();
        services.AddSingleton<CrashPoints>();
        services.AddSingleton(new WriterQueue(database));
        services.AddSingleton<IWriteFailures, WriteFailures>();
        services.AddSingleton<IFirstAnswers, FirstAnswers>();
        services.AddScoped<CallerHolder>();
        services.AddScoped<IWriteDoor, EfWriteDoor>();
        services.AddScoped<ICurrentActor, CurrentActor>();
        services.AddScoped<IJobQueries, JobQueries>();
        services.AddPeople();
        services.AddEnvironmentAdministration();
        services.AddAudit();
        services.AddHostedService<JobRunner>();
        services.AddHostedService<OutboxRunner>();
        services.AddDisclosure();
        services.AddCohorts();
        services.AddShowcaseBuilder();
        services.AddDiscovery();
        services.AddRequests();
        services.AddNotifications();
        services.AddDispensal();
        services.AddAdminHome();
        services.AddInventoryBrowser();
        services.AddInvariants();
        return services;
    }

    private static void AddDatabase(this IServiceCollection services, DatabaseOptions database, DataRoot root)
    {
        if (database.IsSqlite)
        {
            services.AddPooledDbContextFactory<SqlitePortalDbContext>(options => DatabaseOptions.Sqlite(options, root.DatabaseFile, database.PatienceSeconds));
            services.AddSingleton<IDbContextFactory<PortalDbContext>, AnyEngine<SqlitePortalDbContext>>();
        }
        else
        {
            services.AddPooledDbContextFactory<SqlServerPortalDbContext>(options => DatabaseOptions.SqlServer(options, database.ConnectionString));
            services.AddSingleton<IDbContextFactory<PortalDbContext>, AnyEngine<SqlServerPortalDbContext>>();
        }

        // ASP.NET Core Identity's stores want a context in scope; only the static sign-in endpoints use them.
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContext());
    }

    private sealed class AnyEngine<TContext>(IDbContextFactory<TContext> contexts) : IDbContextFactory<PortalDbContext>
        where TContext : PortalDbContext
    {
        public PortalDbContext CreateDbContext() => contexts.CreateDbContext();

        public async Task<PortalDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default) =>
            await contexts.CreateDbContextAsync(cancellationToken);
    }
}
