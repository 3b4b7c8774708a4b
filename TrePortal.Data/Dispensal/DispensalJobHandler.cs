using TrePortal.Data.Cohorts;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Dispensal;

/// <summary>
/// Delivers approved data, exactly once, whatever crashes: conditions, plan, staging folder, seal, one rename, one commit
/// (docs/decisions/0009-dispensal.md). It begins again from the start after a crash and comes to the same folder.
/// </summary>
internal sealed class DispensalJobHandler(DataRoot root, DatasetCache cache, IWithdrawnKeys withdrawn, CrashPoints crash) : IJobHandler
{
    public const string PlanningPhase = "planning";

    public string Kind => DispensalCommands.JobKind;

    public async Task<Result> RunAsync(JobRun run, CancellationToken cancellation)
    {
        crash.Reach("KP2");
        var id = run.Payload<DispensalJob>().Dispensal;
        await run.ReportAsync(PlanningPhase, 0, 0, cancellation);
        var begun = await run.ChangeAsync("dispensal.start", (session, token) => BeginAsync(session, id, token), cancellation);
        if (!begun.IsOk)
        {
            return begun.Error;
        }

        DispensedFolders.DeleteOlder(root, id, run.Job);
        var work = begun.Value;
        var opened = DispensalSource.Open(work.Version, work.ApprovedOn, work.Request.Content, withdrawn.Of(work.Withdrawn), cache, root);
        if (!opened.IsOk)
        {
            return opened.Error;
        }

        using var source = opened.Value;
        var plan = source.Plan(work.Request, work.Version, cancellation);
        if (!plan.IsOk)
        {
            return plan.Error;
        }

        plan = plan.Value with { Withdrawn = work.Withdrawn.Hash };
        var kept = await run.ChangeAsync("dispensal.plan", (session, token) => KeepAsync(session, id, plan.Value, token), cancellation);
        if (!kept.IsOk)
        {
            return kept.Error;
        }

        crash.Reach("KP3");
        var target = DispensedFolders.Target(root, work.Project.Id, id);
        if (await AdoptAsync(run, target, id, plan.Value, cancellation) is { } adopted)
        {
            return await DeliverAsync(run, id, work.Project, target, adopted);
        }

        return await StageAsync(run, id, work, source, plan.Value, cancellation);
    }

    public async Task FailedAsync(JobRun run, IWriteSession session, Error reason, CancellationToken cancellation)
    {
        var dispensal = await session.FindAsync<ProjectDispensal, DispensalId>(run.Payload<DispensalJob>().Dispensal, cancellation);
        _ = reason is JobCancelled ? dispensal?.Stop(session.Now) : dispensal?.Fail(reason, session.Now);
    }

    private static async Task<Result<Work>> BeginAsync(IWriteSession session, DispensalId id, CancellationToken cancellation)
    {
        if (await session.FindAsync<ProjectDispensal, DispensalId>(id, cancellation) is not { } dispensal
            || await session.FindAsync<Project, ProjectId>(dispensal.Project, cancellation) is not { } project)
        {
            return new NotFound("This dispensal");
        }

        var ready = await DispensalRules.CheckAsync(session, project, cancellation);
        if (!ready.IsOk)
        {
            return ready.Error;
        }

        if (project.VersionFor(ready.Value) is not { } active || await session.FindAsync<InventoryVersion, InventoryVersionId>(active, cancellation) is not { } version)
        {
            return new CannotDispense("no-inventory", "The environment has no active inventory version.");
        }

        if (await session.AnyAsync<ProjectDispensal>(
            other => other.Project == project.Id && other.Id != id && other.State != DispensalState.Cancelled && other.InventoryVersion == active, cancellation))
        {
            return new CannotDispense("already-received", "This project has received this inventory version already.");
        }

        var request = await session.FindAsync<AccessRequest, AccessRequestId>(project.Request, cancellation);
        if (request!.Approved!.Facts.InventoryVersion is not { } submittedOn || await session.FindAsync<InventoryVersion, InventoryVersionId>(submittedOn, cancellation) is not { } approvedOn)
        {
            return new CannotDispense("approved-on-gone", "The inventory version on which this was approved is gone, so nobody can say what was approved.");
        }

        var withdrawals = await session.FindAsync<WithdrawalList, EnvironmentId>(project.Environment, cancellation);
        var started = dispensal.Start(version, session.Now);
        return started.IsOk
            ? new Work(project, request.Approved!, version, approvedOn, withdrawals?.All ?? StoredKeys.None, await CrateAsync(session, project, ready.Value, request, dispensal, cancellation))
            : started.Error;
    }

    private static async Task<CrateFacts> CrateAsync(
        IWriteSession session, Project project, ResearchEnvironment environment, AccessRequest request, ProjectDispensal dispensal, CancellationToken cancellation)
    {
        var version = request.Approved!;
        var approvals = request.Decisions.Where(decision => decision.RequestVersion == version.Number && decision.Outcome == DecisionOutcome.Approve).ToList();
        var people = approvals.Select(decision => decision.Reviewer).Append(version.SubmittedBy).Distinct().ToList();
        var names = (await session.ListAsync<Person>(person => people.Contains(person.Id), cancellation)).ToDictionary(person => person.Id, person => person.DisplayName);
        CratePerson Of(PersonId person) => new(person.Value, names.GetValueOrDefault(person, ""));
        var signOffs = from step in request.CurrentSteps
                       from decision in approvals.Where(decision => decision.Step == step.Step).OrderBy(decision => decision.DecidedAt)
                       select new CrateSignOff(step.Name, Of(decision.Reviewer), decision.DecidedAt);
        return new CrateFacts(
            (project.Id.Value, project.Name), (environment.Handle, environment.Name), Of(version.SubmittedBy), version.SubmittedAt, [.. signOffs], dispensal.StartedAt!.Value);
    }

