using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>One entity's rows, in the order of its data file.</summary>
public sealed unsafe class EntityTable
{
    private readonly Dataset _dataset;
    private readonly string _folder;
    private readonly TableManifest _manifest;
    private readonly Dictionary<string, Lazy<Column>> _columns;
    private readonly Dictionary<string, FieldStatistics> _statistics;
    private readonly List<MappedFile> _mapped = [];
    private readonly Lazy<nint> _persons;
    private readonly Lazy<KeyIndex> _keys;

    internal EntityTable(Dataset dataset, string folder, EntitySchema schema, TableManifest manifest)
    {
        _dataset = dataset;
        _folder = folder;
        _manifest = manifest;
        Schema = schema;
        _columns = manifest.Columns.ToDictionary(column => column.Field, column => new Lazy<Column>(() => Load(column)), StringComparer.Ordinal);
        _statistics = manifest.Columns.ToDictionary(column => column.Field, column => column.Statistics, StringComparer.Ordinal);
        if (schema.Fields.FirstOrDefault(field => !_columns.ContainsKey(field.Name)) is { } absent)
        {
            throw new InvalidDataException($"The manifest has no column for {absent.Address}.");
        }

        _persons = new Lazy<nint>(() => (nint)Map(manifest.Persons).Pointer(Sections.Rows, Columns.Column.Padded(RowCount) * sizeof(int)));
        _keys = new Lazy<KeyIndex>(() => new KeyIndex(
            Map(_manifest.KeyIndex ?? throw new InvalidOperationException($"Entity {Schema.Name} has no key index; only the main entity has.")),
            (TextColumn)Column(Schema.Key.Name)));
    }

    public EntitySchema Schema { get; }

    public int RowCount => _manifest.Rows;

    /// <summary>For each row, the row of its participant in the main entity's table (the identity for the main entity).</summary>
    public ReadOnlySpan<int> PersonRows => new((int*)_persons.Value, RowCount);

    /// <summary>Finds rows by key; on the main entity only.</summary>
    public KeyIndex Keys => _keys.Value;

    /// <exception cref="KeyNotFoundException">The entity has no such field.</exception>
    public Column Column(string field) => _columns[field].Value;

    /// <summary>The field's figures, without mapping the column.</summary>
    public FieldStatistics Statistics(string field) => _statistics[field];

    internal void Unmap()
    {
        lock (_mapped)
        {
            _mapped.ForEach(file => file.Dispose());
            _mapped.Clear();
        }
    }

    private Column Load(ColumnManifest manifest)
    {
        var field = Schema.Field(manifest.Field) ?? throw new InvalidDataException($"The manifest names an unknown field {manifest.Field}.");
        var source = new ColumnSource(field, RowCount, manifest, Map(manifest.File), _dataset.Schema);
        return manifest.Kind switch
        {
            ColumnKind.Code => new CodeColumn(source),
            ColumnKind.Integer => new NumberColumn(source),
            ColumnKind.Float => new FloatColumn(source),
            ColumnKind.Date => new DateColumn(source),
            ColumnKind.DateTime => new DateTimeColumn(source),
            ColumnKind.Multi => new MultiColumn(source),
            ColumnKind.Text => new TextColumn(source),
            ColumnKind.Reference => new ReferenceColumn(source, _dataset.Table(field.Reference!.Entity).Column(field.Reference.Field)),
            _ => throw new InvalidDataException($"Unknown column kind {manifest.Kind}."),
        };
    }

    private MappedFile Map(StoredFile stored)
    {
        var file = new MappedFile(_folder, stored);
        lock (_mapped)
        {
            _mapped.Add(file);
        }

        return file;
    }
}
