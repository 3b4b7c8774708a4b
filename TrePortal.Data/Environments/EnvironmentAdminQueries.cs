using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Data.Environments;

/// <inheritdoc cref="IEnvironmentAdminQueries"/>
internal sealed class EnvironmentAdminQueries(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock) : IEnvironmentAdminQueries, IEnvironmentAdministration
{
    private const string Steps = "_steps"; // the configuration's name for the list behind ResearchEnvironment.Steps
    private const string Owner = "Environment"; // and for the key of those whom an environment owns

    public async Task<IReadOnlyList<AdministeredEnvironment>> ListAsync(Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var me = reader.Id;
        var governed = reader.Organizations.Where(standing => standing.IsAdmin).Select(standing => standing.Organization).ToList();
        var mine = db.Set<ResearchEnvironment>().Where(row => row.Admins.Any(admin => admin.Person == me) || governed.Contains(row.Organization));
        var found = await mine
            .OrderBy(row => row.Name).ThenBy(row => row.Handle)
            .Select(row => new
            {
                row.Id,
                row.Handle,
                row.Name,
                row.State,
                row.Details,
                row.Showcase,
                row.ArePoliciesConfirmed,
                row.UpdatedAt,
                IsMine = row.Admins.Any(admin => admin.Person == me),
                Organization = db.Set<Organization>().Where(item => item.Id == row.Organization).Select(item => item.Name).First(),
                Assets = db.Set<InventoryVersion>().Where(item => item.Id == (row.PendingVersion ?? row.ActiveVersion)).Select(item => item.Assets).FirstOrDefault(),
                OpenWarnings = db.Set<InventoryVersion>().Where(item => item.Id == (row.PendingVersion ?? row.ActiveVersion)).Select(item => item.OpenWarnings).FirstOrDefault(),
            })
            .ToListAsync(cancellation);
        var able = Able(db);
        var admins = (await mine
                .SelectMany(row => row.Admins, (row, admin) => new { row.Id, admin.Person })
                .Join(db.Set<Person>(), pair => pair.Person, person => person.Id, (pair, person) => new { pair.Id, person.DisplayName })
                .ToListAsync(cancellation))
            .ToLookup(pair => pair.Id, pair => pair.DisplayName);
        var steps = (await mine
                .SelectMany(row => EF.Property<IEnumerable<ReviewStep>>(row, Steps), (row, step) => new
                {
                    row.Id,
                    Step = step.Id,
                    step.Name,
                    step.Order,
                    step.Quorum,
                    Reviewers = step.Reviewers.Count(reviewer => able.Any(pair => pair.Environment == row.Id && pair.Person == reviewer.Person)),
                })
                .ToListAsync(cancellation))
            .ToLookup(step => step.Id);
        return [.. found.Select(row => new AdministeredEnvironment(
            row.Id, row.Handle, row.Name, row.State, row.Organization,
            [.. admins[row.Id].Order(StringComparer.CurrentCultureIgnoreCase)],
            row.IsMine ? Own(row.Details, row.Showcase, row.ArePoliciesConfirmed, row.Assets is null ? null : new NumberedAssets(0, row.Assets, row.OpenWarnings), row.UpdatedAt, admins[row.Id].Count(),
                [.. steps[row.Id].OrderBy(step => step.Order).Select(step => new StepFacts(step.Step, step.Name, step.Quorum, step.Reviewers))]) : null))];
    }

