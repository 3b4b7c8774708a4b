using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Domain.Environments;

/// <summary>
/// Who of those on the review steps could decide now: their account is enabled, and they are still authorized users
/// (spec.md E3, E7). A reviewer whose access has ended stays on the step and counts for nothing.
/// </summary>
public static class EligibleReviewers
{
    /// <param name="session">Of the command that asks.</param>
    /// <param name="environment">Whose steps are looked at.</param>
    /// <param name="visibility">As it is, or as it would be.</param>
    /// <param name="cancellation">Of the command.</param>
    public static async Task<IReadOnlySet<PersonId>> OfAsync(IWriteSession session, ResearchEnvironment environment, Visibility visibility, CancellationToken cancellation)
    {
        var named = environment.Steps.SelectMany(step => step.Reviewers).Select(reviewer => reviewer.Person).Distinct().ToList();
        var enabled = (await session.ListAsync<Person>(person => named.Contains(person.Id) && person.IsEnabled, cancellation)).Select(person => person.Id).ToHashSet();
        if (visibility == Visibility.Public || enabled.Count == 0)
        {
            return enabled;
        }

        var handles = environment.Authorized.Select(entry => entry.Organization).OfType<OrganizationId>().ToList();
        var organizations = handles.Count == 0 ? [] : await session.ListAsync<Organization>(organization => handles.Contains(organization.Id), cancellation);
        return enabled.Where(person => environment.Covers(Standing(person, organizations), session.Now)).ToHashSet();
    }

    private static Actor Standing(PersonId person, IReadOnlyList<Organization> organizations) => new(person, "", IsPlatformAdmin: false,
        [.. organizations.Where(organization => organization.Members.Any(member => member.Person == person)).Select(organization => new OrganizationStanding(organization.Id, IsAdmin: false, MayManageEnvironments: false))]);
}
