using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Support;
using Xunit.Abstractions;

namespace TrePortal.Tests.Faults;

/// <summary>Whenever the importing process is killed: in the end the version holds all of what was sent, once (INV34).</summary>
[Trait("Category", "Fault")]
public sealed class ImportFaultTests(ITestOutputHelper output)
{
    private static readonly string[] _points = ["IP1", "IP2", "IP3", "IP4", "IP5", "IP6", "IP7", "IP8"];

    [Fact]
    public async Task Killed_at_every_point_an_import_is_accepted_once()
    {
        await using var world = await AdminWorld.CreateAsync();
        var harness = new KillHarness(world.Portal);
        for (var round = 0; round < KillHarness.Kills(sample: 1, full: 80); round++)
        {
            foreach (var point in _points)
            {
                var before = await FolderAsync(world);
                var ticket = (await world.UploadAsync(1, new SmallInventory())).MustBeOk();

                await harness.KillAtAsync(point);
                var import = (await world.ImportOf(ticket.Import))!;
                var now = await FolderAsync(world);
                Assert.True(point == "IP8" ? import.State == ImportState.Accepted : import.State == ImportState.Queued && now == before, $"{point}: {import.State} {now}");

                await harness.RunUntilQuietAsync();
                Assert.Equal(ImportState.Accepted, (await world.ImportOf(ticket.Import))!.State);
                var assets = (await world.FindInventoryAsync())!.Versions[0].Assets;
                Assert.Equal((5L, 2L, 3), (assets.Tabular!.Participants, assets.Files!.Files, assets.Collections!.Collections));
                Assert.StartsWith($"inventories/{ticket.Job.Value:N}-", assets.Tabular.Folder, StringComparison.Ordinal);
                Assert.Empty(Data.Inventory.Columns.Dataset.FindDamage(Path.Combine(world.Portal.Folder, assets.Tabular.Folder), CancellationToken.None));
                Assert.Single(world.FoldersIn("inventories"), folder => Path.GetFileName(folder).StartsWith($"{ticket.Job.Value:N}", StringComparison.Ordinal));
                Assert.Empty(world.FoldersIn("staging"));
            }
        }

        await harness.AuditChainHoldsAsync();
        await harness.InvariantsHoldAsync();
        output.WriteLine($"{harness.Killed} kills (F01)");
    }

    [Theory]
    [InlineData("IP4", "Tabular")]
    [InlineData("IP5", "Tabular", "Showcase", "Collections")]
    [InlineData("IP6", "Tabular", "Showcase", "Collections", "Files")]
    [InlineData("IP7", "Tabular", "Showcase", "Collections", "Files")]
    public async Task What_was_finished_before_the_kill_is_not_read_again(string point, params string[] finished)
    {
        await using var world = await AdminWorld.CreateAsync();
        var harness = new KillHarness(world.Portal);
        var ticket = await UploadApartAsync(world, new SmallInventory());
        await harness.KillAtAsync(point);
        Assert.Equal(ImportState.Queued, (await world.ImportOf(ticket.Import))!.State);

        // What is read again from here on is not there to be read.
        var uploads = await world.Portal.Look(db => db.Set<InventoryImport>().Where(import => import.Id == ticket.Import).Select(import => import.Uploads).SingleAsync());
        foreach (var upload in uploads.Where(upload => finished.Contains(upload.Asset.ToString())))
        {
            File.Delete(Path.Combine(world.Portal.Folder, upload.Path));
        }

        await harness.RunUntilQuietAsync();

        Assert.Equal(ImportState.Accepted, (await world.ImportOf(ticket.Import))!.State);
        var assets = (await world.FindInventoryAsync())!.Versions[0].Assets;
        Assert.Equal((5L, 3L, 2L, 3), (assets.Tabular!.Participants, assets.Showcase!.Participants, assets.Files!.Files, assets.Collections!.Collections));
        Assert.Empty(Data.Inventory.Columns.Dataset.FindDamage(Path.Combine(world.Portal.Folder, assets.Tabular.Folder), CancellationToken.None));
        Assert.True(File.Exists(Path.Combine(world.Portal.Folder, assets.Files.Root, "a", "one.txt")));
        Assert.Empty(world.FoldersIn("staging"));
        var folder = Assert.Single(world.FoldersIn("inventories"));
        Assert.DoesNotContain("checkpoints", Directory.GetDirectories(folder).Select(Path.GetFileName));
        await harness.AuditChainHoldsAsync();
        await harness.InvariantsHoldAsync();
        output.WriteLine($"{harness.Killed} kills (F01)");
    }

