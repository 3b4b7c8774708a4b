using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Requests;

/// <inheritdoc cref="IAccessRequestQueries"/>
internal sealed class AccessRequestQueries(IDbContextFactory<PortalDbContext> contexts, TimeProvider clock) : IAccessRequestQueries
{
    private const int MostActivity = 1_000;

    public async Task<RequestList> ListAsync(Actor reader, RequestFilter filter, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        // What ended in an environment that was deleted since stays in the records and in no list.
        var sides = (filter.Side == RequestSide.TreAdmin ? await AdministeredAsync(db, reader.Id, cancellation) : Of(db, reader.Id, filter.Side))
            .Select(some => some.Where(request => db.Set<ResearchEnvironment>().Any(environment => environment.Id == request.Environment))).ToList();
        var environments = await Places(db, reader.Id, sides, filter.Side)
            .OrderBy(environment => environment.Name)
            .Select(environment => new RequestEnvironment(environment.Id, environment.Handle, environment.Name, environment.State))
            .ToListAsync(cancellation);

        var chosen = filter.Environment is { } handle ? environments.Find(environment => environment.Handle == handle)?.Id ?? default : (EnvironmentId?)null;
        var wanted = sides.Select(some => Narrow(some, filter.State, chosen)).ToList();
        var total = await wanted.Select(some => some.Take(filter.Skip + filter.Take + RequestList.MostCounted).Select(request => request.Id))
            .Aggregate((one, other) => one.Concat(other)).CountAsync(cancellation);
        var page = FirstLines(wanted, filter.Skip + filter.Take, withDrafts: filter.Side != RequestSide.TreAdmin)
            .OrderByDescending(line => line.IsDraft).ThenByDescending(line => line.UpdatedAt).ThenBy(line => line.Id)
            .Skip(filter.Skip).Take(filter.Take);
        var found = await (
            from line in page
            join request in db.Set<AccessRequest>().AsNoTracking() on line.Id equals request.Id
            join owner in db.Set<Person>() on request.Owner equals owner.Id
            orderby line.IsDraft descending, line.UpdatedAt descending, line.Id
            select new { request.Id, request.Title, request.Reference, request.Environment, request.State, request.UpdatedAt, request.SubmittedAt, request.Owner, OwnerName = owner.DisplayName })
            .ToListAsync(cancellation);
        var ids = found.Select(row => row.Id).ToList();
        var steps = await db.Set<AccessRequest>()
            .Where(request => ids.Contains(request.Id))
            .SelectMany(request => request.Steps, (request, step) => new { request.Id, step.RequestVersion, step.State })
            .ToListAsync(cancellation);
        var current = steps.GroupBy(step => step.Id).ToDictionary(
            group => group.Key,
            group => group.Where(step => step.RequestVersion == group.Max(other => other.RequestVersion)).Select(step => step.State).ToList());
        return new RequestList(
            [.. found.Select(row => new RequestRow(
                row.Id, row.Title, row.Reference, environments.Find(environment => environment.Id == row.Environment)!, row.State,
                current.GetValueOrDefault(row.Id)?.Count(step => step == StepState.Approved) ?? 0, current.GetValueOrDefault(row.Id)?.Count ?? 0,
                row.UpdatedAt, row.SubmittedAt, row.OwnerName, row.Owner == reader.Id))],
            Math.Min(total, filter.Skip + filter.Take + RequestList.MostCounted),
            environments);
    }

    private static IQueryable<AccessRequest> Narrow(IQueryable<AccessRequest> requests, RequestState? state, EnvironmentId? environment)
    {
        requests = state is { } inState ? requests.Where(request => request.State == inState) : requests;
        return environment is { } place ? requests.Where(request => request.Environment == place) : requests;
    }

    /// <summary>
    /// Drafts come first, and no index has that order: so the newest drafts and the newest others are taken by an index each,
    /// of every side, and only these few are put in order. What was submitted is no draft: an admin has none.
    /// </summary>
    private static IQueryable<Line> FirstLines(IReadOnlyList<IQueryable<AccessRequest>> sides, int most, bool withDrafts) => sides
        .SelectMany(some => withDrafts
            ? [Newest(some.Where(request => request.State == RequestState.Draft), most, areDrafts: true), Newest(some.Where(request => request.State != RequestState.Draft), most, areDrafts: false)]
            : new[] { Newest(some, most, areDrafts: false) })
        .Aggregate((one, other) => one.Concat(other));

