using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.Audit;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Notifications;
using TrePortal.Domain.Requests;
using TrePortal.Domain.Reviews;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Requests;

/// <summary>
/// Every list of the Request Center asks the database at most five times and finds its rows by an index, so that it stays
/// quick when others have very much. <c>TrePortal.Benchmarks -- lists</c> measures the same lists.
/// </summary>
public sealed partial class ListQueriesTests : IAsyncLifetime
{
    private static readonly string[] BigTables =
    [
        "AccessRequests", "RequestSteps", "RequestVersions", "RequestDecisions", "RequestCollaborators", "RequestMessages", "RequestMessageMarks",
        "AuditEvents", "Notifications", "Projects", "ProjectMembers", "Dispensals",
    ];

    private static readonly Dictionary<string, (string Person, Func<IServiceProvider, Actor, Task> List)> Lists = new(StringComparer.Ordinal)
    {
        ["requests of mine"] = ("otto", (scope, me) => Requests(scope, me, new(RequestSide.Owner, null, null, 0, 50))),
        ["requests of mine or that name me"] = ("otto", (scope, me) => Requests(scope, me, new(RequestSide.Mine, null, null, 0, 50))),
        ["requests that name me"] = ("carl", (scope, me) => Requests(scope, me, new(RequestSide.Collaborator, null, null, 0, 50))),
        ["approved requests of mine here"] = ("otto", (scope, me) => Requests(scope, me, new(RequestSide.Owner, RequestState.Approved, RequestWorld.Handle, 0, 50))),
        ["requests of an admin"] = ("tina", (scope, me) => Requests(scope, me, new(RequestSide.TreAdmin, null, null, 0, 50))),
        ["requests in review of an admin"] = ("tina", (scope, me) => Requests(scope, me, new(RequestSide.TreAdmin, RequestState.InReview, null, 0, 50))),
        ["requests here"] = ("otto", async (scope, me) => await scope.GetRequiredService<IRequestsHereQueries>().ListAsync(me, [await HereAsync(scope)], default)),
        ["what waits for my decision"] = ("rita", (scope, me) => scope.GetRequiredService<IReviewQueries>().ListAsync(me, ReviewFilter.Waiting, default)),
        ["how much waits for my decision"] = ("rita", (scope, me) => scope.GetRequiredService<IReviewQueries>().CountWaitingAsync(me, default)),
        ["what I decided"] = ("remo", (scope, me) => scope.GetRequiredService<IReviewQueries>().ListAsync(me, ReviewFilter.Waiting with { IsDecided = true }, default)),
        ["notifications"] = ("otto", (scope, me) => scope.GetRequiredService<INotificationQueries>().ListAsync(me.Id, false, PageRequest.First, default)),
        ["unread notifications"] = ("otto", (scope, me) => scope.GetRequiredService<INotificationQueries>().ListAsync(me.Id, true, PageRequest.First, default)),
        ["number of unread notifications"] = ("otto", (scope, me) => scope.GetRequiredService<INotificationQueries>().UnreadAsync(me.Id, default)),
        ["projects"] = ("otto", (scope, me) => scope.GetRequiredService<IProjectQueries>().ListAsync(me, PageRequest.First, default)),
        ["projects of an admin"] = ("tina", (scope, me) => scope.GetRequiredService<IProjectQueries>().ListAsync(me, PageRequest.First, default)),
        ["audit log of mine"] = ("otto", (scope, me) => Audit(scope, me, new())),
        ["audit log of an admin"] = ("tina", (scope, me) => Audit(scope, me, new())),
        ["audit log of an admin, one action"] = ("tina", (scope, me) => Audit(scope, me, new(Action: "request-submitted"))),
        ["whole audit log"] = ("root", (scope, me) => Audit(scope, me, new())),
        ["audit log of an environment"] = ("root", async (scope, me) => await Audit(scope, me, new(await HereAsync(scope)))),
        ["audit log, one person"] = ("root", (scope, me) => Audit(scope, me, new(Actor: "otto"))),
        ["audit log, one kind"] = ("root", (scope, me) => Audit(scope, me, new(Kind: "request"))),
        ["audit log, one object"] = ("root", (scope, me) => Audit(scope, me, new(Object: Guid.Empty))),
        ["audit log, one action"] = ("root", (scope, me) => Audit(scope, me, new(Action: "request-submitted"))),
        ["audit log, one day"] = ("root", (scope, me) => Audit(scope, me, new(From: Some.Monday, Until: Some.Monday.AddDays(1)))),
    };

