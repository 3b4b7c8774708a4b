using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Inventory;

[Trait("Category", "Integration")]
public sealed class ImportJobTests
{
    [Fact]
    public async Task A_good_release_becomes_the_version_and_its_upload_goes()
    {
        await using var world = await AdminWorld.ReadyAsync();

        var inventory = await world.FindInventoryAsync();

        var version = Assert.Single(inventory!.Versions);
        Assert.Equal(5, version.Assets.Tabular!.Participants);
        Assert.Equal(3, version.Assets.Showcase!.Participants);
        Assert.Equal(3, version.Assets.Collections!.Collections);
        Assert.Equal(2, version.Assets.Files!.Files);
        Assert.True(File.Exists(Path.Combine(world.Portal.Folder, version.Assets.Files.Root, "a", "one.txt")));
        Assert.Equal(ImportState.Accepted, inventory.LastEnded!.State);
        Assert.Empty(world.FoldersIn("staging"));
        await TestPortal.Until(() => Task.FromResult(world.FoldersIn("uploads").Length == 0));
    }

    [Fact]
    public async Task A_bad_release_leaves_nothing_but_its_report()
    {
        await using var world = await AdminWorld.CreateAsync();
        await world.Portal.StartWorkersAsync();

        var import = await world.ImportAsync(1, new SmallInventory().Replace("data_collections.json", "person.sex", "person.sax"));

        Assert.Equal(ImportState.Refused, import.State);
        Assert.Contains(import.Outcome.Problems, problem => problem.Value.Contains("person.sax", StringComparison.Ordinal));
        var version = Assert.Single((await world.FindInventoryAsync())!.Versions);
        Assert.Equal(InventoryAssets.None, version.Assets);
        Assert.Empty(world.FoldersIn("staging"));
        Assert.Empty(world.FoldersIn("inventories"));
        await TestPortal.Until(() => Task.FromResult(world.FoldersIn("uploads").Length == 0));
    }

    [Fact]
    public async Task A_later_import_keeps_the_assets_that_it_does_not_bring()
    {
        await using var world = await AdminWorld.ReadyAsync();
        var before = (await world.FindInventoryAsync())!.Versions[0].Assets;

        var import = await world.ImportAsync(1, new SmallInventory().RemoveBelow("tabular").RemoveBelow("files").Remove("file_inventory.tsv").Remove("data_collections.json"));

        Assert.Equal(ImportState.Accepted, import.State);
        var after = (await world.FindInventoryAsync())!.Versions[0].Assets;
        Assert.Equal(before.Tabular!.Folder, after.Tabular!.Folder);
        Assert.NotEqual(before.Showcase!.Folder, after.Showcase!.Folder);
    }

    [Fact]
    public async Task A_cancelled_import_says_so_and_changes_nothing()
    {
        await using var world = await AdminWorld.CreateAsync();
        var ticket = (await world.UploadAsync(1, new SmallInventory())).MustBeOk();

        (await world.Inventory(commands => commands.CancelImportAsync(AdminWorld.Handle, ticket.Import, default))).MustBeOk();
        await world.Portal.StartWorkersAsync();
        await world.EndOf(ticket.Import);

        Assert.Equal(ImportState.Cancelled, (await world.ImportOf(ticket.Import))!.State);
        Assert.Equal(InventoryAssets.None, (await world.FindInventoryAsync())!.Versions[0].Assets);
        Assert.Empty(world.FoldersIn("inventories"));
        await TestPortal.Until(() => Task.FromResult(world.FoldersIn("uploads").Length == 0));
    }

    [Fact]
    public async Task B093_two_imports_at_once_are_done_one_after_the_other()
    {
        await using var world = await AdminWorld.CreateAsync();
        var first = (await world.UploadAsync(1, new SmallInventory())).MustBeOk();
        world.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = (await world.UploadAsync(1, new SmallInventory().Replace("tabular/person.data.csv", "A3,,", "A7,,"))).MustBeOk();

        await world.Portal.StartWorkersAsync();
        await world.EndOf(first.Import);
        await world.EndOf(second.Import);

        var (one, two) = ((await world.ImportOf(first.Import))!, (await world.ImportOf(second.Import))!);
        Assert.Equal((ImportState.Accepted, ImportState.Accepted), (one.State, two.State));
        Assert.True(one.EndedAt <= two.EndedAt);
        Assert.Equal($"inventories/{second.Job.Value:N}-1/tabular", Assert.Single((await world.FindInventoryAsync())!.Versions).Assets.Tabular!.Folder);
    }

    [Fact]
    public async Task A_running_import_tells_its_rows_and_stops_within_two_seconds_of_being_asked()
    {
        await using var world = await AdminWorld.CreateAsync();
        world.Portal.Clock.Set(TimeProvider.System.GetUtcNow());
        var inventory = new SmallInventory();
        inventory.Append("tabular/person.data.csv", string.Concat(Enumerable.Range(0, 2_000_000).Select(row => $"B{row},F,{row % 90},61.5,1980-02-29,2021-03-04T05:06:07Z,heart|lung,note {row}\n")));
        var ticket = (await world.UploadAsync(1, inventory)).MustBeOk();
        await world.Portal.StartWorkersAsync();
        var reader = await world.Portal.ActorAsync();
        Task<JobView?> Job() => world.Portal.Do<IJobQueries, JobView?>(queries => queries.FindAsync(reader, ticket.Job, default));
        Task InRealTime(Func<Task<bool>> isSo) => TestPortal.Until(
            () =>
            {
                world.Portal.Clock.Set(TimeProvider.System.GetUtcNow()); // reports are some tenths of a second apart
                return isSo();
            },
            seconds: 30);
        await InRealTime(async () => await Job() is { Rows: > 0, RowsPerSecond: > 0, Total: > 0, Phase: nameof(ImportPhase.ReadingTabular) });

        var asked = System.Diagnostics.Stopwatch.StartNew();
        (await world.Inventory(commands => commands.CancelImportAsync(AdminWorld.Handle, ticket.Import, default))).MustBeOk();
        await InRealTime(async () => await world.ImportOf(ticket.Import) is { State: not ImportState.Queued });

        Assert.Equal(ImportState.Cancelled, (await world.ImportOf(ticket.Import))!.State);
        Assert.True(asked.Elapsed < TimeSpan.FromSeconds(2) * Slowness, $"{asked.Elapsed.TotalSeconds:F1} s");
        Assert.Empty(world.FoldersIn("inventories"));
    }

