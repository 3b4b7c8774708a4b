using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;

namespace TrePortal.Domain.Dispensal;

public readonly record struct DispensalId(Guid Value) : IEntityId<DispensalId>
{
    public static DispensalId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>
/// One delivery of approved data into a project: bound to the hash of the request's approved version and to the inventory
/// version that was active when it started. Nothing of it shows before it is delivered, and then all of it.
/// </summary>
public sealed class ProjectDispensal : AggregateRoot
{
    private ProjectDispensal()
    {
    }

    public DispensalId Id { get; private set; }

    public ProjectId Project { get; private set; }

    public EnvironmentId Environment { get; private set; }

    /// <summary>Hash of the approved request version.</summary>
    public string RequestHash { get; private set; } = "";

    public DispensalState State { get; private set; }

    /// <summary>The job that does, or last did, the work.</summary>
    public JobId Job { get; private set; }

    public PersonId AskedBy { get; private set; }

    public DateTimeOffset AskedAt { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The version that was active when it started; null before.</summary>
    public InventoryVersionId? InventoryVersion { get; private set; }

    public int InventoryNumber { get; private set; }

    /// <summary>What will be written; stored before the first byte is.</summary>
    public DispensalPlan Plan { get; private set; } = DispensalPlan.None;

    /// <summary>SHA-256 of the delivered manifest; null before.</summary>
    public string? ManifestHash { get; private set; }

    public DispensalTotals Totals { get; private set; } = DispensalTotals.None;

    /// <summary>A member asked for it to stop, and the worker has not stopped yet.</summary>
    public bool IsStopping { get; private set; }

    public string? FailureCode { get; private set; }

    public string? FailureReason { get; private set; }

    /// <summary>The last comparison of all files with the manifest; null when there was none.</summary>
    public DispensalVerification? Verified { get; private set; }

    public static ProjectDispensal Queue(Project project, Actor actor, DateTimeOffset now)
    {
        var dispensal = new ProjectDispensal
        {
            Id = EntityId.New<DispensalId>(now),
            Project = project.Id,
            Environment = project.Environment,
            RequestHash = project.RequestHash,
            AskedBy = actor.Id,
            AskedAt = now,
            State = DispensalLifecycle.Table.Initial,
        };
        dispensal.Record(new DispensalAsked(dispensal.Id, project.Id, project.Environment, project.RequestHash));
        return dispensal;
    }

    public static DispensalRole RolesOf(ProjectRole project) =>
        ((project & (ProjectRole.Owner | ProjectRole.Member)) != 0 ? DispensalRole.Member : DispensalRole.None)
        | ((project & ProjectRole.TreAdmin) != 0 ? DispensalRole.TreAdmin : DispensalRole.None);

    public IEnumerable<DispensalAction> ActionsFor(ProjectRole project) =>
        IsStopping ? [] : DispensalLifecycle.Table.ActionsFrom(State, RolesOf(project));

    public void RunsAs(JobId job) => Job = job;

    /// <summary>A worker begins, or begins again after a crash. The inventory version is fixed here, once.</summary>
    public Result Start(InventoryVersion active, DateTimeOffset now)
    {
        var next = DispensalLifecycle.Table.Next(State, DispensalAction.Start, DispensalRole.Robot);
        if (!next.IsOk)
        {
            return next.Error;
        }

        if (InventoryVersion is { } before && before != active.Id)
        {
            return new InventoryMoved();
        }

        State = next.Value;
        if (InventoryVersion is null)
        {
            InventoryVersion = active.Id;
            InventoryNumber = active.Number;
            StartedAt = now;
            Record(new DispensalStarted(Id, Project, Environment, active.Id, active.Number));
        }

        return Result.Ok;
    }

    /// <summary>
    /// Keeps the plan. A second attempt must come to the same one, for nothing that it follows from can change, except the
    /// list of withdrawn participants: then the newer plan is the one to follow.
    /// </summary>
    public Result Keep(DispensalPlan plan)
    {
        if (State != DispensalState.Running)
        {
            return new IllegalMove("Only a running dispensal has a plan to keep.");
        }

        if (Plan != DispensalPlan.None && Plan.Withdrawn == plan.Withdrawn)
        {
            return Plan.Hash == plan.Hash ? Result.Ok : new PlanDiffers();
        }

        Plan = plan;
        Record(new DispensalPlanned(Id, Project, Environment, plan.Hash));
        return Result.Ok;
    }

    public Result Deliver(string manifestHash, DispensalTotals totals, DateTimeOffset now)
    {
        var next = DispensalLifecycle.Table.Next(State, DispensalAction.Deliver, DispensalRole.Robot);
        if (!next.IsOk)
        {
            return next.Error;
        }

        State = next.Value;
        ManifestHash = manifestHash;
        Totals = totals;
        EndedAt = now;
        IsStopping = false;
        Record(new DispensalDelivered(Id, Project, Environment, Plan.Hash, manifestHash, totals));
        return Result.Ok;
    }

    public Result Fail(Error reason, DateTimeOffset now)
    {
        var next = DispensalLifecycle.Table.Next(State, DispensalAction.Fail, DispensalRole.Robot);
        if (!next.IsOk)
        {
            return next.Error;
        }

        End(next.Value, now);
        FailureCode = reason.Code;
        FailureReason = reason.Message;
        Record(new DispensalFailed(Id, Project, Environment, reason.Code));
        return Result.Ok;
    }

    /// <summary>A member wants it to stop. It stops between two blocks; then <see cref="Stop"/> says so.</summary>
    public Result AskToStop(ProjectRole project)
    {
        var next = DispensalLifecycle.Table.Next(State, DispensalAction.Cancel, RolesOf(project));
        if (next.IsOk && !IsStopping)
        {
            IsStopping = true;
            Record(new DispensalCancelAsked(Id, Project, Environment));
        }

        return new Result(next.Error);
    }

    /// <summary>It has stopped.</summary>
    public Result Stop(DateTimeOffset now)
    {
        var next = DispensalLifecycle.Table.Next(State, DispensalAction.Cancel, DispensalRole.Robot);
        if (!next.IsOk)
        {
            return next.Error;
        }

        End(next.Value, now);
        Record(new DispensalCancelled(Id, Project, Environment));
        return Result.Ok;
    }

    /// <summary>Once more from the beginning, with the version that is active then.</summary>
    public Result Retry(ProjectRole project, DateTimeOffset now)
    {
        var next = DispensalLifecycle.Table.Next(State, DispensalAction.Retry, RolesOf(project));
        if (!next.IsOk)
        {
            return next.Error;
        }

        State = next.Value;
        (InventoryVersion, InventoryNumber, Plan) = (null, 0, DispensalPlan.None);
        (StartedAt, EndedAt, AskedAt) = (null, null, now);
        (FailureCode, FailureReason, IsStopping) = (null, null, false);
        Record(new DispensalRetried(Id, Project, Environment));
        return Result.Ok;
    }

    public Result RecordVerification(DispensalVerification outcome)
    {
        if (State != DispensalState.Delivered)
        {
            return new IllegalMove("Only delivered files can be verified.");
        }

        Verified = outcome;
        Record(new DispensalVerified(Id, Project, Environment, outcome.IsIntact, outcome.Files, outcome.Problems));
        return Result.Ok;
    }

    private void End(DispensalState state, DateTimeOffset now)
    {
        State = state;
        EndedAt = now;
        IsStopping = false;
    }
}

/// <summary>How much was delivered.</summary>
/// <param name="Rows">Of all tables together.</param>
/// <param name="Files">Tables, dictionaries and bulk files; the manifest is not counted.</param>
/// <param name="Bytes">Of these files.</param>
public sealed record DispensalTotals(long Rows, long Files, long Bytes)
{
    public static DispensalTotals None { get; } = new(0, 0, 0);
}

/// <summary>The outcome of comparing every file with the manifest.</summary>
/// <param name="Problems">Files that are missing, changed or not in the manifest.</param>
public sealed record DispensalVerification(DateTimeOffset At, long Files, long Bytes, int Problems)
{
    public bool IsIntact => Problems == 0;
}

/// <summary>A newer inventory version became active between start and end.</summary>
public sealed record InventoryMoved() : Error("inventory-moved", "A newer inventory version became active while the data were being dispensed. Retry to receive the newer version.");

/// <summary>Somebody withdrew between start and end.</summary>
public sealed record WithdrawalsMoved() : Error("withdrawals-moved", "The list of withdrawn participants changed while the data were being dispensed. Retry to receive the data without them.");

/// <summary>Two attempts did not come to the same plan: something changed that never changes.</summary>
public sealed record PlanDiffers() : Error("plan-differs", "The inventory on disk no longer matches what was planned. Tell the environment's contact; nothing was delivered.");
