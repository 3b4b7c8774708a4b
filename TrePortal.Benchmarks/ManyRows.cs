using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Notifications;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;

namespace TrePortal.Benchmarks;

/// <summary>
/// A database with very many requests, events, notifications and projects. One of each is made as the portal makes it and
/// then copied by the database itself, with other ids, people, states and times: only lists are measured on it.
/// </summary>
/// <param name="services">Of a portal with a <see cref="MeasuredEnvironment"/> of the readers "reader" and "writer".</param>
internal sealed class ManyRows(IServiceProvider services)
{
    /// <summary>Requests, projects and notifications of somebody who has few, whatever the others have.</summary>
    public const int Few = 50;

    // Few have a whole page of events by the reader and about projects, as many have: else five rows would be compared with fifty.
    private const string IsOfAPage = "i <= 60";

    private const string Instant = "datetime('2025-01-01', '+' || i || ' seconds')";

    // Of ten requests: two in review, one draft, one in revision, three approved, three that ended.
    private const string State = "CASE i % 10 WHEN 0 THEN 'InReview' WHEN 1 THEN 'InReview' WHEN 2 THEN 'Draft' WHEN 3 THEN 'InRevision' WHEN 4 THEN 'Withdrawn' WHEN 5 THEN 'Rejected' WHEN 6 THEN 'Closed' ELSE 'Approved' END";

