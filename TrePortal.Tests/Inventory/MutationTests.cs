using System.Globalization;
using System.Text;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Import;
using TrePortal.Domain.Inventory;
using TrePortal.Tests.Faults;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Inventory;

/// <summary>
/// Good inventories changed at random, always the same way for the same number. Whatever the change: no exception, a
/// precise answer, all or nothing; and what is taken reads as an independent reader reads the changed file.
/// </summary>
[Trait("Category", "Integration")]
public sealed class MutationTests : IDisposable
{
    private static readonly string[] _texts =
    [
        "tabular/data_dictionary.csv", "tabular/codings.csv", "tabular/entity_dictionary.csv", "tabular/person.data.csv", "tabular/visit.data.csv",
        "tabular/scan.data.csv", "file_inventory.tsv", "data_collections.json",
    ];

    private static readonly HashSet<string> _codes = [.. ProblemCodes.All.Select(code => code.Code)];

    // Of a file or an archive as a whole, or of what is not there: these have no line.
    private static readonly HashSet<string> _withoutLine =
        ["UP-01", "UP-02", "UP-20", "UP-21", "UP-22", "UP-30", "UP-31", "UP-32", "UP-33", "UP-34", "UP-35", "UP-36", "UP-37", "UP-38", "DD-01", "DD-06", "DD-21", "DD-23", "DA-18", "DA-19", "FI-17"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Changed_inventories_are_taken_whole_or_refused_with_reasons()
    {
        var taken = 0;
        var tries = KillHarness.Kills(sample: 100, full: 10_000);
        for (var seed = 0; seed < tries; seed++)
        {
            var random = new Random(seed);
            var inventory = new SmallInventory();
            var file = _texts[random.Next(_texts.Length)];
            for (var times = random.Next(1, 4); times > 0; times--)
            {
                inventory.Set(file, Mutation.Of(random, inventory.Bytes(file)));
            }

            inventory.Write(_folder["in"]);
            var report = Import(seed, SmallInventory.Plan(_folder["in"], _folder["staging"]));
            if (report.IsOk)
            {
                taken++;
                IsAsTheOracleReads(seed, inventory);
            }
        }

        Assert.InRange(taken, tries / 20, tries * 19 / 20); // both ways are tried
    }

    [Fact]
    public void Changed_archives_are_taken_whole_or_refused_with_reasons()
    {
        var whole = new SmallInventory().Zip("tabular");
        for (var seed = 0; seed < KillHarness.Kills(sample: 60, full: 2_000); seed++)
        {
            var random = new Random(seed);
            File.WriteAllBytes(_folder["tabular.zip"], Mutation.OfBytes(random, whole));

            var report = Import(seed, new ImportPlan(_folder["staging"]) { TabularSource = _folder["tabular.zip"] });

            if (report.IsOk)
            {
                IsAsTheOracleReads(seed, new SmallInventory()); // only what nobody reads was changed
            }
        }
    }

    private ImportReport Import(int seed, ImportPlan plan)
    {
        if (Directory.Exists(_folder["staging"]))
        {
            Directory.Delete(_folder["staging"], recursive: true);
        }

        ImportReport report;
        try
        {
            report = new InventoryImporter(TimeProvider.System).Import(plan with { IsKept = false }, null, CancellationToken.None);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"Change {seed} made the importer fail.", failure);
        }

        var words = $"change {seed}:\n{string.Join('\n', report.Problems)}";
        Assert.True(report.Problems.All(problem => _codes.Contains(problem.Code) && problem.Value.Length <= 80 && problem.Mend.Length > 0), words);
        Assert.True(report.Problems.All(problem => problem.Line > 0 || _withoutLine.Contains(problem.Code)), words);
        Assert.True(report.IsOk != report.Problems.Any(problem => problem.Severity == ProblemSeverity.Error), words);
        Assert.True(report.IsOk || Directory.GetFileSystemEntries(_folder["staging"]).Length == 1, words);
        return report;
    }

    private void IsAsTheOracleReads(int seed, SmallInventory inventory)
    {
        using var dataset = Dataset.Open(_folder["staging", "tabular"]);
        foreach (var entity in dataset.Schema.Entities)
        {
            var rows = Oracle.Read(inventory.Text($"tabular/{entity.Name}.data.csv"));
            var table = dataset.Table(entity.Name);
            Assert.True(table.RowCount == rows.Count - 1, $"change {seed}: {table.RowCount} of {rows.Count - 1} rows of {entity.Name}");
            foreach (var field in entity.Fields)
            {
                var place = rows[0].IndexOf(field.Name);
                for (var row = 0; row < table.RowCount; row++)
                {
                    var (cell, text) = (rows[row + 1][place], table.Column(field.Name).Text(row));
                    Assert.True(Oracle.IsSame(field, cell, text), $"change {seed}: {field.Address} row {row} is \"{cell}\" and was read as \"{text}\"");
                }
            }
        }
    }
}

