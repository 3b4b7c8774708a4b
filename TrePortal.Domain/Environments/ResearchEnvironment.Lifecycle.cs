using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

// Publishing, maintenance, the end.
public sealed partial class ResearchEnvironment
{
    /// <param name="actor">Who asks.</param>
    /// <param name="inventory">Of the version that would be active.</param>
    /// <param name="eligible">Those of the reviewers who could decide now: <see cref="EligibleReviewers"/>.</param>
    /// <param name="now">The time of the command.</param>
    public Result Publish(Actor actor, InventoryReadiness inventory, IReadOnlySet<PersonId> eligible, DateTimeOffset now) =>
        Activate(actor, EnvironmentAction.Publish, inventory, eligible, now);

    /// <inheritdoc cref="Publish"/>
    public Result Reactivate(Actor actor, InventoryReadiness inventory, IReadOnlySet<PersonId> eligible, DateTimeOffset now) =>
        Activate(actor, EnvironmentAction.Reactivate, inventory, eligible, now);

    public Result Deactivate(Actor actor, DateTimeOffset now)
    {
        var next = EnvironmentLifecycle.Table.Next(State, EnvironmentAction.Deactivate, Governing(actor, now));
        if (!next.IsOk)
        {
            return next.Error;
        }

        State = next.Value;
        return Changed(new EnvironmentDeactivated(Id), now);
    }

    /// <summary>A draft may go; nobody outside has seen it. Under maintenance the command has looked that nothing depends on it.</summary>
    public Result Delete(Actor actor, DateTimeOffset now) => May(actor, EnvironmentAction.Delete, now).Then(() =>
        Changed(new EnvironmentDeleted(Id, Handle), now));

    /// <summary>The lines of checklist E3, for the version that would be active.</summary>
    public IReadOnlyList<ChecklistLine> Checklist(InventoryReadiness inventory, IReadOnlySet<PersonId> eligible) => PublishChecklist.Of(
        new ChecklistFacts(Details, Admins.Count, Showcase,
            [.. Steps.Select(step => new StepFacts(step.Id, step.Name, step.Quorum, step.Reviewers.Count(reviewer => eligible.Contains(reviewer.Person))))], ArePoliciesConfirmed),
        inventory);

    /// <summary>May the actor do this to the environment now? For commands of rooms above that change its parts.</summary>
    public Result May(Actor actor, EnvironmentAction action, DateTimeOffset now) =>
        EnvironmentLifecycle.Table.Next(State, action, Governing(actor, now)).Error is { } refusal
            ? new Result(refusal is IllegalMove && EnvironmentLifecycle.LockReason(State, action) is { } reason ? new IllegalMove(reason) : refusal)
            : Result.Ok;

    private Result Activate(Actor actor, EnvironmentAction action, InventoryReadiness inventory, IReadOnlySet<PersonId> eligible, DateTimeOffset now)
    {
        var next = EnvironmentLifecycle.Table.Next(State, action, Governing(actor, now));
        if (!next.IsOk)
        {
            return next.Error;
        }

        var open = Checklist(inventory, eligible).Where(line => !line.IsDone).ToList();
        if (open.Count > 0)
        {
            return new Invalid([.. open.Select(line => new FieldProblem(line.Section, line.Code, line.Open))]);
        }

        State = next.Value;
        PublishedAt ??= now;
        if (PendingVersion is { } pending)
        {
            ActiveVersion = pending;
            PendingVersion = null;
        }

        return Changed(action == EnvironmentAction.Publish
            ? new EnvironmentPublished(Id, ActiveVersion)
            : new EnvironmentReactivated(Id, ActiveVersion), now);
    }
}
