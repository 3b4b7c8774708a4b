using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;

namespace TrePortal.Domain.Dispensal;

/// <summary>
/// Projects and what is dispensed into them. Projects are created in this room because one may begin with its dispensal,
/// in one transaction.
/// </summary>
public sealed class DispensalCommands(IWriteDoor door, IDispensalFit fit)
{
    /// <summary>Kind of the job; its payload is <see cref="DispensalJob"/>.</summary>
    public const string JobKind = "project.dispense";

    /// <summary>Kind of the job that erases a deleted project; its payload is <see cref="ErasureJob"/>.</summary>
    public const string EraseKind = "project.erase";

    /// <param name="id">The approved request.</param>
    /// <param name="name">Of the project.</param>
    /// <param name="dispense">Begin the first dispensal in the same transaction.</param>
    /// <param name="cancellation">Stops waiting, not the change.</param>
    /// <param name="isPinned">Keep to the inventory version on which the request was approved.</param>
    public Task<Result<ProjectId>> CreateProjectAsync(AccessRequestId id, string name, bool dispense, CancellationToken cancellation, bool isPinned = false) =>
        door.RunAsync<ProjectId>("project.create", async (session, token) =>
        {
            var request = await session.FindAsync<AccessRequest, AccessRequestId>(id, token);
            if (request is null || await session.FindAsync<ResearchEnvironment, EnvironmentId>(request.Environment, token) is not { } environment)
            {
                return new NotFound("This request");
            }

            var entry = await ProjectEntry.ReadAsync(session, request, environment, token);
            var created = Project.Create(session.Actor, request, environment, entry, name, isPinned);
            if (!created.IsOk)
            {
                return created.Error;
            }

            var project = created.Value;
            session.ActingAs = project.ActingAs(session.Actor);
            session.Add(project);
            if (dispense)
            {
                var ready = await DispensalRules.CheckAsync(session, project, token);
                if (!ready.IsOk)
                {
                    return ready.Error;
                }

                Queue(session, project);
            }

            return project.Id;
        }, cancellation);

    /// <summary>Dispenses into a project the inventory version that it takes now, if it has not received it.</summary>
    public Task<Result<DispensalId>> StartAsync(ProjectId id, CancellationToken cancellation) =>
        WithProjectAsync("project.dispense", id, ProjectAction.Dispense, StartAsync, cancellation);

    /// <summary>Dispenses the active version into a project that was pinned to an older one, beside what it has.</summary>
    public Task<Result<DispensalId>> UpgradeAsync(ProjectId id, CancellationToken cancellation) =>
        WithProjectAsync("project.upgrade", id, ProjectAction.Upgrade, async (project, environment, session, token) =>
            project.Upgrade(environment) is { IsOk: false } refused ? refused.Error : await StartAsync(project, environment, session, token), cancellation);

    /// <summary>Deletes a project with everything in it. Nobody gets in from this moment; a job then lists, by hash, and erases what was there.</summary>
    /// <param name="id">The project.</param>
    /// <param name="typed">Its name, as the owner typed it to be sure.</param>
    /// <param name="cancellation">Stops waiting, not the deletion.</param>
    public Task<Result> DeleteProjectAsync(ProjectId id, string typed, CancellationToken cancellation) =>
        WithProjectAsync<bool>("project.delete", id, ProjectAction.Delete, async (project, environment, session, token) =>
        {
            if (await session.AnyAsync<ProjectDispensal>(item => item.Project == id && (item.State == DispensalState.Queued || item.State == DispensalState.Running), token))
            {
                return new IllegalMove("A dispensal into this project is under way. Stop it first.");
            }

            var deleted = project.Delete(session.Actor, environment, typed, session.Now);
            if (!deleted.IsOk)
            {
                return deleted.Error;
            }

            session.Enqueue(new JobRequest(EraseKind, id.Value, environment.Id, new ErasureJob(id), $"project:{id}"));
            return true;
        }, cancellation).AsResult();

