using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Invariants;

/// <summary>Each invariant of releases, imports and messages, with what breaks it and nothing else.</summary>
[Trait("Category", "Integration")]
public sealed class ReleaseInvariantTests
{
    [Fact]
    public async Task INV33_a_published_release_that_was_changed()
    {
        await using var world = await AdminWorld.InAsync(EnvironmentState.Active);
        await world.Portal.AllHoldAsync();
        var version = await world.Portal.Look(db => db.Set<InventoryVersion>().SingleAsync());

        await File.AppendAllTextAsync(Path.Combine(world.Portal.Folder, version.Assets.Collections!.File), "\n");

        await world.Portal.OnlyBreaksAsync("INV33", "inventory", version.Id.Value);
    }

    [Fact]
    public async Task INV34_a_release_that_holds_a_refused_import()
    {
        await using var world = await AdminWorld.InAsync(EnvironmentState.Active);
        await world.Portal.AllHoldAsync();
        var import = await ImportAsync(world);

        await world.Portal.SpoilAsync($"UPDATE InventoryImports SET State = 'Refused' WHERE Id = {import}");

        await world.Portal.OnlyBreaksAsync("INV34", "import", import);
    }

    [Fact]
    public async Task INV35_an_import_into_an_environment_that_is_not_there()
    {
        await using var world = await AdminWorld.InAsync(EnvironmentState.Active);
        await world.Portal.AllHoldAsync();
        var import = await ImportAsync(world);

        await world.Portal.SpoilAsync($"UPDATE InventoryImports SET Environment = {import} WHERE Id = {import}");

        await world.Portal.OnlyBreaksAsync("INV35", "import", import);
    }

    [Fact]
    public async Task INV41_a_message_that_was_sent_before_it_was_written()
    {
        await using var world = await AdminWorld.InAsync(EnvironmentState.Active);
        await TestPortal.Until(() => world.Portal.Look(db => db.Outbox.AllAsync(row => row.SentAt != null)));
        await world.Portal.AllHoldAsync();
        var message = await world.Portal.Look(db => db.Outbox.Select(row => row.MessageId).SingleAsync());

        await world.Portal.SpoilAsync($"UPDATE Outbox SET SentAt = '2001-01-01 00:00:00' WHERE MessageId = {message}");

        await world.Portal.OnlyBreaksAsync("INV41", "message", message);
    }

    private static Task<Guid> ImportAsync(AdminWorld world) => world.Portal.Look(async db => (await db.Set<InventoryImport>().SingleAsync()).Id.Value);
}
