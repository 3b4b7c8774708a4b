using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Data.Disclosure;

/// <inheritdoc cref="IShowcaseUseQueries"/>
internal sealed class ShowcaseUseQueries(IDbContextFactory<PortalDbContext> contexts, DisclosureLedgers ledgers, TimeProvider clock) : IShowcaseUseQueries
{
    public async Task<ShowcaseUse?> FindAsync(string handle, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var me = reader.Id;
        var found = await db.Set<ResearchEnvironment>().AsNoTracking().Where(row => row.Handle == handle && row.Admins.Any(admin => admin.Person == me))
            .AsSingleQuery()
            .Select(row => new
            {
                row.Id,
                row.Policies,
                Authorized = row.Authorized.Count,
                Release = db.Set<InventoryVersion>().Where(version => version.Id == row.ActiveVersion).Select(version => new { version.Number, version.Tier }).FirstOrDefault(),
                Grants = db.Set<BudgetGrant>().Where(grant => grant.Environment == row.Id).Select(grant => new { grant.Person, grant.Questions }).ToList(),
            })
            .FirstOrDefaultAsync(cancellation);
        if (found is null)
        {
            return null;
        }

        var granted = found.Grants.GroupBy(grant => grant.Person).ToDictionary(grants => grants.Key, grants => grants.Sum(grant => grant.Questions));
        var charges = ledgers.Of(found.Id).ChargesFrom(0, int.MaxValue);
        var ids = charges.Select(charge => charge.Person).Concat(granted.Keys).Distinct().ToList();
        var people = ids.Count == 0 ? [] : await db.Set<Person>().Where(person => ids.Contains(person.Id)).Select(person => new { person.Id, person.UserName, person.DisplayName }).ToListAsync(cancellation);

        var policy = DisclosurePolicy.Of(found.Release?.Tier ?? found.Policies.Tier);
        var today = new DateTimeOffset(clock.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        var mine = charges.ToLookup(charge => charge.Person);
        var rows = people.Select(person =>
        {
            var asked = mine[person.Id].ToList();
            var ofToday = asked.Where(charge => charge.At >= today).ToList();
            return new AskerRow(
                person.Id.Value, person.UserName, person.DisplayName, ofToday.Count, asked.Count, granted.GetValueOrDefault(person.Id),
                ofToday.Count(charge => charge.IsNeighbour), asked.Count == 0 ? null : asked.Max(charge => charge.At));
        });
        return new ShowcaseUse(
            policy.Tier, policy.QuestionsPerDay, policy.QuestionsInAll, found.Release?.Number, charges.Count(charge => charge.Release == found.Release?.Number),
            QuestionBudget.EverybodysOn(found.Authorized) + granted.Values.Sum(), policy.WidestError,
            [.. rows.OrderByDescending(row => row.IsWorthALook).ThenByDescending(row => row.LastAt).ThenBy(row => row.UserName, StringComparer.Ordinal)]);
    }
}
