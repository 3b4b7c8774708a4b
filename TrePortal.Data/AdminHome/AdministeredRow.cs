using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Environments;
using TrePortal.Data.Kernel;
using TrePortal.Domain.AdminHome;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;
using TrePortal.Domain.Reviews;

namespace TrePortal.Data.AdminHome;

/// <summary>One environment of the admin as read, with everything that can be told from its own rows. True counts stay in this file.</summary>
internal sealed class AdministeredRow
{
    public required EnvironmentId Id { get; init; }

    public required string Handle { get; init; }

    public required string Name { get; init; }

    public required int Authorized { get; init; }

    private EnvironmentState State { get; init; }

    private EnvironmentDetails Details { get; init; } = EnvironmentDetails.Named("");

    private Policies Policies { get; init; } = Policies.Default;

    private bool ArePoliciesConfirmed { get; init; }

    private ShowcaseMode? Showcase { get; init; }

    private int Admins { get; init; }

    private int Expiring { get; init; }

    private DateOnly? FirstEnd { get; init; }

    private int OpenRequests { get; init; }

    private VersionRow? Active { get; init; }

    private VersionRow? Pending { get; init; }

    /// <summary>Of the last import into the pending version; null when there was none.</summary>
    private ImportState? ImportState { get; init; }

    private long ImportErrors { get; init; }

    private long ImportWarnings { get; init; }

    private DateTimeOffset ImportAt { get; init; }

    private List<StepRow> Steps { get; init; } = [];