    private static async Task<Result<bool>> KeepAsync(IWriteSession session, DispensalId id, DispensalPlan plan, CancellationToken cancellation)
    {
        var dispensal = await session.FindAsync<ProjectDispensal, DispensalId>(id, cancellation);
        return dispensal!.Keep(plan) is { IsOk: false } refused ? refused.Error : true;
    }

    /// <summary>
    /// A folder in the target's place is an earlier attempt whose commit was lost. When it is complete and of this plan it
    /// is taken over; otherwise it goes.
    /// </summary>
    private async Task<DispensalManifest?> AdoptAsync(JobRun run, string target, DispensalId id, DispensalPlan plan, CancellationToken cancellation)
    {
        if (!Directory.Exists(target))
        {
            return null;
        }

        var manifest = await DispensedFiles.IntactManifestAsync(target, cancellation);
        if (manifest is not null && manifest.Dispensal == id.Value && manifest.PlanHash == plan.Hash)
        {
            DispensedFolders.SealTop(target);
            return manifest;
        }

        await WithdrawAsync(run, target);
        return null;
    }

    private async Task<Result> StageAsync(JobRun run, DispensalId id, Work work, DispensalSource source, DispensalPlan plan, CancellationToken cancellation)
    {
        var staging = DispensedFolders.Staging(root, id, run.Job);
        try
        {
            var folder = new StagedFolder(staging, run, crash);
            folder.Begin();
            await folder.WriteTablesAsync(source, plan.Rows, cancellation);
            var copied = await folder.CopyFilesAsync(source, plan.Files.Bytes, cancellation);
            if (!copied.IsOk)
            {
                return copied;
            }

            folder.WriteCrate(files => DispensedCrate.Write(work.Crate, Manifest(id, work, plan, files), plan));
            var manifest = await folder.CompleteAsync(files => Manifest(id, work, plan, files), cancellation);
            var target = DispensedFolders.Target(root, work.Project.Id, id);

            // Asked once before anything can be seen, and decided in the transaction that delivers.
            var still = await run.ChangeAsync("dispensal.check", (session, token) => StillAsync(session, id, work.Project, token), cancellation);
            if (!still.IsOk)
            {
                return still.Error;
            }

            DispensedFolders.Publish(root, staging, target);
            crash.Reach("KP9");
            return await DeliverAsync(run, id, work.Project, target, manifest);
        }
        finally
        {
            DispensedFolders.Delete(staging);
        }
    }

    private async Task<Result> DeliverAsync(JobRun run, DispensalId id, Project project, string target, DispensalManifest manifest)
    {
        var totals = new DispensalTotals(manifest.Files.Where(IsData).Sum(file => file.Rows ?? 0), manifest.Files.Count, manifest.Files.Sum(file => file.Bytes));
        var hash = Hash.Of(ManifestJson.Write(manifest));
        var delivered = await run.FinishAsync(
            async (session, token) => await StillAsync(session, id, project, token) is { IsOk: false } refused
                ? refused.Error
                : (await session.FindAsync<ProjectDispensal, DispensalId>(id, token))!.Deliver(hash, totals, session.Now),
            CancellationToken.None);
        if (delivered.IsOk)
        {
            crash.Reach("KP10");
        }
        else
        {
            await WithdrawAsync(run, target);
        }

        return delivered;
    }

    /// <summary>Takes the folder away, but only while this attempt holds the job: a worker that lost it must not touch what another delivered.</summary>
    private Task<Result<bool>> WithdrawAsync(JobRun run, string target) => run.ChangeAsync("dispensal.withdraw", (_, _) =>
    {
        DispensedFolders.Remove(root, target);
        return Task.FromResult<Result<bool>>(true);
    }, CancellationToken.None);

    private static async Task<Result<bool>> StillAsync(IWriteSession session, DispensalId id, Project project, CancellationToken cancellation)
    {
        var ready = await DispensalRules.CheckAsync(session, project, cancellation);
        if (!ready.IsOk)
        {
            return ready.Error;
        }

        var dispensal = await session.FindAsync<ProjectDispensal, DispensalId>(id, cancellation);
        if (dispensal!.InventoryVersion != project.VersionFor(ready.Value))
        {
            return new InventoryMoved();
        }

        var withdrawals = await session.FindAsync<WithdrawalList, EnvironmentId>(project.Environment, cancellation);
        return dispensal.Plan.Withdrawn == (withdrawals?.All.Hash ?? "") ? true : new WithdrawalsMoved();
    }

    private static bool IsData(ManifestFile file) => file.Path.EndsWith(".data.csv", StringComparison.Ordinal) && !file.Path.Contains('/', StringComparison.Ordinal);

    private static DispensalManifest Manifest(DispensalId id, Work work, DispensalPlan plan, IReadOnlyList<ManifestFile> files) => new(
        DispensalManifest.CurrentFormat,
        work.Project.Id.Value,
        id.Value,
        new ManifestRequest(work.Project.Request.Value, work.Project.Reference, work.Request.Number, work.Request.Hash),
        new ManifestInventory(work.Version.Id.Value, work.Version.Number),
        plan.CohortHash,
        plan.Hash,
        files);

    private sealed record Work(Project Project, RequestVersion Request, InventoryVersion Version, InventoryVersion ApprovedOn, StoredKeys Withdrawn, CrateFacts Crate);
}