    // It reads from the newest on and stops after a page.
    private static readonly string[] MayScan = ["whole audit log"];

    private RequestWorld _world = null!;

    public static TheoryData<string> Names => [.. Lists.Keys];

    public async Task InitializeAsync()
    {
        _world = await RequestWorld.CreateAsync();
        await _world.Portal.PersonAsync("root", platformAdmin: true);
        await _world.DraftAsync();
        var id = await _world.SubmittedAsync();
        RequestWorld.Ok(await _world.DecideAsync(id, "remo", "data"));
    }

    public Task DisposeAsync() => _world.DisposeAsync().AsTask();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_list_asks_little_and_scans_nothing_big(string name)
    {
        var (person, list) = Lists[name];
        var id = await _world.Portal.Look(db => db.Set<Domain.People.Person>().Where(row => row.UserName == person).Select(row => row.Id).SingleAsync());
        _world.Portal.As(id);
        var me = await _world.Portal.ActorAsync();
        await using var scope = _world.Portal.Services.CreateAsyncScope();

        var asked = await RoundTrips.CommandsOfAsync(() => list(scope.ServiceProvider, me));

        Assert.InRange(asked.Count, 1, name == "requests here" ? 6 : 5); // the test looks for the environment's id first
        var scans = new List<string>();
        foreach (var command in asked.Where(command => !command.TrimEnd().EndsWith("WHERE 0", StringComparison.Ordinal))) // of no row
        {
            scans.AddRange(await ScansAsync(command));
        }

        Assert.True(scans.Count == 0 || MayScan.Contains(name), $"{name} reads whole tables: {string.Join("; ", scans)}\n{string.Join("\n\n", asked)}");
    }

    [Fact]
    public void The_list_of_lists_is_not_empty() => Assert.True(Lists.Count > 20);

    private async Task<IEnumerable<string>> ScansAsync(string command)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_world.Portal.Folder, "portal.db")};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        await using var explain = connection.CreateCommand();
        explain.CommandText = "EXPLAIN QUERY PLAN " + command;
        foreach (var parameter in Parameter().Matches(command).Select(match => match.Value).Distinct())
        {
            explain.Parameters.AddWithValue(parameter, 1);
        }

        var big = Alias().Matches(command).Where(match => BigTables.Contains(match.Groups["table"].Value)).ToLookup(match => match.Groups["alias"].Value, match => match.Groups["table"].Value);
        var scans = new List<string>();
        await using var steps = await explain.ExecuteReaderAsync();
        while (await steps.ReadAsync())
        {
            var step = steps.GetString(3);
            if (Scan().Match(step) is { Success: true } scan && big.Contains(scan.Groups["alias"].Value))
            {
                scans.Add($"{step} ({string.Join(" or ", big[scan.Groups["alias"].Value].Distinct())})");
            }
        }

        return scans;
    }

    private static Task<RequestList> Requests(IServiceProvider scope, Actor me, RequestFilter filter) => scope.GetRequiredService<IAccessRequestQueries>().ListAsync(me, filter, default);

    private static Task<Page<AuditRow>> Audit(IServiceProvider scope, Actor me, AuditFilter filter) => scope.GetRequiredService<IAuditQueries>().ListAsync(me, filter, PageRequest.First, default);

    private static async Task<EnvironmentId> HereAsync(IServiceProvider scope)
    {
        await using var db = await scope.GetRequiredService<IDbContextFactory<Data.Kernel.PortalDbContext>>().CreateDbContextAsync();
        return await db.Set<ResearchEnvironment>().Select(row => row.Id).FirstAsync();
    }

    [GeneratedRegex("@[A-Za-z0-9_]+")]
    private static partial Regex Parameter();

    [GeneratedRegex("\"(?<table>[A-Za-z]+)\" AS \"(?<alias>[a-z0-9]+)\"")]
    private static partial Regex Alias();

    [GeneratedRegex("^SCAN (?<alias>[a-z0-9]+)")]
    private static partial Regex Scan();
}