/// <summary>Changes bytes, lines and cells.</summary>
internal static class Mutation
{
    private static readonly string[] _odd = ["\"", ",", "\t", "\n", "\r", "|", "\0", "\uFEFF", "\u202E", "{", "}", "[", "]", ":", "null", "-1", "1e309", "=1", "yes", "\u00E9", "\\u0000", "9999-01-01"];

    public static byte[] Of(Random random, byte[] content) => random.Next(4) switch
    {
        0 => OfBytes(random, content),
        1 => OfLines(random, content),
        _ => OfCells(random, content),
    };

    public static byte[] OfBytes(Random random, byte[] content)
    {
        if (content.Length == 0)
        {
            return Encoding.UTF8.GetBytes(_odd[random.Next(_odd.Length)]); // the change before took everything
        }

        var at = random.Next(content.Length);
        return random.Next(5) switch
        {
            0 => [.. content[..at], (byte)(content[at] ^ (1 << random.Next(8))), .. content[(at + 1)..]],
            1 => [.. content[..at], (byte)random.Next(256), .. content[at..]],
            2 => [.. content[..at], .. content[Math.Min(content.Length, at + random.Next(1, 9))..]],
            3 => content[..at],
            _ => [.. content[..at], .. Encoding.UTF8.GetBytes(_odd[random.Next(_odd.Length)]), .. content[at..]],
        };
    }

    private static byte[] OfLines(Random random, byte[] content)
    {
        var lines = Encoding.UTF8.GetString(content).Split('\n').ToList();
        var (from, to) = (random.Next(lines.Count), random.Next(lines.Count));
        switch (random.Next(3))
        {
            case 0:
                (lines[from], lines[to]) = (lines[to], lines[from]);
                break;
            case 1:
                lines.Insert(to, lines[from]);
                break;
            default:
                lines.RemoveAt(from);
                break;
        }

        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    private static byte[] OfCells(Random random, byte[] content)
    {
        var text = Encoding.UTF8.GetString(content);
        var separator = text.Contains('\t', StringComparison.Ordinal) ? '\t' : ',';
        var cells = text.Split(separator);
        var (from, to) = (random.Next(cells.Length), random.Next(cells.Length));
        if (random.Next(2) == 0)
        {
            (cells[from], cells[to]) = (cells[to], cells[from]);
        }
        else
        {
            cells[to] = random.Next(3) == 0 ? _odd[random.Next(_odd.Length)] : cells[from];
        }

        return Encoding.UTF8.GetBytes(string.Join(separator, cells));
    }
}

/// <summary>A second, slow and simple reader of the data files.</summary>
internal static class Oracle
{
    public static List<List<string>> Read(string text)
    {
        var rows = new List<List<string>> { new() };
        var cell = new StringBuilder();
        var isQuoted = false;
        text = text.TrimStart('\uFEFF');
        for (var at = 0; at < text.Length; at++)
        {
            var letter = text[at];
            if (isQuoted)
            {
                if (letter != '"')
                {
                    cell.Append(letter);
                }
                else if (at + 1 < text.Length && text[at + 1] == '"')
                {
                    cell.Append('"');
                    at++;
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (letter == '"')
            {
                isQuoted = true;
            }
            else if (letter is ',' or '\n')
            {
                rows[^1].Add(letter == '\n' && cell.Length > 0 && cell[^1] == '\r' ? cell.ToString(0, cell.Length - 1) : cell.ToString());
                cell.Clear();
                if (letter == '\n' && at < text.Length - 1)
                {
                    rows.Add([]);
                }
            }
            else
            {
                cell.Append(letter);
            }
        }

        if (cell.Length > 0 || !text.EndsWith('\n'))
        {
            rows[^1].Add(cell.ToString());
        }

        return rows;
    }

    public static bool IsSame(FieldSchema field, string cell, string read)
    {
        if (cell == read)
        {
            return true;
        }

        var culture = CultureInfo.InvariantCulture;
        return cell.Length > 0 && read.Length > 0 && field switch
        {
            { IsMultiSelect: true } => string.Join('|', cell.Split('|').Distinct()) == read,
            { IsIdentifier: true } or { IsCategory: true } => false,
            { Type: FieldType.Integer } => long.Parse(cell, culture) == long.Parse(read, culture),
            { Type: FieldType.Float } => double.Parse(cell, culture).Equals(double.Parse(read, culture)),
            { Type: FieldType.DateTime } => DateTime.Parse(cell, culture, DateTimeStyles.AdjustToUniversal) == DateTime.Parse(read, culture, DateTimeStyles.AdjustToUniversal),
            _ => false,
        };
    }
}
