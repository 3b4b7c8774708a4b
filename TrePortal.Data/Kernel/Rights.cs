using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Data.Kernel;

/// <summary>Reads a person's rights as they are now, on the given connection and transaction.</summary>
internal static class Rights
{
    // One trip: every command and every page begins with it.
    private static readonly FrequentQuery<Func<PortalDbContext, PersonId, IAsyncEnumerable<Standing>>> _standings = new(() => EF.CompileAsyncQuery((PortalDbContext db, PersonId person) =>
        from row in db.Set<Person>().Where(row => row.Id == person && row.IsEnabled)
        from standing in db.Set<Organization>()
            .SelectMany(organization => organization.Members, (organization, member) => new { organization.Id, member.Person, member.Level, member.MayManageEnvironments })
            .Where(member => member.Person == row.Id).DefaultIfEmpty()
        select new Standing(row.Id, row.UserName, row.IsPlatformAdmin, (OrganizationId?)standing!.Id, (MemberLevel?)standing!.Level, (bool?)standing!.MayManageEnvironments)));

    /// <summary>Null when nobody is signed in or the account is disabled.</summary>
    public static async Task<Actor?> OfAsync(PortalDbContext db, Caller caller, CancellationToken cancellation) =>
        caller.IsOperator ? Actor.Operator
        : caller.IsGuest ? Actor.Guest
        : caller.Person is { } person && await ReadAsync(db, person, cancellation) is { } actor ? actor with { Origin = caller.Origin }
        : null;

    private static async Task<Actor?> ReadAsync(PortalDbContext db, PersonId person, CancellationToken cancellation)
    {
        var rows = await _standings.In(db)(db, person).ToListAsync(cancellation);
        return rows.Count == 0 ? null : new Actor(rows[0].Id, rows[0].UserName, rows[0].IsPlatformAdmin,
            [.. rows.Where(row => row.Organization is not null)
                .Select(row => new OrganizationStanding(row.Organization!.Value, row.Level == MemberLevel.Admin, row.MayManageEnvironments == true))]);
    }

    private sealed record Standing(PersonId Id, string UserName, bool IsPlatformAdmin, OrganizationId? Organization, MemberLevel? Level, bool? MayManageEnvironments);
}

/// <inheritdoc cref="ICurrentActor"/>
internal sealed class CurrentActor(ICallerSource callers, IDbContextFactory<PortalDbContext> contexts) : ICurrentActor
{
    public async Task<Actor> GetAsync(CancellationToken cancellation)
    {
        var caller = await callers.GetAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await Rights.OfAsync(db, caller, cancellation) ?? throw new NotSignedInException();
    }
}
