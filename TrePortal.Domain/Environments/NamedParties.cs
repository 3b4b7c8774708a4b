using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Domain.Environments;

/// <summary>Finds many names at once: some questions for a thousand names, not one for each.</summary>
internal static class NamedParties
{
    private const int AtOnce = 1000; // SQL Server takes 2,100 parameters

    public static async Task<IReadOnlyDictionary<string, NamedParty>> FindAsync(IWriteSession session, IEnumerable<string> names, CancellationToken cancellation)
    {
        var found = new Dictionary<string, NamedParty>(StringComparer.Ordinal);
        foreach (var some in names.Select(BulkPlan.Normal).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).Chunk(AtOnce))
        {
            var addresses = some.Where(name => name.Contains('@', StringComparison.Ordinal)).ToList();
            var others = some.Except(addresses).ToList();
            var handles = others.Where(name => name.StartsWith("org-", StringComparison.Ordinal)).ToList();
            foreach (var person in addresses.Count == 0 ? [] : await session.ListAsync<Person>(person => addresses.Contains(person.Email) && person.IsEnabled, cancellation))
            {
                found[person.Email] = Of(person);
            }

            foreach (var person in others.Count == 0 ? [] : await session.ListAsync<Person>(person => others.Contains(person.UserName) && person.IsEnabled, cancellation))
            {
                found[person.UserName] = Of(person);
            }

            foreach (var organization in handles.Count == 0 ? [] : await session.ListAsync<Organization>(organization => handles.Contains(organization.Handle), cancellation))
            {
                found[organization.Handle] = new NamedParty(organization.Id.Value, IsOrganization: true, organization.Handle, organization.Name);
            }
        }

        return found;
    }

    /// <summary>The people with the organizations that they belong to, as far as those are among the given ones.</summary>
    public static async Task<IReadOnlyList<Actor>> WithOrganizationsAsync(
        IWriteSession session, IReadOnlyCollection<PersonId> people, IEnumerable<OrganizationId?> organizations, CancellationToken cancellation)
    {
        var wanted = organizations.OfType<OrganizationId>().ToList();
        var found = wanted.Count == 0 || people.Count == 0 ? [] : await session.ListAsync<Organization>(organization => wanted.Contains(organization.Id), cancellation);
        var memberships = found
            .SelectMany(organization => organization.Members, (organization, member) => (member.Person, organization.Id))
            .ToLookup(pair => pair.Person, pair => new OrganizationStanding(pair.Id, IsAdmin: false, MayManageEnvironments: false));
        return [.. people.Select(person => new Actor(person, "", IsPlatformAdmin: false, [.. memberships[person]]))];
    }

    /// <summary>Everybody who sits on a step of the environment, with the organizations through which they may be authorized.</summary>
    public static Task<IReadOnlyList<Actor>> ReviewersAsync(IWriteSession session, ResearchEnvironment environment, CancellationToken cancellation) => WithOrganizationsAsync(
        session,
        [.. environment.Steps.SelectMany(step => step.Reviewers).Select(reviewer => reviewer.Person).Distinct()],
        environment.Authorized.Select(entry => entry.Organization),
        cancellation);

    private static NamedParty Of(Person person) => new(person.Id.Value, IsOrganization: false, person.UserName, person.DisplayName);
}
