using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Domain.Requests;
using TrePortal.Domain.Reviews;

namespace TrePortal.Data.Reviews;

/// <inheritdoc cref="IReviewQueries"/>
internal sealed class ReviewQueries(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock) : IReviewQueries
{
    public async Task<ReviewList> ListAsync(Actor reader, ReviewFilter filter, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var all = filter.IsDecided ? Decided(db, reader.Id) : await WaitingAsync(db, reader.Id, cancellation);
        var environments = await db.Set<ResearchEnvironment>()
            .Where(environment => all.Any(row => row.Environment == environment.Id))
            .OrderBy(environment => environment.Name)
            .Select(environment => new RequestEnvironment(environment.Id, environment.Handle, environment.Name, environment.State))
            .ToListAsync(cancellation);

        var wanted = all;
        if (filter.Environment is { } handle)
        {
            var chosen = environments.Find(environment => environment.Handle == handle)?.Id ?? default;
            wanted = wanted.Where(row => row.Environment == chosen);
        }

        var total = await wanted.Take(filter.Skip + filter.Take + RequestList.MostCounted).CountAsync(cancellation);
        var ordered = filter.IsDecided
            ? wanted.OrderByDescending(row => row.DecidedAt).ThenBy(row => row.Request).ThenBy(row => row.Order)
            : wanted.OrderBy(row => row.Submitted).ThenBy(row => row.Request).ThenBy(row => row.Order);
        var found = await ordered.Skip(filter.Skip).Take(filter.Take).ToListAsync(cancellation);
        var now = clock.GetUtcNow();
        return new ReviewList(
            [.. found.Select(row => new ReviewRow(
                row.Request, row.Title, row.Reference, environments.Find(environment => environment.Id == row.Environment)!, row.Owner, row.State,
                row.Step, row.StepName, row.Version, row.Submitted, WorkingDays.Between(row.Submitted, row.DecidedAt ?? now), row.Outcome, row.DecidedAt))],
            total,
            environments);
    }

    public async Task<int> CountWaitingAsync(Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await (await WaitingAsync(db, reader.Id, cancellation)).CountAsync(cancellation);
    }

    public async Task<AccessRequestId?> NextAsync(Actor reader, AccessRequestId other, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var next = await (await WaitingAsync(db, reader.Id, cancellation)).Where(row => row.Request != other)
            .OrderBy(row => row.Submitted).ThenBy(row => row.Request).Select(row => row.Request).Take(1).ToListAsync(cancellation);
        return next.Count == 0 ? null : next[0];
    }

    /// <summary>The same as <see cref="AccessRequest.StepsFor"/>, for all requests at once. What waits in steps that are not mine is not looked at.</summary>
    private static async Task<IQueryable<Row>> WaitingAsync(PortalDbContext db, PersonId me, CancellationToken cancellation)
    {
        var handed = db.Set<AccessRequest>().SelectMany(request => request.HandOvers).Where(place => place.To == me).Select(place => place.Step);
        var mine = await db.Set<ResearchEnvironment>().SelectMany(environment => EF.Property<List<ReviewStep>>(environment, "_steps"))
            .Where(step => step.Reviewers.Any(reviewer => reviewer.Person == me)).Select(step => step.Id)
            .Union(handed)
            .ToListAsync(cancellation);
        return Waiting(db, me, mine);
    }

    private static IQueryable<Row> Waiting(PortalDbContext db, PersonId me, List<string> mine) =>
        from request in db.Set<AccessRequest>().AsNoTracking()
        where request.State == RequestState.InReview && request.Owner != me && !request.Collaborators.Any(named => named.Person == me)
            && !request.Recusals.Any(recusal => recusal.Reviewer == me)
        from step in request.Steps
        where step.State == StepState.Open && mine.Contains(step.Step)
            && !request.Decisions.Any(decision => decision.RequestVersion == step.RequestVersion && decision.Step == step.Step && decision.Reviewer == me)
            && !request.HandOvers.Any(place => place.Step == step.Step && place.From == me)
            && db.Set<ResearchEnvironment>().Any(environment => environment.Id == request.Environment
                && EF.Property<List<ReviewStep>>(environment, "_steps").Any(planned => planned.Id == step.Step && planned.Reviewers.Any(reviewer => reviewer.Person == me
                    || request.HandOvers.Any(place => place.Step == step.Step && place.To == me && place.Origin == reviewer.Person))))
        join owner in db.Set<Person>() on request.Owner equals owner.Id
        select new Row
        {
            Request = request.Id,
            Title = request.Title,
            Reference = request.Reference!,
            Environment = request.Environment,
            Owner = owner.DisplayName,
            State = request.State,
            Step = step.Step,
            StepName = step.Name,
            Order = step.Order,
            Version = step.RequestVersion,
            Submitted = request.SubmittedAt!.Value,
            Outcome = null,
            DecidedAt = null,
        };

    private static IQueryable<Row> Decided(PortalDbContext db, PersonId me) =>
        from request in db.Set<AccessRequest>().AsNoTracking()
        where request.Owner != me && !request.Collaborators.Any(named => named.Person == me) && !request.Recusals.Any(recusal => recusal.Reviewer == me)
        from decision in request.Decisions
        where decision.Reviewer == me
        from step in request.Steps
        where step.RequestVersion == decision.RequestVersion && step.Step == decision.Step
        from version in EF.Property<List<RequestVersion>>(request, "_versions")
        where version.Number == decision.RequestVersion
        join owner in db.Set<Person>() on request.Owner equals owner.Id
        select new Row
        {
            Request = request.Id,
            Title = request.Title,
            Reference = request.Reference!,
            Environment = request.Environment,
            Owner = owner.DisplayName,
            State = request.State,
            Step = step.Step,
            StepName = step.Name,
            Order = step.Order,
            Version = decision.RequestVersion,
            Submitted = version.SubmittedAt,
            Outcome = decision.Outcome,
            DecidedAt = decision.DecidedAt,
        };

    private sealed class Row
    {
        public required AccessRequestId Request { get; init; }

        public required string Title { get; init; }

        public required string Reference { get; init; }

        public required EnvironmentId Environment { get; init; }

        public required string Owner { get; init; }

        public required RequestState State { get; init; }

        public required string Step { get; init; }

        public required string StepName { get; init; }

        public required int Order { get; init; }

        public required int Version { get; init; }

        public required DateTimeOffset Submitted { get; init; }

        public required DecisionOutcome? Outcome { get; init; }

        public required DateTimeOffset? DecidedAt { get; init; }
    }
}
