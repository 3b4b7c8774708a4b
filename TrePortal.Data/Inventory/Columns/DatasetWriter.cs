using TrePortal.Data.Inventory.Import;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>
/// Writes a dataset folder, table by table, referenced tables first. The manifest comes last: until <see cref="Complete"/>
/// has returned the folder is not a dataset.
/// </summary>
internal sealed class DatasetWriter(string folder, DatasetSchema schema, bool isKept = true)
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
        var writer = new TableWriter(this, entitySchema, folder, $"e{IndexOf(entity)}");
        _writers.Add(entity, writer);
        return writer;
    }

    /// <summary>Whether somebody points to the field, so that its values must be unique and findable.</summary>
    internal bool IsReferenced(FieldSchema field) => _referenced.Contains((field.Entity, field.Name));

    /// <summary>Its rows are not all known: references to it are not checked.</summary>
    internal void Forget(string entity) => _writers.Remove(entity);

    internal TableWriter? Written(string entity) => _writers.GetValueOrDefault(entity);

    /// <summary>Writes the column files of a table whose rows are all there, and frees what is not needed by later tables.</summary>
    public void Finish(TableWriter table, int threads, CancellationToken cancellation)
    {
        _tables.Add(table.Schema.Name, table.Complete(threads, cancellation));
        if (!table.IsReferenced)
        {
            _writers.Remove(table.Schema.Name);
        }
    }

    /// <summary>Writes the manifest and makes everything durable, unless it is not kept.</summary>
    /// <returns>SHA-256 of the content: of the schema and of every column, the same whenever the same data are imported.</returns>
    public string Complete(CancellationToken cancellation)
    {
        var manifest = new DatasetManifest(DatasetManifest.CurrentFormat, schema, [.. schema.Entities.Select(entity => _tables[entity.Name])]);
        if (isKept)
        {
            DurableFile.FlushFiles(folder, cancellation);
            DurableFile.Write(Path.Combine(folder, DatasetManifest.FileName), manifest.ToJson());
            DurableFile.FlushFolder(folder);
        }
        else
        {
            File.WriteAllBytes(Path.Combine(folder, DatasetManifest.FileName), manifest.ToJson());
        }

        return ContentHash(manifest);
    }

    internal static string ContentHash(DatasetManifest manifest) =>
        Domain.Kernel.Hash.Of((manifest with { Tables = [.. manifest.Tables.Select(table => table with { KeyIndex = null })] }).ToJson());

    private int IndexOf(string entity) => schema.Entities.ToList().FindIndex(item => item.Name == entity);
}
