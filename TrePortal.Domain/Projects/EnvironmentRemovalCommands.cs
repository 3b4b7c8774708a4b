using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;
using TrePortal.Domain.ShowcaseBuilder;

namespace TrePortal.Domain.Projects;

/// <summary>
/// The end of an environment (spec.md E2). It stands in this room because requests and projects can stand in its way.
/// </summary>
public sealed class EnvironmentRemovalCommands(IWriteDoor door)
{
    /// <summary>
    /// Deletes a draft, or an environment under maintenance that has no open request and no project, with its inventory
    /// versions, documents and saved cohorts. Requests that have ended stay in the records. Content on disk goes at the next start.
    /// </summary>
    public Task<Result> DeleteAsync(string handle, long? version, CancellationToken cancellation) =>
        door.RunAsync("environment.delete", async (session, token) =>
        {
            var found = await session.EnvironmentAsync(handle, version, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var environment = found.Value;
            if (environment.May(session.As("tre admin").Actor, EnvironmentAction.Delete, session.Now) is { IsOk: false } refused)
            {
                return refused;
            }

            var obstacles = await ObstaclesAsync(session, environment.Id, token);
            if (obstacles.Any)
            {
                return new IllegalMove(obstacles.Sentence());
            }

            var deleted = environment.Delete(session.Actor, session.Now);
            if (deleted.IsOk)
            {
                await RemoveAsync(session, environment, token);
            }

            return deleted;
        }, cancellation);

    private static async Task<RemovalObstacles> ObstaclesAsync(IWriteSession session, EnvironmentId id, CancellationToken cancellation)
    {
        var open = RequestLifecycle.OpenStates;
        return new RemovalObstacles(
            Drafts: await session.CountAsync<AccessRequest>(request => request.Environment == id && request.State == RequestState.Draft, cancellation),
            Requests: await session.CountAsync<AccessRequest>(request => request.Environment == id && request.State != RequestState.Draft && open.Contains(request.State), cancellation),
            Projects: await session.CountAsync<Project>(project => project.Environment == id && project.State == ProjectState.Open, cancellation),
            Imports: await session.CountAsync<InventoryImport>(import => import.Environment == id && import.State == ImportState.Queued, cancellation));
    }

    private static async Task RemoveAsync(IWriteSession session, ResearchEnvironment environment, CancellationToken cancellation)
    {
        var id = environment.Id;
        await AllAsync<InventoryImport>(session, item => item.Environment == id, cancellation);
        await AllAsync<InventoryVersion>(session, item => item.Environment == id, cancellation);
        await AllAsync<EnvironmentDocument>(session, item => item.Environment == id, cancellation);
        await AllAsync<SavedCohort>(session, item => item.Environment == id, cancellation);
        await AllAsync<Dashboard>(session, item => item.Environment == id, cancellation);
        await AllAsync<BudgetGrant>(session, item => item.Environment == id, cancellation);
        await AllAsync<PolicyVersion>(session, item => item.Environment == id, cancellation);
        await AllAsync<TermsOfUse>(session, item => item.Environment == id, cancellation);
        await AllAsync<TermsAcceptance>(session, item => item.Environment == id, cancellation);
        await AllAsync<MembershipBatch>(session, item => item.Environment == id, cancellation);
        await AllAsync<VersionRecipe>(session, item => item.Environment == id, cancellation);
        await AllAsync<WithdrawalList>(session, item => item.Id == id, cancellation);
        session.Remove(environment);
    }

    private static async Task AllAsync<TRoot>(IWriteSession session, System.Linq.Expressions.Expression<Func<TRoot, bool>> match, CancellationToken cancellation)
        where TRoot : AggregateRoot
    {
        foreach (var root in await session.ListAsync(match, cancellation))
        {
            session.Remove(root);
        }
    }
}

/// <summary>What stands in the way of deleting an environment, by count.</summary>
/// <param name="Drafts">Requests that researchers are writing and have not submitted.</param>
/// <param name="Requests">Submitted ones that have not come to an end; an approved one ends when it is closed, revoked or over.</param>
/// <param name="Projects">Projects that are not deleted.</param>
/// <param name="Imports">Imports that wait or run.</param>
public sealed record RemovalObstacles(int Drafts, int Requests, int Projects, int Imports)
{
    public bool Any => Drafts + Requests + Projects + Imports > 0;

    /// <summary>For whoever asked without a page.</summary>
    internal string Sentence()
    {
        (int Count, string What)[] all = [(Drafts, "requests being written"), (Requests, "open requests"), (Projects, "projects"), (Imports, "running imports")];
        return $"The environment cannot be deleted while it has {string.Join(", ", all.Where(part => part.Count > 0).Select(part => $"{part.What}: {part.Count}"))}.";
    }
}

/// <summary>What deleting an environment would meet and take, for its admins.</summary>
public interface IEnvironmentRemovalQueries
{
    /// <summary>Null when the reader is not one of its admins.</summary>
    Task<EnvironmentRemoval?> FindAsync(string handle, Actor reader, CancellationToken cancellation);
}

/// <param name="Refusal">Why it cannot be deleted in this state; null when it can, once nothing stands in the way.</param>
/// <param name="Obstacles">What stands in the way.</param>
/// <param name="Versions">Inventory versions that would go.</param>
/// <param name="Documents">Documents that would go.</param>
/// <param name="Cohorts">Saved cohorts of researchers that would go.</param>
public sealed record EnvironmentRemoval(string? Refusal, RemovalObstacles Obstacles, int Versions, int Documents, int Cohorts);
