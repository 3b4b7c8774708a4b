using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TrePortal.Tests.Cohorts;

/// <summary>
/// Who is in a cohort, what its tiles count and what a project of it receives, worked out from the provider's own CSV
/// files by plain loops. It shares nothing with the product: it reads the files, the dictionary and the JSON by itself.
/// </summary>
public sealed class Oracle
{
    private readonly Dictionary<string, OracleTable> _tables = new(StringComparer.Ordinal);
    private readonly List<Dictionary<string, string>> _dictionary;
    private readonly Dictionary<string, List<(string Code, string Parent, string Meaning)>> _codings = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Below, string Above), int[]> _owners = [];
    private readonly Dictionary<(string Below, string Above), List<int>[]> _owned = [];
    private readonly Dictionary<(string Entity, string Field), string[]> _columns = [];
    private readonly string _folder;
    private (string Json, List<int> Rows)? _asked;

    private Oracle(string folder)
    {
        _folder = folder;
        var data = Directory.Exists(Path.Combine(folder, "tabular")) ? Path.Combine(folder, "tabular") : folder;
        _dictionary = Records(Path.Combine(data, "data_dictionary.csv"));
        if (File.Exists(Path.Combine(data, "codings.csv")))
        {
            foreach (var row in Records(Path.Combine(data, "codings.csv")))
            {
                var name = row["coding_name"];
                _codings.TryAdd(name, []);
                _codings[name].Add((row["code"], row.GetValueOrDefault("parent_code", ""), row["meaning"]));
            }
        }

        foreach (var entity in _dictionary.Select(field => field["entity"]).Distinct())
        {
            var lines = Cells(File.ReadAllText(Path.Combine(data, entity + ".data.csv")));
            _tables[entity] = new OracleTable(entity, lines[0], lines[1..]);
        }

        Main = _dictionary.First(field => field.GetValueOrDefault("primary_key_type") == "global")["entity"];
    }

    public string Main { get; }

    public IEnumerable<string> Entities => _tables.Keys;

    /// <summary>Attributes of every field, by the columns of the dictionary.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Fields => _dictionary;

    /// <param name="folder">A dataset's folder, or a version's folder that holds <c>tabular/</c>.</param>
    public static Oracle Load(string folder) => new(folder);

    public IEnumerable<string> Codings => _codings.Keys;

    public IReadOnlyList<string> Codes(string coding) => [.. _codings[coding].Select(code => code.Code)];

    public IReadOnlyList<(string Code, string Parent, string Meaning)> CodesWithParents(string coding) => _codings[coding];

    /// <summary>All cells of a field, in the order of the file.</summary>
    public IReadOnlyList<string> Column(string entity, string field)
    {
        if (!_columns.TryGetValue((entity, field), out var cells))
        {
            var at = _tables[entity].At(field);
            _columns[(entity, field)] = cells = [.. _tables[entity].Rows.Select(row => row[at])];
        }

        return cells;
    }

    /// <summary>Main keys of the people in the cohort, in the order of the file.</summary>
    public IReadOnlyList<string> People(string? expressionJson)
    {
        var key = _tables[Main].At(KeyOf(Main));
        return [.. PeopleRows(expressionJson).Select(row => _tables[Main].Rows[row][key])];
    }

    /// <summary>Row numbers of the people in the cohort, ascending.</summary>
    public IReadOnlyList<int> PeopleRows(string? expressionJson)
    {
        if (_asked?.Json != (expressionJson ?? "null"))
        {
            using var document = JsonDocument.Parse(expressionJson ?? "null");
            var says = Says(document.RootElement, Main);
            _asked = (expressionJson ?? "null", [.. Enumerable.Range(0, _tables[Main].Rows.Count).Where(says)]);
        }

        return _asked.Value.Rows;
    }

    /// <summary>
    /// People per bar of a field: codes (each with everything below it), <c>bin:0</c>… of numbers and dates,
    /// <c>special:code</c>, <c>imprecise</c> and <c>missing</c>. Bars without people are left out.
    /// </summary>
    public Dictionary<string, int> Tile(string? expressionJson, string field, IReadOnlyList<double> edges)
    {
        var about = About(field);
        var (entity, cells) = (about["entity"], Column(about["entity"], about["name"]));
        var known = new Dictionary<string, string[]>(StringComparer.Ordinal) { [""] = [] };
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var person in PeopleRows(expressionJson))
        {
            var bars = Related(entity, Main, person)
                .SelectMany(row => known.TryGetValue(cells[row], out var found) ? found : known[cells[row]] = [.. Bars(about, cells[row], edges)])
                .Distinct(StringComparer.Ordinal)
                .ToList();
            foreach (var bar in bars.Count == 0 ? ["missing"] : bars)
            {
                counts[bar] = counts.GetValueOrDefault(bar) + 1;
            }
        }

        return counts;
    }

    /// <summary>What a project receives of a cohort.</summary>
    /// <param name="expressionJson">The cohort.</param>
    /// <param name="fields">Addresses of the selected fields; keys and references come with them.</param>
    /// <param name="collections">Ids of the selected collections, for the bulk files.</param>
    /// <param name="withdrawn">Main keys of people who are never dispensed.</param>
    public OracleDispensal Dispense(string? expressionJson, IReadOnlyCollection<string> fields, IReadOnlyCollection<string> collections, IReadOnlyCollection<string> withdrawn)
    {
        var key = _tables[Main].At(KeyOf(Main));
        var people = PeopleRows(expressionJson).Where(row => !withdrawn.Contains(_tables[Main].Rows[row][key])).ToHashSet();
        var keys = people.Select(row => _tables[Main].Rows[row][key]).ToHashSet(StringComparer.Ordinal);
        var selected = _dictionary.Where(field => fields.Contains(field["entity"] + "." + field["name"])).Select(field => field["entity"]).Distinct();
        return new OracleDispensal(
            selected.ToDictionary(entity => entity, entity => Csv(entity, fields, people), StringComparer.Ordinal),
            Files(collections, keys));
    }

    private string Csv(string entity, IReadOnlyCollection<string> fields, HashSet<int> people)
    {
        var table = _tables[entity];
        var columns = _dictionary.Where(field => field["entity"] == entity && (fields.Contains(entity + "." + field["name"]) || IsKey(field))).ToList();
        var owners = Owners(entity, Main);
        var text = new StringBuilder();
        text.AppendJoin(',', columns.Select(field => field["name"])).Append('\n');
        for (var row = 0; row < table.Rows.Count; row++)
        {
            if (people.Contains(owners[row]))
            {
                text.AppendJoin(',', columns.Select(field => Quoted(Canonical(field, table.Rows[row][table.At(field["name"])])))).Append('\n');
            }
        }

        return text.ToString();
    }

    private List<string> Files(IReadOnlyCollection<string> collections, HashSet<string> people)
    {
        var path = Path.Combine(_folder, "file_inventory.tsv");
        if (!File.Exists(path))
        {
            return [];
        }

        var lines = File.ReadAllText(path).TrimStart('\uFEFF').Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Length > 0).Select(line => line.Split('\t')).ToList();
        int At(string column) => Array.IndexOf(lines[0], column);
        return
        [
            .. lines.Skip(1)
                .Where(line => line[At("collection_ids")].Split('|').Any(collections.Contains))
                .Where(line => line[At("participant_id")].Length == 0 || line[At("participant_id")].Split('|').All(people.Contains))
                .Select(line => line[At("path")]),
        ];
    }

    private static bool IsKey(Dictionary<string, string> field) =>
        field.GetValueOrDefault("primary_key_type", "").Length > 0 || field.GetValueOrDefault("referenced_entity_field", "").Length > 0;

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") >= 0 ? "\"" + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : cell;

    private string Canonical(Dictionary<string, string> field, string cell)
    {
        if (cell.Length == 0 || (field.GetValueOrDefault("coding_name", "").Length > 0 && (!IsSparse(field) || IsCodeOf(field, cell))))
        {
            return cell;
        }

        return field["type"] switch
        {
            "integer" => long.Parse(cell, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
            "float" => double.Parse(cell, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
            "datetime" => CanonicalTime(cell),
            _ => cell,
        };
    }

    // Seconds always, a fraction without needless zeros, the zone as it came but with its colon.
    private static string CanonicalTime(string cell)
    {
        var zoneAt = cell.IndexOfAny(['Z', '+', '-'], 16);
        var (clock, zone) = zoneAt < 0 ? (cell, "") : (cell[..zoneAt], cell[zoneAt..]);
        clock = clock.Length == 16 ? clock + ":00" : clock;
        clock = clock.Contains('.', StringComparison.Ordinal) ? clock.TrimEnd('0').TrimEnd('.') : clock;
        zone = zone.Length switch { 3 => zone + ":00", 5 => zone[..3] + ":" + zone[3..], _ => zone };
        return clock + zone;
    }

    // What a node of the expression says of one row of an entity.
    private Func<int, bool> Says(JsonElement node, string entity)
    {
        if (node.ValueKind == JsonValueKind.Null)
        {
            return _ => true;
        }

        if (node.TryGetProperty("not", out var inner))
        {
            var says = Says(inner, entity);
            return row => !says(row);
        }

        if (node.TryGetProperty("entity", out var other))
        {
            var (related, says) = (other.GetString()!, Group(node, other.GetString()!));
            return row => Related(related, entity, row).Exists(at => says(at));
        }

        return node.TryGetProperty("field", out var field) ? Filter(node, field.GetString()!, entity) : Group(node, entity);
    }

    private Func<int, bool> Group(JsonElement group, string entity)
    {
        var filters = group.GetProperty("filters").EnumerateArray().Select(filter => Says(filter, entity)).ToArray();
        return group.GetProperty("logic").GetString() == "and"
            ? row => Array.TrueForAll(filters, says => says(row))
            : row => Array.Exists(filters, says => says(row));
    }

    private Func<int, bool> Filter(JsonElement filter, string address, string entity)
    {
        var field = About(address);
        var (owner, cells) = (field["entity"], Column(field["entity"], field["name"]));
        var op = filter.GetProperty("op").GetString()!;
        JsonElement[] values = filter.TryGetProperty("values", out var given) ? [.. given.EnumerateArray().Select(value => value.Clone())] : [];
        var answers = new Dictionary<string, bool>(StringComparer.Ordinal);
        return row =>
        {
            var rows = owner == entity ? [row] : Related(owner, entity, row);
            var cell = rows.Count == 0 ? "" : cells[rows[0]];
            if (!answers.TryGetValue(cell, out var answer))
            {
                answers[cell] = answer = Holds(field, cell, op, values);
            }

            return answer;
        };
    }

    private bool Holds(Dictionary<string, string> field, string cell, string op, JsonElement[] values)
    {
        if (cell.Length == 0)
        {
            return op == "not-exists";
        }

        return op switch
        {
            "exists" => true,
            "not-exists" => false,
            "not-in" => !IsOneOf(field, cell, values),
            "in" => IsOneOf(field, cell, values),
            "any" => values.Any(value => cell.Split('|').Any(part => IsBelow(field, part, value.GetString()!))),
            "all" => values.All(value => cell.Split('|').Any(part => IsBelow(field, part, value.GetString()!))),
            "is" when IsCategory(field) => IsOneOf(field, cell, values),
            _ => !(IsSparse(field) && IsCodeOf(field, cell)) && Compares(field, cell, op, values),
        };
    }

    private bool IsOneOf(Dictionary<string, string> field, string cell, JsonElement[] values)
    {
        if (IsCategory(field))
        {
            return values.Any(value => IsBelow(field, cell, value.GetString()!));
        }

        var isSpecial = IsSparse(field) && IsCodeOf(field, cell);
        return values.Any(value => IsSparse(field) && IsCodeOf(field, TextOf(value))
            ? isSpecial && cell == TextOf(value)
            : !isSpecial && Compares(field, cell, "is", [value]));
    }

    private static bool Compares(Dictionary<string, string> field, string cell, string op, JsonElement[] values)
    {
        var culture = CultureInfo.InvariantCulture;
        return field["type"] switch
        {
            "integer" => Lies(op, long.Parse(cell, culture), long.Parse(cell, culture), values, value => (value.GetInt64(), value.GetInt64())),
            "float" => Lies(op, double.Parse(cell, culture), double.Parse(cell, culture), values, value => (value.GetDouble(), value.GetDouble())),
            "date" => Lies(op, Days(cell).First, Days(cell).Last, values, value => Days(value.GetString()!)),
            _ => Lies(op, Moment(cell).First, Moment(cell).First, values, value => Moment(value.GetString()!)),
        };
    }

    // The cell goes from first to last, each value likewise; the cell must lie wholly inside.
    private static bool Lies<T>(string op, T first, T last, JsonElement[] values, Func<JsonElement, (T First, T Last)> read)
        where T : IComparable<T>
    {
        var low = read(values[0]);
        var high = read(values[^1]);
        return op switch
        {
            "is" or "between" => first.CompareTo(low.First) >= 0 && last.CompareTo(high.Last) <= 0,
            "greater-than" => first.CompareTo(low.Last) > 0,
            "greater-than-eq" => first.CompareTo(low.First) >= 0,
            "less-than" => last.CompareTo(low.First) < 0,
            "less-than-eq" => last.CompareTo(low.Last) <= 0,
            _ => throw new InvalidOperationException(op),
        };
    }

    private IEnumerable<string> Bars(Dictionary<string, string> field, string cell, IReadOnlyList<double> edges)
    {
        if (IsCategory(field))
        {
            return cell.Split(field.GetValueOrDefault("is_multi_select") == "yes" ? '|' : '\0').SelectMany(part => Lineage(field, part));
        }

        if (IsSparse(field) && IsCodeOf(field, cell))
        {
            return ["special:" + cell];
        }

        var culture = CultureInfo.InvariantCulture;
        var (first, last) = field["type"] switch
        {
            "integer" or "float" => (double.Parse(cell, culture), double.Parse(cell, culture)),
            "date" => (Days(cell).First.DayNumber, Days(cell).Last.DayNumber),
            _ => (Moment(cell).First.Ticks / TimeSpan.TicksPerDay, (double)(Moment(cell).First.Ticks / TimeSpan.TicksPerDay)),
        };
        return Bin(first, edges) == Bin(last, edges) ? [$"bin:{Bin(first, edges)}"] : ["imprecise"];
    }

    private static int Bin(double value, IReadOnlyList<double> edges)
    {
        var bin = 0;
        while (bin < edges.Count - 2 && value >= edges[bin + 1])
        {
            bin++;
        }

        return bin;
    }

    private List<string> Lineage(Dictionary<string, string> field, string code)
    {
        var lineage = new List<string>();
        for (var at = code; at.Length > 0; at = _codings[field["coding_name"]].First(entry => entry.Code == at).Parent)
        {
            lineage.Add(at);
        }

        return lineage;
    }

    private bool IsBelow(Dictionary<string, string> field, string code, string wanted) => Lineage(field, code).Contains(wanted);

    private static string TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static bool IsSparse(Dictionary<string, string> field) => field.GetValueOrDefault("is_sparse_coding") == "yes";

    private static bool IsCategory(Dictionary<string, string> field) => field.GetValueOrDefault("coding_name", "").Length > 0 && !IsSparse(field);

    private bool IsCodeOf(Dictionary<string, string> field, string text) => _codings[field["coding_name"]].Any(entry => entry.Code == text);

    private Dictionary<string, string> About(string address) => _dictionary.First(field => field["entity"] + "." + field["name"] == address);

    private string KeyOf(string entity) =>
        _dictionary.First(field => field["entity"] == entity && field.GetValueOrDefault("primary_key_type", "").Length > 0)["name"];

    private static (DateOnly First, DateOnly Last) Days(string text)
    {
        var numbers = text.Split('-').Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return numbers switch
        {
            [var year] => (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31)),
            [var year, var month] => (new DateOnly(year, month, 1), new DateOnly(year, month, 1).AddMonths(1).AddDays(-1)),
            [var year, var month, var day] => (new DateOnly(year, month, day), new DateOnly(year, month, day)),
            _ => throw new FormatException(text),
        };
    }

    // A time without its seconds is the whole minute, a date the whole day: as a value to compare with. A cell is its first moment.
    private static (DateTime First, DateTime Last) Moment(string text)
    {
        if (!text.Contains('T', StringComparison.Ordinal))
        {
            var (firstDay, lastDay) = Days(text);
            return (firstDay.ToDateTime(TimeOnly.MinValue), lastDay.ToDateTime(TimeOnly.MaxValue));
        }

        var first = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).UtcDateTime;
        var zoneAt = text.IndexOfAny(['Z', '+', '-'], 16);
        var clock = zoneAt < 0 ? text : text[..zoneAt];
        var ticks = clock.Length switch { 16 => TimeSpan.TicksPerMinute, 19 => TimeSpan.TicksPerSecond, _ => 1 };
        return (first, first.AddTicks(ticks - 1));
    }

    private List<int> Related(string entity, string above, int row)
    {
        if (!_owned.TryGetValue((entity, above), out var owned))
        {
            owned = [.. Enumerable.Range(0, _tables[above].Rows.Count).Select(_ => new List<int>())];
            var owners = Owners(entity, above);
            for (var at = 0; at < owners.Length; at++)
            {
                owned[owners[at]].Add(at);
            }

            _owned[(entity, above)] = owned;
        }

        return owned[row];
    }

    // For each row the row that it belongs to in an entity above it.
    private int[] Owners(string entity, string above)
    {
        if (entity == above)
        {
            return [.. Enumerable.Range(0, _tables[entity].Rows.Count)];
        }

        if (!_owners.TryGetValue((entity, above), out var owners))
        {
            var link = _dictionary.First(field => field["entity"] == entity && field.GetValueOrDefault("referenced_entity_field", "").Length > 0);
            var target = link["referenced_entity_field"].Split(':');
            var rows = Column(target[0], target[1]).Select((cell, at) => (cell, at)).ToDictionary(pair => pair.cell, pair => pair.at, StringComparer.Ordinal);
            var next = Owners(target[0], above);
            owners = [.. Column(entity, link["name"]).Select(cell => next[rows[cell]])];
            _owners[(entity, above)] = owners;
        }

        return owners;
    }

    private static List<Dictionary<string, string>> Records(string path)
    {
        var lines = Cells(File.ReadAllText(path));
        return [.. lines.Skip(1).Select(line => lines[0].Zip(line).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal))];
    }

    private static List<string[]> Cells(string text)
    {
        var lines = new List<string[]>();
        var line = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        for (var at = text.StartsWith('\uFEFF') ? 1 : 0; at < text.Length; at++)
        {
            var letter = text[at];
            if (isQuoted)
            {
                var isPair = letter == '"' && at + 1 < text.Length && text[at + 1] == '"';
                at += isPair ? 1 : 0;
                isQuoted = letter != '"' || isPair;
                cell.Append(isQuoted ? letter.ToString() : "");
            }
            else if (letter == '"')
            {
                isQuoted = true;
            }
            else if (letter is ',' or '\n')
            {
                line.Add(cell.ToString());
                cell.Clear();
                if (letter == '\n')
                {
                    lines.Add([.. line]);
                    line.Clear();
                }
            }
            else if (letter != '\r')
            {
                cell.Append(letter);
            }
        }

        if (line.Count > 0 || cell.Length > 0)
        {
            line.Add(cell.ToString());
            lines.Add([.. line]);
        }

        return lines;
    }
}

/// <summary>One data file.</summary>
internal sealed record OracleTable(string Entity, string[] Header, List<string[]> Rows)
{
    public int At(string column) => Array.IndexOf(Header, column);
}

/// <summary>What a project must receive.</summary>
/// <param name="Tables">CSV text by entity: LF line ends, quotes only where needed.</param>
/// <param name="Files">Destination paths of bulk files, in the order of the inventory.</param>
public sealed record OracleDispensal(IReadOnlyDictionary<string, string> Tables, IReadOnlyList<string> Files);
