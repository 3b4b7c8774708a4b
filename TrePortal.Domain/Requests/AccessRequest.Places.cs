using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Requests;

// Reviewers who cannot, or should not, decide themselves (spec.md W4).
public sealed partial class AccessRequest
{
    private ReviewPlaces Places => new(
        [.. _recusals.Select(recusal => recusal.Reviewer)],
        [.. _handOvers.OrderBy(place => place.At).Select(place => new HandedPlace(place.Step, place.From, place.To, place.Origin))]);

    /// <summary>A reviewer who has something to decide steps back from this request, for good.</summary>
    public Result Recuse(Actor actor, ResearchEnvironment environment, string reason, DateTimeOffset now)
    {
        var next = RequestLifecycle.Table.Next(State, RequestAction.Recuse, RolesOf(actor, environment));
        if (!next.IsOk)
        {
            return next.Error;
        }

        if (!StepsFor(actor.Id, environment).Any())
        {
            return new IllegalMove("You have nothing left to decide on this request.");
        }

        if (WrittenText.Problems(nameof(reason), reason, RequestRecusal.MostCharacters).ToList() is { Count: > 0 } problems)
        {
            return new Invalid(problems);
        }

        _recusals.Add(new RequestRecusal(actor.Id, reason, now));
        UpdatedAt = now;
        Record(new ReviewerRecused(Id, Environment, Reference!, Latest!.Number));
        foreach (var step in CurrentSteps.Where(step => step.State is StepState.Open or StepState.Waiting && !IsInReach(step, environment)))
        {
            Record(new QuorumOutOfReach(Id, Environment, Reference!, Latest.Number, step.Step));
        }

        return Result.Ok;
    }

    /// <summary>A reviewer gives their place on a step to another reviewer of the environment.</summary>
    /// <param name="to">With the organizations they belong to, because a reviewer must be an authorized user; null for nobody who could.</param>
    public Result HandOver(Actor actor, ResearchEnvironment environment, string step, Actor? to, DateTimeOffset now)
    {
        var next = RequestLifecycle.Table.Next(State, RequestAction.HandOver, RolesOf(actor, environment));
        if (!next.IsOk)
        {
            return next.Error;
        }

        if (!StepsFor(actor.Id, environment).Any(item => item.Step == step))
        {
            return new NotFound("This review step");
        }

        var standing = ReviewerStanding.Of(environment);
        if (to is null || (environment.RolesOf(to, now) & EnvironmentRole.AuthorizedUser) == 0 || !Parties.MayTake(to.Id, step, standing))
        {
            return new Invalid("to", "not-eligible", "This person cannot take your place: it takes another reviewer of the environment who has nothing to do with the request and is not on the step already.");
        }

        _handOvers.Add(new RequestHandOver(step, actor.Id, to.Id, Places.OriginOf(step, actor.Id, standing), now));
        UpdatedAt = now;
        Record(new PlaceHandedOver(Id, Environment, Reference!, Latest!.Number, step, to.Id, _handOvers[^1].Origin));
        return Result.Ok;
    }

    /// <summary>Everybody who sits on the steps that are wanted.</summary>
    public IEnumerable<PersonId> ReviewersOf(ResearchEnvironment environment, Func<string, bool> isWanted)
    {
        var (standing, places) = (ReviewerStanding.Of(environment), Places);
        return environment.Steps.Select(step => step.Id).Where(isWanted).SelectMany(step => places.Of(step, standing)).Distinct();
    }

    /// <summary>Whether a step's quorum can still be reached, by approvals there are and reviewers who are left.</summary>
    /// <param name="step">Of the latest version.</param>
    /// <param name="environment">As it is, or as it would be without a reviewer.</param>
    /// <param name="without">A reviewer who would be taken off; null for none.</param>
    public bool IsInReach(RequestStep step, ResearchEnvironment environment, PersonId? without = null)
    {
        var standing = ReviewerStanding.Of(environment);
        var left = without is { } gone ? standing with { Assigned = [.. standing.Assigned.Where(place => place != new AssignedPlace(step.Step, gone))] } : standing;
        var parties = Parties;
        var undecided = parties.Places.Of(step.Step, left).Count(person => !HasDecided(step, person) && !parties.Includes(person));
        return Approvals(step) + undecided >= step.Quorum;
    }
}