    public static Task<List<AdministeredRow>> ReadAsync(PortalDbContext db, IQueryable<ResearchEnvironment> mine, DateTimeOffset now, CancellationToken cancellation)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var soon = today.AddDays(AdminOverview.DaysAhead);
        var able = AblePerson.In(db, today);
        var open =
            from request in db.Set<AccessRequest>()
            where request.State == RequestState.InReview
            from step in request.Steps
            where step.State == StepState.Open
            select new { request.Environment, step.Step, step.OpenedAt };
        var versions = db.Set<InventoryVersion>().AsNoTracking();
        var rows =
            from row in mine
            join active in versions on row.ActiveVersion equals (InventoryVersionId?)active.Id into actives
            from active in actives.DefaultIfEmpty()
            join pending in versions on row.PendingVersion equals (InventoryVersionId?)pending.Id into pendings
            from pending in pendings.DefaultIfEmpty()
            orderby row.Name, row.Handle
            select new AdministeredRow
            {
                Id = row.Id,
                Handle = row.Handle,
                Name = row.Name,
                State = row.State,
                Details = row.Details,
                Policies = row.Policies,
                ArePoliciesConfirmed = row.ArePoliciesConfirmed,
                Showcase = row.Showcase,
                Admins = row.Admins.Count,
                Authorized = row.Authorized.Count(entry => entry.Until == null || entry.Until >= today),
                Expiring = row.Authorized.Count(entry => entry.Until >= today && entry.Until <= soon),
                FirstEnd = row.Authorized.Where(entry => entry.Until >= today && entry.Until <= soon).Min(entry => entry.Until),
                OpenRequests = db.Set<AccessRequest>().Count(request => request.Environment == row.Id && (request.State == RequestState.InReview || request.State == RequestState.InRevision)),
                Active = active == null ? null : new VersionRow(active.Number, active.Assets, active.CreatedAt, active.OpenWarnings),
                Pending = pending == null ? null : new VersionRow(pending.Number, pending.Assets, pending.CreatedAt, pending.OpenWarnings),
                ImportState = db.Set<InventoryImport>().Where(import => import.InventoryVersion == row.PendingVersion).OrderByDescending(import => import.StartedAt).Select(import => (ImportState?)import.State).FirstOrDefault(),
                ImportErrors = db.Set<InventoryImport>().Where(import => import.InventoryVersion == row.PendingVersion).OrderByDescending(import => import.StartedAt).Select(import => import.Errors).FirstOrDefault(),
                ImportWarnings = db.Set<InventoryImport>().Where(import => import.InventoryVersion == row.PendingVersion).OrderByDescending(import => import.StartedAt).Select(import => import.Warnings).FirstOrDefault(),
                ImportAt = db.Set<InventoryImport>().Where(import => import.InventoryVersion == row.PendingVersion).OrderByDescending(import => import.StartedAt).Select(import => import.EndedAt ?? import.StartedAt).FirstOrDefault(),
                // By the step's own key of its environment: naming the row's would need a lateral join, which SQLite lacks.
                Steps = EF.Property<IEnumerable<ReviewStep>>(row, "_steps").OrderBy(step => step.Order)
                    .Select(step => new StepRow(
                        step.Id, step.Name, step.Quorum,
                        step.Reviewers.Count(reviewer => able.Any(pair => pair.Environment == EF.Property<EnvironmentId>(reviewer, "Environment") && pair.Person == reviewer.Person)),
                        open.Count(item => item.Environment == EF.Property<EnvironmentId>(step, "Environment") && item.Step == step.Id),
                        open.Where(item => item.Environment == EF.Property<EnvironmentId>(step, "Environment") && item.Step == step.Id).Min(item => item.OpenedAt)))
                    .ToList(),
            };
        return rows.AsSingleQuery().ToListAsync(cancellation); // a few environments with a handful of steps: one trip is cheaper than two
    }

    public EnvironmentAtHome ToView(DateTimeOffset now)
    {
        var facts = new ChecklistFacts(Details, Admins, Showcase, [.. Steps.Select(step => new StepFacts(step.Id, step.Name, step.Quorum, step.Reviewers))], ArePoliciesConfirmed);
        var next = Pending ?? Active;
        var lines = PublishChecklist.Of(facts, next is null ? InventoryReadiness.Nothing : LifecycleCommands.ReadinessOf(next.Assets, next.OpenWarnings));
        return new EnvironmentAtHome(
            Id, Handle, Name, State, [.. lines.Where(line => !line.IsDone)], lines.Count, Participants(), Active?.Number, Authorized, OpenRequests,
            [.. Steps.Select(step => new StepAtHome(step.Name, step.Waiting, step.Oldest is { } oldest ? WorkingDays.Between(oldest, now) : null))]);
    }

    /// <summary>What waits here besides requests and projects.</summary>
    public IEnumerable<WaitingItem> Waiting()
    {
        var import = ImportState switch
        {
            Domain.Inventory.ImportState.Refused => Item(WaitingKind.ImportRefused, ImportAt, ImportErrors),
            Domain.Inventory.ImportState.Failed => Item(WaitingKind.ImportFailed, ImportAt, 0),
            Domain.Inventory.ImportState.Accepted when Pending?.OpenWarnings > 0 => Item(WaitingKind.Warnings, ImportAt, ImportWarnings),
            _ => null,
        };
        if (import is not null)
        {
            yield return import;
        }

        if (State == EnvironmentState.Active && Pending is { } staged)
        {
            yield return Item(WaitingKind.Staged, staged.CreatedAt, 0);
        }

        if (FirstEnd is { } first)
        {
            yield return Item(WaitingKind.Expiring, new DateTimeOffset(first, TimeOnly.MinValue, TimeSpan.Zero), Expiring);
        }
    }

    private WaitingItem Item(WaitingKind kind, DateTimeOffset since, long count) => new(kind, Handle, Name, since) { Version = Pending?.Number, Count = count };

    private PublishedCount? Participants() => (Active?.Assets.Tabular ?? Active?.Assets.Showcase)?.Participants is { } people
        ? DisclosureGate.For(Policies.Tier).Publish((int)Math.Min(int.MaxValue - 100, people))
        : null;

    internal sealed record VersionRow(int Number, InventoryAssets Assets, DateTimeOffset CreatedAt, int OpenWarnings);

    internal sealed record StepRow(string Id, string Name, int Quorum, int Reviewers, int Waiting, DateTimeOffset? Oldest);
}
