using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

// Publishing, maintenance, the end.
public sealed partial class ResearchEnvironment
{
    public Result Publish(Actor actor, InventoryReadiness inventory, DateTimeOffset now) => Activate(actor, EnvironmentAction.Publish, inventory, now);

    public Result Reactivate(Actor actor, InventoryReadiness inventory, DateTimeOffset now) => Activate(actor, EnvironmentAction.Reactivate, inventory, now);

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

    /// <summary>A draft may go; nobody outside has seen it.</summary>
    public Result Delete(Actor actor, DateTimeOffset now) => May(actor, EnvironmentAction.Delete, now).Then(() =>
        Changed(new EnvironmentDeleted(Id, Handle), now));

    /// <summary>The lines of checklist E3, for the version that would be active.</summary>
    public IReadOnlyList<ChecklistLine> Checklist(InventoryReadiness inventory) => PublishChecklist.Of(
        new ChecklistFacts(Details, Admins.Count, Showcase, [.. Steps.Select(step => new StepFacts(step.Name, step.Quorum, step.Reviewers.Count))], ArePoliciesConfirmed), inventory);

    /// <summary>May the actor do this to the environment now? For commands of rooms above that change its parts.</summary>
    public Result May(Actor actor, EnvironmentAction action, DateTimeOffset now) =>
        new(EnvironmentLifecycle.Table.Next(State, action, Governing(actor, now)).Error);

    private Result Activate(Actor actor, EnvironmentAction action, InventoryReadiness inventory, DateTimeOffset now)
    {
        var next = EnvironmentLifecycle.Table.Next(State, action, Governing(actor, now));
        if (!next.IsOk)
        {
            return next.Error;
        }

        var open = Checklist(inventory).Where(line => !line.IsDone).ToList();
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