    private static IQueryable<Line> Newest(IQueryable<AccessRequest> some, int most, bool areDrafts) => some
        .OrderByDescending(request => request.UpdatedAt).ThenBy(request => request.Id).Take(most)
        .Select(request => new Line { Id = request.Id, IsDraft = areDrafts, UpdatedAt = request.UpdatedAt });

    public async Task<RequestDetails?> FindAsync(AccessRequestId id, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var head = await HeadAsync(db, id, reader, cancellation);
        if (head is null)
        {
            return null;
        }

        var parts = await PartsAsync(db, id, cancellation);
        var roles = parts.Parties(head.Owner.Id).RolesOf(reader.Id, head.StandingFor(reader.Id));
        return roles == RequestRole.None ? null : Details(head, parts, roles, reader.Id);
    }

    public async Task<IReadOnlyList<RequestActivity>?> ActivityAsync(AccessRequestId id, Actor reader, CancellationToken cancellation)
    {
        if (await FindAsync(id, reader, cancellation) is null)
        {
            return null;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var happened = await (
            from link in db.AuditEvents
            where link.SubjectKind == "request" && link.SubjectId == id.Value
            orderby link.Sequence descending
            select new { link.Action, link.ActorId, link.ActorName, link.ActingAs, link.At, link.Content })
            .Take(MostActivity).ToListAsync(cancellation);
        var actors = happened.Select(link => new PersonId(link.ActorId)).Distinct().ToList();
        var names = await db.Set<Person>().Where(person => actors.Contains(person.Id))
            .ToDictionaryAsync(person => person.Id, person => person.DisplayName, cancellation);
        var activity = new List<RequestActivity>();
        foreach (var link in happened)
        {
            var by = names.GetValueOrDefault(new PersonId(link.ActorId), link.ActorName);
            if (link.Action == "request-edited" && activity.Count > 0 && activity[^1] is { Action: "request-edited" } newer && newer.By == by)
            {
                activity[^1] = newer with { Times = newer.Times + 1 };
                continue;
            }

            activity.Add(Activity(link.Action, by, link.ActingAs, link.At, link.Content));
        }

        return activity;
    }

    public async Task<Result<RequestEnvironment>> FindEnvironmentAsync(string handle, Actor reader, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var environment = await db.Set<ResearchEnvironment>().AsNoTracking().FirstOrDefaultAsync(row => row.Handle == handle, cancellation);
        return environment is null ? new NotFound("This environment")
            : environment.MayRequest(reader, clock.GetUtcNow()) is { IsOk: false } refused ? refused.Error
            : new RequestEnvironment(environment.Id, environment.Handle, environment.Name, environment.State);
    }

    /// <summary>As owner and as somebody who is named, which nobody is of the same request.</summary>
    private static IReadOnlyList<IQueryable<AccessRequest>> Of(PortalDbContext db, PersonId reader, RequestSide side)
    {
        var requests = db.Set<AccessRequest>().AsNoTracking();

        // By the index of names, not by asking of each request whom it names.
        var named = db.Set<AccessRequest>().SelectMany(request => request.Collaborators, (request, who) => new { request.Id, who.Person, who.Until })
            .Where(entry => entry.Person == reader && entry.Until == null).Select(entry => entry.Id);
        return side switch
        {
            RequestSide.Owner => [requests.Where(request => request.Owner == reader)],
            RequestSide.Collaborator => [requests.Where(request => named.Contains(request.Id))],
            _ => [requests.Where(request => request.Owner == reader), requests.Where(request => request.Owner != reader && named.Contains(request.Id))],
        };
    }

    // Environments are few and have an index for each owner and admin. Requests that name somebody are few: their environments are read from them.
    private static IQueryable<ResearchEnvironment> Places(PortalDbContext db, PersonId reader, List<IQueryable<AccessRequest>> sides, RequestSide side)
    {
        var (first, places, all) = (sides[0], sides[^1].Select(request => request.Environment).Distinct(), db.Set<ResearchEnvironment>());
        return side switch
        {
            RequestSide.Owner => all.Where(environment => first.Any(request => request.Environment == environment.Id)),
            RequestSide.Collaborator => all.Where(environment => places.Contains(environment.Id)),
            RequestSide.TreAdmin => all.Where(environment => environment.Admins.Any(admin => admin.Person == reader)
                && db.Set<AccessRequest>().Any(request => request.Environment == environment.Id && request.SubmittedAt != null)),
            _ => all.Where(environment => first.Any(request => request.Environment == environment.Id) || places.Contains(environment.Id)),
        };
    }

    // Each environment has its requests in order by an index; several together have not.
    private static async Task<IReadOnlyList<IQueryable<AccessRequest>>> AdministeredAsync(PortalDbContext db, PersonId reader, CancellationToken cancellation)
    {
        var administered = await db.Set<ResearchEnvironment>().Where(environment => environment.Admins.Any(admin => admin.Person == reader))
            .Select(environment => environment.Id).ToListAsync(cancellation);
        return [.. Shares.Of(administered).DefaultIfEmpty([]).Select(share => db.Set<AccessRequest>().AsNoTracking().Where(request => request.SubmittedAt != null && share.Contains(request.Environment)))];
    }

    private sealed class Line
    {
        public required AccessRequestId Id { get; init; }

        public required bool IsDraft { get; init; }

        public required DateTimeOffset UpdatedAt { get; init; }
    }

    private async Task<Head?> HeadAsync(PortalDbContext db, AccessRequestId id, Actor reader, CancellationToken cancellation)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var keys = reader.Organizations.Select(standing => standing.Organization.Value).Append(reader.Id.Value).ToList();
        var me = reader.Id;
        return await (
            from request in db.Set<AccessRequest>().AsNoTracking()
            where request.Id == id
            join environment in db.Set<ResearchEnvironment>() on request.Environment equals environment.Id
            join owner in db.Set<Person>() on request.Owner equals owner.Id
            join person in db.Set<Person>() on request.Ending!.By equals person.Id into people
            from ender in people.DefaultIfEmpty()
            select new Head
            {
                Id = request.Id,
                Environment = new RequestEnvironment(environment.Id, environment.Handle, environment.Name, environment.State),
                Policies = environment.Policies,
                Owner = new NamedPerson(owner.Id, owner.UserName, owner.DisplayName),
                State = request.State,
                Reference = request.Reference,
                Title = request.Title,
                Content = request.Content,
                IsSequential = request.IsSequential,
                CreatedAt = request.CreatedAt,
                UpdatedAt = request.UpdatedAt,
                SubmittedAt = request.SubmittedAt,
                ApprovedAt = request.ApprovedAt,
                Ending = ender == null ? null : new EndingDetails(new NamedPerson(ender.Id, ender.UserName, ender.DisplayName), request.Ending!.At, request.Ending.Words),
                Unread = db.Set<RequestMessage>().Count(message => message.Request == id && message.Author != me
                    && !db.Set<MessageMark>().Any(mark => mark.Request == id && mark.Person == me && mark.ReadUntil >= message.At)),
                Version = request.Version,
                IsTreAdmin = environment.Admins.Any(admin => admin.Person == me),
                IsAuthorized = environment.Visibility == Visibility.Public
                    || environment.Authorized.Any(entry => keys.Contains(entry.Key) && (entry.Until == null || entry.Until >= today)),
                Reviewers = (from step in EF.Property<List<ReviewStep>>(environment, "_steps")
                             from reviewer in step.Reviewers
                             join person in db.Set<Person>() on reviewer.Person equals person.Id
                             select new Assigned { Step = step.Id, IsEnabled = person.IsEnabled, Person = new NamedPerson(person.Id, person.UserName, person.DisplayName) }).ToList(),
            }).FirstOrDefaultAsync(cancellation);
    }

