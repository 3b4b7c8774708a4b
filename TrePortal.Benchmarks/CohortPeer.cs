using System.Globalization;
using Microsoft.Data.Sqlite;
using TrePortal.Data.Cohorts;

namespace TrePortal.Benchmarks;

/// <summary>The same questions answered by SQLite: the better of its two forms, the cohort kept once or a query per tile.</summary>
internal static class CohortPeer
{
    public static SqliteConnection Load(string file, string csv)
    {
        var connection = new SqliteConnection($"Data Source={file}");
        connection.Open();
        var fields = SyntheticPeople.Fields.ToList();
        var types = fields.Select(field => field + (field[0] switch { 'i' => " INTEGER", 'f' => " REAL", _ => " TEXT" }));
        Execute(connection, $"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; CREATE TABLE person (id TEXT, {string.Join(", ", types)})");
        using var transaction = connection.BeginTransaction();
        using var insert = connection.CreateCommand();
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
        return connection;
    }

    /// <summary>The size, and every tile bar by bar, are the engine's.</summary>
    public static bool Agrees(SqliteConnection connection, CohortEngine engine, CohortRefresh refresh)
    {
        var people = engine.EvaluatePeople(refresh.Cohort, CancellationToken.None);
        if (people.Count() != Convert.ToInt32(Scalar(connection, $"SELECT count(*) FROM person WHERE {refresh.First.Sql}"), CultureInfo.InvariantCulture))
        {
            return false;
        }

        return engine.Tiles(people, refresh.Tiles, keys: null, CancellationToken.None).All(tile => Bars(connection, engine, tile, refresh.First.Sql).SequenceEqual([.. tile.Bars, tile.Missing]));
    }

    /// <summary>The cohort once into a table, then a grouped count per tile.</summary>
    public static void RefreshKeptOnce(SqliteConnection connection, CohortRefresh refresh)
    {
        Execute(connection, $"CREATE TEMP TABLE cohort AS SELECT {string.Join(", ", refresh.Tiles.Select(Name))} FROM person WHERE {refresh.First.Sql}");
        foreach (var tile in refresh.Tiles)
        {
            Read(connection, $"SELECT {Bar(Name(tile))}, count(*) FROM cohort GROUP BY 1");
        }

        Execute(connection, "DROP TABLE cohort");
    }

    /// <summary>A query per tile, each with the whole condition.</summary>
    public static void RefreshByTile(SqliteConnection connection, CohortRefresh refresh)
    {
        foreach (var tile in refresh.Tiles)
        {
            Read(connection, $"SELECT {Bar(Name(tile))}, count(*) FROM person WHERE {refresh.First.Sql} GROUP BY 1");
        }
    }

    private static string Name(string tile) => tile["person.".Length..];

    private static string Bar(string column) => column[0] == 'c' ? column : $"CAST({column} / 10 AS INTEGER)";

    private static void Read(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            _ = rows.GetInt64(1);
        }
    }

    private static List<int> Bars(SqliteConnection connection, CohortEngine engine, TileCounts tile, string where)
    {
        var shape = engine.Shape(tile.Field)!;
        var counts = new int[shape.Bars + 1];
        var column = tile.Field["person.".Length..];
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {column}, count(*) FROM person WHERE {where} GROUP BY 1";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            var bar = rows.IsDBNull(0) ? shape.Bars : column[0] == 'c' ? shape.Codes.ToList().IndexOf(rows.GetString(0)) : shape.BinOf(rows.GetDouble(0));
            counts[bar] += rows.GetInt32(1);
        }

        return [.. counts];
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
