using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.People;

/// <inheritdoc cref="IHoldingsQueries"/>
internal sealed class HoldingsQueries(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock) : IHoldingsQueries
{
    public async Task<Holdings?> FindAsync(Actor reader, string organization, string userName, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var found = await MemberAsync(db, organization, userName, cancellation);
        if (found is null || !(reader.IsPlatformAdmin || reader.IsOrganizationAdmin(found.Organization)))
        {
            return null;
        }

        var person = found.Member.Person;
        var administered = await AdministeredAsync(db, person, cancellation);
        var access = await AccessAsync(db, person, found.Organization, cancellation);
        var ending = access.Where(row => row.Ends).ToDictionary(row => row.Environment);
        var steps = await StepsAsync(db, person, cancellation);
        var counts = await CountsAsync(db, person, found.Organization, cancellation);
        return new Holdings(
            found.Member,
            found.Member.Level == MemberLevel.Admin && found.OtherAdmins == 0,
            [.. administered.Where(row => row.Organization == found.Organization).Select(row => new HeldEnvironment(row.Handle, row.Name, row.State.ToString(), row.Others == 0))],
            administered.Count(row => row.Organization != found.Organization),
            [.. steps.Where(row => row.Organization == found.Organization)
                .Select(row => new HeldStep(row.Handle, row.Name, row.Title, row.Reviewers - 1 < row.Quorum, ending.ContainsKey(row.Environment)))],
            steps.Count(row => row.Organization != found.Organization),
            [.. ending.Values.Where(row => row.State != EnvironmentState.Draft).Select(row => new HeldAccess(row.Handle, row.Name))],
            steps.Count(row => ending.ContainsKey(row.Environment)),
            counts.Open, counts.Approved, counts.Named, counts.Projects, counts.Works, counts.Invitations);
    }

    private static Task<Found?> MemberAsync(PortalDbContext db, string organization, string userName, CancellationToken cancellation) => (
        from row in db.Set<Organization>()
        where row.Handle == organization
        from member in row.Members
        join person in db.Set<Person>() on member.Person equals person.Id
        where person.UserName == userName
        select new Found(
            row.Id,
            new MemberRow(person.Id, person.UserName, person.DisplayName, person.Email, person.IsEnabled, member.Level, member.MayManageEnvironments),
            row.Members.Count(other => other.Level == MemberLevel.Admin && other.Person != person.Id)))
        .FirstOrDefaultAsync(cancellation);

    private static Task<List<Administered>> AdministeredAsync(PortalDbContext db, PersonId person, CancellationToken cancellation) =>
        db.Set<ResearchEnvironment>()
            .Where(row => row.Admins.Any(admin => admin.Person == person))
            .OrderBy(row => row.Name)
            .Select(row => new Administered(
                row.Organization, row.Handle, row.Name, row.State,
                row.Admins.Count(admin => admin.Person != person && db.Set<Person>().Any(other => other.Id == admin.Person && other.IsEnabled))))
            .ToListAsync(cancellation);

    /// <summary>Where the organization is authorized, and whether the person is so by nothing else.</summary>
    private async Task<List<Access>> AccessAsync(PortalDbContext db, PersonId person, OrganizationId organization, CancellationToken cancellation)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        return await db.Set<ResearchEnvironment>()
            .Where(row => row.Authorized.Any(entry => entry.Organization == organization && (entry.Until == null || entry.Until >= today)))
            .OrderBy(row => row.Name)
            .Select(row => new Access(
                row.Id, row.Handle, row.Name, row.State,
                row.Visibility != Visibility.Public && !row.Authorized.Any(entry => (entry.Until == null || entry.Until >= today)
                    && (entry.Person == person
                        || (entry.Organization != null && entry.Organization != organization
                            && db.Set<Organization>().Any(other => other.Id == entry.Organization && other.Members.Any(member => member.Person == person)))))))
            .ToListAsync(cancellation);
    }

    private static Task<List<Step>> StepsAsync(PortalDbContext db, PersonId person, CancellationToken cancellation) =>
        db.Set<ResearchEnvironment>()
            .SelectMany(
                row => EF.Property<IEnumerable<ReviewStep>>(row, "_steps").Where(step => step.Reviewers.Any(reviewer => reviewer.Person == person)),
                (row, step) => new Step(row.Id, row.Organization, row.Handle, row.Name, step.Name, step.Quorum, step.Reviewers.Count))
            .ToListAsync(cancellation);

    private static Task<Counts> CountsAsync(PortalDbContext db, PersonId person, OrganizationId organization, CancellationToken cancellation) =>
        db.Set<Person>().Where(row => row.Id == person)
            .Select(row => new Counts(
                db.Set<AccessRequest>().Count(request => request.Owner == person && (request.State == RequestState.InReview || request.State == RequestState.InRevision)),
                db.Set<AccessRequest>().Count(request => request.Owner == person && request.State == RequestState.Approved),
                db.Set<AccessRequest>().Count(request => request.Reference != null && request.Collaborators.Any(named => named.Person == person && named.Until == null)),
                db.Set<Project>().Count(project => project.Owner == person && project.State == ProjectState.Open),
                db.Set<Project>().Count(project => project.State == ProjectState.Open && project.Members.Any(member => member.Person == person)),
                db.Set<Invitation>().Count(invitation => invitation.Organization == organization && invitation.InvitedBy == person && invitation.State == InvitationState.Pending)))
            .SingleAsync(cancellation);

    private sealed record Found(OrganizationId Organization, MemberRow Member, int OtherAdmins);

    private sealed record Administered(OrganizationId Organization, string Handle, string Name, EnvironmentState State, int Others);

    private sealed record Access(EnvironmentId Environment, string Handle, string Name, EnvironmentState State, bool Ends);

    private sealed record Step(EnvironmentId Environment, OrganizationId Organization, string Handle, string Name, string Title, int Quorum, int Reviewers);

    private sealed record Counts(int Open, int Approved, int Named, int Projects, int Works, int Invitations);
}
