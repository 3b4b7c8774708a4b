using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Microsoft.Data.Sqlite;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Import;
using TrePortal.Domain.Cohorts;

namespace TrePortal.Benchmarks;

/// <summary>
/// A refresh of the showcase (a five-term cohort, its size and twelve tiles that change every twenty cohorts), next to
/// SQLite on the same rows and to the memory bandwidth of the machine, in the same run. Sizes and tiles are compared with
/// SQLite's before anything is timed.
/// </summary>
internal static class CohortBenchmark
{
    private const int Secret = 20261126;

    private static readonly CancellationToken _never = CancellationToken.None;

    public static int Run(bool quick) => quick
        ? Run(50_000, Targets.Small, quick)
        : Run(500_000, Targets.Small, quick) + Run(5_000_000, Targets.Large, quick);

    private static int Run(int people, Targets targets, bool quick)
    {
        var folder = Directory.CreateTempSubdirectory("cohort-benchmark-").FullName;
        try
        {
            var source = Path.Combine(folder, "tabular");
            SyntheticPeople.Write(source, people);
            var staging = Path.Combine(folder, "staging");
            new InventoryImporter(TimeProvider.System).Import(new ImportPlan(staging) { TabularSource = source }, progress: null, _never);
            using var dataset = Dataset.Open(Path.Combine(staging, ImportPlan.TabularFolder));
            using var sqlite = CohortPeer.Load(Path.Combine(folder, "peer.db"), Path.Combine(source, "person.data.csv"));
            Console.WriteLine($"{people:N0} people, loops {BlockKernels.Best}");
            return Measure(dataset, sqlite, targets, quick);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Measure(Dataset dataset, SqliteConnection sqlite, Targets targets, bool quick)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var engine = new CohortEngine(dataset);
        var refreshes = Refreshes(new Random(7), quick ? 40 : 200);
        var wrong = refreshes.Where((_, at) => at % 20 == 0).Count(refresh => !CohortPeer.Agrees(sqlite, engine, refresh));
        Console.WriteLine(wrong == 0 ? $"equal: sizes and tiles of {refreshes.Count / 20} cohorts agree with SQLite" : $"WRONG: {wrong} cohorts differ from SQLite");

        Refresh(engine, refreshes, keys: null); // every column is touched once
        var name = targets.Name;
        var times = Time(refreshes, refresh => engine.Tiles(engine.EvaluatePeople(refresh.Cohort, _never), refresh.Tiles, keys: null, _never));
        var counts = Time(refreshes, refresh => engine.CountPeople(refresh.Cohort, _never));
        var compares = Time(refreshes, refresh => engine.Count([engine.EvaluatePeople(refresh.Cohort, _never), engine.EvaluatePeople(refresh.Other, _never)], [.. refresh.Tiles], keys: null, _never));
        var keys = engine.KeysOf(Secret);
        var sketched = Time(refreshes, refresh => engine.Count([engine.EvaluatePeople(refresh.Cohort, _never)], [.. refresh.Tiles], keys, _never));
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        var some = refreshes.Take(quick ? 3 : targets.PeerRuns).ToList();
        var peer = Math.Min(
            Metric.Percentile(Time(some, refresh => CohortPeer.RefreshKeptOnce(sqlite, refresh)), 0.5),
            Metric.Percentile(Time(some, refresh => CohortPeer.RefreshByTile(sqlite, refresh)), 0.5));
        var refreshMedian = Metric.Percentile(times, 0.5);
        Metric.Yardstick($"{name}-cohort-share", 100.0 * refreshes.Average(refresh => engine.CountPeople(refresh.Cohort, _never)) / engine.Population, "percent");
        Metric.AtMost($"{name}-refresh-p50", refreshMedian, "ms", targets.Refresh);
        Metric.AtMost($"{name}-refresh-p95", Metric.Percentile(times, 0.95), "ms", targets.SlowRefresh);
        Metric.AtMost($"{name}-count-p50", Metric.Percentile(counts, 0.5), "ms", targets.Count);
        Metric.AtMost($"{name}-compare-p50", Metric.Percentile(compares, 0.5), "ms", targets.Compare);
        Metric.Yardstick($"{name}-refresh-with-sketches-p50", Metric.Percentile(sketched, 0.5), "ms");
        Metric.Yardstick($"{name}-refresh-with-sketches-p95", Metric.Percentile(sketched, 0.95), "ms");
        Metric.AtMost($"{name}-memory", memory / 1e6, "MB", targets.Memory);
        Metric.Yardstick($"{name}-sqlite-refresh-p50", peer, "ms");
        Metric.AtLeast($"{name}-against-sqlite", peer / refreshMedian, "x", targets.AgainstSqlite);
        var bandwidth = MemoryBandwidth.Measure();
        Metric.Yardstick("memory-read-bandwidth", bandwidth / 1e9, "GB/s");
        if (targets.Bandwidth > 0)
        {
            var bytes = refreshes.Average(refresh => (double)BytesOf(dataset, refresh));
            Metric.AtLeast($"{name}-bandwidth-share", 100 * bytes / (refreshMedian / 1000) / bandwidth, "percent", targets.Bandwidth);
        }

        return wrong;
    }

    private static void Refresh(CohortEngine engine, List<CohortRefresh> refreshes, PersonKeys? keys)
    {
        foreach (var refresh in refreshes)
        {
            engine.Tiles(engine.EvaluatePeople(refresh.Cohort, _never), refresh.Tiles, keys, _never);
        }
    }

    // What one refresh has to look at at least: every row of the fields of the cohort and of the tiles, in their smallest form.
    private static long BytesOf(Dataset dataset, CohortRefresh refresh)
    {
        var columns = new EngineColumns(dataset);
        var tiles = refresh.Tiles.Sum(field => (long)columns.Cells(dataset.Column(field)!, columns.Shape(field)!).Width);
        var filters = refresh.Cohort.Fields().Sum(field => dataset.Column(field) is MeasuredColumn measured ? columns.Ordered(measured)?.Rows.Width ?? 8 : 1);
        return (tiles + filters) * dataset.Main.RowCount;
    }

    private static List<double> Time<T>(List<T> items, Action<T> work)
    {
        work(items[0]);
        return [.. items.Select(item =>
        {
            var watch = Stopwatch.StartNew();
            work(item);
            return watch.Elapsed.TotalMilliseconds;
        })];
    }

    private static List<CohortRefresh> Refreshes(Random random, int count)
    {
        var refreshes = new List<CohortRefresh>();
        IReadOnlyList<string> tiles = [];
        for (var at = 0; at < count; at++)
        {
            tiles = at % 20 == 0 ? Dashboard(random) : tiles;
            refreshes.Add(new CohortRefresh(CohortTerms.Draw(random), CohortTerms.Draw(random), tiles));
        }

        return refreshes;
    }

    /// <summary>Eight categories and four numbers.</summary>
    internal static IReadOnlyList<string> Dashboard(Random random)
    {
        var numbers = Enumerable.Range(0, SyntheticPeople.Integers).Select(at => $"person.i{at}").Concat(Enumerable.Range(0, SyntheticPeople.Floats).Select(at => $"person.f{at}")).ToArray();
        var categories = Enumerable.Range(0, SyntheticPeople.Categories).Select(at => $"person.c{at}").ToArray();
        random.Shuffle(numbers);
        random.Shuffle(categories);
        return [.. categories.Take(8), .. numbers.Take(4)];
    }

    private sealed record Targets(string Name, double Refresh, double SlowRefresh, double Count, double Compare, double Memory, double AgainstSqlite, double Bandwidth, int PeerRuns)
    {
        public static Targets Small { get; } = new("cohort", 0.6, 1.5, 0.12, 1, 250, 400, 0, 5);

        public static Targets Large { get; } = new("cohort-5m", 5, 8, 1.5, 9, 1000, 2000, 65, 2);
    }
}

/// <param name="First">Of a comparison.</param>
/// <param name="Second">What it is compared with.</param>
/// <param name="Tiles">Addresses of fields.</param>
internal sealed record CohortRefresh(CohortTerms First, CohortTerms Second, IReadOnlyList<string> Tiles)
{
    public CohortExpression Cohort => First.Expression;

