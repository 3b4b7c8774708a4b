using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using TrePortal.Data.Sqlite;
using TrePortal.Data.SqlServer;

namespace TrePortal.Data.Kernel;

/// <summary>Which engine, and where. Section <c>Database</c> of appsettings.json.</summary>
public sealed record DatabaseOptions
{
    private const int DefaultPatience = 10;

    /// <summary><c>Sqlite</c> (embedded, under the data root) or <c>SqlServer</c>.</summary>
    public string Engine { get; init; } = "Sqlite";

    /// <summary>For SQL Server. Empty for SQLite, whose file is <c>portal.db</c> under the data root.</summary>
    public string ConnectionString { get; init; } = "";

    /// <summary>How long a change waits for another writer of the database before it is refused, in seconds.</summary>
    public int PatienceSeconds { get; init; } = DefaultPatience;

    public bool IsSqlite => !string.Equals(Engine, "SqlServer", StringComparison.OrdinalIgnoreCase);

    internal static void Sqlite(DbContextOptionsBuilder options, string file, int patienceSeconds = DefaultPatience) =>
        Quiet(options).UseSqlite($"Data Source={file};Cache=Private;Foreign Keys=True;Default Timeout=10", Split).AddInterceptors(new SqlitePragmas(patienceSeconds));

    internal static void SqlServer(DbContextOptionsBuilder options, string connectionString) =>
        Quiet(options).UseSqlServer(connectionString, Split);

    // What is only counted, to a limit, needs no order; sorting a hundred thousand rows for it would be the cost of the whole list.
    private static DbContextOptionsBuilder Quiet(DbContextOptionsBuilder options) =>
        options.ConfigureWarnings(warnings => warnings.Ignore(CoreEventId.RowLimitingOperationWithoutOrderByWarning));

    // An environment with 100 admins and 1,000 authorized users would otherwise be read as the product of its lists.
    private static void Split<TBuilder, TExtension>(RelationalDbContextOptionsBuilder<TBuilder, TExtension> relational)
        where TBuilder : RelationalDbContextOptionsBuilder<TBuilder, TExtension>
        where TExtension : RelationalOptionsExtension, new() => relational.UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery);
}

#pragma warning disable CA1812 // made by the migration tool
internal sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqlitePortalDbContext>
{
    public SqlitePortalDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<SqlitePortalDbContext>();
        DatabaseOptions.Sqlite(options, "design.db");
        return new SqlitePortalDbContext(options.Options);
    }
}

internal sealed class SqlServerDesignTime : IDesignTimeDbContextFactory<SqlServerPortalDbContext>
{
    public SqlServerPortalDbContext CreateDbContext(string[] args)
    {
        var options = new DbContextOptionsBuilder<SqlServerPortalDbContext>();
        DatabaseOptions.SqlServer(options, "Server=design;Database=design");
        return new SqlServerPortalDbContext(options.Options);
    }
}
#pragma warning restore CA1812
