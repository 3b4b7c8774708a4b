using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TrePortal.Data.Inventory;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Dispensal;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Inventory;

/// <summary>Lists of withdrawn people and comparisons of versions: what is referred to stays, all else goes at the next start.</summary>
[Trait("Category", "Integration")]
public sealed class KeptFilesSweepTests
{
    [Fact]
    public async Task Of_the_lists_of_withdrawn_people_the_present_one_stays_and_those_that_dispensals_went_by()
    {
        await using var world = await DispensalWorld.SmallAsync();
        await WithdrawAsync(world, "A2");
        await world.DispensedAsync();
        var delivered = Lists(world.Portal).Single();
        await WithdrawAsync(world, "A3");
        var between = Lists(world.Portal).Except([delivered]).Single();
        await WithdrawAsync(world, "A4");
        var present = Lists(world.Portal).Except([delivered, between]).Single();
        var folder = Path.GetDirectoryName(present)!;
        var crashed = Path.Combine(folder, new string('a', 64) + ".json"); // stored, and then no commit
        await File.WriteAllTextAsync(crashed, "[]");

        await SweepAsync(world.Portal, wasWrittenBefore: false);
        Assert.Equal(4, Lists(world.Portal).Count); // what is written while it starts is left alone
        await SweepAsync(world.Portal, wasWrittenBefore: true);

        Assert.Equal(new[] { delivered, present }.Order(StringComparer.Ordinal), Lists(world.Portal));
        var reader = await world.ActorAsync("tina");
        Assert.Single((await world.Portal.Do<IWithdrawalQueries, IReadOnlyList<ProjectHolding>?>(queries => queries.ProjectsAsync("tre-north", reader, default)))!);
    }

    [Fact]
    public async Task Comparisons_stay_as_long_as_both_versions_hold_what_was_compared()
    {
        await using var world = await AdminWorld.InAsync(EnvironmentState.Active);
        await world.ImportAsync(2, new SmallInventory().Replace("tabular/person.data.csv", "A3,", "A7,"));
        await DiffAsync(world);
        var first = Assert.Single(Diffs(world.Portal));
        await SweepAsync(world.Portal, wasWrittenBefore: true);
        Assert.Equal([first], Diffs(world.Portal));

        await world.ImportAsync(2, new SmallInventory().Replace("tabular/person.data.csv", "A3,", "A8,"));
        await DiffAsync(world);
        Assert.Equal(2, Diffs(world.Portal).Count);
        await SweepAsync(world.Portal, wasWrittenBefore: true);

        Assert.NotEqual(first, Assert.Single(Diffs(world.Portal)));
    }

    private static async Task SweepAsync(TestPortal portal, bool wasWrittenBefore)
    {
        portal.Clock.Set(TimeProvider.System.GetUtcNow().AddHours(wasWrittenBefore ? 1 : -1)); // the files have the times of the real clock
        await portal.Services.GetServices<IHostedService>().OfType<KeptFilesSweep>().Single().StartAsync(default);
    }

    private static async Task WithdrawAsync(DispensalWorld world, string key) =>
        DispensalWorld.Ok(await world.As("tina").Portal.Do<WithdrawalCommands, Result<WithdrawalAnswer>>(commands => commands.AddAsync("tre-north", [new WithdrawnLine(key, 2)], default)));

    private static Task<InventoryDiff?> DiffAsync(AdminWorld world) =>
        world.Ask<IVersionQueries, InventoryDiff?>((queries, reader) => queries.DiffAsync(AdminWorld.Handle, 1, 2, reader, default));

    private static List<string> Lists(TestPortal portal) => Files(portal, "withdrawn");

    private static List<string> Diffs(TestPortal portal) => Files(portal, "diffs");

    private static List<string> Files(TestPortal portal, string folder) =>
        [.. Directory.GetFiles(Path.Combine(portal.Folder, folder), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
}
