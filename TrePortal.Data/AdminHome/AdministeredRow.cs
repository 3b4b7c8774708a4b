using Microsoft.EntityFrameworkCore;
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

    private ImportRow? Import { get; init; }

    private List<StepRow> Steps { get; init; } = [];

    public static Task<List<AdministeredRow>> ReadAsync(PortalDbContext db, IQueryable<ResearchEnvironment> mine, DateTimeOffset now, CancellationToken cancellation)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        var soon = today.AddDays(AdminOverview.DaysAhead);
        var open =
            from request in db.Set<AccessRequest>()
            where request.State == RequestState.InReview
            from step in request.Steps
            where step.State == StepState.Open
            select new { request.Environment, step.Step, step.OpenedAt };
        return mine
            .OrderBy(row => row.Name).ThenBy(row => row.Handle)
            .AsSingleQuery() // a few environments with a handful of steps: one trip is cheaper than two
            .Select(row => new AdministeredRow
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
                Active = db.Set<InventoryVersion>().Where(version => version.Id == row.ActiveVersion)
                    .Select(version => new VersionRow(version.Number, version.Assets, version.CreatedAt)).FirstOrDefault(),
                Pending = db.Set<InventoryVersion>().Where(version => version.Id == row.PendingVersion)
                    .Select(version => new VersionRow(version.Number, version.Assets, version.CreatedAt)).FirstOrDefault(),
                Import = db.Set<InventoryImport>().Where(import => import.InventoryVersion == row.PendingVersion)
                    .OrderByDescending(import => import.StartedAt)
                    .Select(import => new ImportRow(import.State, import.Errors, import.Warnings, import.EndedAt ?? import.StartedAt)).FirstOrDefault(),
                // By the step's own key of its environment: naming the row's would need a lateral join, which SQLite lacks.
                Steps = EF.Property<IEnumerable<ReviewStep>>(row, "_steps").OrderBy(step => step.Order)
                    .Select(step => new StepRow(
                        step.Name, step.Quorum, step.Reviewers.Count,
                        open.Count(item => item.Environment == EF.Property<EnvironmentId>(step, "Environment") && item.Step == step.Id),
                        open.Where(item => item.Environment == EF.Property<EnvironmentId>(step, "Environment") && item.Step == step.Id).Min(item => item.OpenedAt)))
                    .ToList(),
            })
            .ToListAsync(cancellation);
    }

    public EnvironmentAtHome ToView(DateTimeOffset now)
    {
        var facts = new ChecklistFacts(Details, Admins, Showcase, [.. Steps.Select(step => new StepFacts(step.Name, step.Quorum, step.Reviewers))], ArePoliciesConfirmed);
        var assets = (Pending ?? Active)?.Assets;
        var lines = PublishChecklist.Of(facts, assets is null ? InventoryReadiness.Nothing : LifecycleCommands.ReadinessOf(assets));
        return new EnvironmentAtHome(
            Id, Handle, Name, State, [.. lines.Where(line => !line.IsDone)], lines.Count, Participants(), Active?.Number, Authorized, OpenRequests,
            [.. Steps.Select(step => new StepAtHome(step.Name, step.Waiting, step.Oldest is { } oldest ? WorkingDays.Between(oldest, now) : null))]);
    }

    /// <summary>What waits here besides requests and projects.</summary>
    public IEnumerable<WaitingItem> Waiting()
    {
        if (Import is { State: ImportState.Refused or ImportState.Failed } import)
        {
            yield return Item(import.State == ImportState.Refused ? WaitingKind.ImportRefused : WaitingKind.ImportFailed, import.At, import.Errors);
        }

        if (Import is { State: ImportState.Accepted, Warnings: > 0 } accepted)
        {
            yield return Item(WaitingKind.Warnings, accepted.At, accepted.Warnings);
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

    internal sealed record VersionRow(int Number, InventoryAssets Assets, DateTimeOffset CreatedAt);

    internal sealed record ImportRow(ImportState State, long Errors, long Warnings, DateTimeOffset At);

    internal sealed record StepRow(string Name, int Quorum, int Reviewers, int Waiting, DateTimeOffset? Oldest);
}