    public async Task FillAsync(int requests, int events)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        var environment = await db.Set<ResearchEnvironment>().SingleAsync();
        var (reader, writer, admin) = (await IdAsync(db, "reader"), await IdAsync(db, "writer"), await IdAsync(db, "admin"));
        var (request, notification) = await FirstAsync(db, environment, writer, reader);
        await db.Database.OpenConnectionAsync();
        var owner = $"CASE WHEN i <= {Few} THEN '{Text(reader)}' ELSE '{Text(writer)}' END";
        await CopyAsync(db, "AccessRequests", $"t.Id = '{Text(request)}'", requests, new()
        {
            ["Id"] = Key('A'), ["Owner"] = owner, ["Reference"] = "'AR-2025-' || i", ["Title"] = "'Request ' || i", ["State"] = State, ["CreatedAt"] = Instant, ["UpdatedAt"] = Instant,
            ["SubmittedAt"] = $"CASE WHEN i % 10 = 2 THEN NULL ELSE {Instant} END",
        });
        await CopyAsync(db, "RequestVersions", $"t.Request = '{Text(request)}'", requests, new() { ["Request"] = Key('A'), ["SubmittedAt"] = Instant });
        await CopyAsync(db, "RequestSteps", $"t.Request = '{Text(request)}'", requests, new() { ["Request"] = Key('A'), ["Step"] = $"CASE WHEN i <= {2 * Few} THEN 'ethics' ELSE 'other' END", ["State"] = "CASE WHEN i % 10 < 2 THEN 'Open' ELSE 'Approved' END" });
        await RunAsync(db, $"INSERT INTO RequestDecisions (Request, RequestVersion, Step, Reviewer, Outcome, Justification, DecidedAt) {Numbers(requests)} SELECT {Key('A')}, 1, 'ethics', '{Text(reader)}', 'Approve', '', {Instant} FROM n WHERE i % 10 > 3 AND i > {Few} AND i <= {2 * Few}");
        await CopyAsync(db, "Notifications", $"t.Id = '{Text(notification)}'", requests, new()
        {
            ["Id"] = Key('B'), ["Person"] = owner, ["Subject"] = Key('A'), ["At"] = Instant, ["ReadAt"] = $"CASE WHEN i % 4 = 0 THEN NULL ELSE {Instant} END",
        });
        await RunAsync(db, $"""
            INSERT INTO Projects (Id, Environment, Request, Reference, RequestVersion, RequestHash, Owner, CreatedBy, Name, State, CreatedAt, Version)
            {Numbers(requests)} SELECT {Key('C')}, '{Text(environment.Id.Value)}', {Key('A')}, 'AR-2025-' || i, 1, '', {owner}, {owner}, 'Project ' || i, 'Open', {Instant}, 1 FROM n
            """);
        await RunAsync(db, $"""
            INSERT INTO AuditEvents (Sequence, At, ActorId, ActorName, ActingAs, Action, SubjectKind, SubjectId, Environment, Content, Origin, PreviousHash, Hash)
            {Numbers(events)} SELECT (SELECT MAX(Sequence) FROM AuditEvents) + i, {Instant},
              CASE WHEN {IsOfAPage} OR i % 1000 = 0 THEN '{Text(reader)}' WHEN i % 5 = 0 THEN '{Text(admin)}' ELSE '{Text(writer)}' END,
              CASE WHEN {IsOfAPage} OR i % 1000 = 0 THEN 'reader' WHEN i % 5 = 0 THEN 'admin' ELSE 'writer' END, 'person',
              CASE WHEN i % 50000 = 7 THEN 'request-revoked' WHEN i % 3 = 0 THEN 'request-edited' ELSE 'step-decided' END,
              CASE WHEN {IsOfAPage} OR i % 20 = 0 THEN 'project' ELSE 'request' END, {Key('A', requests)}, CASE WHEN i % 3 = 0 THEN NULL ELSE '{Text(environment.Id.Value)}' END,
              printf('%0400d', i), 'page 127.0.0.1', '', '' FROM n
            """);
        await RunAsync(db, "UPDATE AuditHeads SET Sequence = (SELECT MAX(Sequence) FROM AuditEvents)");
    }

    /// <summary>The id of the copy with this number, among requests.</summary>
    public static Guid Request(int number) => Guid.Parse($"019CADC6-000A-7000-8000-{number:X12}");

    // Ordered like their times, as the portal's own ids are.
    private static string Key(char kind, int among = int.MaxValue) => $"printf('019CADC6-000{kind}-7000-8000-%012X', (i - 1) % {among} + 1)";

    private static string Text(Guid id) => id.ToString().ToUpperInvariant();

    private static string Numbers(int count) => $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})";

    private static async Task<Guid> IdAsync(PortalDbContext db, string name) =>
        (await db.Set<Domain.People.Person>().Where(person => person.UserName == name).Select(person => person.Id).SingleAsync()).Value;

    private static async Task<(Guid Request, Guid Notification)> FirstAsync(PortalDbContext db, ResearchEnvironment environment, Guid writer, Guid reader)
    {
        var (actor, now) = (new Actor(new PersonId(writer), "writer", IsPlatformAdmin: false, []), DateTimeOffset.UnixEpoch.AddYears(56));
        var request = AccessRequest.Start(actor, environment, now).Value;
        var content = RequestContent.Empty with
        {
            Title = "Request", PublicSummary = "Summary", Purpose = new string('x', 2_000), ExpectedOutputs = "A paper", StartsOn = new(2026, 4, 1), EndsOn = new(2027, 4, 1),
            Cohort = CohortChoice.Everyone, Collections = [new("core")], IsDeclared = true,
        };
        var done = request.Edit(actor, environment, content, now)
            .Then(() => request.Submit(actor, environment, SubmissionFacts.None with { InventoryVersion = environment.ActiveVersion }, "AR-2025-0", now));
        if (!done.IsOk)
        {
            throw new InvalidOperationException(done.Error.Message);
        }

        var notification = Notification.Of(new PersonId(reader), default, new EventSubject("request", request.Id.Value, environment.Id), "AR-2025-0", now);
        db.AddRange(request, notification);
        await db.SaveChangesAsync();
        return (request.Id.Value, notification.Id.Value);
    }

    private static async Task CopyAsync(PortalDbContext db, string table, string which, int count, Dictionary<string, string> with)
    {
        var columns = new List<string>();
        await using (var command = db.Database.GetDbConnection().CreateCommand())
        {
            command.CommandText = $"SELECT name FROM pragma_table_info('{table}')";
            await using var rows = await command.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                columns.Add(rows.GetString(0));
            }
        }

        await RunAsync(db, $"""
            INSERT INTO "{table}" ({string.Join(", ", columns.Select(column => $"\"{column}\""))})
            {Numbers(count)} SELECT {string.Join(", ", columns.Select(column => with.GetValueOrDefault(column) ?? $"t.\"{column}\""))} FROM n, "{table}" AS t WHERE {which}
            """);
    }

    private static async Task RunAsync(PortalDbContext db, string sql)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync();
    }
}
