using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Requests;

// How long what was approved may be worked with, and who ends it.
public sealed partial class AccessRequest
{
    /// <summary>A TRE admin takes back what was approved, for good: the doors of its projects shut with this transaction.</summary>
    public Result Revoke(Actor actor, ResearchEnvironment environment, string reason, DateTimeOffset now)
    {
        var ended = End(RequestAction.Revoke, actor, environment, reason, now);
        if (ended.IsOk)
        {
            Record(new RequestRevoked(Id, Environment, Reference!));
        }

        return ended;
    }

    /// <summary>The owner says that the work is done, for good: the doors of its projects shut with this transaction.</summary>
    public Result Close(Actor actor, ResearchEnvironment environment, string statement, DateTimeOffset now)
    {
        var ended = End(RequestAction.Close, actor, environment, statement, now);
        if (ended.IsOk)
        {
            Record(new RequestClosed(Id, Environment, Reference!));
        }

        return ended;
    }

    private Result End(RequestAction action, Actor actor, ResearchEnvironment environment, string words, DateTimeOffset now)
    {
        var next = RequestLifecycle.Table.Next(State, action, RolesOf(actor, environment));
        if (!next.IsOk)
        {
            return next.Error;
        }

        if (RequestEnding.ProblemWith(words, action) is { } problem)
        {
            return problem;
        }

        State = next.Value;
        UpdatedAt = now;
        Ending = new RequestEnding(actor.Id, now, words);
        return Result.Ok;
    }

    /// <summary>When access to what was approved ends, by the policies as they are now; null when it does not.</summary>
    public DateTimeOffset? EndOfAccess(Policies policies) => ApprovedAt is { } approved ? policies.EndOfAccess(approved) : null;

    /// <summary>
    /// Moves between Approved and Expired as the access term has it now. Nothing happens while the state is right. Doors
    /// of projects look at the term itself, so they do not wait for this.
    /// </summary>
    public Result KeepTerm(Actor actor, ResearchEnvironment environment, DateTimeOffset now)
    {
        var end = EndOfAccess(environment.Policies);
        var isOver = end <= now;
        var action = isOver ? RequestAction.Expire : RequestAction.Resume;
        if (State != (isOver ? RequestState.Approved : RequestState.Expired))
        {
            return Result.Ok;
        }

        var next = RequestLifecycle.Table.Next(State, action, RolesOf(actor, environment));
        if (!next.IsOk)
        {
            return next.Error;
        }

        State = next.Value;
        UpdatedAt = now;
        Record(isOver ? new RequestExpired(Id, Environment, Reference!, end!.Value) : new RequestResumed(Id, Environment, Reference!, end));
        return Result.Ok;
    }

    /// <summary>
    /// A TRE admin gives the request to one of its collaborators, because its owner has left. Who owned it before has no
    /// part in it any more, and never reviews it.
    /// </summary>
    public Result PassOwnership(Actor actor, ResearchEnvironment environment, PersonId to, string reason, DateTimeOffset now)
    {
        var next = RequestLifecycle.Table.Next(State, RequestAction.PassOwnership, RolesOf(actor, environment));
        if (!next.IsOk)
        {
            return next.Error;
        }

        if (WrittenText.ProblemWith(nameof(reason), reason, RequestEnding.MostCharacters, "Say why: everybody on the request reads it.") is { } problem)
        {
            return problem;
        }

        if (to == actor.Id)
        {
            return new Forbidden("You cannot pass a request to yourself. Another admin of the environment can.");
        }

        if (!_collaborators.Exists(named => named.Person == to && named.Until is null))
        {
            return new Invalid(nameof(to), "not-a-collaborator", "Ownership passes to a collaborator who is named on the request.");
        }

        var before = Owner;
        Content = Content with { Collaborators = [.. Content.Collaborators.Where(person => person != to)] };
        NameCollaborators(Content.Collaborators, now);
        var left = new RequestCollaborator(before, now);
        left.End(now);
        _collaborators.Add(left);
        Owner = to;
        UpdatedAt = now;
        _passings.Add(new OwnershipPassing(_passings.Count + 1, before, to, actor.Id, reason, now));
        Record(new OwnershipPassed(Id, Environment, Reference!, before, to));
        return Result.Ok;
    }
}
