using System.Globalization;
using System.Text;
using TrePortal.Domain.Environments;

namespace TrePortal.Web.Features.Environments;

/// <summary>
/// A list of members as people have it: pasted lines, or a table from a spreadsheet. Each line is a name and perhaps a
/// last day, between commas, semicolons or tabs; a first line that names columns says which is which. And the same
/// list as a table, with what became of each line.
/// </summary>
internal static class MemberList
{
    private static readonly string[] NameColumns = ["user name", "username", "user", "login", "e-mail", "email", "e-mail address", "mail", "handle", "name", "person"];
    private static readonly string[] EndColumns = ["until", "last day", "end date", "end", "ends", "expires", "expiry"];
    private static readonly string[] DayFormats = ["yyyy-MM-dd", "yyyy/MM/dd", "yyyyMMdd"];

    /// <summary>The lines that say something, each with its number in the text.</summary>
    public static IReadOnlyList<AuthorizationLine> Read(string text)
    {
        var rows = text.TrimStart('\uFEFF').Split('\n')
            .Select((line, at) => (Number: at + 1, Cells: Cells(line.TrimEnd('\r'))))
            .Where(row => row.Cells.Exists(cell => cell.Length > 0))
            .ToList();
        if (rows.Count == 0)
        {
            return [];
        }

        var head = rows[0].Cells.ConvertAll(cell => cell.ToLowerInvariant().Replace('_', ' '));
        var names = Array.Find(NameColumns, head.Contains);
        var (name, end) = names is null ? (0, 1) : (head.IndexOf(names), head.FindIndex(cell => EndColumns.Contains(cell)));
        return [.. rows.Skip(names is null ? 0 : 1).Select(row => Line(row.Number, Cell(row.Cells, name), Cell(row.Cells, end)))];
    }

    /// <summary>What became of each line, for a spreadsheet.</summary>
    public static string Csv(IEnumerable<LineOutcome> lines)
    {
        var text = new StringBuilder("line,name,person or organization,last day,result,done,message\r\n");
        foreach (var line in lines)
        {
            text.AppendJoin(',', new[]
            {
                line.Line.ToString(CultureInfo.InvariantCulture), line.Name, line.DisplayName, line.Until?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
                line.Code, line.IsDone ? "yes" : "no", line.Message,
            }.Select(Quoted)).Append("\r\n");
        }

        return text.ToString();
    }

    private static AuthorizationLine Line(int number, string name, string end)
    {
        if (end.Length == 0)
        {
            return new AuthorizationLine(Address(name)) { Line = number };
        }

        return DateOnly.TryParseExact(end, DayFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var until)
            ? new AuthorizationLine(Address(name), until) { Line = number }
            : new AuthorizationLine(Address(name)) { Line = number, HasUnreadableEnd = true };
    }

    /// <summary>Mail programs copy "Ada Lovelace &lt;ada@example.org&gt;".</summary>
    private static string Address(string name)
    {
        var open = name.LastIndexOf('<');
        return open >= 0 && name.EndsWith('>') ? name[(open + 1)..^1].Trim() : name;
    }

    private static string Cell(List<string> cells, int at) => at >= 0 && at < cells.Count ? cells[at] : "";

    private static List<string> Cells(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        foreach (var letter in line)
        {
            if (letter == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && letter is ',' or ';' or '\t')
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else
            {
                cell.Append(letter);
            }
        }

        cells.Add(cell.ToString().Trim());
        return cells;
    }

    /// <summary>Quoted always; what a spreadsheet would take for a formula gets an apostrophe.</summary>
    private static string Quoted(string value) =>
        '"' + (value.Length > 0 && value[0] is '=' or '+' or '-' or '@' ? "'" : "") + value.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}
