using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Inventory.Withdrawals;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Cohorts;

/// <summary>An environment as it is now, and what is known of somebody who explores it.</summary>
/// <param name="Environment">For reading only: others read the same object.</param>
/// <param name="Version">The active one; null when nothing is published.</param>
/// <param name="Granted">Questions given beyond the rules.</param>
/// <param name="Tiles">Of their own dashboard; null when they have none.</param>
/// <param name="Withdrawn">Whom it leaves out.</param>
internal sealed record ExploredPlace(ResearchEnvironment Environment, InventoryVersion? Version, GrantedQuestions Granted, string? Tiles, WithdrawnNow Withdrawn);

/// <summary>
/// Finds what somebody explores in one trip to the database: the environment itself is read again only when its version
/// counter, or that of its inventory version, has moved since it was last read. So rights are those of this moment, and a
/// click in the showcase does not read a thousand authorized users.
/// </summary>
internal sealed class ExploredPlaces(WithdrawnReading withdrawn)
{
    private const int Most = 200;
    private readonly ConcurrentDictionary<EnvironmentId, (ResearchEnvironment Environment, InventoryVersion? Version)> _read = new();

    private static readonly FrequentQuery<Func<PortalDbContext, string, PersonId, CancellationToken, Task<State?>>> _states = new(() => EF.CompileAsyncQuery((PortalDbContext db, string handle, PersonId person, CancellationToken _) => db.Set<ResearchEnvironment>().Where(row => row.Handle == handle).Select(row => new State(
        row.Id,
        row.Version,
        row.ActiveVersion,
        db.Set<InventoryVersion>().Where(version => version.Id == row.ActiveVersion).Select(version => (long?)version.Version).FirstOrDefault(),
        db.Set<BudgetGrant>().Where(grant => grant.Environment == row.Id && grant.Person == person).Sum(grant => (int?)grant.Questions) ?? 0,
        db.Set<BudgetGrant>().Where(grant => grant.Environment == row.Id).Sum(grant => (int?)grant.Questions) ?? 0,
        db.Set<Dashboard>().Where(board => board.Environment == row.Id && board.Person == person).Select(board => board.Tiles).FirstOrDefault(),
        db.Set<WithdrawalList>().Where(list => list.Id == row.Id).Select(list => list.All).FirstOrDefault(),
        db.Set<WithdrawalList>().Where(list => list.Id == row.Id).Select(list => list.Shown).FirstOrDefault())).FirstOrDefault()));

    public async Task<ExploredPlace?> FindAsync(PortalDbContext db, string handle, PersonId person, CancellationToken cancellation)
    {
        var now = await _states.In(db)(db, handle, person, cancellation);
        if (now is null)
        {
            return null;
        }

        if (!_read.TryGetValue(now.Id, out var known) || known.Environment.Version != now.Version || known.Version?.Id != now.ActiveVersion || known.Version?.Version != now.VersionOfActive)
        {
            if (await ReadAsync(db, now.Id, cancellation) is not { } read)
            {
                return null; // deleted meanwhile
            }

            Keep(now.Id, known = read);
        }

        return new ExploredPlace(known.Environment, known.Version, new GrantedQuestions(now.Granted, now.GrantedToAll), now.Tiles, withdrawn.Of(now.All, now.Shown));
    }

    private static async Task<(ResearchEnvironment Environment, InventoryVersion? Version)?> ReadAsync(PortalDbContext db, EnvironmentId id, CancellationToken cancellation)
    {
        if (await db.Set<ResearchEnvironment>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancellation) is not { } environment)
        {
            return null;
        }

        return (environment, environment.ActiveVersion is { } active
            ? await db.Set<InventoryVersion>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == active, cancellation)
            : null);
    }

    private void Keep(EnvironmentId id, (ResearchEnvironment, InventoryVersion?) read)
    {
        if (_read.Count >= Most)
        {
            _read.Clear();
        }

        _read[id] = read;
    }

    private sealed record State(
        EnvironmentId Id, long Version, InventoryVersionId? ActiveVersion, long? VersionOfActive, int Granted, int GrantedToAll, string? Tiles, StoredKeys? All, StoredKeys? Shown);
}
