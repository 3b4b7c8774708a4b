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
