using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Inventory.Files;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Inventory.Withdrawals;

/// <inheritdoc cref="IWithdrawalQueries"/>
internal sealed class WithdrawalQueries(IDbContextFactory<PortalDbContext> contexts, WithdrawnKeys keys, DatasetCache cache, DataRoot root) : IWithdrawalQueries
{
    private const int CountsKept = 10_000;

    // What was delivered never changes, and a list neither: how many of a list a delivery holds is worked out once.
    private readonly ConcurrentDictionary<(Guid Dispensal, string List), int> _counts = new();

    public async Task<WithdrawalsForAdmin?> FindAsync(string handle, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await EnvironmentAsync(db, handle, reader, cancellation) is not { } environment)
        {
            return null;
        }

        var batch = DisclosurePolicy.Of(environment.TierInForce).Threshold;
        var isCounted = environment.Showcase == ShowcaseMode.Inventory;
        if (environment.List is not { } list)
        {
            return new WithdrawalsForAdmin(0, 0, 0, batch, isCounted, null, []);
        }

        var active = await db.Set<InventoryVersion>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == environment.Active, cancellation);
        var people = list.History.Select(entry => entry.By).Distinct().ToList();
        var names = await db.Set<Person>().Where(person => people.Contains(person.Id)).ToDictionaryAsync(person => person.Id, person => person.DisplayName, cancellation);
        return new WithdrawalsForAdmin(
            list.All.Count, keys.KnownIn(active, [.. keys.Of(list.All)]).Count, list.Waiting, batch, isCounted, list.UpdatedAt,
            [.. list.History.Select(entry => new WithdrawalChange(entry.At, names.GetValueOrDefault(entry.By, ""), entry.Added, entry.Known, entry.Unknown, entry.Note))]);
    }

    public async Task<IReadOnlyList<ProjectHolding>?> ProjectsAsync(string handle, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await EnvironmentAsync(db, handle, reader, cancellation) is not { } environment)
        {
            return null;
        }

        if (environment.List is not { All.Count: > 0 } list)
        {
            return [];
        }

        var gate = DisclosureGate.For(environment.TierInForce);
        var delivered = await DeliveredAsync(db, environment.Id, cancellation);
        var holdings = new List<ProjectHolding>();
        foreach (var delivery in delivered)
        {
            var people = _counts.Count > CountsKept ? Count(delivery, list, cancellation) : _counts.GetOrAdd((delivery.Dispensal.Value, list.All.Hash), _ => Count(delivery, list, cancellation));
            if (people > 0)
            {
                holdings.Add(new ProjectHolding(delivery.Project.Value, delivery.Name, delivery.Reference, delivery.Owner, delivery.Version.Number, delivery.At, gate.Publish(people)));
            }
        }

        return holdings;
    }

    private static async Task<IReadOnlyList<Delivery>> DeliveredAsync(PortalDbContext db, EnvironmentId environment, CancellationToken cancellation)
    {
        var rows = await (
            from dispensal in db.Set<ProjectDispensal>().AsNoTracking().Where(row => row.Environment == environment && row.State == DispensalState.Delivered)
            join project in db.Set<Project>() on dispensal.Project equals project.Id
            join version in db.Set<InventoryVersion>().AsNoTracking() on dispensal.InventoryVersion equals (InventoryVersionId?)version.Id
            from owner in db.Set<Person>().Where(person => person.Id == project.Owner).DefaultIfEmpty()
            orderby dispensal.EndedAt descending, dispensal.Id
            select new
            {
                dispensal.Id, Project = project.Id, project.Name, project.Reference, Owner = owner == null ? "" : owner.DisplayName, Version = version, dispensal.EndedAt, dispensal.Plan,
                project.Request, project.RequestVersion,
            }).ToListAsync(cancellation);
        var requests = rows.Select(row => row.Request).Distinct().ToList();
        var contents = (await db.Set<AccessRequest>().AsNoTracking().Where(row => requests.Contains(row.Id))
                .SelectMany(row => EF.Property<IEnumerable<RequestVersion>>(row, "_versions"), (row, version) => new { row.Id, version.Number, version.Content })
                .ToListAsync(cancellation))
            .ToDictionary(row => (row.Id, row.Number), row => row.Content);
        return [.. rows.Where(row => contents.ContainsKey((row.Request, row.RequestVersion))).Select(row => new Delivery(
            row.Id, row.Project, row.Name, row.Reference, row.Owner, row.Version, row.EndedAt ?? default, row.Plan.Withdrawn, contents[(row.Request, row.RequestVersion)]))];
    }

    // Those of the list who were in the cohort and not yet on the list then. Without tables: owners of the files it received.
    private int Count(Delivery delivery, WithdrawalList list, CancellationToken cancellation)
    {
        var then = keys.OfHash(list.Id, delivery.Withdrawn);
        var since = keys.Of(list.All).Where(key => !then.Contains(key)).ToHashSet(StringComparer.Ordinal);
        if (since.Count == 0)
        {
            return 0;
        }

        if (delivery.Version.Assets.Tabular is not { } tabular)
        {
            return FileOwners(delivery, since);
        }

        using var dataset = cache.Borrow(Path.Combine(root.Path, tabular.Folder));
        if (WithdrawnPeople.In(dataset.Dataset, since) is not { } gone)
        {
            return 0;
        }

        var cohort = CohortValidator.Parse(delivery.Content.Cohort?.Expression, dataset.Dataset.Schema, CohortLimits.Widest);
        return cohort.IsOk ? dataset.Engine.EvaluatePeople(cohort.Value, cancellation).And(gone).Count() : gone.Count();
    }

    private int FileOwners(Delivery delivery, HashSet<string> since)
    {
        if (delivery.Version.Assets.Files is not { } files)
        {
            return 0;
        }

        using var catalogue = FileCatalogue.Open(Path.Combine(root.Path, files.Folder));
        return catalogue.RowsOf(delivery.Content.Collections.Select(choice => choice.Collection))
            .Where(row => WithdrawnPeople.Own(catalogue.ParticipantsUtf8(row), since))
            .SelectMany(row => catalogue[row].Participants).Where(since.Contains).Distinct(StringComparer.Ordinal).Count();
    }

    private static Task<Administered?> EnvironmentAsync(PortalDbContext db, string handle, Actor reader, CancellationToken cancellation)
    {
        var me = reader.Id;
        return db.Set<ResearchEnvironment>().AsNoTracking().Where(row => row.Handle == handle && row.Admins.Any(admin => admin.Person == me))
            .Select(row => new Administered(row.Id, row.ActiveVersion, row.Policies, row.Showcase,
                db.Set<InventoryVersion>().Where(version => version.Id == row.ActiveVersion).Select(version => version.Tier).FirstOrDefault(),
                db.Set<WithdrawalList>().Where(list => list.Id == row.Id).FirstOrDefault()))
            .FirstOrDefaultAsync(cancellation);
    }

    private sealed record Administered(EnvironmentId Id, InventoryVersionId? Active, Policies Policies, ShowcaseMode? Showcase, DisclosureTier? Tier, WithdrawalList? List)
    {
        /// <summary>The one that the active version's numbers are published under.</summary>
        public DisclosureTier TierInForce => Tier ?? Policies.Tier;
    }

    private sealed record Delivery(
        DispensalId Dispensal, ProjectId Project, string Name, string Reference, string Owner, InventoryVersion Version, DateTimeOffset At, string Withdrawn, RequestContent Content);
}
