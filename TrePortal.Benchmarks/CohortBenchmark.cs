using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Import;
using TrePortal.Domain.Cohorts;

namespace TrePortal.Benchmarks;

/// <summary>
/// A refresh of the showcase (a five-term cohort, its size and twelve tiles), next to SQLite on the same rows in the same
/// run. Sizes are compared with SQLite's before anything is timed.
/// </summary>
internal static class CohortBenchmark
{
    private static readonly string[] _tiles = [.. Enumerable.Range(0, 8).Select(index => $"person.c{index + 6}"), "person.i0", "person.i3", "person.f0", "person.f5"];

    public static int Run(bool quick)
    {
        var folder = Directory.CreateTempSubdirectory("cohort-benchmark-").FullName;
        try
        {
            var people = quick ? 50_000 : 500_000;
            var source = Path.Combine(folder, "tabular");
            SyntheticPeople.Write(source, people);
            var staging = Path.Combine(folder, "staging");
            new InventoryImporter(TimeProvider.System).Import(new ImportPlan(staging) { TabularSource = source }, progress: null, CancellationToken.None);
            using var dataset = Dataset.Open(Path.Combine(staging, ImportPlan.TabularFolder));
            using var sqlite = LoadSqlite(Path.Combine(folder, "peer.db"), Path.Combine(source, "person.data.csv"));
            return Measure(new CohortEngine(dataset), sqlite, quick);
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Measure(CohortEngine engine, SqliteConnection sqlite, bool quick)
    {
        var random = new Random(7);
        var cohorts = Enumerable.Range(0, quick ? 40 : 200).Select(_ => RandomCohort(random)).ToList();
        var wrong = cohorts.Take(20).Count(cohort => engine.CountPeople(cohort.Expression, CancellationToken.None) != SqliteCount(sqlite, cohort.Sql));
        Console.WriteLine(wrong == 0 ? "equal: 20 cohort sizes agree with SQLite" : $"WRONG: {wrong} of 20 cohort sizes differ from SQLite");

        var refreshes = Time(cohorts, cohort => engine.Tiles(engine.EvaluatePeople(cohort.Expression, CancellationToken.None), _tiles, keys: null, CancellationToken.None));
        var counts = Time(cohorts, cohort => engine.CountPeople(cohort.Expression, CancellationToken.None));
        var peer = Time([.. cohorts.Take(quick ? 3 : 5)], cohort => SqliteRefresh(sqlite, cohort.Sql));
        Metric.AtMost("cohort-refresh-p50", Metric.Percentile(refreshes, 0.5), "ms", 0.6);
        Metric.AtMost("cohort-refresh-p95", Metric.Percentile(refreshes, 0.95), "ms", 1.5);
        Metric.AtMost("cohort-count-p50", Metric.Percentile(counts, 0.5), "ms", 0.12);
        Metric.Yardstick("cohort-sqlite-refresh-p50", Metric.Percentile(peer, 0.5), "ms");
        Metric.AtLeast("cohort-against-sqlite", Metric.Percentile(peer, 0.5) / Metric.Percentile(refreshes, 0.5), "x", 400);
        return wrong;
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

    private static (CohortExpression Expression, string Sql) RandomCohort(Random random)
    {
        var codes = Enumerable.Range(0, 4).Select(_ => random.Next(SyntheticPeople.CodesOf(12))).Distinct().Select(code => $"k{code}").ToList();
        var (low, high) = (random.Next(0, 100), random.Next(100, 300));
        var (from, to) = (random.Next(0, 60), random.Next(100, 200));
        var (not, one, other) = ($"k{random.Next(5)}", $"k{random.Next(3)}", random.Next(50));
        var json = $$$"""
            {"logic":"and","filters":[
              {"field":"person.c12","op":"in","values":[{{{string.Join(',', codes.Select(code => $"\"{code}\""))}}}]},
              {"field":"person.i2","op":"between","values":[{{{low}}},{{{high}}}]},
              {"field":"person.f1","op":"between","values":[{{{from}}},{{{to}}}]},
              {"not":{"field":"person.c5","op":"in","values":["{{{not}}}"]}},
              {"logic":"or","filters":[{"field":"person.c3","op":"in","values":["{{{one}}}"]},{"field":"person.i0","op":"less-than","values":[{{{other}}}]}]}]}
            """;
        var sql = $"c12 IN ({string.Join(',', codes.Select(code => $"'{code}'"))}) AND i2 BETWEEN {low} AND {high} AND f1 BETWEEN {from} AND {to} "
            + $"AND (c5 IS NULL OR c5 <> '{not}') AND (c3 = '{one}' OR i0 < {other})";
        return (CohortParser.Parse(json).Value, sql);
    }

    private static SqliteConnection LoadSqlite(string file, string csv)
    {
        var connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        var fields = SyntheticPeople.Fields.ToList();
        var types = fields.Select(field => field + (field[0] switch { 'i' => " INTEGER", 'f' => " REAL", _ => " TEXT" }));
        Execute(connection, $"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; CREATE TABLE person (id TEXT, {string.Join(", ", types)})");
        using (var transaction = connection.BeginTransaction())
        using (var insert = connection.CreateCommand())
        {
            insert.CommandText = $"INSERT INTO person VALUES (@p0, {string.Join(", ", fields.Select((_, index) => $"@p{index + 1}"))})";
            var parameters = Enumerable.Range(0, fields.Count + 1).Select(index => insert.Parameters.Add($"@p{index}", SqliteType.Text)).ToList();
            foreach (var line in File.ReadLines(csv).Skip(1))
            {
                foreach (var (cell, index) in line.Split(',').Select((cell, index) => (cell, index)))
                {
                    parameters[index].Value = cell.Length == 0 ? DBNull.Value : cell;
                }

                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return connection;
    }

    private static int SqliteCount(SqliteConnection connection, string where) =>
        Convert.ToInt32(Scalar(connection, $"SELECT count(*) FROM person WHERE {where}"), CultureInfo.InvariantCulture);

    // The better of SQLite's two forms: the cohort once into a table, then a grouped count per tile.
    private static void SqliteRefresh(SqliteConnection connection, string where)
    {
        Execute(connection, $"CREATE TEMP TABLE cohort AS SELECT * FROM person WHERE {where}");
        foreach (var tile in _tiles.Select(tile => tile["person.".Length..]))
        {
            var key = tile[0] == 'c' ? tile : $"CAST({tile} / 10 AS INTEGER)";
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT {key}, count(*) FROM cohort GROUP BY 1";
            using var rows = command.ExecuteReader();
            while (rows.Read())
            {
                _ = rows.GetInt64(1);
            }
        }

        Execute(connection, "DROP TABLE cohort");
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
