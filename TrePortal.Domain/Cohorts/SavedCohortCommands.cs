using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Cohorts;

/// <summary>What a person can do with cohorts of their own. Rules live on the aggregate.</summary>
public sealed class SavedCohortCommands(IWriteDoor door, ICohortCheck check, ICurrentActor actors, NameAttempts attempts)
{
    /// <param name="handle">Of the environment.</param>
    /// <param name="name">Unique among the person's cohorts there, without regard to case.</param>
    /// <param name="json">The expression; null is everyone.</param>
    /// <param name="cancellation">Bounds waiting.</param>
    public Task<Result<SavedCohortId>> SaveAsync(string handle, string name, string? json, CancellationToken cancellation) =>
        door.RunAsync<SavedCohortId>("cohort.save", async (session, token) =>
        {
            var environment = await session.FirstAsync<ResearchEnvironment>(item => item.Handle == handle, token);
            if (environment is null || !environment.IsDiscoverableBy(session.Actor, session.Now))
            {
                return new NotFound("This environment");
            }

            session.ActingAs = "authorized user";
            var facts = await FactsAsync(environment, json, session, token);
            if (!facts.IsOk)
            {
                return facts.Error;
            }

            var saved = SavedCohort.Save(session.Actor, environment.Id, name, facts.Value, session.Now);
            if (!saved.IsOk)
            {
                return saved.Error;
            }

            if (await IsTakenAsync(session, environment.Id, saved.Value.Name, except: null, token))
            {
                return Taken();
            }

            session.Add(saved.Value);
            return saved.Value.Id;
        }, cancellation);

    public Task<Result> RenameAsync(SavedCohortId id, string name, long? version, CancellationToken cancellation) =>
        ChangeAsync("cohort.rename", id, version, async (cohort, session, token) =>
            await IsTakenAsync(session, cohort.Environment, name.Trim(), cohort.Id, token) ? Taken() : cohort.Rename(session.Actor, name, session.Now), cancellation);

    /// <summary>Saves another expression under the same name; what was there stays as an earlier revision.</summary>
    public Task<Result> ReviseAsync(SavedCohortId id, string? json, long? version, CancellationToken cancellation) =>
        ChangeAsync("cohort.revise", id, version, async (cohort, session, token) =>
        {
            var environment = await session.FindAsync<ResearchEnvironment, EnvironmentId>(cohort.Environment, token);
            if (environment is null || !environment.IsDiscoverableBy(session.Actor, session.Now))
            {
                return new NotFound("This cohort");
            }

            var facts = await FactsAsync(environment, json, session, token);
            return facts.IsOk ? cohort.Revise(session.Actor, facts.Value, session.Now) : facts.Error;
        }, cancellation);

    /// <summary>Lets somebody read it, named exactly by user name or e-mail address. The answer for an unknown one says no more than that.</summary>
    public async Task<Result> ShareAsync(SavedCohortId id, string name, long? version, CancellationToken cancellation)
    {
        var actor = await actors.GetAsync(cancellation);
        if (attempts.MayTry(actor.Id) is { IsOk: false } refused)
        {
            return refused.Error;
        }

        return await ChangeAsync("cohort.share", id, version, async (cohort, session, token) =>
            await PersonLookup.FindAsync(session, name, token) is { } person
                ? cohort.ShareWith(session.Actor, person.Id, session.Now)
                : new Invalid(nameof(SavedCohort.Readers), "unknown", "No such person. Give the exact user name or e-mail address."), cancellation);
    }

    /// <summary>Takes it back from a person; whoever it was shared with may give it back.</summary>
    public Task<Result> UnshareAsync(SavedCohortId id, PersonId person, CancellationToken cancellation) =>
        door.RunAsync("cohort.unshare", async (session, token) =>
        {
            var cohort = await session.FindAsync<SavedCohort, SavedCohortId>(id, token);
            session.ActingAs = cohort?.Owner == session.Actor.Id ? "cohort owner" : "cohort reader";
            return cohort is null ? new NotFound("This cohort") : cohort.Unshare(session.Actor, person);
        }, cancellation);

    public Task<Result> DeleteAsync(SavedCohortId id, long? version, CancellationToken cancellation) =>
        ChangeAsync("cohort.delete", id, version, (cohort, session, _) =>
        {
            var discarded = cohort.Discard(session.Actor);
            if (discarded.IsOk)
            {
                session.Remove(cohort);
            }

            return Task.FromResult(discarded);
        }, cancellation);

    private async Task<Result<CohortFacts>> FactsAsync(ResearchEnvironment environment, string? json, IWriteSession session, CancellationToken cancellation)
    {
        if (environment.ActiveVersion is not { } active || environment.Showcase is null or ShowcaseMode.None)
        {
            return new IllegalMove("This environment has nothing to explore, so there are no cohorts to keep.");
        }

        var version = await session.FindAsync<InventoryVersion, InventoryVersionId>(active, cancellation);
        return await check.CheckAsync(environment, version!, session.Actor.Id, json, cancellation);
    }

    private Task<Result> ChangeAsync(
        string command, SavedCohortId id, long? version, Func<SavedCohort, IWriteSession, CancellationToken, Task<Result>> change, CancellationToken cancellation) =>
        door.RunAsync(command, async (session, token) =>
        {
            var cohort = await session.FindAsync<SavedCohort, SavedCohortId>(id, token);
            if (cohort is null || cohort.Owner != session.Actor.Id)
            {
                return new NotFound("This cohort");
            }

            session.ActingAs = "cohort owner";
            return version is { } read && read != cohort.Version ? new Stale("the cohort") : await change(cohort, session, token);
        }, cancellation);

    private static async Task<bool> IsTakenAsync(IWriteSession session, EnvironmentId environment, string name, SavedCohortId? except, CancellationToken cancellation)
    {
        var owner = session.Actor.Id;
        var mine = await session.ListAsync<SavedCohort>(cohort => cohort.Environment == environment && cohort.Owner == owner, cancellation);
        return mine.Any(cohort => cohort.Id != except && string.Equals(cohort.Name, name, StringComparison.OrdinalIgnoreCase));
    }

    private static Invalid Taken() => new(nameof(SavedCohort.Name), "taken", "You have a cohort of this name here. Choose another name.");
}
