using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Domain.Requests;

/// <summary>Looks at the inventory for a request: what it would deliver, and whether it still can.</summary>
public interface IRequestInventory
{
    /// <summary>
    /// Checks cohort and collections against the environment's active version and counts them, through the disclosure
    /// rules. Problems name the field of <see cref="RequestContent"/>.
    /// </summary>
    Task<Result<SubmissionFacts>> CheckAsync(ResearchEnvironment environment, RequestContent content, string requester, CancellationToken cancellation);
}

/// <summary>Everything an owner can do to a request. Rules live on the aggregate.</summary>
public sealed class AccessRequestCommands(IWriteDoor door, IRequestInventory inventory)
{
    public Task<Result<AccessRequestId>> StartAsync(string environmentHandle, RequestContent content, CancellationToken cancellation) =>
        door.RunAsync<AccessRequestId>("request.start", async (session, token) =>
        {
            var environment = await session.FirstAsync<ResearchEnvironment>(item => item.Handle == environmentHandle, token);
            if (environment is null)
            {
                return new NotFound("This environment");
            }

            var started = AccessRequest.Start(session.Actor, environment, session.Now);
            if (!started.IsOk)
            {
                return started.Error;
            }

            session.ActingAs = "request owner";
            var edited = started.Value.Edit(session.Actor, environment, content, session.Now);
            if (!edited.IsOk)
            {
                return edited.Error;
            }

            session.Add(started.Value);
            return started.Value.Id;
        }, cancellation);

    /// <summary>Saves the working copy. Answers the new version token, so that the next save can say what it was made on.</summary>
    public Task<Result<long>> EditAsync(AccessRequestId id, RequestContent content, long? version, CancellationToken cancellation) =>
        ChangeAsync("request.edit", id, version, (request, environment, session) => request.Edit(session.Actor, environment, content, session.Now), cancellation);

    /// <summary>Names a collaborator by exact user name or e-mail address. The answer for an unknown one says no more than that.</summary>
    public Task<Result<long>> AddCollaboratorAsync(AccessRequestId id, string name, long? version, CancellationToken cancellation) =>
        WithRequestAsync("request.add-collaborator", id, version, async (request, environment, session, token) =>
        {
            if (request.RolesOf(session.Actor, environment) == RequestRole.None)
            {
                return new NotFound("This request");
            }

            var person = await PersonLookup.FindAsync(session, name, token);
            if (person is null)
            {
                return new Invalid(nameof(RequestContent.Collaborators), "unknown", "No such person. Give the exact user name or e-mail address.");
            }

            if (request.Content.Collaborators.Contains(person.Id))
            {
                return Result.Ok;
            }

            var content = request.Content with { Collaborators = [.. request.Content.Collaborators, person.Id] };
            return request.Edit(session.Actor, environment, content, session.Now);
        }, cancellation);

    public Task<Result<long>> RemoveCollaboratorAsync(AccessRequestId id, PersonId person, long? version, CancellationToken cancellation) =>
        ChangeAsync("request.remove-collaborator", id, version, (request, environment, session) => request.Edit(
            session.Actor,
            environment,
            request.Content with { Collaborators = [.. request.Content.Collaborators.Where(named => named != person)] },
            session.Now), cancellation);

    public Task<Result<long>> SubmitAsync(AccessRequestId id, long? version, CancellationToken cancellation) =>
        WithRequestAsync("request.submit", id, version, async (request, environment, session, token) =>
        {
            if ((request.RolesOf(session.Actor, environment) & RequestRole.Owner) == 0 || request.Content.Missing().Any())
            {
                return request.Submit(session.Actor, environment, SubmissionFacts.None, "", session.Now); // refuses, in the right words
            }

            var owner = await session.FindAsync<Person, PersonId>(session.Actor.Id, token);
            var facts = await inventory.CheckAsync(environment, request.Content, owner!.DisplayName, token);
            if (!facts.IsOk)
            {
                return facts.Error;
            }

            var reference = request.Reference ?? await NextReferenceAsync(session, token);
            return request.Submit(session.Actor, environment, facts.Value, reference, session.Now);
        }, cancellation);

    public Task<Result<long>> WithdrawAsync(AccessRequestId id, long? version, CancellationToken cancellation) =>
        ChangeAsync("request.withdraw", id, version, (request, environment, session) => request.Withdraw(session.Actor, environment, session.Now), cancellation);

    public Task<Result> DeleteAsync(AccessRequestId id, long? version, CancellationToken cancellation) =>
        door.RunAsync("request.delete", async (session, token) =>
        {
            var request = await session.FindAsync<AccessRequest, AccessRequestId>(id, token);
            if (request is null)
            {
                return new NotFound("This request");
            }

            var environment = await session.FindAsync<ResearchEnvironment, EnvironmentId>(request.Environment, token);
            if (request.RolesOf(session.Actor, environment!) != RequestRole.None && version is { } read && read != request.Version)
            {
                return new Stale("the request");
            }

            var result = request.Discard(session.Actor, environment!);
            if (result.IsOk)
            {
                session.ActingAs = "request owner";
                session.Remove(request);
            }

            return result;
        }, cancellation);

    private static async Task<string> NextReferenceAsync(IWriteSession session, CancellationToken cancellation)
    {
        var year = session.Now.UtcDateTime.Year;
        var number = await session.NextNumberAsync($"AR-{year}", cancellation);
        return $"AR-{year}-{number:0000}";
    }

    private Task<Result<long>> ChangeAsync(
        string command, AccessRequestId id, long? version, Func<AccessRequest, ResearchEnvironment, IWriteSession, Result> change, CancellationToken cancellation) =>
        WithRequestAsync(command, id, version, (request, environment, session, _) => Task.FromResult(change(request, environment, session)), cancellation);

    private Task<Result<long>> WithRequestAsync(
        string command, AccessRequestId id, long? version, Func<AccessRequest, ResearchEnvironment, IWriteSession, CancellationToken, Task<Result>> change, CancellationToken cancellation) =>
        door.RunAsync<long>(command, async (session, token) =>
        {
            var request = await session.FindAsync<AccessRequest, AccessRequestId>(id, token);
            if (request is null)
            {
                return new NotFound("This request");
            }

            var environment = await session.FindAsync<ResearchEnvironment, EnvironmentId>(request.Environment, token);
            if (request.RolesOf(session.Actor, environment!) == RequestRole.None)
            {
                return new NotFound("This request");
            }

            if (version is { } read && read != request.Version)
            {
                return new Stale("the request");
            }

            session.ActingAs = "request owner";
            var result = await change(request, environment!, session, token);
            return result.IsOk ? request.Version : result.Error;
        }, cancellation);
}
