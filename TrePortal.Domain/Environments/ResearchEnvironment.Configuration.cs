using TrePortal.Domain.Kernel;
using static TrePortal.Domain.Environments.EnvironmentAction;

namespace TrePortal.Domain.Environments;

// Taking over the configuration of another environment.
public sealed partial class ResearchEnvironment
{
    /// <summary>
    /// Details, region, showcase and pipeline become those of the configuration, in Draft only. Steps of the same id keep
    /// their reviewers.
    /// </summary>
    internal Result TakeOver(Actor actor, EnvironmentConfiguration configuration, DateTimeOffset now)
    {
        var result = May(actor, EditOwnership, now)
            .Then(() => At("$.details", Describe(actor, configuration.Details, now)))
            .Then(() => configuration.Region.Trim() == Region ? Result.Ok : At("$", Move(actor, configuration.Region, now)))
            .Then(() => configuration.Showcase is { } mode && mode != Showcase ? ChooseShowcase(actor, mode, now) : Result.Ok)
            .Then(() => TakeOver(actor, configuration.Pipeline, now));
        return result;
    }

    private Result TakeOver(Actor actor, ConfiguredPipeline pipeline, DateTimeOffset now)
    {
        if (pipeline.Steps.Select(step => step.Id).Distinct(StringComparer.Ordinal).Count() < pipeline.Steps.Count)
        {
            return new Invalid("$.pipeline.steps", "duplicate", "Two steps have the same id.");
        }

        var result = Result.Ok;
        foreach (var gone in Steps.Where(step => pipeline.Steps.All(other => other.Id != step.Id)))
        {
            result = result.Then(() => RemoveStep(actor, gone.Id, now));
        }

        foreach (var (step, at) in pipeline.Steps.Select((step, at) => (step, at)))
        {
            result = result.Then(() => At($"$.pipeline.steps[{at}]", TakeOver(actor, step, now)));
        }

        var order = pipeline.Steps.Select(step => step.Id).ToList();
        return result
            .Then(() => Steps.Select(step => step.Id).SequenceEqual(order) ? Result.Ok : OrderSteps(actor, order, now))
            .Then(() => pipeline.Mode == ReviewMode ? Result.Ok : SetReviewMode(actor, pipeline.Mode, now));
    }

    private Result TakeOver(Actor actor, ConfiguredStep step, DateTimeOffset now)
    {
        if (_steps.Find(other => other.Id == step.Id) is not { } present)
        {
            return AddStep(actor, new StepDraft(step.Id, step.Name, step.Description, step.Quorum, step.RemindAfterDays), now);
        }

        var isSaidOtherwise = present.Name != step.Name.Trim() || present.Description != step.Description.Trim();
        return (isSaidOtherwise ? DescribeStep(actor, step.Id, step.Name, step.Description, now) : Result.Ok)
            .Then(() => present.Quorum == step.Quorum ? Result.Ok : SetQuorum(actor, step.Id, step.Quorum, now))
            .Then(() => present.RemindAfterDays == step.RemindAfterDays ? Result.Ok : RemindAfter(actor, step.Id, step.RemindAfterDays, now));
    }

    /// <summary>Policies that were taken over are confirmed by somebody who has looked at them.</summary>
    internal void LeaveToConfirm(bool wereConfirmed) => ArePoliciesConfirmed = wereConfirmed;

    private static Result At(string path, Result result) => result.IsOk ? result : ConfigurationProblem.At(path, result.Error);
}
