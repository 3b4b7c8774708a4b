using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Formats;

/// <summary>data_dictionary.csv, checked together with the codings that it names.</summary>
internal sealed class DictionaryFile(ProblemPlace place, ProblemLog log)
{
    public const string FileName = "data_dictionary.csv";
    public const int MostFields = 20_000;
    private const int MostEntities = 1000;
    private const int MostSpecialCodes = 254;
    private const int MostNameLength = 255;

    private static readonly string[] _required = ["entity", "name", "type", "primary_key_type"];

    private static readonly string[] _optional =
    [
        "coding_name", "concept", "description", "folder_path", "is_multi_select", "is_sparse_coding", "linkout",
        "longitudinal_axis_type", "referenced_entity_field", "relationship", "title", "units",
    ];

    private readonly List<(FieldSchema Field, int Line)> _fields = [];
    private TableReader _reader = null!;

    // A row that could not be taken may hold what the checks of the whole would miss.
    private bool _hasRefusedRows;

    /// <summary>The fields in file order with their lines, or null when the dictionary is unusable. Problems are reported.</summary>
    public IReadOnlyList<(FieldSchema Field, int Line)>? Read(string path, IReadOnlyDictionary<string, Coding> codings)
    {
        using var reader = TableReader.Open(path, place, log);
        if (reader is null || !reader.CheckColumns(_required, _optional))
        {
            return null;
        }

        _reader = reader;
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var entities = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (reader.Read())
        {
            if (ReadField() is not { } field)
            {
                _hasRefusedRows = true;
                continue;
            }

            if (!seen.Add(field.Address))
            {
                _hasRefusedRows = true;
                Report("DD-03", "name", field.Name, $"{field.Address}.");
                continue;
            }

            if (entities.TryAdd(field.Entity, field.Entity) || entities[field.Entity] == field.Entity)
            {
                CheckCoding(field, codings);
                _fields.Add((field, reader.Line));
            }
            else
            {
                _hasRefusedRows = true;
                Report("DD-20", "entity", field.Entity, $"{entities[field.Entity]} is written {field.Entity} here.");
            }
        }

        if (!_hasRefusedRows && !reader.HasSkippedRows)
        {
            CheckWhole();
        }

        return _fields;
    }

