using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Domain.Cohorts;
using TrePortal.Web.Features.Cohorts;

namespace TrePortal.Benchmarks;

/// <summary>
/// The showcase with half a million people, the portal in a process of its own: one person in a browser from the click on a
/// bar to twelve tiles redrawn, alone and while 29 others on raw circuits filter too. Portal, browser and circuits share the cores.
/// </summary>
internal static class WebBenchmark
{
    private const int Others = 29;

    // From the click until no tile is being counted and the browser has drawn twice; -1 where the question was refused.
    private const string Click = """
        bar => new Promise((done, failed) => {
          const grid = document.querySelector('.tile-grid');
          const started = performance.now();
          const watch = new MutationObserver(() => {
            if (grid.getAttribute('aria-busy') === 'false') {
              watch.disconnect();
              requestAnimationFrame(() => requestAnimationFrame(() => done(grid.classList.contains('is-stale') ? -1 : performance.now() - started)));
            }
          });
          watch.observe(grid, { attributes: true, attributeFilter: ['aria-busy'] });
          setTimeout(() => { watch.disconnect(); failed(new Error('nothing was redrawn')); }, 20000);
          bar.click();
        })
        """;

    public static int Run(bool quick)
    {
        var folder = Directory.CreateTempSubdirectory("web-benchmark-").FullName;
        try
        {
            var people = quick ? 50_000 : 500_000;
            MeasuredEnvironment.Import(folder, people);
            MeasureAsync(folder, people, quick ? 20 : 100).GetAwaiter().GetResult();
            return 0;
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(string folder, int people, int clicks)
    {
        var readers = Enumerable.Range(0, Others + 1).Select(number => $"reader{number}").ToList();
        await using (var portal = new WebApplicationFactory<CohortWorkbench>().WithWebHostBuilder(host => host
            .UseSetting("Portal:DataRoot", MeasuredEnvironment.DataRoot(folder)).UseSetting("Portal:Demo", "false").ConfigureLogging(logging => logging.ClearProviders())))
        {
            await new MeasuredEnvironment(portal.Services).PublishAsync(people, readers);
        }

        var address = new Uri($"http://localhost:{FreePort()}/");
        using var process = Start(address, MeasuredEnvironment.DataRoot(folder));
        try
        {
            await ReadyAsync(address);
            using var playwright = await Playwright.CreateAsync();
            await using var chromium = await playwright.Chromium.LaunchAsync(new()
            {
                ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
                Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
            });
            var tiles = CohortBenchmark.Dashboard(new Random(11));
            var page = await OpenAsync(chromium, address, readers[0], Showcase(null, tiles));
            await MeasureClicksAsync(page, 10);
            var alone = await MeasureClicksAsync(page, clicks);
            Metric.AtMost("web-showcase-click-p50", Metric.Percentile(alone, 0.5), "ms", 150);
            Metric.AtMost("web-showcase-click-p95", Metric.Percentile(alone, 0.95), "ms", 150);
            await MeasureCrowdAsync(folder, address, readers, page, clicks);
            process.Refresh();
            Metric.Yardstick("web-showcase-portal-memory", process.WorkingSet64 / 1e6, "MB");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    private static async Task MeasureCrowdAsync(string folder, Uri address, List<string> readers, IPage page, int clicks)
    {
        using var dataset = Dataset.Open(MeasuredEnvironment.Columns(folder));
        var engine = new CohortEngine(dataset);
        using var over = new CancellationTokenSource();
        var circuits = new List<RawCircuit>();
        foreach (var (reader, number) in readers.Skip(1).Select((reader, number) => (reader, number)))
        {
            circuits.Add(await RawCircuit.OpenAsync(address, reader, Showcase(null, CohortBenchmark.Dashboard(new Random(number)))));
        }

        var filtering = circuits.Select((circuit, number) => FilterAsync(circuit, engine, number, over.Token)).ToList();
        await Task.Delay(TimeSpan.FromSeconds(5));
        var inBrowser = await MeasureClicksAsync(page, clicks);
        await over.CancelAsync();
        var others = (await Task.WhenAll(filtering)).SelectMany(times => times).ToList();
        foreach (var circuit in circuits)
        {
            await circuit.DisposeAsync();
        }

        Metric.Yardstick("web-showcase-crowd-questions", others.Count + inBrowser.Count, "questions");
        Metric.AtMost("web-showcase-crowd-browser-p95", Metric.Percentile(inBrowser, 0.95), "ms", 500);
        Metric.AtMost("web-showcase-crowd-circuits-p50", Metric.Percentile(others, 0.5), "ms", 500);
        Metric.AtMost("web-showcase-crowd-circuits-p95", Metric.Percentile(others, 0.95), "ms", 500);
    }

    // A new five-term cohort every three seconds or so, as somebody does who looks at what is shown.
    private static async Task<List<double>> FilterAsync(RawCircuit circuit, CohortEngine engine, int seed, CancellationToken over)
    {
        var random = new Random(seed);
        var tiles = CohortBenchmark.Dashboard(new Random(seed));
        var times = new List<double>();
        while (!over.IsCancellationRequested)
        {
            await Task.Delay(random.Next(2000, 4000), CancellationToken.None);
            var cohort = CohortLink.Write(CohortParser.Parse(CohortTerms.AtEdges(random, engine)).Value);
            var watch = Stopwatch.StartNew();
            await circuit.GoToAsync(Showcase(cohort, tiles), batch => batch.AsSpan().IndexOf("aria-busy"u8) >= 0 && batch.AsSpan().IndexOf("false"u8) >= 0);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        return times;
    }

    private static string Showcase(string? cohort, IReadOnlyList<string> tiles) =>
        $"environments/{MeasuredEnvironment.Handle}/explore?t={string.Join(',', tiles)}" + (cohort is null ? "" : "&c=" + cohort);

    private static async Task<IPage> OpenAsync(IBrowser browser, Uri address, string user, string place)
    {
        var page = await browser.NewPageAsync(new() { BaseURL = address.AbsoluteUri, ViewportSize = new() { Width = 1280, Height = 900 }, ReducedMotion = ReducedMotion.Reduce });
        await page.GotoAsync("account/sign-in");
        await page.FillAsync("input[name=UserName]", user);
        await page.FillAsync("input[name=Password]", MeasuredEnvironment.Password);
        await page.ClickAsync("button[type=submit]");
        await page.WaitForURLAsync(url => !url.Contains("/account/", StringComparison.Ordinal));
        await page.GotoAsync(place);
        await page.WaitForSelectorAsync(".tile-grid[aria-busy=false] .row");
        return page;
    }

    // Bars are clicked at random, each a new term of the cohort; after four of them, or where nobody is left, it begins
    // again from everybody.
    private static async Task<List<double>> MeasureClicksAsync(IPage page, int clicks)
    {
        var random = new Random(clicks);
        var times = new List<double>();
        for (var terms = 0; times.Count < clicks;)
        {
            var bars = await page.QuerySelectorAllAsync(".tile .row:not(.is-hidden)[aria-pressed=false]");
            if (bars.Count > 0)
            {
                var time = await bars[random.Next(bars.Count)].EvaluateAsync<double>(Click);
                terms = time < 0 ? 4 : terms + 1;
                times.AddRange(time < 0 ? [] : [time]);
            }

            if (terms == 4 || bars.Count == 0)
            {
                terms = 0;
                await page.GetByRole(AriaRole.Button, new() { Name = "Clear", Exact = true }).First.EvaluateAsync<double>(Click);
            }
        }

        return times;
    }

    private static Process Start(Uri address, string dataRoot)
    {
        var flavour = Path.GetFileName(Path.GetDirectoryName(Path.GetDirectoryName(AppContext.BaseDirectory))!);
        var web = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "TrePortal.Web"));
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = web, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in new[] { Path.Combine(web, "bin", flavour, Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)), "TrePortal.Web.dll"), "--urls", address.AbsoluteUri })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development"; // static files are served from the source tree
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment["Portal__DataRoot"] = dataRoot;
        start.Environment["Portal__Demo"] = "false";
        start.Environment["Portal__SignInsPerMinute"] = "1000"; // everybody comes from one address here
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static async Task ReadyAsync(Uri address)
    {
        using var client = new HttpClient();
        for (var tries = 0; tries < 300; tries++)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(address, "health/ready"));
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("The portal was not ready in time.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
