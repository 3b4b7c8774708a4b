using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>A version and the environment that says who may change it.</summary>
public sealed record StagedVersion(ResearchEnvironment Environment, InventoryVersion Version);

/// <summary>How commands about versions find theirs, with the right to change it read in the same transaction.</summary>
public static class StagedVersionLookup
{
    /// <summary>The environment, if the actor may stage its next version now.</summary>
    public static async Task<Result<ResearchEnvironment>> StagingAsync(this IWriteSession session, string handle, CancellationToken cancellation)
    {
        var found = await session.EnvironmentAsync(handle, version: null, cancellation);
        if (!found.IsOk)
        {
            return found.Error;
        }

        session.ActingAs = "tre admin";
        var allowed = found.Value.May(session.Actor, EnvironmentAction.StageInventory, session.Now);
        return allowed.IsOk ? found : allowed.Error;
    }

    /// <param name="read">The version's token that the page or the client read; null when it does not matter.</param>
    public static async Task<Result<StagedVersion>> StagedVersionAsync(this IWriteSession session, string handle, int number, long? read, CancellationToken cancellation)
    {
        var found = await session.StagingAsync(handle, cancellation);
        if (!found.IsOk)
        {
            return found.Error;
        }

        var environment = found.Value.Id;
        var version = await session.FirstAsync<InventoryVersion>(item => item.Environment == environment && item.Number == number, cancellation);
        return version is null ? new NotFound("This inventory version")
            : read is not null && read != version.Version ? new Stale("the version")
            : new StagedVersion(found.Value, version);
    }

    public static async Task<Result> MustBeIdleAsync(this IWriteSession session, InventoryVersion version, CancellationToken cancellation)
    {
        var id = version.Id;
        return await session.AnyAsync<InventoryImport>(import => import.InventoryVersion == id && import.State == ImportState.Queued, cancellation)
            ? new IllegalMove("An import into this version is running. Wait for it or cancel it first.")
            : Result.Ok;
    }
}
