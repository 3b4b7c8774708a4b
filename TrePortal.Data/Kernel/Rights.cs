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
        : caller.Person is { } person ? await ReadAsync(db, person, cancellation)
        : null;

    private static async Task<Actor?> ReadAsync(PortalDbContext db, PersonId person, CancellationToken cancellation)
    {
        var found = await db.Set<Person>()
            .Where(row => row.Id == person && row.IsEnabled)
            .Select(row => new { row.Id, row.UserName, row.IsPlatformAdmin })
            .FirstOrDefaultAsync(cancellation);
        if (found is null)
        {
            return null;
        }

        var standings = await db.Set<Organization>()
            .SelectMany(
                organization => organization.Members.Where(member => member.Person == person),
                (organization, member) => new { organization.Id, member.Level, member.MayManageEnvironments })
            .ToListAsync(cancellation);
        return new Actor(found.Id, found.UserName, found.IsPlatformAdmin,
            [.. standings.Select(row => new OrganizationStanding(row.Id, row.Level == MemberLevel.Admin, row.MayManageEnvironments))]);
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
