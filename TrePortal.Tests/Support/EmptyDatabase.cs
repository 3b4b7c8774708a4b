using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Kernel;
using TrePortal.Data.Sqlite;
using TrePortal.Web.Hosting;

namespace TrePortal.Tests.Support;

/// <summary>The database of a portal that has just begun: migrated once per run and copied for every test.</summary>
internal static class EmptyDatabase
{
    // On the thread pool, so that a constructor can wait for it whatever its context is.
    private static readonly Lazy<Task<byte[]>> Content = new(() => Task.Run(MakeAsync));

    public static void CopyTo(string folder) => File.WriteAllBytes(FileIn(folder), Content.Value.GetAwaiter().GetResult());

    /// <summary>What tests add to the portal's own way to its database.</summary>
    public static void ConfigureDatabaseForTests(this IServiceCollection services) =>
        services.ConfigureDbContext<SqlitePortalDbContext>(options => options.AddInterceptors(RoundTrips.Counter, NoPowerCuts.Instance));

    /// <summary>Closes the connections that are kept open to the database of this folder; those of other tests stay.</summary>
    public static void Close(string folder)
    {
        var options = new DbContextOptionsBuilder();
        DatabaseOptions.Sqlite(options, FileIn(folder));
        using var connection = new SqliteConnection(RelationalOptionsExtension.Extract(options.Options).ConnectionString);
        SqliteConnection.ClearPool(connection);
    }

    private static string FileIn(string folder) => Path.Combine(folder, "portal.db");

    private static async Task<byte[]> MakeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("tre-portal-empty-").FullName;
        await using var portal = TestPortal.Over(folder);
        await PortalStart.MigrateAsync(portal.Services, CancellationToken.None);
        await portal.Look(async db => await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)"));
        Close(folder);
        return await File.ReadAllBytesAsync(FileIn(folder));
    }
}