    private static async Task<Parts> PartsAsync(PortalDbContext db, AccessRequestId id, CancellationToken cancellation)
    {
        var request = db.Set<AccessRequest>().AsNoTracking().Where(row => row.Id == id);
        var versions = await request.SelectMany(row => EF.Property<List<RequestVersion>>(row, "_versions"))
            .OrderByDescending(version => version.Number).ToListAsync(cancellation);
        var steps = await request.SelectMany(row => row.Steps).OrderBy(step => step.Order).ToListAsync(cancellation);
        var decisions = await (
            from decision in request.SelectMany(row => row.Decisions)
            join reviewer in db.Set<Person>() on decision.Reviewer equals reviewer.Id
            orderby decision.DecidedAt
            select new Decided { Decision = decision, Reviewer = new NamedPerson(reviewer.Id, reviewer.UserName, reviewer.DisplayName) }).ToListAsync(cancellation);
        var named = await (
            from collaborator in request.SelectMany(row => row.Collaborators)
            join person in db.Set<Person>() on collaborator.Person equals person.Id
            orderby collaborator.Since
            select new Named { IsNamed = collaborator.Until == null, Person = new NamedPerson(person.Id, person.UserName, person.DisplayName) }).ToListAsync(cancellation);
        var changes = await request.AsSingleQuery().Select(row => new { Recusals = row.Recusals.ToList(), HandOvers = row.HandOvers.ToList(), Passings = row.Passings.OrderBy(passing => passing.Number).ToList() }).FirstAsync(cancellation);
        var involved = changes.Recusals.Select(recusal => recusal.Reviewer).Concat(changes.HandOvers.SelectMany(place => new[] { place.From, place.To }))
            .Concat(changes.Passings.SelectMany(passing => new[] { passing.Before, passing.After, passing.By })).Distinct().ToList();
        var names = involved.Count == 0 ? [] : await db.Set<Person>().Where(person => involved.Contains(person.Id))
            .Select(person => new NamedPerson(person.Id, person.UserName, person.DisplayName)).ToListAsync(cancellation);
        return new Parts(versions, steps, decisions, named, new PlacesRead(changes.Recusals, changes.HandOvers, changes.Passings, names));
    }

