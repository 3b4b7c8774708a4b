using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Environments;

// What a change would do, asked before it is made.
internal sealed partial class MembershipQueries
{
    private const int NamesAtOnce = 1000; // SQL Server takes 2,100 parameters

    public async Task<Result<IReadOnlyList<LineOutcome>>> PreviewAsync(string handle, Actor reader, MemberKind kind, IReadOnlyList<AuthorizationLine> lines, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await PresentAsync(Mine(db, handle, reader), kind, cancellation) is not { } present)
        {
            return new NotFound("This environment");
        }

        if (BulkPlan.Check(lines) is { IsOk: false } refused)
        {
            return refused.Error;
        }

        var names = await NamesAsync(db, lines, cancellation);
        var facts = new BulkFacts(kind, reader.Id, Today(), present, names);
        return BulkPlan.Of(facts, lines).Select(line => line.Outcome).ToList();
    }

    public async Task<Result<MembershipImpact>> ImpactAsync(string handle, Actor reader, MembershipChange change, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var environment = await Mine(db, handle, reader)
            .AsSingleQuery()
            .Select(row => new
            {
                row.Id,
                row.Visibility,
                Entries = row.Authorized.Select(entry => new ConsideredEntry(entry.Key, entry.Person, entry.Organization, entry.Until)).ToList(),
            })
            .FirstOrDefaultAsync(cancellation);
        if (environment is null)
        {
            return new NotFound("This environment");
        }

        var id = environment.Id;
        var steps = await db.Set<ResearchEnvironment>().Where(row => row.Id == id)
            .SelectMany(row => EF.Property<IEnumerable<ReviewStep>>(row, "_steps"))
            .SelectMany(step => step.Reviewers.DefaultIfEmpty(), (step, reviewer) => new ConsideredReviewer(step.Id, step.Name, step.Order, step.Quorum, reviewer == null ? null : reviewer.Person))
            .ToListAsync(cancellation);
        var requests = await db.Set<AccessRequest>()
            .Where(row => row.Environment == id && (row.State == RequestState.Draft || row.State == RequestState.InReview || row.State == RequestState.InRevision || row.State == RequestState.Approved))
            .Select(row => new ConsideredRequest(row.Owner, row.State, row.Reference, db.Set<Project>().Count(project => project.Request == row.Id && project.State == ProjectState.Open)))
            .ToListAsync(cancellation);
        var organizations = environment.Entries.Select(entry => entry.Organization).OfType<OrganizationId>().ToList();
        var memberships = organizations.Count == 0 ? [] : await db.Set<Organization>().Where(row => organizations.Contains(row.Id))
            .SelectMany(row => row.Members, (row, member) => new { row.Id, member.Person }).ToListAsync(cancellation);
        var considered = new ConsideredMembers(change, Today(), environment.Visibility, environment.Entries, memberships.ToLookup(pair => pair.Person, pair => pair.Id), steps, requests);
        var named = considered.Named().Select(key => new PersonId(key)).ToList();
        var people = named.Count == 0 ? [] : await db.Set<Person>().Where(row => named.Contains(row.Id)).Select(row => new { row.Id.Value, row.DisplayName, row.IsEnabled }).ToListAsync(cancellation);
        var titles = organizations.Count == 0 ? [] : await db.Set<Organization>().Where(row => organizations.Contains(row.Id)).Select(row => new { row.Id.Value, row.Name }).ToListAsync(cancellation);
        return considered.Impact(
            people.Select(row => (row.Value, row.DisplayName)).Concat(titles.Select(row => (row.Value, row.Name))).ToDictionary(),
            people.Where(row => !row.IsEnabled).Select(row => new PersonId(row.Value)).ToHashSet(),
            reader.Id);
    }

    /// <summary>Key and last day of each entry; null when the reader does not administer the environment.</summary>
    private static async Task<Dictionary<Guid, DateOnly?>?> PresentAsync(IQueryable<ResearchEnvironment> mine, MemberKind kind, CancellationToken cancellation)
    {
        if (kind == MemberKind.Admin)
        {
            var admins = await mine.SelectMany(row => row.Admins).Select(admin => admin.Person).ToListAsync(cancellation);
            return admins.Count == 0 ? null : admins.ToDictionary(person => person.Value, _ => (DateOnly?)null); // the reader is one of them
        }

        var found = await mine.AsSingleQuery().Select(row => new { Entries = row.Authorized.Select(entry => new { entry.Key, entry.Until }).ToList() }).FirstOrDefaultAsync(cancellation);
        return found?.Entries.ToDictionary(entry => entry.Key, entry => entry.Until);
    }

    private static async Task<Dictionary<string, NamedParty>> NamesAsync(PortalDbContext db, IEnumerable<AuthorizationLine> lines, CancellationToken cancellation)
    {
        var found = new Dictionary<string, NamedParty>(StringComparer.Ordinal);
        foreach (var some in lines.Select(line => BulkPlan.Normal(line.Name)).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).Chunk(NamesAtOnce))
        {
            var names = some.ToList();
            foreach (var person in await db.Set<Person>().Where(row => row.IsEnabled && (names.Contains(row.UserName) || names.Contains(row.Email)))
                .Select(row => new { row.Id, row.UserName, row.DisplayName, row.Email }).ToListAsync(cancellation))
            {
                var party = new NamedParty(person.Id.Value, IsOrganization: false, person.UserName, person.DisplayName);
                found[person.UserName] = party;
                found[person.Email] = party;
            }

            var handles = names.Where(name => name.StartsWith("org-", StringComparison.Ordinal)).ToList();
            foreach (var organization in handles.Count == 0 ? [] : await db.Set<Organization>().Where(row => handles.Contains(row.Handle)).Select(row => new { row.Id, row.Handle, row.Name }).ToListAsync(cancellation))
            {
                found[organization.Handle] = new NamedParty(organization.Id.Value, IsOrganization: true, organization.Handle, organization.Name);
            }
        }

        return found;
    }
}
