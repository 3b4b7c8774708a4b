using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Benchmarks;

/// <summary>
/// A refresh of the showcase as a client of the API sees it: sign-in by token, validation, counting with sketches, the
/// disclosure ledger with its file, JSON. Every cohort is a new question; half a million and five million people.
/// </summary>
internal static class ShowcaseBenchmark
{
    private const string Handle = "tre-measured";

    public static int Run(bool quick) => quick
        ? Run("showcase-api", 50_000, 40, 3, 8)
        : Run("showcase-api", 500_000, 200, 3, 8) + Run("showcase-api-5m", 5_000_000, 200, 8, 15);

    private static int Run(string name, int people, int questions, double median, double slow)
    {
        var folder = Directory.CreateTempSubdirectory("showcase-benchmark-").FullName;
        try
        {
            var source = Path.Combine(folder, "source");
            SyntheticPeople.Write(source, people);
            new InventoryImporter(TimeProvider.System).Import(new ImportPlan(Path.Combine(folder, "portal", "people")) { TabularSource = source }, progress: null, CancellationToken.None);
            Directory.Delete(source, recursive: true);
            MeasureAsync(name, Path.Combine(folder, "portal"), people, questions, median, slow).GetAwaiter().GetResult();
            return 0;
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(string name, string root, int people, int questions, double median, double slow)
    {
        await using var portal = new WebApplicationFactory<Web.Features.Cohorts.CohortWorkbench>().WithWebHostBuilder(host => host
            .UseSetting("Portal:DataRoot", root).UseSetting("Portal:Demo", "false").ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Warning)));
        await PublishAsync(portal.Services, people);
        using var client = portal.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(portal.Services, "reader"));
        using var dataset = Dataset.Open(Path.Combine(root, "people", ImportPlan.TabularFolder));
        var engine = new CohortEngine(dataset);
        var random = new Random(11);
        IReadOnlyList<string> tiles = [];
        var times = new List<double>();
        for (var at = -20; at < questions; at++)
        {
            tiles = (at + 20) % 20 == 0 ? CohortBenchmark.Dashboard(random) : tiles;
            if ((at + 20) % 20 == 0)
            {
                await AskAsync(client, null, tiles); // the page asks for everybody when a dashboard opens
            }

            var watch = Stopwatch.StartNew();
            await AskAsync(client, CohortTerms.AtEdges(random, engine), tiles);
            if (at >= 0)
            {
                times.Add(watch.Elapsed.TotalMilliseconds);
            }
        }

        Metric.AtMost($"{name}-refresh-p50", Metric.Percentile(times, 0.5), "ms", median);
        Metric.AtMost($"{name}-refresh-p95", Metric.Percentile(times, 0.95), "ms", slow);
    }

    private static async Task AskAsync(HttpClient client, string? cohort, IReadOnlyList<string> tiles)
    {
        var question = new { cohort = cohort is null ? (JsonElement?)null : JsonSerializer.Deserialize<JsonElement>(cohort), tiles = tiles.Select(field => new { field }) };
        using var answer = await client.PostAsJsonAsync(new Uri($"/api/v1/environments/{Handle}/showcase/query", UriKind.Relative), question);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{answer.StatusCode}: {text}");
        }
    }

    private static async Task<string> TokenAsync(IServiceProvider services, string user) =>
        (await AsOperatorAsync<AccessTokenCommands, Result<NewToken>>(services, commands => commands.CreateForAsync(user, new("measure", TokenScope.Write, 1), CancellationToken.None))).Value.Secret!;

    private static async Task<TResult> AsOperatorAsync<TService, TResult>(IServiceProvider services, Func<TService, Task<TResult>> work)
        where TService : notnull
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerHolder>().Caller = Caller.Operator("benchmark");
        return await work(scope.ServiceProvider.GetRequiredService<TService>());
    }

    // The rules of the standard tier, but for the number of questions: the reader is granted enough of them.
    private static async Task PublishAsync(IServiceProvider services, int people)
    {
        async Task<PersonId> PersonAsync(string name) => (await AsOperatorAsync<PeopleCommands, Result<NewPerson>>(services, commands =>
            commands.CreateAsync(new(name, name, name + "@example.org"), isPlatformAdmin: false, null, CancellationToken.None))).Value.Id;
        var (admin, reader) = (await PersonAsync("admin"), await PersonAsync("reader"));
        await using var db = await services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        var now = DateTimeOffset.UnixEpoch.AddYears(56);
        var provider = Organization.Create(new Actor(admin, "admin", IsPlatformAdmin: true, []), "org-measured", "Measured", now).Value;
        var actor = new Actor(admin, "admin", IsPlatformAdmin: false, [new OrganizationStanding(provider.Id, IsAdmin: false, MayManageEnvironments: true)]);
        var environment = ResearchEnvironment.Create(actor, new NewEnvironment(Handle, "Measured", provider.Id, "eu"), now).Value;
        var version = InventoryVersion.Start(environment.Id, 1, admin, now);
        var asset = new DatasetAsset($"people/{ImportPlan.TabularFolder}", "measured", now, [new EntitySummary("person", "Person", 41, people)]);
        Result[] steps =
        [
            environment.Describe(actor, new EnvironmentDetails("Measured", "About", "Somebody", [], []), now),
            environment.Authorize(actor, reader, null, null, now),
            environment.ChooseShowcase(actor, ShowcaseMode.Inventory, now),
            environment.SetPolicies(actor, Policies.Default, now),
            environment.AddStep(actor, new StepDraft("ethics", "Ethics", "", 1), now),
            environment.AssignReviewer(actor, "ethics", new Actor(reader, "reader", IsPlatformAdmin: false, []), now),
            version.Accept(new InventoryAssets(asset, null, null, null)),
            environment.StartVersion(actor, version.Id, now),
            environment.Publish(actor, new InventoryReadiness(true, true, true, true), new HashSet<PersonId> { reader }, now),
            version.Activate(DisclosureTier.Standard, now),
        ];
        if (steps.FirstOrDefault(step => !step.IsOk) is { IsOk: false } refused)
        {
            throw new InvalidOperationException(refused.Error!.Message);
        }

        db.AddRange(provider, environment, version);
        await db.SaveChangesAsync();
        await GrantAsync(services, admin);
    }

    private static async Task GrantAsync(IServiceProvider services, PersonId admin)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerHolder>().Caller = new Caller(admin, "benchmark", "local");
        var granted = await scope.ServiceProvider.GetRequiredService<Domain.Disclosure.BudgetCommands>().GrantAsync(Handle, "reader", 10_000, "To measure the showcase", CancellationToken.None);
        if (!granted.IsOk)
        {
            throw new InvalidOperationException(granted.Error.Message);
        }
    }
}
