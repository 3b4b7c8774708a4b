using TrePortal.Domain.Kernel;
using static TrePortal.Domain.Environments.EnvironmentAction;

namespace TrePortal.Domain.Environments;

// Who may see and govern it.
public sealed partial class ResearchEnvironment
{
    /// <param name="actor">Who asks.</param>
    /// <param name="visibility">As it is to be.</param>
    /// <param name="eligible">The reviewers who would still be authorized users then: nobody may sit on a step without being one (spec.md E7).</param>
    /// <param name="now">The time of the command.</param>
    public Result Show(Actor actor, Visibility visibility, IReadOnlySet<PersonId> eligible, DateTimeOffset now) => May(actor, EditMembership, now).Then(() =>
    {
        if (visibility == Visibility)
        {
            return Result.Ok;
        }

        var losing = visibility == Visibility.Public ? 0 : _steps.SelectMany(step => step.Reviewers).Select(reviewer => reviewer.Person).Distinct().Count(person => !eligible.Contains(person));
        if (losing > 0)
        {
            return new Invalid(nameof(Visibility), "reviewer", $"Reviewers who are authorized only because it is public: {losing}. Name them, or their organization, as authorized users first, or take them off their steps.");
        }

        var before = Visibility;
        Visibility = visibility;
        return Changed(new VisibilityChanged(Id, before, visibility), now);
    });

    /// <summary>Named, or a member of an organization named, until its last day. Says nothing of Public.</summary>
    public bool Covers(Actor person, DateTimeOffset now) => _authorized.Exists(entry => entry.Covers(person, now));

    public Result AddAdmin(Actor actor, PersonId person, DateTimeOffset now) => May(actor, EditMembership, now).Then(() =>
    {
        if (_admins.Exists(admin => admin.Person == person))
        {
            return Result.Ok;
        }

        if (_admins.Count >= 100)
        {
            return new Invalid(nameof(Admins), "too-many", "An environment has at most 100 admins.");
        }

        _admins.Add(new EnvironmentAdmin(person, now));
        return Changed(new AdminAdded(Id, person), now);
    });

    /// <summary>Nobody removes themselves, so at least one admin always remains (spec.md E6).</summary>
    public Result RemoveAdmin(Actor actor, PersonId person, DateTimeOffset now) => May(actor, EditMembership, now).Then(() =>
    {
        if (person == actor.Id)
        {
            return new Invalid(nameof(Admins), "self", "You cannot remove yourself. Another admin of the environment can.");
        }

        if (_admins.RemoveAll(admin => admin.Person == person) == 0)
        {
            return new NotFound("This admin");
        }

        return Changed(new AdminRemoved(Id, person), now);
    });

    public Result Authorize(Actor actor, PersonId? person, OrganizationId? organization, DateOnly? until, DateTimeOffset now) => May(actor, EditMembership, now).Then(() =>
    {
        var entry = new AuthorizedEntry(person, organization, until, now);
        _authorized.RemoveAll(other => other.Key == entry.Key);
        _authorized.Add(entry);
        return Changed(new UserAuthorized(Id, person, organization, until), now);
    });

    /// <summary>Takes the entry away. Approved requests and projects run on (spec.md E1).</summary>
    public Result Unauthorize(Actor actor, Guid key, DateTimeOffset now) => May(actor, EditMembership, now).Then(() =>
    {
        var entry = _authorized.Find(other => other.Key == key);
        if (entry is null)
        {
            return new NotFound("This entry");
        }

        if (entry.Person is { } person && _steps.Exists(step => step.IsReviewedBy(person)) && !IsAuthorizedWithout(entry, person))
        {
            return new Invalid(nameof(Authorized), "reviewer", "This person reviews a step, and a reviewer must be an authorized user. Take them off the step first.");
        }

        _authorized.Remove(entry);
        return Changed(new UserUnauthorized(Id, entry.Person, entry.Organization), now);
    });

    private bool IsAuthorizedWithout(AuthorizedEntry removed, PersonId person) =>
        Visibility == Visibility.Public || _authorized.Exists(entry => entry != removed && entry.Person == person);
}
