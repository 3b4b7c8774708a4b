using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>Publish, deactivate, reactivate; and the version that goes with it.</summary>
public sealed class LifecycleCommands(IWriteDoor door, EnvironmentCommands environments)
{
    public Task<Result> PublishAsync(string handle, long? version, CancellationToken cancellation) =>
        ActivateAsync("environment.publish", handle, version, (environment, readiness, eligible, session) => environment.Publish(session.Actor, readiness, eligible, session.Now), cancellation);

    public Task<Result> ReactivateAsync(string handle, long? version, CancellationToken cancellation) =>
        ActivateAsync("environment.reactivate", handle, version, (environment, readiness, eligible, session) => environment.Reactivate(session.Actor, readiness, eligible, session.Now), cancellation);

    public Task<Result> DeactivateAsync(string handle, long? version, CancellationToken cancellation) =>
        environments.ChangeAsync("environment.deactivate", handle, version, (environment, session) => environment.Deactivate(session.Actor, session.Now), cancellation);

    /// <summary>What the assets of a version are good for, for the checklist.</summary>
    public static InventoryReadiness ReadinessOf(InventoryAssets assets) =>
        new(assets.Tabular is not null, assets.Files is not null, assets.Collections is not null, assets.Showcase is not null);

    private Task<Result> ActivateAsync(
        string command, string handle, long? read, Func<ResearchEnvironment, InventoryReadiness, IReadOnlySet<PersonId>, IWriteSession, Result> activate, CancellationToken cancellation) =>
        door.RunAsync(command, async (session, token) =>
        {
            var found = await session.EnvironmentAsync(handle, read, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var environment = found.Value;

            session.ActingAs = "tre admin";
            var before = environment.ActiveVersion;
            var next = environment.PendingVersion ?? before;
            if (environment.PendingVersion is { } pending
                && await session.AnyAsync<InventoryImport>(import => import.InventoryVersion == pending && import.State == ImportState.Queued, token))
            {
                return new IllegalMove("An import into the version is running. Wait for it or cancel it first.");
            }

            var version = next is { } id ? await session.FindAsync<InventoryVersion, InventoryVersionId>(id, token) : null;
            var eligible = await EligibleReviewers.OfAsync(session, environment, environment.Visibility, token);
            var result = activate(environment, ReadinessOf(version?.Assets ?? InventoryAssets.None), eligible, session);
            if (!result.IsOk || next == before)
            {
                return result;
            }

            if (before is { } old && await session.FindAsync<InventoryVersion, InventoryVersionId>(old, token) is { } superseded)
            {
                result = superseded.Supersede();
            }

            return result.Then(() => version!.Activate(environment.Policies.Tier, session.Now));
        }, cancellation);
}