    private static RequestDetails Details(Head head, Parts parts, RequestRole roles, PersonId reader)
    {
        var versions = parts.Versions.Select(version => new VersionDetails(
            version.Number, version.Content, version.Facts, version.Hash, version.SubmittedAt, parts.StepsOf(version.Number))).ToList();
        var isParty = (roles & (RequestRole.Owner | RequestRole.Collaborator)) != 0;
        var content = isParty || versions.Count == 0 ? head.Content : versions[0].Content;
        var actions = RequestLifecycle.Table.ActionsFrom(head.State, roles).ToList();
        var (parties, standing) = (parts.Parties(head.Owner.Id), head.StandingFor(reader));
        var decidable = actions.Contains(RequestAction.Decide) && !parties.Includes(reader)
            ? versions[0].Steps.Where(step => step.State == StepState.Open && parties.Places.SitsOn(step.Step, reader, standing) && step.Decisions.All(decision => decision.Reviewer.Id != reader)).ToList()
            : [];
        var others = head.Reviewers.Where(reviewer => reviewer.IsEnabled).Select(reviewer => reviewer.Person).Distinct().OrderBy(person => person.DisplayName, StringComparer.CurrentCulture).ToList();
        return new RequestDetails(head.Id, head.Environment, head.Owner, head.State, head.Reference, isParty || versions.Count == 0 ? head.Title : content.Title.Trim())
        {
            Content = content,
            Collaborators = [.. parts.Named.Where(named => isParty ? named.IsNamed : content.Collaborators.Contains(named.Person.Id) && named.Person.Id != head.Owner.Id).Select(named => named.Person)],
            Versions = versions,
            Roles = roles,
            Actions = actions,
            SubmitBlocked = actions.Contains(RequestAction.Submit) ? head.SubmitBlocked : null,
            Decidable = decidable,
            PlaceChanges = [.. parts.Changed.Changes(withReasons: !isParty && (roles & (RequestRole.Reviewer | RequestRole.TreAdmin)) != 0)],
            Passings = parts.Changed.PassingsByName,
            StandIns = [.. decidable.SelectMany(step => others.Where(other => parties.MayTake(other.Id, step.Step, standing)), (step, other) => new StandIn(step.Step, other))],
            IsSequential = head.IsSequential,
            MaximumCollaborators = head.Policies.MaximumCollaborators,
            Restrictions = [.. head.Policies.Restrictions()],
            IsJustificationNeeded = head.Policies.JustificationOnApprove,
            MayRejectFinally = head.Policies.FinalRejectionAllowed,
            AccessEndsAt = head.ApprovedAt is { } approved ? head.Policies.EndOfAccess(approved) : null,
            CreatedAt = head.CreatedAt,
            UpdatedAt = head.UpdatedAt,
            SubmittedAt = head.SubmittedAt,
            ApprovedAt = head.ApprovedAt,
            Ending = head.Ending,
            UnreadMessages = head.Unread,
            Version = head.Version,
        };
    }

    private static RequestActivity Activity(string action, string by, string actingAs, DateTimeOffset at, string content)
    {
        using var json = JsonDocument.Parse(content);
        string? Text(string name) => json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        int? Number(string name) => json.RootElement.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : null;
        return new RequestActivity(action, by, actingAs, at, 1, Text("step"), Text("outcome"), Number("version"));
    }

