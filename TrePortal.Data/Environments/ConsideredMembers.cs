using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Environments;

internal sealed record ConsideredEntry(Guid Key, PersonId? Person, OrganizationId? Organization, DateOnly? Until);

internal sealed record ConsideredReviewer(string Step, string Name, int Order, int Quorum, PersonId? Person);

internal sealed record ConsideredRequest(PersonId Owner, RequestState State, string? Reference, int Projects);

/// <summary>Works out what a change of members does, from what was read of the environment.</summary>
internal sealed class ConsideredMembers(
    MembershipChange change,
    DateOnly today,
    Visibility visibility,
    IReadOnlyList<ConsideredEntry> entries,
    ILookup<PersonId, OrganizationId> organizations,
    IReadOnlyList<ConsideredReviewer> reviewers,
    IReadOnlyList<ConsideredRequest> requests)
{
    private readonly HashSet<Guid> _keys = [.. change.Entries];
    private readonly DateOnly _from = change.Until is { } last && last >= today ? last.AddDays(1) : today;

    private bool EndsNow => _from == today;

    /// <summary>Ids of everybody whose name the answer may say.</summary>
    public IEnumerable<Guid> Named() => change.Entries
        .Concat(change.Admins.Select(admin => admin.Value))
        .Concat(requests.Select(request => request.Owner.Value))
        .Concat(reviewers.Select(reviewer => reviewer.Person).OfType<PersonId>().Select(person => person.Value))
        .Distinct();

    /// <param name="names">Display names by id, of people and organizations.</param>
    /// <param name="disabled">Disabled accounts among them.</param>
    /// <param name="reader">Who considers the change.</param>
    public MembershipImpact Impact(IReadOnlyDictionary<Guid, string> names, IReadOnlySet<PersonId> disabled, PersonId reader)
    {
        string NameOf(Guid key) => names.TryGetValue(key, out var name) ? name : "";
        var kept = Kept(Going(Losing()), reader, NameOf).ToList();
        StayForReviewers();
        var losing = Losing();
        var theirs = requests.Where(request => losing.Contains(request.Owner)).ToList();
        var going = Going(losing);
        return new MembershipImpact(
            [.. change.Entries.Concat(change.Admins.Select(admin => admin.Value)).Select(NameOf).Where(name => name.Length > 0)],
            _from,
            losing.Count,
            [.. theirs.Where(request => request.State is RequestState.Draft or RequestState.InRevision).GroupBy(request => request.Owner).Select(group => new ImpactDrafts(
                NameOf(group.Key.Value),
                group.Count(request => request.State == RequestState.Draft),
                [.. group.Where(request => request.State == RequestState.InRevision).Select(request => request.Reference ?? "")])).OrderBy(drafts => drafts.Owner, StringComparer.CurrentCultureIgnoreCase)],
            [.. theirs.Where(request => request.State == RequestState.InReview).Select(request => new ImpactRequest(request.Reference ?? "", NameOf(request.Owner.Value))).OrderBy(request => request.Reference, StringComparer.Ordinal)],
            theirs.Count(request => request.State == RequestState.Approved),
            theirs.Sum(request => request.Projects),
            [.. going.GroupBy(reviewer => reviewer.Step).OrderBy(step => step.First().Order).Select(step => new ImpactStep(
                step.First().Name,
                [.. step.Select(reviewer => NameOf(reviewer.Person!.Value.Value))],
                reviewers.Count(reviewer => reviewer.Step == step.Key && reviewer.Person is { } person && !losing.Contains(person) && !disabled.Contains(person) && CoversAfter(person)),
                step.First().Quorum))],
            kept);
    }

    private List<ConsideredReviewer> Going(HashSet<PersonId> losing) => [.. reviewers.Where(reviewer => reviewer.Person is { } person && losing.Contains(person))];

    /// <summary>Entries that a reviewer needs stay when the others end at once, so nothing follows for who is covered by them.</summary>
    private void StayForReviewers()
    {
        if (EndsNow && !change.Restricts)
        {
            var needed = Going(Losing()).Select(reviewer => reviewer.Person!.Value).ToList();
            _keys.ExceptWith(entries.Where(entry => needed.Exists(person => Covers(entry, person, today))).Select(entry => entry.Key).ToList());
        }
    }

    private IEnumerable<string> Kept(List<ConsideredReviewer> going, PersonId reader, Func<Guid, string> nameOf)
    {
        if (change.Admins.Contains(reader))
        {
            yield return "You cannot remove yourself as admin. Another admin of the environment can.";
        }

        if (!EndsNow)
        {
            yield break;
        }

        foreach (var reviewer in going.DistinctBy(reviewer => reviewer.Person))
        {
            yield return $"{nameOf(reviewer.Person!.Value.Value)} reviews \"{reviewer.Name}\", and a reviewer must be an authorized user. Take them off the step first.";
        }
    }

    /// <summary>Everybody who is known here and is covered now but not after the change.</summary>
    private HashSet<PersonId> Losing()
    {
        if ((change.Entries.Count == 0 && !change.Restricts) || (visibility == Visibility.Public && !change.Restricts))
        {
            return [];
        }

        var touched = entries.Where(entry => _keys.Contains(entry.Key)).ToList();
        var organizationsTouched = touched.Select(entry => entry.Organization).OfType<OrganizationId>().ToHashSet();
        return [.. requests.Select(request => request.Owner)
            .Concat(reviewers.Select(reviewer => reviewer.Person).OfType<PersonId>())
            .Concat(touched.Select(entry => entry.Person).OfType<PersonId>())
            .Concat(organizations.Where(person => person.Any(organizationsTouched.Contains)).Select(person => person.Key))
            .Where(person => (visibility == Visibility.Public || entries.Any(entry => Covers(entry, person, today))) && !CoversAfter(person))];
    }

    private bool CoversAfter(PersonId person) => (visibility == Visibility.Public && !change.Restricts) || entries.Any(entry => !_keys.Contains(entry.Key) && Covers(entry, person, _from));

    private bool Covers(ConsideredEntry entry, PersonId person, DateOnly day) =>
        (entry.Until is not { } last || day <= last)
        && (entry.Person == person || (entry.Organization is { } organization && organizations[person].Contains(organization)));
}
