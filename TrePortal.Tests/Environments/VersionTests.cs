using System.Diagnostics;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Support;
using Xunit.Abstractions;
using static TrePortal.Tests.Environments.AdminWorld;

namespace TrePortal.Tests.Environments;

/// <summary>Versions: staged beside the active one, immutable once active, discarded, checked, listed by the hundred.</summary>
[Trait("Category", "Integration")]
public sealed class VersionTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_next_version_is_staged_while_researchers_go_on_with_the_active_one()
    {
        await using var world = await InAsync(EnvironmentState.Active);
        Assert.Equal(ImportState.Accepted, (await world.ImportAsync(2, new SmallInventory().Append("tabular/person.data.csv", "A6,F,50,,,,,\n"))).State);
        await world.AcknowledgeAsync(2);

        var staged = (await world.Ask<IVersionQueries, InventoryVersionDetails?>((queries, reader) => queries.FindAsync(Handle, 2, reader, default)))!;
        var environment = (await world.FindAsync())!;
        Assert.Equal((true, EnvironmentState.Active, 1, 2), (staged.IsStaged, environment.State, environment.ActiveVersion, environment.PendingVersion));

        (await world.Life(commands => commands.DeactivateAsync(Handle, null, default))).MustBeOk();
        Assert.Equal((1, 2), await NumbersAsync(world));
        (await world.Life(commands => commands.ReactivateAsync(Handle, null, null, default))).MustBeOk();
        Assert.Equal((2, (int?)null), await NumbersAsync(world));
        var list = (await world.Ask<IVersionQueries, Page<VersionRow>?>((queries, reader) => queries.ListAsync(Handle, PageRequest.First, reader, default)))!;
        Assert.Equal([(2, InventoryVersionState.Active), (1, InventoryVersionState.Superseded)], list.Items.Select(row => (row.Number, row.State)));
    }

    [Fact]
    public async Task A_version_that_was_active_never_changes()
    {
        await using var world = await InAsync(EnvironmentState.Active);

        Result[] refused =
        [
            (await world.Versions(commands => commands.DescribeAsync(Handle, 1, "Other", "", null, default))).ToResult(),
            await world.Versions(commands => commands.AcknowledgeAsync(Handle, 1, null, "", null, default)),
            await world.Versions(commands => commands.DiscardAsync(Handle, 1, null, default)),
            await world.Inventory(commands => commands.DropAssetAsync(Handle, 1, InventoryAsset.Showcase, default)),
        ];

        Assert.All(refused, result => Assert.IsType<IllegalMove>(result.Error));
        Assert.IsType<NotFound>((await world.UploadAsync(1, new SmallInventory())).Error);
    }

    [Fact]
    public async Task A_discarded_version_goes_with_all_that_only_it_held()
    {
        await using var world = await InAsync(EnvironmentState.Active);
        var active = world.FoldersIn("inventories");
        await world.ImportAsync(2, new SmallInventory());
        Assert.Equal(active.Length + 1, world.FoldersIn("inventories").Length);

        var stale = await world.Versions(commands => commands.DiscardAsync(Handle, 2, 1, default));
        (await world.Versions(commands => commands.DiscardAsync(Handle, 2, null, default))).MustBeOk();

        Assert.IsType<Stale>(stale.Error);
        Assert.Equal((1, (int?)null), await NumbersAsync(world));
        await TestPortal.Until(() => Task.FromResult(world.FoldersIn("inventories").SequenceEqual(active)));
        Assert.Equal(ImportState.Accepted, (await world.ImportAsync(2, new SmallInventory())).State);
    }

    [Fact]
    public async Task Stored_files_are_checked_against_the_hashes_of_their_import()
    {
        await using var world = await InAsync(EnvironmentState.Active);
        var version = (await world.FindInventoryAsync())!.Versions[0];
        var intact = (await world.Versions(commands => commands.CheckAsync(Handle, 1, version.Id, default))).MustBeOk();

        var column = Directory.EnumerateFiles(Path.Combine(world.Portal.Folder, version.Assets.Tabular!.Folder), "*", SearchOption.AllDirectories).First(file => !file.EndsWith("manifest.json", StringComparison.Ordinal));
        var bytes = await File.ReadAllBytesAsync(column);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(column, bytes);
        await File.AppendAllTextAsync(Path.Combine(world.Portal.Folder, version.Assets.Collections!.File), " ");
        var damaged = (await world.Versions(commands => commands.CheckAsync(Handle, 1, version.Id, default))).MustBeOk();

        Assert.True(intact is { IsIntact: true, Files: > 10, Bytes: > 100 }, string.Join(", ", intact.Damaged));
        Assert.Equal(["collections", "tabular/" + Path.GetRelativePath(Path.Combine(world.Portal.Folder, version.Assets.Tabular.Folder), column)], damaged.Damaged.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Warnings_are_acknowledged_before_publishing_and_asked_for_again_by_other_content()
    {
        await using var world = await ReadyAsync();
        var before = await VersionAsync(world, 1);
        Assert.NotEmpty(before.Warnings);
        Assert.All(before.Warnings, warning => Assert.Equal("Test ada", warning.Acknowledged?.By));

        await world.ImportAsync(1, new SmallInventory()); // the same content: what was read stays read
        Assert.Equal(0, (await VersionAsync(world, 1)).OpenWarnings);

        await world.ImportAsync(1, new SmallInventory().Append("tabular/person.data.csv", "A6,F,50,,,,,someone@example.org\n"));
        var after = await VersionAsync(world, 1);
        Assert.True(after.OpenWarnings > 0);
        Assert.All(after.Warnings.Where(warning => warning.Asset == InventoryAsset.Tabular), warning => Assert.Null(warning.Acknowledged));
        var refused = (await world.Life(commands => commands.PublishAsync(Handle, null, default))).MustRefuse<Invalid>();
        Assert.Equal(["warnings"], refused.Problems.Select(problem => problem.Code));
        Assert.IsType<NotFound>((await world.Versions(commands => commands.AcknowledgeAsync(Handle, 1, ["XX-99"], "", null, default))).Error);
        Assert.IsType<Stale>((await world.Versions(commands => commands.AcknowledgeAsync(Handle, 1, null, "", before.Version, default))).Error);

        var one = after.Warnings.First(warning => warning.Acknowledged is null).Code;
        (await world.Versions(commands => commands.AcknowledgeAsync(Handle, 1, [one], "As agreed", after.Version, default))).MustBeOk();
        Assert.Equal("As agreed", (await VersionAsync(world, 1)).Warnings.First(warning => warning.Code == one).Acknowledged!.Note);
        await world.AcknowledgeAsync(1);
        (await world.Life(commands => commands.PublishAsync(Handle, null, default))).MustBeOk();
    }

    [Fact]
    public async Task Two_who_write_the_notes_at_once_the_second_is_told()
    {
        await using var world = await ReadyAsync();
        var read = (await VersionAsync(world, 1)).Version;

        var first = (await world.Versions(commands => commands.DescribeAsync(Handle, 1, "First", "*notes*", read, default))).MustBeOk();
        var second = await world.Versions(commands => commands.DescribeAsync(Handle, 1, "Second", "", read, default));
        var again = await world.Versions(commands => commands.DescribeAsync(Handle, 1, "Third", "", first, default));

        Assert.IsType<Stale>(second.Error);
        Assert.True(again.IsOk);
        Assert.Equal("Third", (await VersionAsync(world, 1)).Label);
    }

    [Fact]
    public async Task Five_hundred_versions_cost_no_more_than_one()
    {
        await using var world = await InAsync(EnvironmentState.Active);
        await world.Portal.Look(async db =>
        {
            var active = db.Set<InventoryVersion>().Single();
            var version = active;
            for (var number = 2; number <= 500; number++)
            {
                version = InventoryVersion.After(version, world.Admin, Some.Monday);
                version.Describe($"Release {number}", new string('n', 2_000));
                version.Activate(DisclosureTier.Standard, Some.Monday);
                version.Supersede();
                db.Add(version);
            }

            return await db.SaveChangesAsync();
        });
        var reader = await world.Portal.ActorAsync();
        Page<VersionRow>? page = null;
        var clock = new Stopwatch();

        foreach (var round in new[] { "cold", "warm" })
        {
            clock.Restart();
            var trips = await RoundTrips.OfAsync(async () => page = await world.Portal.Do<IVersionQueries, Page<VersionRow>?>(queries => queries.ListAsync(Handle, new PageRequest(25, null), reader, default)));
            var home = await RoundTrips.OfAsync(() => world.Portal.Do<IInventoryQueries, InventoryForAdmin?>(queries => queries.FindAsync(Handle, reader, default)));
            var one = await RoundTrips.OfAsync(() => world.Portal.Do<IVersionQueries, InventoryVersionDetails?>(queries => queries.FindAsync(Handle, 250, reader, default)));
            output.WriteLine($"{round}: list {trips}, section {home}, one version {one} round trips, {clock.Elapsed.TotalMilliseconds:N0} ms in all");
            Assert.True(trips <= 5 && home <= 5 && one <= 5, $"{trips}, {home}, {one} round trips");
        }

        Assert.True(clock.ElapsedMilliseconds < 1_000, $"{clock.ElapsedMilliseconds} ms");
        var numbers = page!.Items.Select(row => row.Number).ToList();
        while (page!.NextCursor is { } next)
        {
            page = await world.Portal.Do<IVersionQueries, Page<VersionRow>?>(queries => queries.ListAsync(Handle, new PageRequest(200, Cursor.Parse(next)), reader, default));
            numbers.AddRange(page!.Items.Select(row => row.Number));
        }

        Assert.Equal(Enumerable.Range(1, 500).Reverse(), numbers);
        Assert.All(page.Items, row => Assert.True(row.NotesBegin.Length <= 200));
    }

    private static async Task<(int?, int?)> NumbersAsync(AdminWorld world)
    {
        var found = (await world.FindAsync())!;
        return (found.ActiveVersion, found.PendingVersion);
    }

    private static async Task<InventoryVersionDetails> VersionAsync(AdminWorld world, int number) =>
        (await world.Ask<IVersionQueries, InventoryVersionDetails?>((queries, reader) => queries.FindAsync(Handle, number, reader, default)))!;
}