    private sealed record Head
    {
        public required AccessRequestId Id { get; init; }

        public required RequestEnvironment Environment { get; init; }

        public required Policies Policies { get; init; }

        public required NamedPerson Owner { get; init; }

        public required RequestState State { get; init; }

        public required string? Reference { get; init; }

        public required string Title { get; init; }

        public required RequestContent Content { get; init; }

        public required bool IsSequential { get; init; }

        public required DateTimeOffset CreatedAt { get; init; }

        public required DateTimeOffset UpdatedAt { get; init; }

        public required DateTimeOffset? SubmittedAt { get; init; }

        public required DateTimeOffset? ApprovedAt { get; init; }

        public required EndingDetails? Ending { get; init; }

        public required int Unread { get; init; }

        public required long Version { get; init; }

        public required bool IsTreAdmin { get; init; }

        public required bool IsAuthorized { get; init; }

        public required List<Assigned> Reviewers { get; init; }

        /// <summary>As far as it concerns one reader.</summary>
        public ReviewerStanding StandingFor(PersonId reader) => new(IsTreAdmin ? [reader] : [], [.. Reviewers.Select(reviewer => new AssignedPlace(reviewer.Step, reviewer.Person.Id))]);

        public string? SubmitBlocked =>
            Environment.State != EnvironmentState.Active ? "The environment is under maintenance: the request can be prepared but not submitted until it is active again."
            : IsAuthorized ? null
            : "You are no longer an authorized user of this environment, so you cannot submit. Its contact can add you again.";
    }

    private sealed record Assigned
    {
        public required string Step { get; init; }

        public required bool IsEnabled { get; init; }

        public required NamedPerson Person { get; init; }
    }

    private sealed record Decided
    {
        public required RequestDecision Decision { get; init; }

        public required NamedPerson Reviewer { get; init; }
    }

    private sealed record Named
    {
        public required bool IsNamed { get; init; }

        public required NamedPerson Person { get; init; }
    }

    private sealed record PlacesRead(List<RequestRecusal> Recusals, List<RequestHandOver> HandOvers, List<OwnershipPassing> Passings, List<NamedPerson> Names)
    {
        public ReviewPlaces Places => new([.. Recusals.Select(recusal => recusal.Reviewer)], [.. HandOvers.Select(place => new HandedPlace(place.Step, place.From, place.To, place.Origin))]);

        public IEnumerable<PlaceChange> Changes(bool withReasons) =>
            Recusals.Select(recusal => new PlaceChange(NameOf(recusal.Reviewer), null, null, withReasons ? recusal.Reason : "", recusal.At))
                .Concat(HandOvers.Select(place => new PlaceChange(NameOf(place.From), place.Step, NameOf(place.To), "", place.At)))
                .OrderBy(change => change.At);

        public IReadOnlyList<PassingDetails> PassingsByName =>
            [.. Passings.Select(passing => new PassingDetails(NameOf(passing.Before), NameOf(passing.After), NameOf(passing.By), passing.Reason, passing.At))];

        private NamedPerson NameOf(PersonId person) => Names.First(name => name.Id == person);
    }

    private sealed record Parts(List<RequestVersion> Versions, List<RequestStep> Steps, List<Decided> Decisions, List<Named> Named, PlacesRead Changed)
    {
        private int Latest => Versions.Count == 0 ? 0 : Versions[0].Number;

        public RequestParties Parties(PersonId owner) => new(
            owner,
            [.. Named.Where(named => named.IsNamed).Select(named => named.Person.Id)],
            [.. Named.Select(named => named.Person.Id)],
            Versions.Count > 0,
            [.. Steps.Where(step => step.RequestVersion == Latest && step.OpenedAt is not null).Select(step => step.Step)],
            [.. Decisions.Select(decided => decided.Decision.Reviewer)],
            Changed.Places);

        public IReadOnlyList<StepDetails> StepsOf(int version) =>
        [
            .. Steps.Where(step => step.RequestVersion == version).Select(step => new StepDetails(
                step.Step, step.Name, step.Order, step.Quorum, step.State, step.OpenedAt, step.ClosedAt,
                [.. Decisions
                    .Where(decided => decided.Decision.RequestVersion == version && decided.Decision.Step == step.Step)
                    .Select(decided => new DecisionDetails(decided.Reviewer, decided.Decision.Outcome, decided.Decision.Justification, decided.Decision.DecidedAt, decided.Decision.IsFinal, decided.Decision.Participants))])),
        ];
    }
}
