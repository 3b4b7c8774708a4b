using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Data.People;

/// <inheritdoc cref="IPeopleQueries"/>
internal sealed class PeopleQueries(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock) : IPeopleQueries
{
    public async Task<Me> MeAsync(Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var person = await db.Set<Person>().Where(row => row.Id == reader.Id).Select(row => new { row.DisplayName, row.Email }).SingleAsync(cancellation);
        var own = reader.Organizations.Select(standing => standing.Organization).ToList();
        var names = await db.Set<Organization>().Where(row => own.Contains(row.Id)).Select(row => new { row.Id, row.Handle, row.Name }).ToListAsync(cancellation);
        var memberships =
            from standing in reader.Organizations
            join name in names on standing.Organization equals name.Id
            orderby name.Name
            select new MyMembership(name.Handle, name.Name, standing.IsAdmin ? MemberLevel.Admin : MemberLevel.Member, standing.MayManageEnvironments);
        return new Me(reader.Id, reader.UserName, person.DisplayName, person.Email, reader.IsPlatformAdmin, [.. memberships]);
    }

    public async Task<Page<PersonRow>> ListPeopleAsync(Actor reader, string? search, PageRequest page, CancellationToken cancellation)
    {
        if (!reader.IsPlatformAdmin)
        {
            return new([], null);
        }

        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var people = db.Set<Person>().AsQueryable();
        if (!string.IsNullOrWhiteSpace(search))
        {
            var pattern = LikePattern.Containing(search.Trim());
            people = people.Where(row =>
                EF.Functions.Like(row.UserName, pattern, LikePattern.Escape)
                || EF.Functions.Like(row.DisplayName, pattern, LikePattern.Escape)
                || EF.Functions.Like(row.Email, pattern, LikePattern.Escape));
        }

        if (page.After is { Parts: [var last] })
        {
#pragma warning disable CA1309, CA1310 // translated to SQL: the database's own order, the same as in OrderBy
            people = people.Where(row => string.Compare(row.UserName, last) > 0);
#pragma warning restore CA1309, CA1310
        }

        var rows = await people.OrderBy(row => row.UserName).Take(page.Limit + 1).Select(Row).ToListAsync(cancellation);
        return page.Cut(rows, row => new Cursor(row.UserName));
    }

    public async Task<PersonRow?> FindPersonAsync(Actor reader, PersonId id, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return reader.IsPlatformAdmin ? await db.Set<Person>().Where(row => row.Id == id).Select(Row).FirstOrDefaultAsync(cancellation) : null;
    }

    public async Task<IReadOnlyList<OrganizationRow>> ListOrganizationsAsync(Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await Visible(db, reader)
            .OrderBy(row => row.Name).ThenBy(row => row.Handle)
            .Select(row => new OrganizationRow(row.Id, row.Handle, row.Name, row.Members.Count))
            .ToListAsync(cancellation);
    }

    public async Task<OrganizationDetails?> FindOrganizationAsync(Actor reader, string handle, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var now = clock.GetUtcNow();
        var found = await Visible(db, reader).Where(row => row.Handle == handle)
            .Select(row => new
            {
                row.Id,
                row.Name,
                row.Version,
                Members = row.Members.Count,
                Admins = row.Members.Count(member => member.Level == MemberLevel.Admin),
                Managers = row.Members.Count(member => member.MayManageEnvironments),
                Invitations = db.Set<Invitation>().Count(invitation => invitation.Organization == row.Id && invitation.State == InvitationState.Pending && invitation.ExpiresAt > now),
            })
            .FirstOrDefaultAsync(cancellation);
        if (found is null)
        {
            return null;
        }

        var mayAdminister = reader.IsPlatformAdmin || reader.IsOrganizationAdmin(found.Id);
        return new(found.Id, handle, found.Name, found.Version, mayAdminister, found.Members, found.Admins, found.Managers, mayAdminister ? found.Invitations : 0);
    }

    public async Task<Page<MemberRow>?> ListMembersAsync(Actor reader, string organization, MemberFilter filter, PageRequest page, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var members = Visible(db, reader).Where(row => row.Handle == organization)
            .SelectMany(row => row.Members)
            .Where(member => (filter.Level == null || member.Level == filter.Level) && (!filter.OnlyManagers || member.MayManageEnvironments))
            .Join(db.Set<Person>(), member => member.Person, person => person.Id, (member, person) => new { member, person });
        if (!string.IsNullOrWhiteSpace(filter.Search))
        {
            var pattern = LikePattern.Containing(filter.Search.Trim());
            members = members.Where(row =>
                EF.Functions.Like(row.person.UserName, pattern, LikePattern.Escape)
                || EF.Functions.Like(row.person.DisplayName, pattern, LikePattern.Escape)
                || EF.Functions.Like(row.person.Email, pattern, LikePattern.Escape));
        }

        if (page.After is { Parts: [var name, var login] })
        {
#pragma warning disable CA1309, CA1310 // translated to SQL: the database's own order, the same as in OrderBy
            members = members.Where(row => string.Compare(row.person.DisplayName, name) > 0
                || (row.person.DisplayName == name && string.Compare(row.person.UserName, login) > 0));
#pragma warning restore CA1309, CA1310
        }

        var rows = await members
            .OrderBy(row => row.person.DisplayName).ThenBy(row => row.person.UserName)
            .Take(page.Limit + 1)
            .Select(row => new MemberRow(
                row.person.Id, row.person.UserName, row.person.DisplayName, row.person.Email, row.person.IsEnabled, row.member.Level, row.member.MayManageEnvironments))
            .ToListAsync(cancellation);

        // An organization always has members, so an empty answer may also be one that the reader may not have.
        return rows.Count > 0 || await Visible(db, reader).Where(row => row.Handle == organization).Select(row => row.Name).FirstOrDefaultAsync(cancellation) is not null
            ? page.Cut(rows, row => new Cursor(row.DisplayName, row.UserName))
            : null;
    }

    public async Task<IReadOnlyDictionary<PersonId, PersonName>> NamesAsync(IReadOnlyCollection<PersonId> people, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Set<Person>().Where(row => people.Contains(row.Id))
            .ToDictionaryAsync(row => row.Id, row => new PersonName(row.UserName, row.DisplayName), cancellation);
    }

    public async Task<bool> IsEmptyAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return !await db.Set<Person>().AnyAsync(cancellation);
    }

    private static IQueryable<Organization> Visible(PortalDbContext db, Actor reader) =>
        db.Set<Organization>().Where(row => reader.IsPlatformAdmin || row.Members.Any(member => member.Person == reader.Id));

    private static System.Linq.Expressions.Expression<Func<Person, PersonRow>> Row =>
        row => new PersonRow(row.Id, row.UserName, row.DisplayName, row.Email, row.IsPlatformAdmin, row.IsEnabled, row.CreatedAt, row.Version);
}
