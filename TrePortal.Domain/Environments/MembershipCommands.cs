using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Domain.Environments;

/// <summary>Who may govern, see and review an environment. Changes of many at once answer row by row, and the good rows are kept.</summary>
public sealed class MembershipCommands(IWriteDoor door, EnvironmentCommands environments)
{
    public async Task<Result> AddAdminAsync(string handle, string name, long? version, CancellationToken cancellation) =>
        (await WithEnvironmentAsync<bool>("environment.add-admin", handle, version, EnvironmentAction.EditMembership, async (environment, session, token) =>
        {
            var person = await PersonLookup.FindAsync(session, name, token);
            var added = person is null ? PersonLookup.Unknown(name) : environment.AddAdmin(session.Actor, person.Id, session.Now);
            return added.IsOk ? true : added.Error;
        }, cancellation)).ToResult();

    public Task<Result> RemoveAdminAsync(string handle, PersonId person, long? version, CancellationToken cancellation) =>
        environments.ChangeAsync("environment.remove-admin", handle, version, (environment, session) => environment.RemoveAdmin(session.Actor, person, session.Now), cancellation);

    /// <summary>Adds a whole list, to the admins or to the authorized users, as one batch that can be undone.</summary>
    public Task<Result<BatchOutcome>> AddAsync(string handle, MemberKind kind, IReadOnlyList<AuthorizationLine> lines, CancellationToken cancellation) =>
        WithEnvironmentAsync<BatchOutcome>(kind == MemberKind.Admin ? "environment.add-admins" : "environment.authorize", handle, null, EnvironmentAction.EditMembership, async (environment, session, token) =>
        {
            if (BulkPlan.Check(lines) is { IsOk: false } refused)
            {
                return refused.Error;
            }

            var names = await NamedParties.FindAsync(session, lines.Select(line => line.Name), token);
            var present = kind == MemberKind.Admin
                ? environment.Admins.ToDictionary(admin => admin.Person.Value, _ => (DateOnly?)null)
                : environment.Authorized.ToDictionary(entry => entry.Key, entry => entry.Until);
            var planned = BulkPlan.Of(new BulkFacts(kind, session.Actor.Id, DateOnly.FromDateTime(session.Now.UtcDateTime), present, names), lines);
            var outcomes = planned.Select(line => line.Outcome).ToList();
            if (planned.All(line => line.Change == BatchChange.Nothing))
            {
                return new BatchOutcome(null, outcomes);
            }

            var batch = MembershipBatch.Of(EntityId.New<MembershipBatchId>(session.Now), environment.Id, kind, session.Actor.Id, planned, session.Now);
            var added = environment.Add(session.Actor, kind, planned, batch.Id, session.Now);
            session.Add(batch);
            return added.IsOk ? new BatchOutcome(batch.Id, outcomes) : added.Error;
        }, cancellation);

    /// <summary>Authorizes many at once.</summary>
    public async Task<Result<IReadOnlyList<LineOutcome>>> AuthorizeAsync(string handle, IReadOnlyList<AuthorizationLine> lines, CancellationToken cancellation)
    {
        var added = await AddAsync(handle, MemberKind.AuthorizedUser, lines, cancellation);
        return added.IsOk ? added.Value.Lines.ToList() : added.Error;
    }

    /// <summary>Takes a whole batch back, as far as it is still as it was added. What has become needed since is kept and named.</summary>
    public Task<Result<IReadOnlyList<LineOutcome>>> UndoAsync(string handle, MembershipBatchId id, CancellationToken cancellation) =>
        WithEnvironmentAsync<IReadOnlyList<LineOutcome>>("environment.undo-members", handle, null, EnvironmentAction.EditMembership, async (environment, session, token) =>
        {
            var batch = await session.FindAsync<MembershipBatch, MembershipBatchId>(id, token);
            if (batch is null || batch.Environment != environment.Id)
            {
                return new NotFound("This batch");
            }

            if (batch.MayUndo(session.Now) is { IsOk: false } refused)
            {
                return refused.Error;
            }

            var reviewers = batch.Kind == MemberKind.AuthorizedUser ? await NamedParties.ReviewersAsync(session, environment, token) : [];
            var outcomes = new BatchUndo(environment, session.Actor, reviewers, session.Now).Of(batch);
            batch.Undo(outcomes.Count(line => line.IsDone), outcomes.Count(line => !line.IsDone), session.Now);
            return outcomes;
        }, cancellation);

    public async Task<Result> UnauthorizeAsync(string handle, Guid key, long? version, CancellationToken cancellation) =>
        (await WithEnvironmentAsync<bool>("environment.unauthorize", handle, version, EnvironmentAction.EditMembership, async (environment, session, token) =>
        {
            var removed = environment.Unauthorize(session.Actor, key, await NamedParties.ReviewersAsync(session, environment, token), session.Now);
            return removed.IsOk ? true : removed.Error;
        }, cancellation)).ToResult();

    /// <summary>Takes several authorizations away.</summary>
    public Task<Result<IReadOnlyList<LineOutcome>>> UnauthorizeAsync(string handle, IReadOnlyList<Guid> keys, CancellationToken cancellation) =>
        EndOrRemoveAsync("environment.unauthorize", handle, keys, null, removes: true, cancellation);

