using TrePortal.Domain.Cohorts;
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

    /// <summary>Participants of a request in the environment's active version, as published; empty when they cannot be counted in it.</summary>
    Task<string> CountPeopleAsync(ResearchEnvironment environment, RequestContent content, CancellationToken cancellation);
}

/// <summary>Everything that is done to a request but reviewing it. Rules live on the aggregate.</summary>
public sealed class AccessRequestCommands(IWriteDoor door, IRequestInventory inventory, ICurrentActor actors, NameAttempts attempts)
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
            var resolved = await ResolveAsync(session, started.Value, content, token);
            if (!resolved.IsOk)
            {
                return resolved.Error;
            }

            var edited = started.Value.Edit(session.Actor, environment, resolved.Value, session.Now);
            if (!edited.IsOk)
            {
                return edited.Error;
            }

            session.Add(started.Value);
            return started.Value.Id;
        }, cancellation);

    /// <summary>
    /// Saves the working copy. Answers the new version token, so that the next save can say what it was made on.
    /// Collaborators and attachments stay as they are: they come one by one. A cohort is taken from the owner's saved ones.
    /// </summary>
    public Task<Result<long>> EditAsync(AccessRequestId id, RequestContent content, long? version, CancellationToken cancellation) =>
        WithRequestAsync("request.edit", id, version, async (request, environment, session, token) =>
        {
            if (request.MayEdit(session.Actor, environment) is { IsOk: false } refused)
            {
                return refused; // may not at all, before anything is said of cohorts
            }

            var resolved = await ResolveAsync(session, request, content, token);
            return resolved.IsOk ? request.Edit(session.Actor, environment, resolved.Value, session.Now) : resolved.Error;
        }, cancellation);

    /// <summary>Names a collaborator by exact user name or e-mail address. The answer for an unknown one says no more than that.</summary>
    public async Task<Result<long>> AddCollaboratorAsync(AccessRequestId id, string name, long? version, CancellationToken cancellation)
    {
        var actor = await actors.GetAsync(cancellation);
        if (attempts.MayTry(actor.Id) is { IsOk: false } refused)
        {
            return refused.Error;
        }

        return await WithRequestAsync("request.add-collaborator", id, version, async (request, environment, session, token) =>
        {
            if (request.MayEdit(session.Actor, environment) is { IsOk: false } mayNot)
            {
                return mayNot; // before anything is said of people
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
    }

    public Task<Result<long>> RemoveCollaboratorAsync(AccessRequestId id, PersonId person, long? version, CancellationToken cancellation) =>
        ChangeAsync("request.remove-collaborator", id, version, (request, environment, session) => request.Edit(
            session.Actor,
            environment,
            request.Content with { Collaborators = [.. request.Content.Collaborators.Where(named => named != person)] },
            session.Now), cancellation);

    /// <summary>Attaches what the store has received; it comes last.</summary>
    public Task<Result<AttachmentId>> AttachAsync(AccessRequestId id, DocumentFile file, CancellationToken cancellation) =>
        door.RunAsync<AttachmentId>("request.attach", async (session, token) =>
        {
            var found = await session.RequestAsync(id, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var (request, environment) = found.Value;
            session.ActingAs = "request owner";
            var attached = new AttachedFile(EntityId.New<AttachmentId>(session.Now).Value, file.FileName, file.Kind, file.Bytes, file.Hash);
            var edited = request.Edit(session.Actor, environment, request.Content with { Attachments = [.. request.Content.Attached, attached] }, session.Now);
            if (!edited.IsOk)
            {
                return edited.Error;
            }

            session.Add(RequestAttachment.Of(request, attached));
            return new AttachmentId(attached.Id);
        }, cancellation);

    /// <summary>Takes an attachment off the working copy. Frozen versions that name it keep it.</summary>
    public Task<Result<long>> DetachAsync(AccessRequestId id, AttachmentId attachment, long? version, CancellationToken cancellation) =>
        WithRequestAsync("request.detach", id, version, async (request, environment, session, token) =>
        {
            if (request.MayEdit(session.Actor, environment) is { IsOk: false } refused)
            {
                return refused;
            }

            if (request.Content.Attached.All(file => file.Id != attachment.Value))
            {
                return new NotFound("This attachment");
            }

            var left = request.Content.Attached.Where(file => file.Id != attachment.Value).ToList();
            var edited = request.Edit(session.Actor, environment, request.Content with { Attachments = left.Count == 0 ? null : left }, session.Now);
            if (edited.IsOk && !request.Versions.Any(frozen => frozen.Content.Attached.Any(file => file.Id == attachment.Value))
                && await session.FindAsync<RequestAttachment, AttachmentId>(attachment, token) is { } row)
            {
                session.Remove(row);
            }

            return edited;
        }, cancellation);

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

    /// <summary>A TRE admin takes back what was approved, with a reason.</summary>
    public Task<Result<long>> RevokeAsync(AccessRequestId id, string reason, long? version, CancellationToken cancellation) =>
        ChangeAsync(
            "request.revoke",
            id,
            version,
            (request, environment, session) =>
            {
                session.ActingAs = "tre admin";
                return request.Revoke(session.Actor, environment, reason, session.Now);
            },
            cancellation);

    /// <summary>The owner says that the work is done, with a closing statement.</summary>
    public Task<Result<long>> CloseAsync(AccessRequestId id, string statement, long? version, CancellationToken cancellation) =>
        ChangeAsync("request.close", id, version, (request, environment, session) => request.Close(session.Actor, environment, statement, session.Now), cancellation);

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
                foreach (var attachment in await session.ListAsync<RequestAttachment>(item => item.Request == id, token))
                {
                    session.Remove(attachment);
                }

                session.Remove(request);
            }

            return result;
        }, cancellation);

    /// <summary>What was sent, with the cohort as it is saved, and collaborators and attachments as they are.</summary>
    private static async Task<Result<RequestContent>> ResolveAsync(IWriteSession session, AccessRequest request, RequestContent sent, CancellationToken cancellation)
    {
        var content = sent with { Collaborators = request.Content.Collaborators, Attachments = request.Content.Attachments };
        if (sent.Cohort is null || sent.Cohort == request.Content.Cohort)
        {
            return content;
        }

        if (sent.Cohort.SavedCohort is not { } chosen)
        {
            return content with { Cohort = CohortChoice.Everyone };
        }

        var saved = await session.FindAsync<SavedCohort, SavedCohortId>(new(chosen), cancellation);
        if (saved is null || saved.Owner != session.Actor.Id || saved.Environment != request.Environment)
        {
            return new Invalid(nameof(RequestContent.Cohort), "unknown", "This is not one of your saved cohorts of the environment.");
        }

        return saved.IsForRequests
            ? content with { Cohort = new CohortChoice(chosen, saved.Name, saved.Expression, saved.ExpressionHash) }
            : new Invalid(nameof(RequestContent.Cohort), "explore-only", "This cohort uses fields that can only be explored. Save it without them to request with it.");
    }

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
            var found = await session.RequestAsync(id, version, token);
            if (!found.IsOk)
            {
                return found.Error;
            }

            var (request, environment) = found.Value;
            session.ActingAs = "request owner";
            var result = await change(request, environment, session, token);
            return result.IsOk ? request.Version : result.Error;
        }, cancellation);
}
