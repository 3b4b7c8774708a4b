using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using static TrePortal.Domain.Environments.EnvironmentAction;

namespace TrePortal.Domain.Environments;

// Which version is under construction, and how researchers explore.
public sealed partial class ResearchEnvironment
{
    public Result ChooseShowcase(Actor actor, ShowcaseMode mode, DateTimeOffset now) => May(actor, EditInventory, now).Then(() =>
    {
        Showcase = mode;
        return Changed(new ShowcaseChosen(Id, mode), now);
    });

    /// <summary>What people see in the showcase at first. It locks nobody in, so it is open in every state, like the other words for researchers.</summary>
    /// <param name="actor">A TRE admin.</param>
    /// <param name="tiles">In their order; null to let the portal choose.</param>
    /// <param name="now">The time of the command.</param>
    public Result ChooseDefaultTiles(Actor actor, IReadOnlyList<string>? tiles, DateTimeOffset now) => May(actor, EditDetails, now).Then(() =>
    {
        if (tiles is { Count: 0 })
        {
            return new Invalid("Tiles", "tiles-none", "Choose at least one tile, or let the portal choose.");
        }

        var written = tiles is null ? (Result<string>?)null : TileBoard.Write(tiles);
        if (written is { IsOk: false } refused)
        {
            return refused.Error!;
        }

        var before = DefaultTiles;
        DefaultTiles = written?.Value;
        return Changed(new DefaultTilesChosen(Id, before, DefaultTiles), now);
    });

    /// <summary>Names the version under construction; there is at most one. While Active it is staged beside the active one.</summary>
    public Result StartVersion(Actor actor, InventoryVersionId version, DateTimeOffset now) => May(actor, StageInventory, now).Then(() =>
    {
        if (PendingVersion is not null)
        {
            return new IllegalMove("A version is under construction already.");
        }

        PendingVersion = version;
        return Changed(new VersionStarted(Id, version), now);
    });

    /// <summary>The version under construction goes; the active one stays as it is.</summary>
    public Result DropVersion(Actor actor, InventoryVersionId version, DateTimeOffset now) => May(actor, StageInventory, now).Then(() =>
    {
        if (PendingVersion != version)
        {
            return new IllegalMove("Only the version under construction can be discarded.");
        }

        PendingVersion = null;
        return Changed(new VersionDropped(Id, version), now);
    });
}
