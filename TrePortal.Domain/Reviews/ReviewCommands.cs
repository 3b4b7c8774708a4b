using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Domain.Reviews;

/// <summary>What a reviewer can do. The rules of a decision live on the request.</summary>
public sealed class ReviewCommands(IWriteDoor door, IRequestInventory inventory)
{
    /// <summary>Decides on one step of one submitted version. Answers the state of the request after it.</summary>
    public Task<Result<RequestState>> DecideAsync(AccessRequestId id, string step, Verdict verdict, CancellationToken cancellation) =>
        door.RunAsync<RequestState>("review.decide", async (session, token) =>
        {
            var request = await session.FindAsync<AccessRequest, AccessRequestId>(id, token);
            if (request is null)
            {
                return new NotFound("This request");
            }

            var environment = await session.FindAsync<ResearchEnvironment, EnvironmentId>(request.Environment, token);
            session.ActingAs = "reviewer";
            var counted = request.StepsFor(session.Actor.Id, environment!).Any() ? await inventory.CountPeopleAsync(environment!, request.Latest!.Content, token) : "";
            var result = request.Decide(session.Actor, environment!, step, verdict, session.Now, counted);
            return result.IsOk ? request.State : result.Error;
        }, cancellation);

    /// <summary>Takes a reviewer off a step, unless a waiting request's quorum needs them (spec.md E7).</summary>
    public Task<Result> UnassignAsync(string handle, string step, PersonId person, long? version, CancellationToken cancellation) =>
        door.RunAsync("environment.unassign-reviewer", async (session, token) =>
        {
            var found = await session.EnvironmentAsync(handle, version, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var environment = found.Value;

            session.ActingAs = "tre admin";
            var id = environment.Id;
            var waiting = await session.ListAsync<AccessRequest>(item => item.Environment == id && item.State == RequestState.InReview, token);
            var remaining = environment.Steps.FirstOrDefault(item => item.Id == step)?.Reviewers.Where(reviewer => reviewer.Person != person).ToList() ?? [];
            var isNeeded = waiting.Any(request => IsNeeded(request, step, remaining));
            return environment.UnassignReviewer(session.Actor, step, person, isNeeded, session.Now);
        }, cancellation);

    private static bool IsNeeded(AccessRequest request, string step, List<StepReviewer> remaining)
    {
        if (request.CurrentSteps.FirstOrDefault(item => item.Step == step) is not { State: StepState.Open or StepState.Waiting } open)
        {
            return false;
        }

        var approvals = request.Decisions.Where(decision => decision.RequestVersion == open.RequestVersion && decision.Step == step).Select(decision => decision.Reviewer).ToHashSet();
        var eligible = remaining.Count(reviewer => !approvals.Contains(reviewer.Person) && reviewer.Person != request.Owner
            && request.Collaborators.All(collaborator => collaborator.Person != reviewer.Person));
        return approvals.Count + eligible < open.Quorum;
    }
}
