using System.Security.Cryptography;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>
/// An immutable dataset on disk: a folder of column files and a manifest. Opening is cheap; a column is mapped when it is
/// first asked for. Any number of threads may read. Whoever shares a dataset takes <see cref="TryRetain"/> before use and
/// disposes after: the files are unmapped when the last holder has disposed.
/// </summary>
public sealed class Dataset : IDisposable
{
    private readonly Dictionary<string, EntityTable> _tables;
    private int _holders = 1;

    private Dataset(string folder, DatasetManifest manifest)
    {
        Schema = manifest.Schema;
        ContentSha256 = DatasetWriter.ContentHash(manifest);
        _tables = new Dictionary<string, EntityTable>(StringComparer.Ordinal);
        foreach (var table in manifest.Tables)
        {
            var schema = Schema.Entity(table.Entity) ?? throw new InvalidDataException($"The manifest names an unknown entity {table.Entity}.");
            _tables.Add(table.Entity, new EntityTable(this, folder, schema, table));
        }

        if (Schema.Entities.FirstOrDefault(entity => !_tables.ContainsKey(entity.Name)) is { } absent)
        {
            throw new InvalidDataException($"The manifest has no table for entity {absent.Name}.");
        }
    }

    public DatasetSchema Schema { get; }

    /// <summary>Equal for equal content: the schema and every column.</summary>
    public string ContentSha256 { get; }

    /// <summary>The table with one row per participant.</summary>
    public EntityTable Main => Table(Schema.Main.Name);

    /// <summary>Opens a dataset after checking its manifest and that every file is there in its full size.</summary>
    /// <exception cref="InvalidDataException">Not a complete dataset, or damaged.</exception>
    public static Dataset Open(string folder)
    {
        var manifest = DatasetManifest.Read(folder);
        foreach (var stored in Files(manifest))
        {
            var file = new FileInfo(Path.Combine(folder, stored.Name));
            if (!file.Exists || file.Length != stored.Bytes)
            {
                throw new InvalidDataException($"{file.FullName} is absent or has not the {stored.Bytes} bytes that the manifest says.");
            }
        }

        return new Dataset(folder, manifest);
    }

    /// <summary>Reads every byte and compares it with the manifest; answers the names of damaged files.</summary>
    public static IReadOnlyList<string> FindDamage(string folder, CancellationToken cancellation)
    {
        var damaged = new List<string>();
        foreach (var stored in Files(DatasetManifest.Read(folder)))
        {
            cancellation.ThrowIfCancellationRequested();
            using var stream = File.OpenRead(Path.Combine(folder, stored.Name));
            if (Convert.ToHexStringLower(SHA256.HashData(stream)) != stored.Sha256)
            {
                damaged.Add(stored.Name);
            }
        }

        return damaged;
    }

    /// <exception cref="KeyNotFoundException">The schema has no such entity.</exception>
    public EntityTable Table(string entity) => _tables[entity];

    /// <summary>The column of an address such as <c>participant.sex</c>, or null.</summary>
    public Column? Column(string address) => Schema.Field(address) is { } field ? Table(field.Entity).Column(field.Name) : null;

    /// <summary>Takes a share; false when the last holder has already disposed. Each success needs a <see cref="Dispose"/>.</summary>
    public bool TryRetain()
    {
        for (var holders = Volatile.Read(ref _holders); holders > 0; holders = Volatile.Read(ref _holders))
        {
            if (Interlocked.CompareExchange(ref _holders, holders + 1, holders) == holders)
            {
                return true;
            }
        }

        return false;
    }

    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
        {
            foreach (var table in _tables.Values)
            {
                table.Unmap();
            }
        }
    }

    internal static IEnumerable<StoredFile> Files(DatasetManifest manifest) => manifest.Tables.SelectMany(table =>
        table.Columns.Select(column => column.File).Append(table.Persons).Concat(table.KeyIndex is { } index ? [index] : Array.Empty<StoredFile>()));
}
