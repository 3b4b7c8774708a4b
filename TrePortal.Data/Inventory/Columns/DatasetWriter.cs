using System.Runtime.InteropServices;
using TrePortal.Data.Inventory.Import;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>
/// Writes a dataset folder, table by table, referenced tables first. The manifest comes last: until <see cref="Complete"/>
/// has returned the folder is not a dataset.
/// </summary>
internal sealed class DatasetWriter(string folder, DatasetSchema schema)
{
    private readonly Dictionary<string, TableManifest> _tables = new(StringComparer.Ordinal);
    private readonly HashSet<(string, string)> _referenced = [.. schema.Entities.SelectMany(entity => entity.Fields)
        .Where(field => field.Reference is not null).Select(field => (field.Reference!.Entity, field.Reference.Field))];

    private readonly Dictionary<string, TableWriter> _writers = new(StringComparer.Ordinal);

    public DatasetSchema Schema => schema;

    /// <summary>Entities in an order in which every reference points to an earlier one.</summary>
    public static IReadOnlyList<EntitySchema> Order(DatasetSchema schema)
    {
        var ordered = new List<EntitySchema>();
        while (ordered.Count < schema.Entities.Count)
        {
            ordered.AddRange(schema.Entities.Where(entity => !ordered.Contains(entity)
                && entity.Fields.All(field => field.Reference is null || ordered.Any(earlier => earlier.Name == field.Reference.Entity))).ToList()
                is { Count: > 0 } next ? next : throw new InvalidOperationException("The references of this schema run in a circle."));
        }

        return ordered;
    }

    /// <summary>Begins a table. Dispose it when its rows are all there.</summary>
    public TableWriter Begin(string entity)
    {
        var entitySchema = schema.Entity(entity) ?? throw new ArgumentException($"No entity {entity} in the schema.", nameof(entity));
        Directory.CreateDirectory(folder);
        var writer = new TableWriter(this, entitySchema, Path.Combine(folder, $"spill{IndexOf(entity)}.tmp"));
        _writers.Add(entity, writer);
        return writer;
    }

    /// <summary>Whether somebody points to the field, so that its values must be unique and findable.</summary>
    internal bool IsReferenced(FieldSchema field) => _referenced.Contains((field.Entity, field.Name));

    /// <summary>Its rows are not all known: references to it are not checked.</summary>
    internal void Forget(string entity) => _writers.Remove(entity);

    internal TableWriter? Written(string entity) => _writers.GetValueOrDefault(entity);

    /// <summary>Writes the column files of a table whose rows are all there, and frees what is not needed by later tables.</summary>
    public void Finish(TableWriter table)
    {
        var place = $"e{IndexOf(table.Schema.Name)}";
        _tables.Add(table.Schema.Name, table.Complete(folder, place));
        if (!table.IsReferenced)
        {
            _writers.Remove(table.Schema.Name);
        }
    }

    /// <summary>Writes the manifest and makes everything durable.</summary>
    /// <returns>SHA-256 of the content: of the schema and of every column, the same whenever the same data are imported.</returns>
    public string Complete()
    {
        var manifest = new DatasetManifest(DatasetManifest.CurrentFormat, schema, [.. schema.Entities.Select(entity => _tables[entity.Name])]);
        DurableFile.Write(Path.Combine(folder, DatasetManifest.FileName), manifest.ToJson());
        DurableFile.FlushFolder(folder);
        return ContentHash(manifest);
    }

    internal static string ContentHash(DatasetManifest manifest) =>
        Domain.Kernel.Hash.Of((manifest with { Tables = [.. manifest.Tables.Select(table => table with { KeyIndex = null })] }).ToJson());

    private int IndexOf(string entity) => schema.Entities.ToList().FindIndex(item => item.Name == entity);
}

/// <summary>Takes one table's rows.</summary>
internal sealed class TableWriter : IDisposable
{
    private readonly SpillFile _spill;
    private readonly Spool _persons;
    private readonly List<ColumnWriter> _columns;
    private readonly ReferenceWriter? _parent;
    private readonly TableWriter? _parentTable;
    private int[] _personRows = [];
    private readonly bool _isMain;

