using System.Globalization;
using TrePortal.Domain.ShowcaseBuilder;

namespace TrePortal.Tests.ShowcaseBuilder;

/// <summary>
/// What a recipe must make of a table, worked out from its CSV by plain loops over texts. It shares no code with the
/// builder and knows nothing of columns.
/// </summary>
internal static class RecipeOracle
{
    /// <summary>The rows of a CSV file as dictionaries by header.</summary>
    public static List<Dictionary<string, string>> Rows(string path)
    {
        var lines = Cells(File.ReadAllText(path));
        return [.. lines.Skip(1).Select(cells => lines[0].Zip(cells).ToDictionary(pair => pair.First, pair => pair.Second))];
    }

    /// <summary>A number in its band: "..39", "40..49", "80..".</summary>
    public static string Band(string text, params double[] edges)
    {
        if (text.Length == 0)
        {
            return "";
        }

        var value = double.Parse(text, CultureInfo.InvariantCulture);
        var isWhole = edges.All(edge => edge == Math.Floor(edge)) && !text.Contains('.', StringComparison.Ordinal);
        string Write(double number) => number.ToString(CultureInfo.InvariantCulture);
        if (value < edges[0])
        {
            return ".." + Write(isWhole ? edges[0] - 1 : edges[0]);
        }

        for (var at = 0; at + 1 < edges.Length; at++)
        {
            if (value < edges[at + 1])
            {
                return $"{Write(edges[at])}..{Write(isWhole ? edges[at + 1] - 1 : edges[at + 1])}";
            }
        }

        return Write(edges[^1]) + "..";
    }

    /// <summary>The nearest multiple, halves away from zero.</summary>
    public static string Rounded(string text, decimal multiple)
    {
        if (text.Length == 0)
        {
            return "";
        }

        var value = decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        var below = decimal.Floor(Math.Abs(value) / multiple) * multiple;
        var nearest = Math.Abs(value) - below >= multiple / 2 ? below + multiple : below;
        return ((double)(nearest * Math.Sign(value))).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>For each code of a parent-pointer tree where it goes, when codes of fewer than k people go up.</summary>
    /// <param name="parents">Parent of each code, null at the top.</param>
    /// <param name="people">Who holds each code.</param>
    /// <param name="k">The threshold.</param>
    public static Dictionary<string, string> Merged(Dictionary<string, string?> parents, Dictionary<string, HashSet<string>> people, int k)
    {
        var into = parents.Keys.ToDictionary(code => code, code => code);
        int Depth(string code) => parents[code] is { } parent ? 1 + Depth(parent) : 1;
        var hasKept = new HashSet<string>();
        foreach (var code in parents.Keys.OrderByDescending(Depth))
        {
            var held = new HashSet<string>(parents.Keys.Where(other => Final(other) == code).SelectMany(other => people.GetValueOrDefault(other, [])));
            if (held.Count > 0 && held.Count < k && !hasKept.Contains(code))
            {
                into[code] = parents[code] ?? "other";
            }
            else if ((held.Count > 0 || hasKept.Contains(code)) && parents[code] is { } parent)
            {
                hasKept.Add(parent);
            }
        }

        return parents.Keys.ToDictionary(code => code, Final);

        string Final(string code)
        {
            while (code != "other" && into[code] != code)
            {
                code = into[code];
            }

            return code;
        }
    }

    /// <summary>How often each text occurs, as lines: for comparing whatever the order of rows.</summary>
    public static IReadOnlyList<string> Bag(IEnumerable<string> rows) => [.. rows.Order(StringComparer.Ordinal)];

    private static List<List<string>> Cells(string text)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        var cell = new System.Text.StringBuilder();
        var isQuoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            var letter = text[at];
            if (isQuoted)
            {
                if (letter == '"' && at + 1 < text.Length && text[at + 1] == '"')
                {
                    cell.Append('"');
                    at++;
                }
                else if (letter == '"')
                {
                    isQuoted = false;
                }
                else
                {
                    cell.Append(letter);
                }
            }
            else if (letter == '"')
            {
                isQuoted = true;
            }
            else if (letter is ',' or '\n')
            {
                row.Add(cell.ToString());
                cell.Clear();
                if (letter == '\n')
                {
                    rows.Add(row);
                    row = [];
                }
            }
            else if (letter != '\r')
            {
                cell.Append(letter);
            }
        }

        return rows;
    }
}
