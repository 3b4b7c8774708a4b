using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Domain.Requests;

namespace TrePortal.Domain.Reviews;

/// <summary>What a reviewer can do. The rules of a decision live on the request.</summary>
public sealed class ReviewCommands(IWriteDoor door, IRequestInventory inventory)
{
    /// <summary>Decides on one step of one submitted version. Answers the state of the request after it.</summary>
    public Task<Result<RequestState>> DecideAsync(AccessRequestId id, string step, Verdict verdict, CancellationToken cancellation) =>
        door.RunAsync<RequestState>("review.decide", async (session, token) =>
        {
            var found = await session.RequestAsync(id, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var (request, environment) = found.Value;
            session.ActingAs = "reviewer";
            var counted = request.StepsFor(session.Actor.Id, environment).Any() ? await inventory.CountPeopleAsync(environment, request.Latest!.Content, token) : "";
            var result = request.Decide(session.Actor, environment, step, verdict, session.Now, counted);
            return result.IsOk ? request.State : result.Error;
        }, cancellation);

    /// <summary>Steps back from a request because of a conflict of interest. TRE admins are told when a quorum is out of reach then.</summary>
    /// <param name="reason">For the other reviewers and the admins; may be empty.</param>
    public Task<Result> RecuseAsync(AccessRequestId id, string reason, CancellationToken cancellation) =>
        AsReviewerAsync("review.recuse", id, (request, environment, session) => Task.FromResult(request.Recuse(session.Actor, environment, reason, session.Now)), cancellation);

    /// <summary>Gives one's place on a step to another reviewer of the environment.</summary>
    public Task<Result> HandOverAsync(AccessRequestId id, string step, PersonId to, CancellationToken cancellation) =>
        AsReviewerAsync("review.hand-over", id, async (request, environment, session) =>
        {
            var isEnabled = await session.FindAsync<Person, PersonId>(to, cancellation) is { IsEnabled: true };
            var people = isEnabled ? await NamedParties.WithOrganizationsAsync(session, [to], environment.Authorized.Select(entry => entry.Organization), cancellation) : [];
            return request.HandOver(session.Actor, environment, step, people.SingleOrDefault(), session.Now);
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
            var isNeeded = waiting.Any(request => request.CurrentSteps.Any(item =>
                item.Step == step && item.State is StepState.Open or StepState.Waiting && !request.IsInReach(item, environment, person)));
            return environment.UnassignReviewer(session.Actor, step, person, isNeeded, session.Now);
        }, cancellation);

    private Task<Result> AsReviewerAsync(string command, AccessRequestId id, Func<AccessRequest, ResearchEnvironment, IWriteSession, Task<Result>> act, CancellationToken cancellation) =>
        door.RunAsync(command, async (session, token) =>
        {
            var found = await session.RequestAsync(id, token);
            session.ActingAs = "reviewer";
            return found.IsOk ? await act(found.Value.Request, found.Value.Environment, session) : found.Error;
        }, cancellation);
}
