using System.Globalization;
using TrePortal.Domain.Inventory;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Faults;

/// <summary>Whenever the importing process is killed: in the end the version holds all of what was sent, once (INV34).</summary>
[Trait("Category", "Fault")]
public sealed class ImportFaultTests
{
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
    }

    private static SmallInventory Large()
    {
        var inventory = new SmallInventory();
        var first = inventory.Text("tabular/person.data.csv");
        return inventory.Set("tabular/person.data.csv", first + string.Concat(
            Enumerable.Range(6, 19_995).Select(number => string.Create(CultureInfo.InvariantCulture, $"A{number},F,{number % 90},,,,heart,\n"))));
    }
}