    [Fact]
    public async Task Killed_at_random_moments_an_import_is_accepted_once()
    {
        await using var world = await AdminWorld.CreateAsync();
        var harness = new KillHarness(world.Portal);
        var random = new Random(34);
        var inventory = Large();
        for (var kills = 0; kills < KillHarness.Kills(sample: 3, full: 100);)
        {
            var ticket = (await world.UploadAsync(1, inventory)).MustBeOk();
            for (var times = random.Next(1, 4); times > 0; times--, kills++)
            {
                await harness.KillAfterAsync(TimeSpan.FromMilliseconds(random.Next(0, 1500)));
            }

            await harness.RunUntilQuietAsync();

            Assert.Equal(ImportState.Accepted, (await world.ImportOf(ticket.Import))!.State);
            var assets = (await world.FindInventoryAsync())!.Versions[0].Assets;
            Assert.Equal((20_000L, 2L, 3), (assets.Tabular!.Participants, assets.Files!.Files, assets.Collections!.Collections));
            Assert.Empty(Data.Inventory.Columns.Dataset.FindDamage(Path.Combine(world.Portal.Folder, assets.Tabular.Folder), CancellationToken.None));
            Assert.Empty(world.FoldersIn("staging"));
        }

        await harness.AuditChainHoldsAsync();
        await harness.InvariantsHoldAsync();
        output.WriteLine($"{harness.Killed} kills (F01)");
    }

    // Each asset from an archive of its own, so that one can be missing.
    private static async Task<ImportTicket> UploadApartAsync(AdminWorld world, SmallInventory inventory)
    {
        await using var upload = world.Portal.Services.GetRequiredService<IUploads>().Begin();
        (await upload.ReceiveAsync("tabular.zip", InventoryAsset.Tabular, new MemoryStream(inventory.Zip("tabular")), default)).MustBeOk();
        (await upload.ReceiveAsync("showcase.zip", InventoryAsset.Showcase, new MemoryStream(inventory.Zip("showcase")), default)).MustBeOk();
        (await upload.ReceiveAsync("data_collections.json", null, new MemoryStream(inventory.Bytes("data_collections.json")), default)).MustBeOk();
        var files = new SmallInventory().RemoveBelow("tabular").RemoveBelow("showcase").Remove("data_collections.json");
        (await upload.ReceiveAsync("files.zip", InventoryAsset.Files, new MemoryStream(files.Zip("")), default)).MustBeOk();
        var ticket = (await world.Inventory(commands => commands.ImportAsync(AdminWorld.Handle, 1, upload.Assets(null).MustBeOk(), default))).MustBeOk();
        upload.Keep();
        return ticket;
    }

    private static async Task<string?> FolderAsync(AdminWorld world) =>
        await world.FindInventoryAsync() is { Versions: [var newest, ..] } ? newest.Assets.Tabular?.Folder : null;

    private static SmallInventory Large()
    {
        var inventory = new SmallInventory();
        var first = inventory.Text("tabular/person.data.csv");
        return inventory.Set("tabular/person.data.csv", first + string.Concat(
            Enumerable.Range(6, 19_995).Select(number => string.Create(CultureInfo.InvariantCulture, $"A{number},F,{number % 90},,,,heart,\n"))));
    }
}
