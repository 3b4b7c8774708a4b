using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;

namespace TrePortal.Domain.InventoryBrowser;

/// <summary>Why the assets of a version cannot be changed, in words for the page.</summary>
public static class VersionLock
{
    /// <summary>What a change of a version's assets takes.</summary>
    public const EnvironmentAction Action = EnvironmentAction.StageInventory;

    public static string? ReasonOf(EnvironmentState environment, InventoryVersionState version) =>
        version != InventoryVersionState.Pending ? "An active or superseded version never changes. Stage the next version to change it."
        : EnvironmentLifecycle.LockReason(environment, Action);
}