    public TableWriter(DatasetWriter dataset, EntitySchema schema, string spillPath)
    {
        Schema = schema;
        _spill = new SpillFile(spillPath, schema.Fields.Count);
        _persons = new Spool(_spill);
        _columns = [.. schema.Fields.Select(field => Create(dataset, field))];
        _parent = _columns.OfType<ReferenceWriter>().FirstOrDefault();
        _parentTable = schema.Parent is { } parent ? dataset.Written(parent.Reference!.Entity) : null;
        _isMain = schema.Key.Key == KeyKind.Global;
        IsReferenced = dataset.Schema.Entities.Any(entity => entity.Parent?.Reference?.Entity == schema.Name);
    }

    public EntitySchema Schema { get; }

    public int Rows { get; private set; }

    /// <summary>In the order of the schema's fields.</summary>
    public IReadOnlyList<ColumnWriter> Columns => _columns;

    public KeyWriter Key => _columns.OfType<KeyWriter>().First(column => column.Field.Key != KeyKind.None);

    /// <summary>Later tables point to it, so its keys and their people stay in memory.</summary>
    public bool IsReferenced { get; }

    /// <summary>Ends a row after every column has taken its cell.</summary>
    public void EndRow()
    {
        var person = _isMain ? Rows : _parentTable?.PersonOf(_parent?.LastRow ?? -1) ?? -1;
        _persons.Add(person);
        if (IsReferenced && !_isMain)
        {
            if (Rows == _personRows.Length)
            {
                Array.Resize(ref _personRows, Math.Max(1024, Rows * 2));
            }

            _personRows[Rows] = person;
        }

        Rows++;
    }

    public KeyWriter? Target(string field) => _columns.OfType<KeyWriter>().FirstOrDefault(column => column.Field.Name == field);

    public TableManifest Complete(string folder, string place)
    {
        var columns = _columns.Select((column, index) => Final(column).Complete(folder, $"{place}/f{index}.col")).ToList();
        StoredFile persons;
        using (var file = new StoredFileWriter(folder, $"{place}/persons.col"))
        {
            file.Add(Sections.Rows, Column.Padded(Rows) * sizeof(int), _persons);
            persons = file.Complete();
        }

        return new TableManifest(Schema.Name, Rows, persons, _isMain ? WriteIndex(folder, $"{place}/keys.idx") : null, columns);
    }

    public void Dispose() => _spill.Dispose();

    private int PersonOf(int row) => _isMain || row < 0 ? row : _personRows[row];

    private static ColumnWriter Final(ColumnWriter column) => column is CodeWriter code ? code.Final : column;

    private StoredFile WriteIndex(string folder, string name)
    {
        using var file = new StoredFileWriter(folder, name);
        var keys = Key.Keys;
        file.Add(Sections.Seed, 0, append => append(BitConverter.GetBytes(keys.Seed)));
        file.Add(Sections.Slots, 0, append =>
        {
            for (var at = 0; at < keys.Slots.Length; at += 65_536)
            {
                var part = keys.Slots.Slice(at, Math.Min(65_536, keys.Slots.Length - at));
                append(MemoryMarshal.AsBytes(part.Span).ToArray());
            }
        });
        return file.Complete();
    }

    private ColumnWriter Create(DatasetWriter dataset, FieldSchema field)
    {
        var coding = dataset.Schema.CodingOf(field);
        var sparse = field.IsSparse ? coding : null;
        if (field.Reference is { } reference)
        {
            return new ReferenceWriter(field, dataset.Written(reference.Entity)?.Target(reference.Field), _spill);
        }

        if (field.Key != KeyKind.None || dataset.IsReferenced(field))
        {
            return new KeyWriter(field, _spill);
        }

        if (field.IsMultiSelect)
        {
            return new MultiWriter(field, coding, _spill);
        }

        if (field.IsCategory || field.Type == FieldType.String)
        {
            return new CodeWriter(field, coding, _spill);
        }

        return field.Type switch
        {
            FieldType.Integer => new NumberWriter(field, sparse, _spill),
            FieldType.Float => new FloatWriter(field, sparse, _spill),
            FieldType.Date => new DateWriter(field, sparse, _spill),
            _ => new DateTimeWriter(field, sparse, _spill),
        };
    }
}
