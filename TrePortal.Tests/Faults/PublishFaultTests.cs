using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Support;
using Xunit.Abstractions;
using static TrePortal.Tests.Environments.AdminWorld;

namespace TrePortal.Tests.Faults;

/// <summary>
/// A publish or a reactivation that is killed has happened wholly or not at all: state, versions, events and what is still
/// to be told go together, and doing it again brings it about once.
/// </summary>
[Trait("Category", "Fault")]
public sealed class PublishFaultTests(ITestOutputHelper output)
{
    private static readonly string[] Points = ["WP1", "WP2", "WP3", "WP4", "WP5"];

    [Fact]
    public async Task Killed_at_every_point_an_environment_is_published_once()
    {
        for (var round = 0; round < KillHarness.Kills(sample: 1, full: 40); round++)
        {
            await using var world = await ReadyAsync();
            await world.Portal.StopWorkersAsync();

            await KilledAsync(world, "publish", "environment.publish", "environment-published", impact: "");

            Assert.Equal([(1, InventoryVersionState.Active)], await VersionsAsync(world));
        }
    }

    [Fact]
    public async Task Killed_at_every_point_a_version_takes_the_place_of_another_once()
    {
        for (var round = 0; round < KillHarness.Kills(sample: 1, full: 40); round++)
        {
            await using var world = await InAsync(EnvironmentState.Active);
            await world.ImportAsync(2, new SmallInventory());
            await world.AcknowledgeAsync(2);
            (await world.Life(commands => commands.DeactivateAsync(Handle, null, default))).MustBeOk();
            await world.Portal.StopWorkersAsync();

            await KilledAsync(world, "reactivate", "environment.reactivate", "environment-reactivated", impact: "");

            Assert.Equal([(1, InventoryVersionState.Superseded), (2, InventoryVersionState.Active)], await VersionsAsync(world));
        }
    }

    private async Task KilledAsync(AdminWorld world, string verb, string command, string action, string impact)
    {
        var harness = new KillHarness(world.Portal);
        string[] call = [verb, world.Admin.Value.ToString(), Handle, impact];
        var before = await TraceAsync(world);
        foreach (var point in Points)
        {
            await harness.KillAtAsync($"{command}:{point}", call);
            await harness.AuditChainHoldsAsync();
            await harness.InvariantsHoldAsync();
            var now = await TraceAsync(world);
            if (point == "WP5")
            {
                Assert.Equal(EnvironmentState.Active, now.State);
            }
            else
            {
                Assert.Equal(before, now); // no row, no event, no job, nothing to be told
            }
        }

        output.WriteLine($"{harness.Killed} kills (F01)");
        Assert.Equal(1, await world.Portal.Look(db => db.AuditEvents.CountAsync(row => row.Action == action)));
        var done = await TraceAsync(world);
        (await world.Life(commands => verb == "publish" ? commands.PublishAsync(Handle, null, default) : commands.ReactivateAsync(Handle, null, null, default))).MustRefuse<Domain.Kernel.IllegalMove>();
        Assert.Equal(done.Versions, (await TraceAsync(world)).Versions);
        Assert.Equal(1, await world.Portal.Look(db => db.AuditEvents.CountAsync(row => row.Action == action)));
    }

    /// <summary>What a command leaves behind, in every table that it writes to.</summary>
    private static async Task<Trace> TraceAsync(AdminWorld world)
    {
        var environment = await world.Portal.Look(db => db.Set<ResearchEnvironment>().AsNoTracking().SingleAsync(row => row.Handle == Handle));
        return new Trace(
            environment.State,
            environment.Version,
            string.Join(", ", await VersionsAsync(world)),
            await world.Portal.Look(db => db.AuditEvents.CountAsync()),
            await world.Portal.Look(db => db.Outbox.CountAsync()),
            await world.Portal.Look(db => db.Jobs.CountAsync()));
    }

    private static async Task<IReadOnlyList<(int Number, InventoryVersionState State)>> VersionsAsync(AdminWorld world) =>
        [.. (await world.Portal.Look(db => db.Set<InventoryVersion>().AsNoTracking().OrderBy(version => version.Number).ToListAsync())).Select(version => (version.Number, version.State))];

    private sealed record Trace(EnvironmentState State, long Version, string Versions, int Events, int Outbox, int Jobs);
}