    /// <summary>Sets the last day of several authorizations; null for no end.</summary>
    public Task<Result<IReadOnlyList<LineOutcome>>> EndAsync(string handle, IReadOnlyList<Guid> keys, DateOnly? until, CancellationToken cancellation) =>
        EndOrRemoveAsync("environment.end-authorization", handle, keys, until, removes: false, cancellation);

    /// <summary>Takes several admins off; nobody removes themselves.</summary>
    public Task<Result<IReadOnlyList<LineOutcome>>> RemoveAdminsAsync(string handle, IReadOnlyList<PersonId> people, CancellationToken cancellation) =>
        WithEnvironmentAsync<IReadOnlyList<LineOutcome>>("environment.remove-admin", handle, null, EnvironmentAction.EditMembership, (environment, session, _) =>
        {
            var outcomes = people.Distinct().Select((person, at) => Outcome(at, environment.RemoveAdmin(session.Actor, person, session.Now), "removed", "Removed.")).ToList();
            return Task.FromResult<Result<IReadOnlyList<LineOutcome>>>(outcomes);
        }, cancellation);

    public async Task<Result> AssignReviewerAsync(string handle, string step, string name, long? version, CancellationToken cancellation)
    {
        var assigned = await AssignAsync(handle, step, [name], version, cancellation);
        return assigned is { IsOk: true, Value: [{ IsDone: false } refused] } ? new Invalid("reviewer", refused.Code, refused.Message) : assigned.ToResult();
    }

    /// <summary>Makes several authorized users reviewers of a step.</summary>
    public Task<Result<IReadOnlyList<LineOutcome>>> AssignReviewersAsync(string handle, string step, IReadOnlyList<string> names, CancellationToken cancellation) =>
        AssignAsync(handle, step, names, null, cancellation);

    private Task<Result<IReadOnlyList<LineOutcome>>> AssignAsync(string handle, string step, IReadOnlyList<string> names, long? version, CancellationToken cancellation) =>
        WithEnvironmentAsync<IReadOnlyList<LineOutcome>>("environment.assign-reviewer", handle, version, EnvironmentAction.EditReviewers, async (environment, session, token) =>
        {
            if (!environment.Steps.Any(item => item.Id == step))
            {
                return new NotFound("This review step");
            }

            if (names.Count is 0 or > ResearchEnvironment.MostReviewers)
            {
                return new Invalid("names", "count", $"Name between 1 and {ResearchEnvironment.MostReviewers} people.");
            }

            var found = await NamedParties.FindAsync(session, names, token);
            var people = found.Values.Where(party => !party.IsOrganization).Select(party => new PersonId(party.Key)).Distinct().ToList();
            var actors = (await NamedParties.WithOrganizationsAsync(session, people, environment.Authorized.Select(entry => entry.Organization), token)).ToDictionary(actor => actor.Id.Value);
            return names.Select((name, at) => found.TryGetValue(BulkPlan.Normal(name), out var party) && !party.IsOrganization
                ? Outcome(at, environment.AssignReviewer(session.Actor, step, actors[party.Key], session.Now), "added", "Added.") with { Name = name.Trim(), DisplayName = party.DisplayName }
                : new LineOutcome(at + 1, name.Trim(), IsDone: false, "unknown", PersonLookup.Unknown(name).Message)).ToList();
        }, cancellation);

    private Task<Result<IReadOnlyList<LineOutcome>>> EndOrRemoveAsync(string command, string handle, IReadOnlyList<Guid> keys, DateOnly? until, bool removes, CancellationToken cancellation) =>
        WithEnvironmentAsync<IReadOnlyList<LineOutcome>>(command, handle, null, EnvironmentAction.EditMembership, async (environment, session, token) =>
        {
            var wanted = keys.ToHashSet();
            var there = environment.Authorized.Select(entry => entry.Key).Where(wanted.Contains).ToHashSet();
            var reviewers = await NamedParties.ReviewersAsync(session, environment, token);
            var kept = environment.EndOrRemove(wanted, until, removes, reviewers, session.Now);
            return keys.Distinct().Select((key, at) =>
                kept.Contains(key) ? new LineOutcome(at + 1, key.ToString(), IsDone: false, "reviewer", environment.WhyKept(key))
                : !there.Contains(key) ? new LineOutcome(at + 1, key.ToString(), IsDone: false, "gone", "It was not there any more.")
                : new LineOutcome(at + 1, key.ToString(), IsDone: true, removes ? "removed" : "end-changed", removes ? "Removed." : "Last day set.") { Until = until }).ToList();
        }, cancellation);

    private static LineOutcome Outcome(int at, Result result, string code, string message) => result.IsOk
        ? new LineOutcome(at + 1, "", IsDone: true, code, message)
        : new LineOutcome(at + 1, "", IsDone: false, result.Error is Invalid { Problems: [var first, ..] } ? first.Code : result.Error.Code, result.Error.Message);

    private Task<Result<T>> WithEnvironmentAsync<T>(
        string command, string handle, long? version, EnvironmentAction action,
        Func<ResearchEnvironment, IWriteSession, CancellationToken, Task<Result<T>>> change, CancellationToken cancellation) =>
        door.RunAsync<T>(command, async (session, token) =>
        {
            var found = await session.EnvironmentAsync(handle, version, token);
            return !found.IsOk ? found.Error
                : found.Value.May(session.Actor, action, session.Now) is { IsOk: false } refused ? refused.Error // before anything is said of people
                : await change(found.Value, session.As("tre admin"), token);
        }, cancellation);
}
