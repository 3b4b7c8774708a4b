using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using TrePortal.Data.Kernel;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Architecture;

[Trait("Category", "Integration")]
public sealed class ModelTests
{
    [Fact]
    public void Model_and_migrations_agree_on_sqlite()
    {
        using var db = new SqliteDesignTime().CreateDbContext([]);

        Assert.False(db.Database.HasPendingModelChanges(), "Run build/add-migration.sh.");
    }

    [Fact]
    public void Model_and_migrations_agree_on_sql_server()
    {
        using var db = new SqlServerDesignTime().CreateDbContext([]);

        Assert.False(db.Database.HasPendingModelChanges(), "Run build/add-migration.sh.");
    }

    [Fact]
    public void The_sql_server_script_makes_every_table()
    {
        using var db = new SqlServerDesignTime().CreateDbContext([]);

        var script = db.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.Idempotent);

        var missing = db.Model.GetEntityTypes().Select(entity => entity.GetTableName()).OfType<string>().Distinct()
            .Where(table => !script.Contains($"CREATE TABLE [{table}]", StringComparison.Ordinal));
        Assert.Empty(missing);
    }

    [Fact]
    public async Task The_container_builds()
    {
        await using var web = new TestWeb();

        Assert.NotNull(web.Services);
    }
}