    public async Task<EnvironmentForAdmin?> FindAsync(string handle, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var me = reader.Id;
        var able = Able(db);
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var soon = today.AddDays(AuthorizedEntry.SoonDays);
        var mine = db.Set<ResearchEnvironment>().Where(row => row.Handle == handle && row.Admins.Any(admin => admin.Person == me));
        var found = await mine
            .AsSingleQuery() // a handful of steps with a handful of reviewers: one trip is cheaper than three
            .Select(row => new
            {
                row.Id,
                row.Version,
                row.Region,
                row.Details,
                row.State,
                row.Visibility,
                row.Policies,
                row.ArePoliciesConfirmed,
                row.Showcase,
                row.ReviewMode,
                row.UpdatedAt,
                row.PublishedAt,
                Organization = db.Set<Organization>().Where(item => item.Id == row.Organization).Select(item => new OrganizationName(item.Id, item.Handle, item.Name)).First(),
                Active = db.Set<InventoryVersion>().Where(item => item.Id == row.ActiveVersion).Select(item => new NumberedAssets(item.Number, item.Assets, item.OpenWarnings)).FirstOrDefault(),
                Pending = db.Set<InventoryVersion>().Where(item => item.Id == row.PendingVersion).Select(item => new NumberedAssets(item.Number, item.Assets, item.OpenWarnings)).FirstOrDefault(),
                Admins = row.Admins.Count,
                People = row.Authorized.Count(entry => entry.Person != null),
                Organizations = row.Authorized.Count(entry => entry.Organization != null),
                Ended = row.Authorized.Count(entry => entry.Until < today),
                EndingSoon = row.Authorized.Count(entry => entry.Until >= today && entry.Until <= soon),
                Steps = EF.Property<IEnumerable<ReviewStep>>(row, Steps).OrderBy(step => step.Order).Select(step => new
                {
                    step.Id,
                    step.Name,
                    step.Description,
                    step.Order,
                    step.Quorum,
                    step.RemindAfterDays,
                    Reviewers = step.Reviewers
                        .Join(db.Set<Person>(), reviewer => reviewer.Person, person => person.Id, (reviewer, person) => new
                        {
                            person.Id,
                            person.UserName,
                            person.DisplayName,
                            person.IsEnabled,
                            HasEntry = db.Set<ResearchEnvironment>().Any(environment => environment.Id == EF.Property<EnvironmentId>(reviewer, Owner) && environment.Authorized.Any(entry => entry.Person == person.Id)),
                            IsAble = able.Any(pair => pair.Environment == EF.Property<EnvironmentId>(reviewer, Owner) && pair.Person == person.Id),
                        })
                        .ToList(),
                }).ToList(),
            })
            .FirstOrDefaultAsync(cancellation);
        if (found is null)
        {
            return null;
        }

        var steps = found.Steps.ConvertAll(step => new StepForAdmin(step.Id, step.Name, step.Description, step.Order, step.Quorum, step.RemindAfterDays,
            [.. step.Reviewers.OrderBy(person => person.DisplayName, StringComparer.CurrentCultureIgnoreCase).Select(person => new ReviewerEntry(
                person.Id, person.UserName, person.DisplayName, StandingOf(person.IsEnabled, person.IsAble)))]));
        var reviewers = found.Steps.SelectMany(step => step.Reviewers).Where(person => person.HasEntry).Select(person => person.Id).Distinct().Count();
        var facts = new ChecklistFacts(found.Details, found.Admins, found.Showcase,
            [.. steps.Select(step => new StepFacts(step.Id, step.Name, step.Quorum, step.Able))], found.ArePoliciesConfirmed);
        return new EnvironmentForAdmin(found.Id, handle, found.Version, found.Organization, found.Region)
        {
            Details = found.Details,
            State = found.State,
            Visibility = found.Visibility,
            Policies = found.Policies,
            ArePoliciesConfirmed = found.ArePoliciesConfirmed,
            Showcase = found.Showcase,
            ReviewMode = found.ReviewMode,
            Members = new MemberCounts(found.Admins, found.People, found.Organizations, found.Ended, found.EndingSoon, reviewers),
            Steps = steps,
            Checklist = PublishChecklist.Of(facts, ReadinessOf(found.Pending ?? found.Active)),
            Actions = [.. EnvironmentLifecycle.Table.ActionsFrom(found.State, EnvironmentRole.TreAdmin)],
            ActiveVersion = found.Active?.Number,
            PendingVersion = found.Pending?.Number,
            UpdatedAt = found.UpdatedAt,
            PublishedAt = found.PublishedAt,
        };
    }

    public async Task<IReadOnlyList<OrganizationName>> OrganizationsForNewAsync(Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var allowed = reader.Organizations.Where(standing => standing.MayManageEnvironments).Select(standing => standing.Organization).ToList();
        return await db.Set<Organization>()
            .Where(row => allowed.Contains(row.Id))
            .OrderBy(row => row.Name)
            .Select(row => new OrganizationName(row.Id, row.Handle, row.Name))
            .ToListAsync(cancellation);
    }

    public async Task<IReadOnlyList<EnvironmentId>> AdministeredByAsync(PersonId person, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Set<ResearchEnvironment>().Where(row => row.Admins.Any(admin => admin.Person == person)).Select(row => row.Id).ToListAsync(cancellation);
    }

    public async Task<EnvironmentId?> FindAsync(string handle, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Set<ResearchEnvironment>().Where(row => row.Handle == handle).Select(row => (EnvironmentId?)row.Id).FirstOrDefaultAsync(cancellation);
    }

    private IQueryable<AblePerson> Able(PortalDbContext db) => AblePerson.In(db, Discoverable.Today(clock));

    private static ReviewerStandingToday StandingOf(bool isEnabled, bool isAble) =>
        isAble ? ReviewerStandingToday.Able : isEnabled ? ReviewerStandingToday.NotAuthorized : ReviewerStandingToday.Disabled;

    private static OwnEnvironment Own(
        EnvironmentDetails details, ShowcaseMode? showcase, bool arePoliciesConfirmed, NumberedAssets? next, DateTimeOffset updatedAt, int admins, IReadOnlyList<StepFacts> steps)
    {
        var lines = PublishChecklist.Of(new ChecklistFacts(details, admins, showcase, steps, arePoliciesConfirmed), ReadinessOf(next));
        return new([.. lines.Where(line => !line.IsDone).Select(line => line.Open)], lines.Count, updatedAt);
    }

    private static InventoryReadiness ReadinessOf(NumberedAssets? version) =>
        version is null ? InventoryReadiness.Nothing : LifecycleCommands.ReadinessOf(version.Assets, version.OpenWarnings);

    private sealed record NumberedAssets(int Number, InventoryAssets Assets, int OpenWarnings);
}
