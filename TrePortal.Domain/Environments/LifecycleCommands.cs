using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>Publish, deactivate, reactivate; and the version that goes with it.</summary>
public sealed class LifecycleCommands(IWriteDoor door, EnvironmentCommands environments, IReleaseImpact impacts)
{
    public Task<Result> PublishAsync(string handle, long? version, CancellationToken cancellation) =>
        ActivateAsync("environment.publish", handle, version, null, (environment, readiness, eligible, session) => environment.Publish(session.Actor, readiness, eligible, session.Now), cancellation);

    /// <summary>Ends maintenance. A version under construction becomes the active one.</summary>
    /// <param name="confirmImpact">
    /// <see cref="ReleaseImpact.Hash"/> of the impact that was read, when the version has one: without it the answer is
    /// <see cref="ImpactNotConfirmed"/>, and <see cref="Stale"/> when there is another impact by now.
    /// </param>
    public Task<Result> ReactivateAsync(string handle, long? version, string? confirmImpact, CancellationToken cancellation) =>
        ActivateAsync("environment.reactivate", handle, version, confirmImpact, (environment, readiness, eligible, session) => environment.Reactivate(session.Actor, readiness, eligible, session.Now), cancellation);

    public Task<Result> DeactivateAsync(string handle, long? version, CancellationToken cancellation) =>
        environments.ChangeAsync("environment.deactivate", handle, version, (environment, session) => environment.Deactivate(session.Actor, session.Now), cancellation);

    /// <summary>What the assets of a version are good for, for the checklist.</summary>
    public static InventoryReadiness ReadinessOf(InventoryAssets assets, int openWarnings) =>
        new(assets.Tabular is not null, assets.Files is not null, assets.Collections is not null, assets.Showcase is not null) { OpenWarnings = openWarnings };

    private Task<Result> ActivateAsync(
        string command, string handle, long? read, string? confirmImpact,
        Func<ResearchEnvironment, InventoryReadiness, IReadOnlySet<PersonId>, IWriteSession, Result> activate, CancellationToken cancellation) =>
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
            var result = activate(environment, ReadinessOf(version?.Assets ?? InventoryAssets.None, version?.OpenWarnings ?? 0), eligible, session);
            if (!result.IsOk || next == before)
            {
                return result;
            }

            if (before is { } old && await session.FindAsync<InventoryVersion, InventoryVersionId>(old, token) is { } superseded)
            {
                var impact = await impacts.OfAsync(environment.Id, superseded, version!, token);
                result = Confirm(impact, confirmImpact, environment.Id, session).Then(superseded.Supersede);
            }

            if (result.IsOk && await session.FindAsync<WithdrawalList, EnvironmentId>(environment.Id, token) is { } withdrawals)
            {
                withdrawals.TakeEffect(); // a new version is where the showcase may change for a few
            }

            return result.Then(() => version!.Activate(environment.Policies.Tier, session.Now));
        }, cancellation);

    private static Result Confirm(ReleaseImpact impact, string? confirmed, EnvironmentId environment, IWriteSession session)
    {
        if (impact.IsNone)
        {
            return Result.Ok;
        }

        if (confirmed is null)
        {
            return new ImpactNotConfirmed(impact);
        }

        if (confirmed != impact.Hash)
        {
            return new Stale("what the next version affects");
        }

        session.Record(new ReleaseImpactConfirmed(environment, impact.Hash, impact.Items.Where(item => item.Kind == ImpactKind.Request).Sum(item => item.Count),
            impact.Items.Where(item => item.Kind == ImpactKind.Project).Sum(item => item.Count), impact.Items.Where(item => item.Kind == ImpactKind.Drafts).Sum(item => item.Count),
            impact.Items.Where(item => item.Kind == ImpactKind.Cohorts).Sum(item => item.Count)));
        return Result.Ok;
    }
}