    public CohortExpression Other => Second.Expression;
}

/// <summary>A category in a set, an integer range, a float range, not a category, and an OR group; as an expression and as SQL.</summary>
internal sealed record CohortTerms(CohortExpression Expression, string Sql)
{
    /// <summary>The same terms, cut where the charts of a dataset show edges; as JSON.</summary>
    public static string AtEdges(Random random, CohortEngine engine)
    {
        var (category, integer, number) = (random.Next(6, SyntheticPeople.Categories), random.Next(2, SyntheticPeople.Integers), random.Next(SyntheticPeople.Floats));
        var (excluded, either) = (random.Next(3, SyntheticPeople.Categories), random.Next(3, SyntheticPeople.Categories));
        var codes = Enumerable.Range(0, SyntheticPeople.CodesOf(category)).Where(_ => random.NextDouble() < 0.6).Select(code => $"\"k{code}\"").DefaultIfEmpty("\"k0\"");
        var (whole, measured, first) = (engine.Shape($"person.i{integer}")!.Edges, engine.Shape($"person.f{number}")!.Edges, engine.Shape("person.i0")!.Edges);
        double Edge(IReadOnlyList<double> edges, double from, double to) => edges[(int)(edges.Count * (from + (random.NextDouble() * (to - from))))];
        return string.Create(CultureInfo.InvariantCulture, $$$"""
            {"logic":"and","filters":[
              {"field":"person.c{{{category}}}","op":"in","values":[{{{string.Join(',', codes)}}}]},
              {"field":"person.i{{{integer}}}","op":"between","values":[{{{Edge(whole, 0, 0.25)}}},{{{Edge(whole, 0.5, 1) - 1}}}]},
              {"field":"person.f{{{number}}}","op":"between","values":[{{{Edge(measured, 0, 0.3)}}},{{{Edge(measured, 0.6, 1)}}}]},
              {"not":{"field":"person.c{{{excluded}}}","op":"in","values":["k{{{random.Next(Math.Min(5, SyntheticPeople.CodesOf(excluded)))}}}"]}},
              {"logic":"or","filters":[{"field":"person.c{{{either}}}","op":"in","values":["k{{{random.Next(2)}}}"]},{"field":"person.i0","op":"less-than","values":[{{{Edge(first, 0.4, 0.9)}}}]}]}]}
            """);
    }

