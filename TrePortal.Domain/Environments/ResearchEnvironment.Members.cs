using TrePortal.Domain.Kernel;
using static TrePortal.Domain.Environments.EnvironmentAction;

namespace TrePortal.Domain.Environments;

// Who may see and govern it.
public sealed partial class ResearchEnvironment
{
    private const string StaysReviewer = "reviews a step, and a reviewer must be an authorized user. Take them off the step first.";

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

        if (_admins.Count >= BulkPlan.MostAdmins)
        {
            return new Invalid(nameof(Admins), "too-many", $"An environment has at most {BulkPlan.MostAdmins} admins.");
        }

        _admins.Add(new EnvironmentAdmin(person, now));
        return Changed(new AdminAdded(Id, person), now);
    });

    /// <summary>Nobody removes themselves, and who acts has an enabled account: so an enabled admin always remains (spec.md E6).</summary>
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

    /// <summary>Authorizes one person or organization, or sets the last day of an entry that is there.</summary>
    public Result Authorize(Actor actor, PersonId? person, OrganizationId? organization, DateOnly? until, DateTimeOffset now) => May(actor, EditMembership, now).Then(() =>
    {
        var entry = new AuthorizedEntry(person, organization, until, now);
        if (_authorized.Find(other => other.Key == entry.Key) is { } there)
        {
            End(there, until, now, batch: null);
            return Result.Ok;
        }

        _authorized.Add(entry);
        return Changed(new UserAuthorized(Id, person, organization, until), now);
    });

    /// <summary>Carries out a planned list, as admins or as authorized users.</summary>
    /// <param name="lines">As <see cref="BulkPlan"/> made them in this transaction.</param>
    /// <param name="batch">Stands in each event, so that the audit log shows what belongs together.</param>
    internal Result Add(Actor actor, MemberKind kind, IReadOnlyList<BatchLine> lines, MembershipBatchId batch, DateTimeOffset now) => May(actor, EditMembership, now).Then(() =>
    {
        var present = kind == MemberKind.AuthorizedUser ? _authorized.ToDictionary(entry => entry.Key) : [];
        foreach (var line in lines)
        {
            var key = line.Key.GetValueOrDefault();
            switch (line.Change)
            {
                case BatchChange.Added when kind == MemberKind.Admin:
                    _admins.Add(new EnvironmentAdmin(new PersonId(key), now));
                    Changed(new AdminAdded(Id, new PersonId(key), batch), now);
                    break;
                case BatchChange.Added:
                    var entry = line.IsOrganization ? new AuthorizedEntry(null, new OrganizationId(key), line.Outcome.Until, now) : new AuthorizedEntry(new PersonId(key), null, line.Outcome.Until, now);
                    _authorized.Add(entry);
                    Changed(new UserAuthorized(Id, entry.Person, entry.Organization, entry.Until, batch), now);
                    break;
                case BatchChange.EndChanged:
                    End(present[key], line.Outcome.Until, now, batch);
                    break;
                default:
                    break;
            }
        }

        return Result.Ok;
    });

    /// <summary>
    /// Takes entries away, or gives them a last day. Approved requests and projects run on (spec.md E1). An entry that a
    /// reviewer needs stays (E7): its key is answered.
    /// </summary>
    /// <param name="keys">Of entries; unknown ones are passed over.</param>
    /// <param name="until">The new last day; with <paramref name="removes"/> it is not looked at.</param>
    /// <param name="removes">Take away, instead of setting the last day.</param>
    /// <param name="reviewers">Everybody who sits on a step, with their organizations.</param>
    internal IReadOnlySet<Guid> EndOrRemove(IReadOnlySet<Guid> keys, DateOnly? until, bool removes, IReadOnlyList<Actor> reviewers, DateTimeOffset now)
    {
        var endsNow = removes || until < DateOnly.FromDateTime(now.UtcDateTime);
        var needed = endsNow ? NeededByReviewers(keys, reviewers, now) : new HashSet<Guid>();
        foreach (var entry in _authorized.Where(entry => keys.Contains(entry.Key) && !needed.Contains(entry.Key)).ToList())
        {
            if (removes)
            {
                _authorized.Remove(entry);
                Changed(new UserUnauthorized(Id, entry.Person, entry.Organization), now);
            }
            else if (entry.Until != until)
            {
                End(entry, until, now, batch: null);
            }
        }

        return needed;
    }

    /// <summary>Takes one entry away, or says why it must stay.</summary>
    public Result Unauthorize(Actor actor, Guid key, IReadOnlyList<Actor> reviewers, DateTimeOffset now) => May(actor, EditMembership, now).Then(() =>
        !_authorized.Exists(entry => entry.Key == key) ? new NotFound("This entry")
        : EndOrRemove(new HashSet<Guid> { key }, null, removes: true, reviewers, now).Count > 0 ? new Invalid(nameof(Authorized), "reviewer", WhyKept(key))
        : Result.Ok);

    /// <summary>In words, why an entry must stay.</summary>
    internal string WhyKept(Guid key) => _authorized.Exists(entry => entry.Key == key && entry.Organization is not null)
        ? "A member of this organization " + StaysReviewer
        : "This person " + StaysReviewer;

    private void End(AuthorizedEntry entry, DateOnly? until, DateTimeOffset now, MembershipBatchId? batch)
    {
        var before = entry.Until;
        entry.EndOn(until);
        Changed(new AuthorizationEndSet(Id, entry.Person, entry.Organization, before, until, batch), now);
    }

    /// <summary>Those of the entries without which a reviewer who is authorized now would not be.</summary>
    private HashSet<Guid> NeededByReviewers(IReadOnlySet<Guid> keys, IReadOnlyList<Actor> reviewers, DateTimeOffset now)
    {
        if (Visibility == Visibility.Public)
        {
            return [];
        }

        var remaining = _authorized.Where(entry => !keys.Contains(entry.Key)).ToList();
        var going = _authorized.Where(entry => keys.Contains(entry.Key)).ToList();
        return [.. reviewers.Where(reviewer => !IsCovered(reviewer, remaining, now)).SelectMany(reviewer => going.Where(entry => entry.Covers(reviewer, now))).Select(entry => entry.Key)];
    }

    private static bool IsCovered(Actor person, List<AuthorizedEntry> entries, DateTimeOffset now) => entries.Exists(entry => entry.Covers(person, now));
}