    // How much slower than alone this machine is just now: other work may share its cores.
    private static double Slowness
    {
        get
        {
            using var self = System.Diagnostics.Process.GetCurrentProcess();
            var (clock, before) = (System.Diagnostics.Stopwatch.StartNew(), self.TotalProcessorTime);
            for (var number = 0L; clock.ElapsedMilliseconds < 50; number++)
            {
                Thread.SpinWait(100);
            }

            self.Refresh();
            return Math.Max(1, clock.Elapsed / (self.TotalProcessorTime - before));
        }
    }

    [Fact]
    public async Task An_attempt_that_died_after_its_rename_is_done_again_and_nothing_is_doubled()
    {
        await using var world = await AdminWorld.CreateAsync();
        var ticket = (await world.UploadAsync(1, new SmallInventory())).MustBeOk();
        var left = Directory.CreateDirectory(Path.Combine(world.Portal.Folder, "inventories", $"{ticket.Job.Value:N}-1", "tabular")).Parent!.FullName;
        var staged = Directory.CreateDirectory(Path.Combine(world.Portal.Folder, "staging", $"import-{ticket.Job.Value:N}-1")).FullName;
        await world.Portal.Look(db => db.Jobs.ExecuteUpdateAsync(set => set.SetProperty(job => job.Fence, 1)));

        await world.Portal.StartWorkersAsync();
        await world.EndOf(ticket.Import);

        var version = Assert.Single((await world.FindInventoryAsync())!.Versions);
        Assert.Equal($"inventories/{ticket.Job.Value:N}-2/tabular", version.Assets.Tabular!.Folder);
        Assert.False(Directory.Exists(left));
        Assert.False(Directory.Exists(staged));
        Assert.Single(world.FoldersIn("inventories"));
    }

    [Fact]
    public async Task The_sweep_removes_what_nobody_refers_to_and_nothing_else()
    {
        await using var world = await AdminWorld.CreateAsync();
        world.Portal.Clock.Set(TimeProvider.System.GetUtcNow().AddMinutes(1)); // folders are dated by the machine
        var ticket = (await world.UploadAsync(1, new SmallInventory())).MustBeOk();
        string Make(params string[] path) => Directory.CreateDirectory(Path.Combine([world.Portal.Folder, .. path])).FullName;
        var orphans = new[]
        {
            Make("inventories", $"{Guid.CreateVersion7():N}-1"), Make("staging", $"import-{Guid.CreateVersion7():N}-3"), Make("uploads", $"{Guid.CreateVersion7():N}"),
        };
        var others = new[] { Make("staging", "dispensal-1"), Make("inventories", "by-hand") };
        var upload = world.FoldersIn("uploads").Except(orphans).Single();

        await world.Portal.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().First(service => service.GetType().Name == "InventorySweep").StartAsync(default);

        Assert.All(orphans, folder => Assert.False(Directory.Exists(folder)));
        Assert.All(others, folder => Assert.True(Directory.Exists(folder)));
        Assert.True(Directory.Exists(upload));
        await world.Portal.StartWorkersAsync();
        await world.EndOf(ticket.Import);
        Assert.Equal(ImportState.Accepted, (await world.ImportOf(ticket.Import))!.State);
    }

    [Fact]
    public async Task Publishing_waits_for_a_running_import()
    {
        await using var world = await AdminWorld.CreateAsync();
        (await world.UploadAsync(1, new SmallInventory())).MustBeOk();

        var refused = await world.Life(commands => commands.PublishAsync(AdminWorld.Handle, null, default));

        Assert.Contains("import", refused.MustRefuse<IllegalMove>().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upload_for_another_version_is_refused_and_leaves_nothing()
    {
        await using var world = await AdminWorld.CreateAsync();

        var refused = await world.UploadAsync(2, new SmallInventory());

        Assert.IsType<NotFound>(refused.Error);
        Assert.Empty(world.FoldersIn("uploads"));
        Assert.Empty((await world.FindInventoryAsync())!.Versions);
    }

    [Fact]
    public async Task What_others_need_cannot_be_dropped()
    {
        await using var world = await AdminWorld.ReadyAsync();

        var refused = await world.Inventory(commands => commands.DropAssetAsync(AdminWorld.Handle, 1, InventoryAsset.Tabular, default));

        refused.MustRefuse<Invalid>();
        (await world.Inventory(commands => commands.DropAssetAsync(AdminWorld.Handle, 1, InventoryAsset.Files, default))).MustBeOk();
        (await world.Inventory(commands => commands.DropAssetAsync(AdminWorld.Handle, 1, InventoryAsset.Collections, default))).MustBeOk();
        (await world.Inventory(commands => commands.DropAssetAsync(AdminWorld.Handle, 1, InventoryAsset.Tabular, default))).MustBeOk();
    }
}