    private async Task<Result<DispensalId>> StartAsync(Project project, ResearchEnvironment environment, IWriteSession session, CancellationToken cancellation)
    {
        var id = project.Id;
        var dispensals = await session.ListAsync<ProjectDispensal>(item => item.Project == id, cancellation);
        if (dispensals.FirstOrDefault(item => item.State is DispensalState.Queued or DispensalState.Running or DispensalState.Failed) is { } open)
        {
            return new IllegalMove(open.State == DispensalState.Failed
                ? "The last dispensal failed. Retry it, rather than starting another."
                : "A dispensal is under way.");
        }

        if (dispensals.Any(item => item.State == DispensalState.Delivered && item.InventoryVersion == project.VersionFor(environment)))
        {
            return new IllegalMove($"This project has received the {(project.PinnedVersion is null ? "active inventory version" : "inventory version that it keeps to")} already.");
        }

        var ready = await DispensalRules.CheckAsync(session, project, cancellation);
        return !ready.IsOk ? ready.Error
            : await CheckFitAsync(session, project, environment, cancellation) is { IsOk: false } unfit ? unfit.Error
            : Queue(session, project);
    }

    // What is not there is said at once, rather than by a dispensal that fails and can only be tried again.
    private async Task<Result> CheckFitAsync(IWriteSession session, Project project, ResearchEnvironment environment, CancellationToken cancellation)
    {
        var approved = (await session.FindAsync<AccessRequest, AccessRequestId>(project.Request, cancellation))?.Approved;
        return project.VersionFor(environment) is { } taken && await session.FindAsync<InventoryVersion, InventoryVersionId>(taken, cancellation) is { } version
            && approved?.Facts.InventoryVersion is { } submittedOn && await session.FindAsync<InventoryVersion, InventoryVersionId>(submittedOn, cancellation) is { } approvedOn
            ? fit.Check(version, approvedOn, approved.Content)
            : Result.Ok; // the worker says what is wrong with a version that is gone
    }

    /// <summary>Stops it between two blocks of work; the worker then says so.</summary>
    public Task<Result> CancelAsync(ProjectId project, DispensalId id, CancellationToken cancellation) =>
        WithDispensalAsync("dispensal.cancel", project, id, async (dispensal, roles, session, token) =>
        {
            var asked = dispensal.AskToStop(roles);
            if (asked.IsOk)
            {
                await session.CancelAsync(dispensal.Job, token);
            }

            return asked;
        }, cancellation);

    public Task<Result> RetryAsync(ProjectId project, DispensalId id, CancellationToken cancellation) =>
        WithDispensalAsync("dispensal.retry", project, id, (dispensal, roles, session, _) =>
        {
            var retried = dispensal.Retry(roles, session.Now);
            if (retried.IsOk)
            {
                Enqueue(session, dispensal);
            }

            return Task.FromResult(retried);
        }, cancellation);

    private Task<Result> WithDispensalAsync(
        string command, ProjectId projectId, DispensalId id, Func<ProjectDispensal, ProjectRole, IWriteSession, CancellationToken, Task<Result>> change, CancellationToken cancellation) =>
        WithProjectAsync(command, projectId, ProjectAction.Dispense, async (project, environment, session, token) =>
            await session.FindAsync<ProjectDispensal, DispensalId>(id, token) is { } dispensal && dispensal.Project == projectId
                ? await change(dispensal, project.RolesOf(session.Actor, environment), session, token) is { IsOk: false } refused ? refused.Error : (Result<bool>)true
                : new NotFound("This dispensal"), cancellation).AsResult();

    private Task<Result<T>> WithProjectAsync<T>(
        string command, ProjectId id, ProjectAction action, Func<Project, ResearchEnvironment, IWriteSession, CancellationToken, Task<Result<T>>> change, CancellationToken cancellation) =>
        door.RunAsync<T>(command, async (session, token) =>
        {
            var entered = await session.EnterAsync(id, action, token);
            return entered.IsOk ? await change(entered.Value.Project, entered.Value.Environment, session, token) : entered.Error;
        }, cancellation);

    private static DispensalId Queue(IWriteSession session, Project project)
    {
        var dispensal = ProjectDispensal.Queue(project, session.Actor, session.Now);
        Enqueue(session, dispensal);
        session.Add(dispensal);
        return dispensal.Id;
    }

    private static void Enqueue(IWriteSession session, ProjectDispensal dispensal) => dispensal.RunsAs(session.Enqueue(
        new JobRequest(JobKind, dispensal.Id.Value, dispensal.Environment, new DispensalJob(dispensal.Id), $"project:{dispensal.Project}")));
}

/// <summary>Payload of the job.</summary>
public sealed record DispensalJob(DispensalId Dispensal);

/// <summary>Payload of the job.</summary>
public sealed record ErasureJob(ProjectId Project);

internal static class ResultTasks
{
    public static async Task<Result> AsResult<T>(this Task<Result<T>> running) => (await running).ToResult();
}
