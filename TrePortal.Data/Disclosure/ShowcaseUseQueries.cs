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
        var environment = await db.Set<ResearchEnvironment>().AsNoTracking().FirstOrDefaultAsync(row => row.Handle == handle, cancellation);
        if (environment is null || !environment.RolesOf(reader, clock.GetUtcNow()).HasFlag(EnvironmentRole.TreAdmin))
        {
            return null;
        }

        var (id, active) = (environment.Id, environment.ActiveVersion);
        var release = await db.Set<InventoryVersion>().Where(version => version.Id == active).Select(version => new { version.Number, version.Tier }).FirstOrDefaultAsync(cancellation);
        var granted = await db.Set<BudgetGrant>().Where(grant => grant.Environment == id).GroupBy(grant => grant.Person)
            .Select(group => new { Person = group.Key, Questions = group.Sum(grant => grant.Questions) }).ToDictionaryAsync(row => row.Person, row => row.Questions, cancellation);
        var charges = ledgers.Of(id).ChargesFrom(0, int.MaxValue);
        var ids = charges.Select(charge => charge.Person).Concat(granted.Keys).Distinct().ToList();
        var people = await db.Set<Person>().Where(person => ids.Contains(person.Id)).Select(person => new { person.Id, person.UserName, person.DisplayName }).ToListAsync(cancellation);

        var policy = DisclosurePolicy.Of(release?.Tier ?? environment.Policies.Tier);
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
            policy.Tier, policy.QuestionsPerDay, policy.QuestionsInAll, release?.Number, charges.Count(charge => charge.Release == release?.Number),
            QuestionBudget.EverybodysOn(environment.Authorized.Count), policy.WidestError,
            [.. rows.OrderByDescending(row => row.IsWorthALook).ThenByDescending(row => row.LastAt).ThenBy(row => row.UserName, StringComparer.Ordinal)]);
    }
}
