using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Domain.Environments;

/// <summary>Matches the people of a configuration with those of this portal, line by line; nobody who is there is removed.</summary>
internal sealed class PeopleTaker(IWriteSession session, ResearchEnvironment environment)
{
    private readonly List<ConfigurationLine> _lines = [];
    private Dictionary<string, Person> _people = [];
    private Dictionary<string, Organization> _organizations = [];

    public async Task<IReadOnlyList<ConfigurationLine>> TakeAsync(ConfiguredPeople wanted, CancellationToken cancellation)
    {
        var names = wanted.Admins.Concat(wanted.AuthorizedUsers.Select(entry => entry.Name)).Concat(wanted.Reviewers.Select(reviewer => reviewer.Name)).Select(name => name.Trim()).Distinct().ToList();
        _people = (await session.ListAsync<Person>(person => names.Contains(person.UserName) && person.IsEnabled, cancellation)).ToDictionary(person => person.UserName, StringComparer.OrdinalIgnoreCase);
        _organizations = (await session.ListAsync<Organization>(organization => names.Contains(organization.Handle), cancellation)).ToDictionary(organization => organization.Handle, StringComparer.OrdinalIgnoreCase);
        var (actor, now) = (session.Actor, session.Now);
        Each("admins", wanted.Admins, name => name, name =>
            Person(name) is { } person ? environment.AddAdmin(actor, person.Id, now) : Unknown);
        Each("authorizedUsers", wanted.AuthorizedUsers, entry => entry.Name, entry =>
            _organizations.GetValueOrDefault(entry.Name.Trim()) is { } organization ? environment.Authorize(actor, null, organization.Id, entry.Until, now)
            : Person(entry.Name) is { } person ? environment.Authorize(actor, person.Id, null, entry.Until, now)
            : Unknown);
        var member = await StandingsAsync(wanted, cancellation);
        Each("reviewers", wanted.Reviewers, reviewer => reviewer.Name, reviewer =>
            Person(reviewer.Name) is { } person ? environment.AssignReviewer(actor, reviewer.Step, member(person), now) : Unknown);
        return _lines;
    }

    private static Result Unknown => new Invalid("name", "unknown", "Nobody on this portal has this user name, and no organization this handle.");

    private Person? Person(string name) => _people.GetValueOrDefault(name.Trim());

    private void Each<T>(string member, IReadOnlyList<T> items, Func<T, string> nameOf, Func<T, Result> take)
    {
        foreach (var (item, at) in items.Select((item, at) => (item, at)))
        {
            var result = take(item);
            _lines.Add(new($"$.people.{member}[{at}]", nameOf(item), result.IsOk, result.Error?.Message ?? ""));
        }
    }

    // A reviewer may be an authorized user by an organization.
    private async Task<Func<Person, Actor>> StandingsAsync(ConfiguredPeople wanted, CancellationToken cancellation)
    {
        var ids = wanted.Reviewers.Select(reviewer => Person(reviewer.Name)?.Id).OfType<PersonId>().Distinct().ToList();
        IReadOnlyList<Organization> organizations = ids.Count == 0 ? [] : await session.ListAsync<Organization>(organization => organization.Members.Any(member => ids.Contains(member.Person)), cancellation);
        return person => new Actor(person.Id, person.UserName, person.IsPlatformAdmin,
            [.. organizations.Where(organization => organization.Members.Any(member => member.Person == person.Id)).Select(organization => new OrganizationStanding(organization.Id, IsAdmin: false, MayManageEnvironments: false))]);
    }
}
