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
/// disclosure ledger with its file, JSON. Every cohort is a new question; half a million and five million people.
/// </summary>
internal static class ShowcaseBenchmark
{
    public static int Run(bool quick) => quick
        ? Run("showcase-api", 50_000, 40, 3, 8)
        : Run("showcase-api", 500_000, 200, 3, 8) + Run("showcase-api-5m", 5_000_000, 200, 8, 15);

    private static int Run(string name, int people, int questions, double median, double slow)
    {
        var folder = Directory.CreateTempSubdirectory("showcase-benchmark-").FullName;
        try
        {
            MeasuredEnvironment.Import(folder, people);
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
        var measured = new MeasuredEnvironment(portal.Services);
        await measured.PublishAsync(people, ["reader"]);
        using var client = portal.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await measured.TokenAsync("reader"));
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
        using var answer = await client.PostAsJsonAsync(new Uri($"/api/v1/environments/{MeasuredEnvironment.Handle}/showcase/query", UriKind.Relative), question);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{answer.StatusCode}: {text}");
        }
    }
}
