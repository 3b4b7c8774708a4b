using System.Globalization;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Formats;

/// <summary>codings.csv.</summary>
internal static class CodingsFile
{
    public const string FileName = "codings.csv";
    private const int MostLevels = 32;

    private sealed record Row(string Coding, string Code, string Meaning, string Concept, long Order, string Parent, int Line);

    /// <summary>The codings of the file in the order they first appear, each with the line it appears on.</summary>
    public static IReadOnlyList<(Coding Coding, int Line)> Read(string path, ProblemPlace place, ProblemLog log)
    {
        using var reader = TableReader.Open(path, place, log);
        if (reader is null || !reader.CheckColumns(["coding_name", "code", "meaning"], ["concept", "display_order", "parent_code"]))
        {
            return [];
        }

        var (name, code, meaning) = (reader.Find("coding_name"), reader.Find("code"), reader.Find("meaning"));
        var (concept, order, parent) = (reader.Find("concept"), reader.Find("display_order"), reader.Find("parent_code"));
        var codings = new Dictionary<string, List<Row>>(StringComparer.Ordinal);
        var seen = new HashSet<(string, string)>();
        while (reader.Read())
        {
            var row = new Row(reader.Text(name), reader.Text(code), reader.Text(meaning), reader.Text(concept),
                OrderOf(reader.Text(order), reader.Line, order, place, log), reader.Text(parent), reader.Line);
            if (IsComplete(row, (name, code, meaning), place, log))
            {
                if (!seen.Add((row.Coding, row.Code)))
                {
                    log.Report(place, "CO-03", row.Line, code + 1, row.Code, $"Coding {row.Coding}.");
                    continue;
                }

                if (!codings.TryGetValue(row.Coding, out var rows))
                {
                    codings.Add(row.Coding, rows = []);
                }

                rows.Add(row);
            }
        }

        foreach (var rows in codings.Values)
        {
            CheckTree(rows, parent + 1, place, log);
        }

        return [.. codings.Values.Select(rows => (ToCoding(rows), rows[0].Line))];
    }

    private static long OrderOf(string text, int line, int column, ProblemPlace place, ProblemLog log)
    {
        if (text.Length == 0)
        {
            return long.MaxValue;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var order))
        {
            return order;
        }

        log.Report(place, "CO-07", line, column + 1, text);
        return long.MaxValue;
    }

    private static bool IsComplete(Row row, (int Name, int Code, int Meaning) columns, ProblemPlace place, ProblemLog log)
    {
        var problem = row.Coding.Length == 0 ? ("CO-01", columns.Name)
            : row.Code.Length == 0 ? ("CO-02", columns.Code)
            : row.Meaning.Length == 0 ? ("CO-10", columns.Meaning)
            : ((string, int)?)null;
        if (problem is var (code, column))
        {
            log.Report(place, code, row.Line, column + 1);
            return false;
        }

        return true;
    }

    private static void CheckTree(List<Row> rows, int column, ProblemPlace place, ProblemLog log)
    {
        var byCode = rows.ToDictionary(row => row.Code, StringComparer.Ordinal);
        var levels = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in rows.Where(row => row.Parent.Length > 0 && !byCode.ContainsKey(row.Parent)))
        {
            log.Report(place, "CO-04", row.Line, column, row.Parent, $"Coding {row.Coding}.");
        }

        foreach (var row in rows)
        {
            var path = new List<Row>();
            var at = row;
            while (at is not null && !levels.ContainsKey(at.Code) && !path.Contains(at) && path.Count <= MostLevels)
            {
                path.Add(at);
                at = at.Parent.Length > 0 ? byCode.GetValueOrDefault(at.Parent) : null;
            }

            if (at is not null && path.Contains(at))
            {
                log.Report(place, "CO-05", path[^1].Line, column, path[^1].Parent, $"Coding {row.Coding}: {string.Join(" > ", path[path.IndexOf(at)..].Append(at).Select(step => step.Code))}.");
            }

            var level = at is null || path.Contains(at) ? 0 : levels.GetValueOrDefault(at.Code, MostLevels);
            for (var index = path.Count - 1; index >= 0; index--)
            {
                levels[path[index].Code] = ++level;
            }

            if (path.Count > 0 && level > MostLevels && level - path.Count <= MostLevels)
            {
                log.Report(place, "CO-06", row.Line, column, row.Code, $"Coding {row.Coding}: level {level}.");
            }
        }
    }

    private static Coding ToCoding(List<Row> rows) => new(rows[0].Coding, [.. rows
        .OrderBy(row => row.Order)
        .Select(row => new Code(row.Code, row.Meaning, row.Parent.Length == 0 ? null : row.Parent, row.Concept))]);
}
