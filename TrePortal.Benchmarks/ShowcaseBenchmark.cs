using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Import;

namespace TrePortal.Benchmarks;

/// <summary>
/// A refresh of the showcase as a client of the API sees it: sign-in by token, validation, counting with sketches, the
/// disclosure ledger with its file, JSON. Every cohort is a new question; half a million and five million people. Before
/// that some cohorts are asked again and again until the portal's code has been compiled for good, as it is after minutes of use.
/// </summary>
internal static class ShowcaseBenchmark
{
    private static readonly TimeSpan _warming = TimeSpan.FromSeconds(25);

    public static int Run(bool quick)
    {
        if (quick)
        {
            Report("showcase-api", Ask(50_000, 40, TimeSpan.Zero), 3, 8);
            return 0;
        }

        Report("showcase-api", Ask(500_000, 200, _warming), 3, 8);
        Report("showcase-api-5m", Ask(5_000_000, 200, _warming), 8, 15);
        return 0;
    }

    private static void Report(string name, List<double> times, double median, double slow)
    {
        Metric.AtMost($"{name}-refresh-p50", Metric.Percentile(times, 0.5), "ms", median);
        Metric.AtMost($"{name}-refresh-p95", Metric.Percentile(times, 0.95), "ms", slow);
    }

    private static List<double> Ask(int people, int questions, TimeSpan warming)
    {
        var folder = Directory.CreateTempSubdirectory("showcase-benchmark-").FullName;
        try
        {
            MeasuredEnvironment.Import(folder, people);
            return AskAsync(MeasuredEnvironment.DataRoot(folder), people, questions, warming).GetAwaiter().GetResult();
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    // Milliseconds of each question.
    private static async Task<List<double>> AskAsync(string root, int people, int questions, TimeSpan warming)
    {
        await using var portal = new WebApplicationFactory<Web.Features.Cohorts.CohortWorkbench>().WithWebHostBuilder(host => host
            .UseSetting("Portal:DataRoot", root).UseSetting("Portal:Demo", "false").ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Warning)));
        var measured = new MeasuredEnvironment(portal.Services);
        await measured.PublishAsync(people, ["reader"]);
        using var client = portal.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await measured.TokenAsync("reader"));
        using var dataset = Dataset.Open(Path.Combine(root, "people", ImportPlan.TabularFolder));
        var engine = new CohortEngine(dataset);
        var random = new Random(11);
        var known = Enumerable.Range(0, 20).Select(_ => (Cohort: CohortTerms.AtEdges(random, engine), Tiles: CohortBenchmark.Dashboard(random))).ToList();
        var watch = Stopwatch.StartNew();
        do
        {
            foreach (var (cohort, tiles) in known)
            {
                await AskAsync(client, cohort, tiles);
            }
        }
        while (watch.Elapsed < warming);

        var times = new List<double>();
        IReadOnlyList<string> dashboard = [];
        for (var at = 0; at < questions; at++)
        {
            if (at % 20 == 0)
            {
                dashboard = CohortBenchmark.Dashboard(random);
                await AskAsync(client, null, dashboard); // the page asks for everybody when a dashboard opens
            }

            watch.Restart();
            await AskAsync(client, CohortTerms.AtEdges(random, engine), dashboard);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return times;
    }

    private static async Task AskAsync(HttpClient client, string? cohort, IReadOnlyList<string> tiles)
    {
        var question = new { cohort = cohort is null ? (JsonElement?)null : JsonSerializer.Deserialize<JsonElement>(cohort), tiles = tiles.Select(field => new { field }) };
        using var answer = await client.PostAsJsonAsync(new Uri($"/api/v1/environments/{MeasuredEnvironment.Handle}/showcase/query", UriKind.Relative), question);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{answer.StatusCode}: {text}");
        }
    }
}
