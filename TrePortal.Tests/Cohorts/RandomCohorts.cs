using System.Globalization;
using System.Text.Json;

namespace TrePortal.Tests.Cohorts;

/// <summary>Draws cohort expressions that are allowed, of every operator and shape, with values near those of the data.</summary>
internal sealed class RandomCohorts(Oracle source, int seed)
{
    private static readonly string[] _comparisons = ["is", "between", "greater-than", "greater-than-eq", "less-than", "less-than-eq"];

    private readonly Random _random = new(seed);

    public string Next() => Write(Group(source.Main, depth: 3));

    private object Group(string entity, int depth)
    {
        var filters = Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Node(entity, depth - 1)).ToList();
        var logic = _random.Next(2) == 0 ? "and" : "or";
        return new { logic, filters };
    }

    private object Node(string entity, int depth)
    {
        var below = source.Entities.Where(other => other != entity && LeadsTo(other, entity)).ToList();
        return _random.Next(10) switch
        {
            < 2 when depth > 0 => Group(entity, depth),
            < 5 when depth > 0 && below.Count > 0 => Perhaps(Related(below[_random.Next(below.Count)], depth)),
            _ => Perhaps(Filter(entity)),
        };
    }

    private object Related(string entity, int depth)
    {
        var filters = Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Node(entity, depth - 1)).ToList();
        var logic = _random.Next(3) > 0 ? "and" : "or";
        return new { entity, logic, filters };
    }

    private object Perhaps(object node) => _random.Next(4) == 0 ? new Dictionary<string, object> { ["not"] = node } : node;

    private object Filter(string entity)
    {
        var usable = source.Fields.Where(field => !IsIdentifier(field) && (field["entity"] == entity || (entity == source.Main && IsOneToOne(field["entity"])))).ToList();
        var about = usable[_random.Next(usable.Count)];
        var field = about["entity"] + "." + about["name"];
        if (_random.Next(6) == 0 || (about["type"] == "string" && Of(about, "coding_name").Length == 0))
        {
            return new { field, op = _random.Next(2) == 0 ? "exists" : "not-exists" };
        }

        var (op, values) = Of(about, "coding_name").Length > 0 && Of(about, "is_sparse_coding") != "yes" ? Category(about) : Measured(about);
        return new { field, op, values };
    }

    private (string Op, object[] Values) Category(IReadOnlyDictionary<string, string> about)
    {
        var codes = source.Codes(about["coding_name"]);
        object[] Some(int most) => [.. codes.OrderBy(_ => _random.Next()).Take(_random.Next(1, most + 1))];
        return Of(about, "is_multi_select") == "yes"
            ? (_random.Next(2) == 0 ? "any" : "all", Some(3))
            : _random.Next(3) switch { 0 => ("in", Some(3)), 1 => ("not-in", Some(3)), _ => ("is", Some(1)) };
    }

    private (string Op, object[] Values) Measured(IReadOnlyDictionary<string, string> about)
    {
        var isSparse = Of(about, "is_sparse_coding") == "yes";
        var isNumber = about["type"] is "integer" or "float";
        if ((isSparse || isNumber) && _random.Next(4) == 0)
        {
            var specials = isSparse ? source.Codes(about["coding_name"]).Cast<object>() : [];
            var ordinary = isNumber ? [Value(about), Value(about)] : Array.Empty<object>();
            object[] pool = [.. specials, .. ordinary];
            return (_random.Next(2) == 0 ? "in" : "not-in", [.. pool.OrderBy(_ => _random.Next()).Take(_random.Next(1, pool.Length + 1))]);
        }

        var op = _comparisons[_random.Next(_comparisons.Length)];
        object[] values = op == "between" ? [.. new[] { Value(about), Value(about) }.Order(new ByStart())] : [Value(about)];
        return (op, values);
    }

    // A value of the data, as it is or a little beside it; a date or time often less precise.
    private object Value(IReadOnlyDictionary<string, string> about)
    {
        var cells = source.Column(about["entity"], about["name"]);
        var specials = Of(about, "is_sparse_coding") == "yes" ? source.Codes(about["coding_name"]) : [];
        var cell = "";
        while (cell.Length == 0 || specials.Contains(cell))
        {
            cell = cells[_random.Next(cells.Count)];
        }

        var culture = CultureInfo.InvariantCulture;
        object value = about["type"] switch
        {
            "integer" => long.Parse(cell, culture) + _random.Next(-2, 3),
            "float" => double.Parse(cell, culture) + (_random.Next(3) * 0.5),
            "date" => cell[..Math.Min(cell.Length, new[] { 4, 7, 10 }[_random.Next(3)])],
            _ => _random.Next(3) switch { 0 => cell[..10], 1 => cell[..16] + "Z", _ => cell },
        };

        // A number to compare with that is spelt like a special code is another matter, with a test of its own.
        return specials.Contains(Convert.ToString(value, culture)) ? Value(about) : value;
    }

    private static string Write(object node) => JsonSerializer.Serialize(node);

    private static string Of(IReadOnlyDictionary<string, string> about, string column) => about.TryGetValue(column, out var cell) ? cell : "";

    private static bool IsIdentifier(IReadOnlyDictionary<string, string> about) => Of(about, "primary_key_type").Length > 0 || Of(about, "referenced_entity_field").Length > 0;

    private IReadOnlyDictionary<string, string>? LinkOf(string entity) =>
        source.Fields.FirstOrDefault(field => field["entity"] == entity && Of(field, "referenced_entity_field").Length > 0);

    private bool LeadsTo(string entity, string above) =>
        LinkOf(entity) is { } link && link["referenced_entity_field"].Split(':')[0] is var next && (next == above || LeadsTo(next, above));

    private bool IsOneToOne(string entity) =>
        entity == source.Main || (LinkOf(entity) is { } link && Of(link, "relationship") == "one_to_one" && IsOneToOne(link["referenced_entity_field"].Split(':')[0]));

    // Orders numbers as such, dates and times (of these data) by their text with the zone taken out of account below a day.
    private sealed class ByStart : IComparer<object>
    {
        public int Compare(object? x, object? y) => (x, y) switch
        {
            (string one, string other) => string.CompareOrdinal(one[..Math.Min(10, one.Length)], other[..Math.Min(10, other.Length)]) is var days and not 0 ? days : 0,
            _ => Comparer<object>.Default.Compare(x, y),
        };
    }
}
