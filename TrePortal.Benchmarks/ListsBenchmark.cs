using System.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Audit;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Notifications;
using TrePortal.Domain.People;
using TrePortal.Domain.Requests;
using TrePortal.Domain.Reviews;

namespace TrePortal.Benchmarks;

/// <summary>
/// Every list of the Request Center with 100 requests and events, and with a hundred thousand requests and a million events:
/// a list must not become slower because others have much.
/// </summary>
internal static class ListsBenchmark
{
    private const double MostTimesSlower = 1.5;

    public static int Run(bool quick)
    {
        var folder = Directory.CreateTempSubdirectory("lists-benchmark-").FullName;
        try
        {
            MeasureAsync(folder, quick).GetAwaiter().GetResult();
            return 0;
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(string folder, bool quick)
    {
        await using var few = await PortalAsync(Path.Combine(folder, "few"), 100, 100);
        await using var many = await PortalAsync(Path.Combine(folder, "many"), quick ? 10_000 : 100_000, quick ? 100_000 : 1_000_000);
        foreach (var (name, person, list) in Lists)
        {
            var (small, large) = (await MeasuredList.OfAsync(few.Services, person, list), await MeasuredList.OfAsync(many.Services, person, list));
            var (fast, slow) = (new List<double>(), new List<double>());
            for (var at = 0; at < (quick ? 40 : 100); at++)
            {
                fast.Add(await small.TimeAsync()); // in turns, so that whatever else the machine does meets both
                slow.Add(await large.TimeAsync());
            }

            var (before, after) = (Metric.Percentile(fast, 0.95), Metric.Percentile(slow, 0.95));
            Metric.Yardstick($"lists-{name}-100-p95", before, "ms");
            Metric.Yardstick($"lists-{name}-many-p95", after, "ms");
            Metric.AtMost($"lists-{name}-ratio", after / before, "x", MostTimesSlower);
        }
    }

    private static IEnumerable<(string Name, string Person, Func<IServiceProvider, Actor, Task> List)> Lists
    {
        get
        {
            yield return ("requests-mine", "reader", (scope, reader) => Requests(scope, reader, new(RequestSide.Owner, null, null, 0, 50)));
            yield return ("requests-mine-or-named", "reader", (scope, reader) => Requests(scope, reader, new(RequestSide.Mine, null, null, 0, 50)));
            yield return ("requests-collaborator", "reader", (scope, reader) => Requests(scope, reader, new(RequestSide.Collaborator, null, null, 0, 50)));
            yield return ("requests-mine-approved-here", "reader", (scope, reader) => Requests(scope, reader, new(RequestSide.Owner, RequestState.Approved, MeasuredEnvironment.Handle, 0, 50)));
            yield return ("requests-of-one-who-has-nearly-all", "writer", (scope, reader) => Requests(scope, reader, new(RequestSide.Owner, null, null, 0, 50)));
            yield return ("requests-of-an-admin", "admin", (scope, reader) => Requests(scope, reader, new(RequestSide.TreAdmin, null, null, 0, 50)));
            yield return ("requests-of-an-admin-in-review", "admin", (scope, reader) => Requests(scope, reader, new(RequestSide.TreAdmin, RequestState.InReview, null, 0, 50)));
            yield return ("requests-here", "reader", async (scope, reader) => await scope.GetRequiredService<IRequestsHereQueries>().ListAsync(reader, [await HereAsync(scope, reader)], default));
            yield return ("reviews-waiting", "reader", (scope, reader) => scope.GetRequiredService<IReviewQueries>().ListAsync(reader, ReviewFilter.Waiting, default));
            yield return ("reviews-waiting-count", "reader", (scope, reader) => scope.GetRequiredService<IReviewQueries>().CountWaitingAsync(reader, default));
            yield return ("reviews-decided", "reader", (scope, reader) => scope.GetRequiredService<IReviewQueries>().ListAsync(reader, ReviewFilter.Waiting with { IsDecided = true }, default));
            yield return ("notifications", "reader", (scope, reader) => scope.GetRequiredService<INotificationQueries>().ListAsync(reader.Id, false, PageRequest.First, default));
            yield return ("notifications-of-one-who-has-nearly-all", "writer", (scope, reader) => scope.GetRequiredService<INotificationQueries>().ListAsync(reader.Id, true, PageRequest.First, default));
            yield return ("notifications-unread", "reader", (scope, reader) => scope.GetRequiredService<INotificationQueries>().UnreadAsync(reader.Id, default));
            yield return ("projects", "reader", (scope, reader) => scope.GetRequiredService<IProjectQueries>().ListAsync(reader, PageRequest.First, default));
            yield return ("projects-of-an-admin", "admin", (scope, reader) => scope.GetRequiredService<IProjectQueries>().ListAsync(reader, PageRequest.First, default));
            yield return ("audit-own", "reader", (scope, reader) => Audit(scope, reader, new()));
            yield return ("audit-of-an-admin", "admin", (scope, reader) => Audit(scope, reader, new()));
            yield return ("audit-all", "root", (scope, reader) => Audit(scope, reader, new()));
            yield return ("audit-by-person", "root", (scope, reader) => Audit(scope, reader, new(Actor: "reader")));
            yield return ("audit-by-unknown-person", "root", (scope, reader) => Audit(scope, reader, new(Actor: "nobody")));
            yield return ("audit-by-kind", "root", (scope, reader) => Audit(scope, reader, new(Kind: "project")));
            yield return ("audit-by-unknown-kind", "root", (scope, reader) => Audit(scope, reader, new(Kind: "nothing")));
            yield return ("audit-by-action", "root", (scope, reader) => Audit(scope, reader, new(Action: "request-revoked")));
            yield return ("audit-by-object", "root", (scope, reader) => Audit(scope, reader, new(Object: ManyRows.Request(77))));
            yield return ("audit-by-time", "root", (scope, reader) => Audit(scope, reader, new(From: At(0), Until: At(60))));
            yield return ("audit-of-an-admin-by-action", "admin", (scope, reader) => Audit(scope, reader, new(Action: "request-revoked")));
        }
    }

    private static DateTimeOffset At(int seconds) => new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds);

    private static Task<RequestList> Requests(IServiceProvider scope, Actor reader, RequestFilter filter) => scope.GetRequiredService<IAccessRequestQueries>().ListAsync(reader, filter, default);

    private static Task<Page<AuditRow>> Audit(IServiceProvider scope, Actor reader, AuditFilter filter) => scope.GetRequiredService<IAuditQueries>().ListAsync(reader, filter, PageRequest.First, default);

    private static async Task<EnvironmentId> HereAsync(IServiceProvider scope, Actor reader) =>
        (await scope.GetRequiredService<IAccessRequestQueries>().FindEnvironmentAsync(MeasuredEnvironment.Handle, reader, default)).Value.Id;

    private static async Task<WebApplicationFactory<Web.Features.Cohorts.CohortWorkbench>> PortalAsync(string folder, int requests, int events)
    {
        var portal = new WebApplicationFactory<Web.Features.Cohorts.CohortWorkbench>().WithWebHostBuilder(host => host
            .UseSetting("Portal:DataRoot", folder).UseSetting("Portal:Demo", "false").UseSetting("Jobs:Workers", "0").ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Error)));
        await new MeasuredEnvironment(portal.Services).PublishAsync(0, ["reader", "writer"]);
        await using var scope = portal.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerHolder>().Caller = Caller.Operator("benchmark");
        await scope.ServiceProvider.GetRequiredService<PeopleCommands>().CreateAsync(new("root", "root", "root@example.org"), isPlatformAdmin: true, null, default);
        await new ManyRows(portal.Services).FillAsync(requests, events);
        return portal;
    }

    /// <summary>One list as one person asks for it.</summary>
    private sealed class MeasuredList(IServiceProvider services, Actor reader, Func<IServiceProvider, Actor, Task> list)
    {
        public static async Task<MeasuredList> OfAsync(IServiceProvider services, string person, Func<IServiceProvider, Actor, Task> list)
        {
            await using var scope = services.CreateAsyncScope();
            await using var db = await services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
            var id = await db.Set<Person>().Where(row => row.UserName == person).Select(row => row.Id).SingleAsync();
            scope.ServiceProvider.GetRequiredService<CallerHolder>().Caller = new Caller(id, "benchmark", "local");
            var made = new MeasuredList(services, await scope.ServiceProvider.GetRequiredService<ICurrentActor>().GetAsync(default), list);
            for (var warm = 0; warm < 5; warm++)
            {
                await made.TimeAsync();
            }

            return made;
        }

        public async Task<double> TimeAsync()
        {
            await using var scope = services.CreateAsyncScope();
            var watch = Stopwatch.StartNew();
            await list(scope.ServiceProvider, reader);
            return watch.Elapsed.TotalMilliseconds;
        }
    }
}