    public static CohortTerms Draw(Random random)
    {
        var (category, integer, number) = (random.Next(6, SyntheticPeople.Categories), random.Next(2, SyntheticPeople.Integers), random.Next(SyntheticPeople.Floats));
        var (excluded, either) = (random.Next(3, SyntheticPeople.Categories), random.Next(3, SyntheticPeople.Categories));
        var all = SyntheticPeople.CodesOf(category);
        var codes = Enumerable.Range(0, all).Where(_ => random.NextDouble() < 0.6).Select(code => $"k{code}").DefaultIfEmpty("k0").ToList();
        var most = 100 * (integer + 1);
        var (low, high) = (random.Next(0, most / 4), random.Next(most / 2, most));
        var (from, to) = (random.Next(0, 60), random.Next(120, 200));
        var (not, one, below) = ($"k{random.Next(Math.Min(5, SyntheticPeople.CodesOf(excluded)))}", $"k{random.Next(2)}", random.Next(40, 90));
        var json = $$$"""
            {"logic":"and","filters":[
              {"field":"person.c{{{category}}}","op":"in","values":[{{{string.Join(',', codes.Select(code => $"\"{code}\""))}}}]},
              {"field":"person.i{{{integer}}}","op":"between","values":[{{{low}}},{{{high}}}]},
              {"field":"person.f{{{number}}}","op":"between","values":[{{{from}}},{{{to}}}]},
              {"not":{"field":"person.c{{{excluded}}}","op":"in","values":["{{{not}}}"]}},
              {"logic":"or","filters":[{"field":"person.c{{{either}}}","op":"in","values":["{{{one}}}"]},{"field":"person.i0","op":"less-than","values":[{{{below}}}]}]}]}
            """;
        var sql = $"c{category} IN ({string.Join(',', codes.Select(code => $"'{code}'"))}) AND i{integer} BETWEEN {low} AND {high} AND f{number} BETWEEN {from} AND {to} "
            + $"AND (c{excluded} IS NULL OR c{excluded} <> '{not}') AND (c{either} = '{one}' OR i0 < {below})";
        return new CohortTerms(CohortParser.Parse(json).Value, sql);
    }
}

/// <summary>How fast both cores together read memory that is in no cache.</summary>
internal static class MemoryBandwidth
{
    private const long Bytes = 1L << 30;

    /// <summary>Bytes per second, the best of several rounds.</summary>
    public static double Measure()
    {
        var numbers = new ulong[Bytes / sizeof(ulong)];
        numbers.AsSpan().Fill(1);
        var best = 0.0;
        for (var round = 0; round < 5; round++)
        {
            var watch = Stopwatch.StartNew();
            var share = numbers.Length / Environment.ProcessorCount;
            Parallel.For(0, Environment.ProcessorCount, part => Sum(numbers.AsSpan(part * share, share)));
            best = Math.Max(best, Bytes / watch.Elapsed.TotalSeconds);
        }

        return best;
    }

    private static ulong Sum(ReadOnlySpan<ulong> numbers)
    {
        var sums = Vector512<ulong>.Zero;
        foreach (var vector in MemoryMarshal.Cast<ulong, Vector512<ulong>>(numbers))
        {
            sums += vector;
        }

        var sum = Vector512.Sum(sums);
        return sum == 0 ? throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{sum}")) : sum;
    }
}
