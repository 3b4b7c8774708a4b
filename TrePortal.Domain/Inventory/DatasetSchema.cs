namespace TrePortal.Domain.Inventory;

/// <summary>Types of the data dictionary (formats.md section 1).</summary>
public enum FieldType
{
    Integer,
    Float,
    Date,
    DateTime,
    String,
}

/// <summary>Global: the key of the main entity. Local: the key of another entity.</summary>
public enum KeyKind
{
    None,
    Global,
    Local,
}

public enum Relationship
{
    ManyToOne,
    OneToOne,
}

/// <summary>
/// The shape of a dataset: what its dictionary, codings and entity dictionary say. Immutable; the same for the tabular
/// inventory and the showcase. Entities are in dictionary order, fields in dictionary order.
/// </summary>
public sealed record DatasetSchema(IReadOnlyList<EntitySchema> Entities, IReadOnlyList<Coding> Codings)
{
    private readonly Dictionary<string, EntitySchema> _entities = Entities.ToDictionary(entity => entity.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, Coding> _codings = Codings.ToDictionary(coding => coding.Name, StringComparer.Ordinal);

    /// <summary>The entity that holds the global key: one row per participant.</summary>
    public EntitySchema Main => Entities.First(entity => entity.Key.Key == KeyKind.Global);

    public EntitySchema? Entity(string name) => _entities.GetValueOrDefault(name);

    public Coding? Coding(string name) => _codings.GetValueOrDefault(name);

    /// <summary>The field of an address such as <c>participant.sex</c>, or null. Case matters.</summary>
    public FieldSchema? Field(string address)
    {
        var dot = address.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? null : Entity(address[..dot])?.Field(address[(dot + 1)..]);
    }

    public Coding? CodingOf(FieldSchema field) => field.CodingName is { } name ? Coding(name) : null;
}

/// <summary>One table of the dataset.</summary>
public sealed record EntitySchema(string Name, string Title, string LabelSingular, string LabelPlural, string Description, IReadOnlyList<FieldSchema> Fields)
{
    private readonly Dictionary<string, FieldSchema> _fields = Fields.ToDictionary(field => field.Name, StringComparer.Ordinal);

    /// <summary>The key field, global or local.</summary>
    public FieldSchema Key => Fields.First(item => item.Key != KeyKind.None);

    /// <summary>The field that leads towards the main entity; null for the main entity itself.</summary>
    public FieldSchema? Parent => Fields.FirstOrDefault(item => item.Reference is not null);

    public FieldSchema? Field(string name) => _fields.GetValueOrDefault(name);
}

/// <summary>One field of the dictionary.</summary>
public sealed record FieldSchema(string Entity, string Name, FieldType Type)
{
    public KeyKind Key { get; init; }

    /// <summary>The coding of its values, or of its special values when <see cref="IsSparse"/>.</summary>
    public string? CodingName { get; init; }

    /// <summary>A numeric or date field whose coded values are special cases; all others are ordinary.</summary>
    public bool IsSparse { get; init; }

    /// <summary>Values are several codes joined by a bar.</summary>
    public bool IsMultiSelect { get; init; }

    public FieldReference? Reference { get; init; }

    public string Title { get; init; } = Name;

    public string Description { get; init; } = "";

    /// <summary>Levels of the folder, outermost first; empty when the dictionary names none.</summary>
    public IReadOnlyList<string> Folder { get; init; } = [];

    public string Units { get; init; } = "";

    public string Concept { get; init; } = "";

    public string Linkout { get; init; } = "";

    public string LongitudinalAxisType { get; init; } = "";

    /// <summary>The field as expressions and collections name it: <c>entity.field</c>.</summary>
    public string Address => $"{Entity}.{Name}";

    /// <summary>Identifiers are never shown, counted or filtered: keys and references to keys.</summary>
    public bool IsIdentifier => Key != KeyKind.None || Reference is not null;

    /// <summary>Categories: coded and not a sparse numeric or date.</summary>
    public bool IsCategory => CodingName is not null && !IsSparse;
}

/// <summary>Points to the key (or another unique field) of an entity nearer to the main one.</summary>
public sealed record FieldReference(string Entity, string Field, Relationship Relationship);

/// <summary>A list of codes, a tree when codes have parents. Codes are in display order, then file order.</summary>
public sealed record Coding(string Name, IReadOnlyList<Code> Codes)
{
    private readonly Dictionary<string, Code> _codes = Codes.ToDictionary(code => code.Value, StringComparer.Ordinal);

    private readonly ILookup<string, string> _below =
        Codes.Where(code => code.Parent is not null).ToLookup(code => code.Parent!, code => code.Value, StringComparer.Ordinal);

    public bool IsTree => _below.Count > 0;

    public Code? Find(string code) => _codes.GetValueOrDefault(code);

    /// <summary>The code itself and everything below it. A parent stands for its descendants (formats.md section 4).</summary>
    public IEnumerable<string> WithDescendants(string code) =>
        _below[code].SelectMany(WithDescendants).Prepend(code);
}

public sealed record Code(string Value, string Meaning, string? Parent = null, string Concept = "");
