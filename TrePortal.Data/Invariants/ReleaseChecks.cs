using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Invariants;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Invariants;

/// <summary>INV33. Reads every stored byte of every published release.</summary>
internal sealed class ReleaseContentCheck(IStoredInventories inventories, AuditTrail trail) : IInvariantCheck
{
    private static readonly string[] Activated = ["inventory-version-activated"];

    public string Code => "INV33";

    public string Sentence => "published releases are what they were when they were published";

    public async IAsyncEnumerable<InvariantViolation> CheckAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var version in trail.RowsAsync(
            db => db.Set<InventoryVersion>().Where(row => row.State != InventoryVersionState.Pending).Select(row => new { row.Id, row.Assets }).OrderBy(row => row.Id), cancellation))
        {
            var published = await trail.OfAsync("inventory", version.Id.Value, Activated, cancellation);
            if (published.Count != 1)
            {
                yield return new("inventory", version.Id.Value, $"it was published {published.Count} times");
            }
            else if (!AreSame(published[0], version.Assets))
            {
                yield return new("inventory", version.Id.Value, "its hashes are not those of its publication");
            }

            if (await inventories.CheckAsync(version.Id, cancellation) is { Damaged.Count: > 0 and var damaged })
            {
                yield return new("inventory", version.Id.Value, $"{damaged} of its stored files are missing or were changed");
            }
        }
    }

    private static bool AreSame(Happened published, InventoryAssets assets)
    {
        var hashes = assets.Hashes();
        return published.Member("hashes") is { } then
            && then.EnumerateObject().Count() == hashes.Count
            && then.EnumerateObject().All(hash => hashes.TryGetValue(hash.Name, out var now) && hash.Value.GetString() == now);
    }
}

/// <summary>INV35. Of a SQLite file the engine's own checks are asked too; on SQL Server they are the administrator's.</summary>
internal sealed class IntegrityCheck(IDbContextFactory<PortalDbContext> contexts, AuditTrail trail, DatasetCache cache, DataRoot root) : IInvariantCheck
{
    // Between aggregates there are no foreign keys, so these are looked at here.
    private static readonly (string Kind, string Column, string Query)[] References =
    [
        ("project", "Request", Dangling("Projects", "Request", "AccessRequests")),
        ("project", "Environment", Dangling("Projects", "Environment", "Environments")),
        ("dispensal", "Project", Dangling("Dispensals", "Project", "Projects")),
        ("inventory", "Environment", Dangling("InventoryVersions", "Environment", "Environments")),
        ("import", "Environment", Dangling("InventoryImports", "Environment", "Environments")),
        ("file", "Project", Dangling("WorkFiles", "Project", "Projects")),
        ("cohort", "Environment", Dangling("SavedCohorts", "Environment", "Environments")),
    ];

    public string Code => "INV35";

    public string Sentence => "whatever refers to something refers to something that is there";

    public async IAsyncEnumerable<InvariantViolation> CheckAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        foreach (var (kind, column, query) in References)
        {
            await foreach (var id in db.Database.SqlQueryRaw<Guid>(query).AsAsyncEnumerable().WithCancellation(cancellation))
            {
                yield return new(kind, id, $"its {column} is not there");
            }
        }

        if (db.Database.IsSqlite())
        {
            await foreach (var table in db.Database.SqlQuery<string>($"SELECT DISTINCT \"table\" AS \"Value\" FROM pragma_foreign_key_check()").AsAsyncEnumerable().WithCancellation(cancellation))
            {
                yield return new("database", Guid.Empty, $"rows of {table} break a foreign key");
            }

            var problems = await db.Database.SqlQuery<string>($"SELECT integrity_check AS \"Value\" FROM pragma_integrity_check()").ToListAsync(cancellation);
            if (problems is not ["ok"])
            {
                yield return new("database", Guid.Empty, $"the engine finds {problems.Count} faults in its file");
            }
        }

        await foreach (var version in trail.RowsAsync(
            rows => rows.Set<InventoryVersion>().Where(row => row.State != InventoryVersionState.Pending).Select(row => new { row.Id, row.Assets }).OrderBy(row => row.Id), cancellation))
        {
            if (WhatIsWrong(version.Assets) is { } wrong)
            {
                yield return new("inventory", version.Id.Value, wrong);
            }
        }
    }

    private static string Dangling(string table, string column, string target) =>
        $"SELECT [Id] AS [Value] FROM [{table}] AS [one] WHERE NOT EXISTS (SELECT 1 FROM [{target}] AS [other] WHERE [other].[Id] = [one].[{column}])";

    private string? WhatIsWrong(InventoryAssets assets)
    {
        if (assets is not { Collections: { } stored, Tabular: { } tabular })
        {
            return null;
        }

        try
        {
            using var dataset = cache.Borrow(Path.Combine(root.Path, tabular.Folder));
            var schema = dataset.Dataset.Schema;
            var lost = StoredCollections.Read(Path.Combine(root.Path, stored.File)).Collections
                .Sum(collection => collection.Fields.Count(field => schema.Field(field) is null) + collection.Entities.Count(entity => schema.Entity(entity) is null));
            return lost == 0 ? null : $"its collections name {lost} fields or entities that it does not have";
        }
        catch (Exception unreadable) when (unreadable is IOException or InvalidDataException)
        {
            return "its tables or collections cannot be read";
        }
    }
}
