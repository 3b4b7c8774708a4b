using System.Globalization;
using System.Text;
using System.Text.Json;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Cohorts;

/// <summary>
/// Reads a cohort expression from JSON, strictly: what is not in the grammar is refused, each problem with the JSON path
/// of its place. Whether fields and values exist is the question of <see cref="CohortValidator"/>.
/// </summary>
public sealed class CohortParser
{
    // Far beyond what any tier allows; it only keeps hostile input from nesting without end.
    private const int DeepestJson = 64;

    private static readonly JsonDocumentOptions Strict = new()
    {
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = DeepestJson,
    };

    private readonly List<FieldProblem> _problems = [];

    private CohortParser()
    {
    }

    /// <summary>The expression; nothing, or JSON <c>null</c>, is everyone.</summary>
    public static Result<CohortExpression> Parse(string? json)
    {
        if (json is null)
        {
            return CohortExpression.Everyone;
        }

        if (json.Length > CohortLimits.Bytes || Encoding.UTF8.GetByteCount(json) > CohortLimits.Bytes)
        {
            return new Invalid("$", "cohort-too-large", "The cohort is larger than 64 KiB.");
        }

        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            return Parse(document.RootElement);
        }
        catch (JsonException wrong)
        {
            return new Invalid("$", "cohort-json", string.Create(
                CultureInfo.InvariantCulture,
                $"This is not JSON as it must be, or it is nested too deeply: line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1}."));
        }
    }

    private static Result<CohortExpression> Parse(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Null)
        {
            return CohortExpression.Everyone;
        }

        var parser = new CohortParser();
        var expression = parser.Node(root, "$");
        return parser._problems.Count == 0 ? expression! : new Invalid(parser._problems);
    }

    private CohortExpression? Node(JsonElement element, string path)
    {
        if (Properties(element, path) is not { } properties)
        {
            return null;
        }

        return properties.ContainsKey("not") ? Not(properties, path)
            : properties.ContainsKey("field") ? Filter(properties, path)
            : properties.ContainsKey("entity") ? EntityGroup(properties, path)
            : properties.ContainsKey("logic") || properties.ContainsKey("filters") ? Group(properties, path)
            : Wrong<CohortExpression>(path, "cohort-shape", "Give a filter (field, op, values), a group (logic, filters), an entity group (entity, logic, filters) or a not.", properties);
    }

    private CohortNot? Not(Dictionary<string, JsonElement> properties, string path)
    {
        Only(properties, path, "not");
        var inner = Node(properties["not"], path + ".not");
        return inner switch
        {
            null => null,
            FieldFilter or Cohorts.EntityGroup => new CohortNot(inner),
            _ => Wrong<CohortNot>(path + ".not", "cohort-not", "\"not\" wraps one filter or one entity group."),
        };
    }

    private CohortGroup? Group(Dictionary<string, JsonElement> properties, string path)
    {
        Only(properties, path, "logic", "filters");
        var logic = Logic(properties, path);
        var filters = Filters(properties, path);
        return logic is { } known && filters is not null ? new CohortGroup(known, filters) : null;
    }

    private EntityGroup? EntityGroup(Dictionary<string, JsonElement> properties, string path)
    {
        Only(properties, path, "entity", "logic", "filters");
        var entity = Text(properties, path, "entity");
        var logic = Logic(properties, path);
        var filters = Filters(properties, path);
        return entity is not null && logic is { } known && filters is not null ? new EntityGroup(entity, known, filters) : null;
    }

    private FieldFilter? Filter(Dictionary<string, JsonElement> properties, string path)
    {
        Only(properties, path, "field", "op", "values");
        var field = Text(properties, path, "field");
        var spelling = Text(properties, path, "op");
        var op = spelling is null ? null : FilterOperators.Find(spelling);
        if (spelling is not null && op is null)
        {
            Wrong(path + ".op", "cohort-operator-unknown", $"There is no operator \"{Shown(spelling)}\". Use one of {string.Join(", ", FilterOperators.Spellings)}.");
        }

        var values = Values(properties, path);
        if (op is { } known && values is not null)
        {
            CheckNumberOfValues(known, values.Count, path + ".values");
        }

        return field is not null && op is { } operation && values is not null ? new FieldFilter(field, operation, values) : null;
    }

    private void CheckNumberOfValues(FilterOperator op, int given, string path)
    {
        var (fewest, most) = op.Values();
        if (given < fewest || given > most)
        {
            var takes = most == 0 ? "no values" : fewest == most ? $"exactly {fewest}" : string.Create(CultureInfo.InvariantCulture, $"{fewest} to {most:N0}");
            Wrong(path, "cohort-values-number", $"\"{op.Spelling()}\" takes {takes}; {given} given.");
        }
    }

    private List<FilterValue>? Values(Dictionary<string, JsonElement> properties, string path)
    {
        if (!properties.TryGetValue("values", out var array))
        {
            return [];
        }

        if (array.ValueKind != JsonValueKind.Array)
        {
            return Wrong<List<FilterValue>>(path + ".values", "cohort-type", "\"values\" must be a list.");
        }

        var values = array.EnumerateArray().Select((element, at) => Value(element, $"{path}.values[{at}]")).ToList();
        return values.Contains(null) ? null : [.. values.Select(value => value!.Value)];
    }

    private FilterValue? Value(JsonElement element, string path)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String when TextOf(element) is { } text:
                return FilterValue.Of(text);
            case JsonValueKind.Number when element.TryGetInt64(out var whole):
                return FilterValue.Of(whole);
            case JsonValueKind.Number when element.TryGetDouble(out var number) && double.IsFinite(number):
                return FilterValue.Of(number);
            case JsonValueKind.Number:
                Wrong(path, "cohort-number", "This number is too large.");
                return null;
            default:
                Wrong(path, "cohort-type", "A value must be a text or a number.");
                return null;
        }
    }

    private CohortLogic? Logic(Dictionary<string, JsonElement> properties, string path)
    {
        switch (Text(properties, path, "logic"))
        {
            case "and":
                return CohortLogic.And;
            case "or":
                return CohortLogic.Or;
            case null:
                return null;
            default:
                Wrong(path + ".logic", "cohort-logic", "\"logic\" must be \"and\" or \"or\".");
                return null;
        }
    }

    private List<CohortExpression>? Filters(Dictionary<string, JsonElement> properties, string path)
    {
        if (!properties.TryGetValue("filters", out var array))
        {
            return Wrong<List<CohortExpression>>(path, "cohort-property-missing", "\"filters\" is missing.");
        }

        if (array.ValueKind != JsonValueKind.Array)
        {
            return Wrong<List<CohortExpression>>(path + ".filters", "cohort-type", "\"filters\" must be a list.");
        }

        if (array.GetArrayLength() == 0)
        {
            return Wrong<List<CohortExpression>>(path + ".filters", "cohort-group-empty", "A group must hold at least one filter.");
        }

        var filters = array.EnumerateArray().Select((element, at) => Node(element, $"{path}.filters[{at}]")).ToList();
        return filters.Contains(null) ? null : [.. filters.Select(filter => filter!)];
    }

    private string? Text(Dictionary<string, JsonElement> properties, string path, string name)
    {
        if (!properties.TryGetValue(name, out var element))
        {
            return Wrong<string>(path, "cohort-property-missing", $"\"{name}\" is missing.");
        }

        return element.ValueKind == JsonValueKind.String && TextOf(element) is { } text
            ? text
            : Wrong<string>($"{path}.{name}", "cohort-type", $"\"{name}\" must be a text.");
    }

    private Dictionary<string, JsonElement>? Properties(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return Wrong<Dictionary<string, JsonElement>>(path, "cohort-type", "A filter or group must be an object.");
        }

        var properties = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (name, value) in element.EnumerateObject().Select(property => (NameOf(property), property.Value)))
        {
            if (!properties.TryAdd(name, value))
            {
                Wrong($"{path}.{Shown(name)}", "cohort-property-twice", $"\"{Shown(name)}\" stands here twice.");
            }
        }

        return properties;
    }

    private void Only(Dictionary<string, JsonElement> properties, string path, params string[] known)
    {
        foreach (var name in properties.Keys.Except(known, StringComparer.Ordinal))
        {
            Wrong($"{path}.{Shown(name)}", "cohort-property-unknown", $"\"{Shown(name)}\" does not belong here; expected {string.Join(", ", known)}.");
        }
    }

    private T? Wrong<T>(string path, string code, string message, Dictionary<string, JsonElement>? unknown = null)
        where T : class
    {
        Wrong(path, code, message);
        if (unknown is { Count: > 0 })
        {
            Only(unknown, path, "logic", "filters");
        }

        return null;
    }

    private void Wrong(string path, string code, string message) => _problems.Add(new FieldProblem(path, code, message));

    // Half a surrogate pair, written as an escape, is JSON but no text.
    private static string? TextOf(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return "?";
        }
    }

    internal static string Shown(string text) => text.Length <= 80 ? text : text[..80];
}