    public static bool IsName(string name) => name.Length is > 0 and <= MostNameLength
        && char.IsAsciiLetter(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');

    private FieldSchema? ReadField()
    {
        var (entity, name) = (Cell("entity"), Cell("name"));
        if (!IsName(entity) || !IsName(name))
        {
            var column = IsName(entity) ? "name" : "entity";
            Report("DD-02", column, Cell(column));
            return null;
        }

        if (FieldTypeOf(Cell("type")) is not { } type)
        {
            Report("DD-04", "type", Cell("type"));
            return null;
        }

        var folder = Cell("folder_path");
        var title = Cell("title");
        return new FieldSchema(entity, name, type)
        {
            Key = KeyOf(Cell("primary_key_type")),
            CodingName = Cell("coding_name") is { Length: > 0 } coding ? coding : null,
            IsSparse = Flag("is_sparse_coding"),
            IsMultiSelect = Flag("is_multi_select"),
            Reference = ReferenceOf(Cell("referenced_entity_field"), Cell("relationship")),
            Title = title.Length > 0 ? title : name,
            Description = Cell("description"),
            Folder = folder.Length == 0 ? [] : folder.Split(" > ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Units = Cell("units"),
            Concept = Cell("concept"),
            Linkout = Cell("linkout"),
            LongitudinalAxisType = Cell("longitudinal_axis_type"),
        };
    }

    private static FieldType? FieldTypeOf(string text) => text switch
    {
        "integer" => FieldType.Integer,
        "float" => FieldType.Float,
        "date" => FieldType.Date,
        "datetime" => FieldType.DateTime,
        "string" => FieldType.String,
        _ => null,
    };

    private KeyKind KeyOf(string text)
    {
        switch (text)
        {
            case "":
                return KeyKind.None;
            case "global":
                return KeyKind.Global;
            case "local":
                return KeyKind.Local;
            default:
                _hasRefusedRows = true;
                Report("DD-05", "primary_key_type", text);
                return KeyKind.None;
        }
    }

    private bool Flag(string column)
    {
        var text = Cell(column);
        if (text is not ("" or "yes"))
        {
            Report("DD-16", column, text);
        }

        return text == "yes";
    }

    private FieldReference? ReferenceOf(string target, string relationship)
    {
        if (relationship is not ("" or "many_to_one" or "one_to_one") || (relationship.Length > 0 && target.Length == 0))
        {
            Report("DD-15", "relationship", relationship);
        }

        if (target.Length == 0)
        {
            return null;
        }

        var parts = target.Split(':');
        if (parts.Length == 2 && IsName(parts[0]) && IsName(parts[1]))
        {
            return new FieldReference(parts[0], parts[1], relationship == "one_to_one" ? Relationship.OneToOne : Relationship.ManyToOne);
        }

        _hasRefusedRows = true;
        Report("DD-10", "referenced_entity_field", target);
        return null;
    }

    private void CheckCoding(FieldSchema field, IReadOnlyDictionary<string, Coding> codings)
    {
        if (field.IsIdentifier && (field.CodingName is not null || field.IsMultiSelect || field.IsSparse))
        {
            Report("DD-19", "name", field.Name);
            return;
        }

        if (field.IsSparse && (field.CodingName is null || field.Type == FieldType.String || field.IsMultiSelect))
        {
            Report("DD-17", "is_sparse_coding", "yes");
        }

        if (field.IsMultiSelect && field.Type != FieldType.String && field.CodingName is null)
        {
            Report("DD-18", "is_multi_select", "yes");
        }

        if (field.CodingName is null)
        {
            return;
        }

        if (!codings.TryGetValue(field.CodingName, out var coding))
        {
            Report("DD-07", "coding_name", field.CodingName);
        }
        else if (field.IsSparse && coding.Codes.Count > MostSpecialCodes)
        {
            Report("DD-22", "coding_name", field.CodingName);
        }
        else if (field.IsMultiSelect && coding.Codes.FirstOrDefault(code => code.Value.Contains('|', StringComparison.Ordinal)) is { } barred)
        {
            Report("CO-08", "coding_name", field.CodingName, $"Code {barred.Value}.");
        }
    }

    // What concerns more than one row.
    private void CheckWhole()
    {
        if (_fields.Count == 0)
        {
            log.Report(place, "DD-01");
            return;
        }

        if (_fields.Count > MostFields)
        {
            log.Report(place, "DD-21", null, null, "", $"There are {_fields.Count} fields.");
            return;
        }

        var globals = _fields.Where(item => item.Field.Key == KeyKind.Global).ToList();
        if (globals.Count == 0)
        {
            log.Report(place, "DD-06");
            return;
        }

        foreach (var (field, line) in globals.Skip(1))
        {
            log.Report(place, "DD-08", line, null, field.Address, $"{globals[0].Field.Address} is global already.");
        }

        var entities = _fields.GroupBy(item => item.Field.Entity, StringComparer.Ordinal).ToList();
        if (entities.Count > MostEntities)
        {
            log.Report(place, "DD-23", null, null, "", $"There are {entities.Count} entities.");
            return;
        }

        foreach (var entity in entities)
        {
            CheckKey(entity.ToList());
        }

        if (globals.Count == 1)
        {
            CheckReferences(entities, globals[0].Field.Entity);
        }
    }

    private void CheckKey(List<(FieldSchema Field, int Line)> entity)
    {
        var keys = entity.Where(item => item.Field.Key != KeyKind.None).ToList();
        if (keys.Count == 0)
        {
            log.Report(place, "DD-09", entity[0].Line, null, entity[0].Field.Entity, $"Entity {entity[0].Field.Entity} has no key.");
        }

        // A second global key has been reported as such.
        foreach (var (field, line) in keys.Skip(1).Where(item => item.Field.Key == KeyKind.Local || keys[0].Field.Key == KeyKind.Local))
        {
            log.Report(place, "DD-09", line, null, field.Name, $"Entity {field.Entity} has the key {keys[0].Field.Name} already.");
        }
    }

    private void CheckReferences(List<IGrouping<string, (FieldSchema Field, int Line)>> entities, string main)
    {
        var fields = _fields.ToDictionary(item => item.Field.Address, item => item.Field, StringComparer.Ordinal);
        var parents = new Dictionary<string, (string Parent, int Line)>(StringComparer.Ordinal);
        foreach (var entity in entities)
        {
            var references = entity.Where(item => item.Field.Reference is not null).ToList();
            foreach (var (field, line) in references.Skip(entity.Key == main ? 0 : 1))
            {
                log.Report(place, "DD-14", line, null, field.Name, entity.Key == main ? $"{main} is the main entity." : $"{references[0].Field.Address} is a reference already.");
            }

            if (entity.Key == main)
            {
                continue;
            }

            if (references.Count == 0)
            {
                log.Report(place, "DD-12", entity.First().Line, null, entity.Key, $"Entity {entity.Key} has no reference.");
            }
            else if (references[0].Field.Reference is { } reference
                && (!fields.TryGetValue($"{reference.Entity}.{reference.Field}", out var target) || !CanBeTarget(target)))
            {
                log.Report(place, "DD-11", references[0].Line, null, $"{reference.Entity}:{reference.Field}");
            }
            else
            {
                parents.Add(entity.Key, (references[0].Field.Reference!.Entity, references[0].Line));
            }
        }

        CheckCycles(parents);
    }

    private static bool CanBeTarget(FieldSchema target) =>
        target.Key != KeyKind.None || (target is { Reference: null, CodingName: null, IsMultiSelect: false });

    private void CheckCycles(Dictionary<string, (string Parent, int Line)> parents)
    {
        var reported = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in parents.Keys)
        {
            var path = new List<string>();
            var at = start;
            while (parents.TryGetValue(at, out var next) && !path.Contains(at))
            {
                path.Add(at);
                at = next.Parent;
            }

            if (path.Contains(at) && reported.Add(at))
            {
                var circle = path[path.IndexOf(at)..];
                reported.UnionWith(circle);
                log.Report(place, "DD-13", parents[at].Line, null, at, $"{string.Join(" > ", circle.Append(at))}.");
            }
        }
    }

    private string Cell(string column) => _reader.Text(_reader.Find(column));

    private void Report(string code, string column, string value, string detail = "") =>
        log.Report(place, code, _reader.Line, _reader.Find(column) is >= 0 and var at ? at + 1 : null, value, detail);
}
