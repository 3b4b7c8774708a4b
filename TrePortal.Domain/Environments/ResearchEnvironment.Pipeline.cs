using TrePortal.Domain.Kernel;
using static TrePortal.Domain.Environments.EnvironmentAction;

namespace TrePortal.Domain.Environments;

// The review steps and who sits on them.
public sealed partial class ResearchEnvironment
{
    public const int MostSteps = 50;

    public const int MostReviewers = 200;

    public Result AddStep(Actor actor, StepDraft step, DateTimeOffset now) => May(actor, EditPipeline, now).Then(() =>
    {
        var problems = step.Problems().ToList();
        if (_steps.Exists(other => other.Id == step.Id))
        {
            problems.Add(new FieldProblem(nameof(step.Id), "duplicate", "There is a step with this id already."));
        }

        if (problems.Count > 0)
        {
            return new Invalid(problems);
        }

        if (_steps.Count >= MostSteps)
        {
            return new Invalid(nameof(Steps), "too-many", $"A pipeline has at most {MostSteps} steps.");
        }

        _steps.Add(new ReviewStep(step, _steps.Count + 1));
        return Changed(new StepAdded(Id, step.Id, step.Quorum, step.RemindAfterDays), now);
    });

    public Result RemoveStep(Actor actor, string step, DateTimeOffset now) => May(actor, EditPipeline, now).Then(() =>
    {
        if (_steps.RemoveAll(other => other.Id == step) == 0)
        {
            return new NotFound("This review step");
        }

        foreach (var (other, at) in Steps.Select((other, at) => (other, at)))
        {
            other.Order = at + 1;
        }

        return Changed(new StepRemoved(Id, step), now);
    });

    /// <param name="order">The ids of all steps, in the order they are to have.</param>
    public Result OrderSteps(Actor actor, IReadOnlyList<string> order, DateTimeOffset now) => May(actor, EditPipeline, now).Then(() =>
    {
        if (order.Count != _steps.Count || !_steps.TrueForAll(step => order.Contains(step.Id)))
        {
            return new Invalid(nameof(Steps), "order", "Name each step exactly once.");
        }

        foreach (var (id, at) in order.Select((id, at) => (id, at)))
        {
            _steps.Find(step => step.Id == id)!.Order = at + 1;
        }

        return Changed(new StepsOrdered(Id, order), now);
    });

    public Result SetReviewMode(Actor actor, ReviewMode mode, DateTimeOffset now) => May(actor, EditPipeline, now).Then(() =>
    {
        ReviewMode = mode;
        return Changed(new ReviewModeSet(Id, mode), now);
    });

    public Result SetQuorum(Actor actor, string step, int quorum, DateTimeOffset now) => May(actor, EditPipeline, now).Then(() =>
    {
        if (_steps.Find(other => other.Id == step) is not { } found)
        {
            return new NotFound("This review step");
        }

        if (quorum is < 1 or > 20)
        {
            return new Invalid(nameof(ReviewStep.Quorum), "quorum", "A step needs between 1 and 20 approvals.");
        }

        found.Restructure(quorum);
        return Changed(new StepQuorumSet(Id, step, quorum), now);
    });

    public Result DescribeStep(Actor actor, string step, string name, string description, DateTimeOffset now) => May(actor, EditStepText, now).Then(() =>
    {
        if (_steps.Find(other => other.Id == step) is not { } found)
        {
            return new NotFound("This review step");
        }

        var problems = new StepDraft(step, name, description, found.Quorum).Problems().ToList();
        if (problems.Count > 0)
        {
            return new Invalid(problems);
        }

        found.Describe(name, description);
        return Changed(new StepDescribed(Id, step), now);
    });

    /// <summary>When reviewers of the step are reminded. It decides nothing, so it is open wherever the text of the step is.</summary>
    public Result RemindAfter(Actor actor, string step, int? days, DateTimeOffset now) => May(actor, EditStepText, now).Then(() =>
    {
        if (_steps.Find(other => other.Id == step) is not { } found)
        {
            return new NotFound("This review step");
        }

        var problems = new StepDraft(step, found.Name, found.Description, found.Quorum, days).Problems().ToList();
        if (problems.Count > 0)
        {
            return new Invalid(problems);
        }

        found.RemindAfter(days);
        return Changed(new StepReminderSet(Id, step, days), now);
    });

    /// <param name="reviewer">With the organizations they belong to, because a reviewer must be an authorized user (spec.md E7).</param>
    public Result AssignReviewer(Actor actor, string step, Actor reviewer, DateTimeOffset now) => May(actor, EditReviewers, now).Then(() =>
    {
        if (_steps.Find(other => other.Id == step) is not { } found)
        {
            return new NotFound("This review step");
        }

        if (Visibility != Visibility.Public && !_authorized.Exists(entry => entry.Covers(reviewer, now)))
        {
            return new Invalid("reviewer", "not-authorized", "A reviewer must be an authorized user of the environment. Add them, or their organization, under authorized users first.");
        }

        if (found.IsReviewedBy(reviewer.Id))
        {
            return Result.Ok;
        }

        if (found.Reviewers.Count >= MostReviewers)
        {
            return new Invalid("reviewer", "too-many", $"A step has at most {MostReviewers} reviewers.");
        }

        found.Assign(reviewer.Id);
        return Changed(new ReviewerAssigned(Id, step, reviewer.Id), now);
    });

    /// <param name="isNeeded">A request waits on the step and its quorum needs the person (spec.md E7).</param>
    public Result UnassignReviewer(Actor actor, string step, PersonId person, bool isNeeded, DateTimeOffset now) => May(actor, EditReviewers, now).Then(() =>
    {
        if (_steps.Find(other => other.Id == step) is not { } found || !found.IsReviewedBy(person))
        {
            return new NotFound("This reviewer");
        }

        if (isNeeded)
        {
            return new Invalid("reviewer", "needed", "A request waits on this step and its quorum needs this reviewer. Add another reviewer first.");
        }

        found.Unassign(person);
        return Changed(new ReviewerUnassigned(Id, step, person), now);
    });
}
