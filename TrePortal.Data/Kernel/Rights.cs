using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Data.Kernel;

/// <summary>Reads a person's rights as they are now, on the given connection and transaction.</summary>
internal static class Rights
{
    /// <summary>Null when nobody is signed in or the account is disabled.</summary>
    public static async Task<Actor?> OfAsync(PortalDbContext db, Caller caller, CancellationToken cancellation) =>
        caller.IsOperator ? Actor.Operator
        : caller.IsGuest ? Actor.Guest
        : caller.Person is { } person && await ReadAsync(db, person, cancellation) is { } actor ? actor with { Origin = caller.Origin }
        : null;

    private static async Task<Actor?> ReadAsync(PortalDbContext db, PersonId person, CancellationToken cancellation)
    {
        // One trip: every command and every page begins with it.
        var memberships = db.Set<Organization>()
            .SelectMany(organization => organization.Members, (organization, member) => new { organization.Id, member.Person, member.Level, member.MayManageEnvironments });
        var rows = await (
            from row in db.Set<Person>().Where(row => row.Id == person && row.IsEnabled)
            from standing in memberships.Where(member => member.Person == row.Id).DefaultIfEmpty()
            select new
            {
                row.Id,
                row.UserName,
                row.IsPlatformAdmin,
                Organization = (OrganizationId?)standing!.Id,
                Level = (MemberLevel?)standing!.Level,
                MayManageEnvironments = (bool?)standing!.MayManageEnvironments,
            }).ToListAsync(cancellation);
        return rows.Count == 0 ? null : new Actor(rows[0].Id, rows[0].UserName, rows[0].IsPlatformAdmin,
            [.. rows.Where(row => row.Organization is not null)
                .Select(row => new OrganizationStanding(row.Organization!.Value, row.Level == MemberLevel.Admin, row.MayManageEnvironments == true))]);
    }
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
