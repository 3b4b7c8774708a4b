using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Data.Environments;

/// <inheritdoc cref="IPipelineQueries"/>
internal sealed class PipelineQueries(IDbContextFactory<PortalDbContext> contexts, IEnvironmentAdminQueries environments, TimeProvider clock) : IPipelineQueries
{
    private const int MostCollaborators = 200;

    public async Task<Result<DryRun>> DryRunAsync(string handle, Actor reader, string requester, IReadOnlyList<string> collaborators, CancellationToken cancellation)
    {
        var environment = await environments.FindAsync(handle, reader, cancellation);
        if (environment is null)
        {
            return new NotFound("This environment");
        }

        if (collaborators.Count > MostCollaborators)
        {
            return new Invalid("collaborators", "too-many", $"Name at most {MostCollaborators} collaborators.");
        }

        var found = await FindAsync(environment.Id, [requester, .. collaborators], cancellation);
        var problems = new[] { ("requester", requester) }.Concat(collaborators.Select(name => ("collaborators", name)))
            .Where(named => !found.ContainsKey(BulkPlan.Normal(named.Item2)))
            .Select(named => new FieldProblem(named.Item1, "unknown", PersonLookup.Unknown(named.Item2).Message))
            .ToList();
        if (problems.Count > 0)
        {
            return new Invalid(problems);
        }

        var (person, isAuthorized) = found[BulkPlan.Normal(requester)];
        var others = collaborators.Select(name => found[BulkPlan.Normal(name)].Person).Where(other => other.Id != person.Id).DistinctBy(other => other.Id).ToList();
        return new DryRun(person, others, isAuthorized || environment.Visibility == Visibility.Public, environment.ReviewMode,
            [.. environment.Steps.Select((step, at) => Of(step, environment.ReviewMode == ReviewMode.Sequential && at > 0 ? environment.Steps[at - 1].Name : null, person, others))]);
    }

    private static DryRunStep Of(StepForAdmin step, string? after, PersonEntry requester, List<PersonEntry> collaborators)
    {
        var reviewers = step.Reviewers
            .Select(reviewer => (Person: new PersonEntry(reviewer.Id, reviewer.UserName, reviewer.DisplayName), Reason: ReasonOf(reviewer, requester, collaborators)))
            .ToList();
        return new DryRunStep(step.Id, step.Name, step.Order, step.Quorum, after,
            [.. reviewers.Where(reviewer => reviewer.Reason is null).Select(reviewer => reviewer.Person)],
            [.. reviewers.Where(reviewer => reviewer.Reason is not null).Select(reviewer => new NotAsked(reviewer.Person, reviewer.Reason!.Value))]);
    }

    private static NotAskedReason? ReasonOf(ReviewerEntry reviewer, PersonEntry requester, List<PersonEntry> collaborators) =>
        reviewer.Id == requester.Id ? NotAskedReason.Requester
        : collaborators.Exists(other => other.Id == reviewer.Id) ? NotAskedReason.Collaborator
        : reviewer.Standing switch
        {
            ReviewerStandingToday.Disabled => NotAskedReason.Disabled,
            ReviewerStandingToday.NotAuthorized => NotAskedReason.NotAuthorized,
            _ => null,
        };

    private async Task<Dictionary<string, (PersonEntry Person, bool IsAuthorized)>> FindAsync(EnvironmentId environment, IEnumerable<string> names, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var wanted = names.Select(BulkPlan.Normal).Distinct(StringComparer.Ordinal).ToList();
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var people = await db.Set<Person>()
            .Where(person => person.IsEnabled && (wanted.Contains(person.UserName) || wanted.Contains(person.Email)))
            .Select(person => new
            {
                Entry = new PersonEntry(person.Id, person.UserName, person.DisplayName),
                person.Email,
                IsAuthorized = db.Set<ResearchEnvironment>().Any(row => row.Id == environment && row.Authorized.Any(entry => (entry.Until == null || entry.Until >= today)
                    && (entry.Person == person.Id
                        || db.Set<Organization>().Any(item => item.Id == entry.Organization && item.Members.Any(member => member.Person == person.Id))))),
            })
            .ToListAsync(cancellation);
        var found = people.ToDictionary(person => person.Entry.UserName, person => (person.Entry, person.IsAuthorized), StringComparer.Ordinal);
        foreach (var person in people)
        {
            found[person.Email] = (person.Entry, person.IsAuthorized);
        }

        return found;
    }
}
