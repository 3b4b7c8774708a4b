using TrePortal.Data.Inventory.Columns;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Formats;

/// <summary>How a dataset is to be read.</summary>
/// <param name="Asset">Tabular or showcase.</param>
/// <param name="Threshold">Categories of fewer people are warned of.</param>
/// <param name="Threads">How many may work at the same time, at least 1.</param>
/// <param name="IsKept">What is written is flushed to the disk.</param>
/// <param name="Progress">Gets bytes done, bytes to do, rows so far.</param>
internal sealed record DatasetReading(InventoryAsset Asset, int Threshold, int Threads, bool IsKept, Action<long, long, long> Progress);

/// <summary>What reading a dataset gave.</summary>
/// <param name="Schema">Null when dictionary or codings are wrong.</param>
/// <param name="Participants">The main entity's keys; null when they are not all known.</param>
/// <param name="Tables">Rows of each entity read.</param>
/// <param name="ContentSha256">Empty unless the dataset was written.</param>
internal sealed record DatasetOutcome(DatasetSchema? Schema, KeyWriter? Participants, IReadOnlyList<EntitySummary> Tables, string ContentSha256);

/// <summary>Reads a folder of dataset files, checks all of it, and writes columns as long as nothing is wrong.</summary>
internal sealed class DatasetFiles(string folder, DatasetReading reading, ProblemLog log)
{
    private static readonly string[] _archives = [".zip", ".gz", ".7z", ".tar", ".rar", ".bz2", ".xz", ".zst"];

    private readonly List<EntitySummary> _tables = [];
    private long _bytesBefore;
    private long _bytesTotal;
    private long _rowsBefore;

    public DatasetOutcome Read(string target, CancellationToken cancellation)
    {
        var errorsBefore = log.Errors;
        var schema = ReadSchema();
        CheckNames(schema);
        if (schema is null)
        {
            return new DatasetOutcome(null, null, [], "");
        }

        var writer = new DatasetWriter(target, schema, reading.IsKept);
        _bytesTotal = schema.Entities.Sum(entity => Length(entity.Name + DataFile.Suffix));
        KeyWriter? participants = null;
        foreach (var entity in DatasetWriter.Order(schema))
        {
            using var table = ReadTable(writer, entity, cancellation);
            if (entity.Name == schema.Main.Name)
            {
                participants = writer.Written(entity.Name)?.Key;
            }

            if (table is not null && log.Errors == errorsBefore)
            {
                writer.Finish(table, reading.Threads, cancellation);
            }
        }

        var hash = log.Errors == errorsBefore ? writer.Complete(cancellation) : "";
        return new DatasetOutcome(schema, participants, _tables, hash);
    }

    private TableWriter? ReadTable(DatasetWriter writer, EntitySchema entity, CancellationToken cancellation)
    {
        var place = Place(entity.Name + DataFile.Suffix);
        if (!IsThere(place.File, isRequired: true))
        {
            return null;
        }

        var table = writer.Begin(entity.Name);
        var errors = log.Errors;
        var isComplete = new DataFile(place, log, Report).Read(At(place.File), table, reading.Threads, cancellation);
        if (!isComplete)
        {
            writer.Forget(entity.Name);
        }

        if (table.Rows == 0 && entity.Key.Key == KeyKind.Global && log.Errors == errors)
        {
            log.Report(place, "DA-19");
        }

        _tables.Add(new EntitySummary(entity.Name, entity.Title, entity.Fields.Count, table.Rows));
        WarnOfValues(table, place);
        _bytesBefore += Length(place.File);
        _rowsBefore += table.Rows;
        return table;
    }

    private DatasetSchema? ReadSchema()
    {
        var errors = log.Errors;
        IReadOnlyList<(Coding Coding, int Line)> codings = IsThere(CodingsFile.FileName, isRequired: false)
            ? CodingsFile.Read(At(CodingsFile.FileName), Place(CodingsFile.FileName), log)
            : [];
        if (!IsThere(DictionaryFile.FileName, isRequired: true))
        {
            return null;
        }

        var dictionaryErrors = log.Errors;
        var fields = new DictionaryFile(Place(DictionaryFile.FileName), log)
            .Read(At(DictionaryFile.FileName), codings.ToDictionary(item => item.Coding.Name, item => item.Coding, StringComparer.Ordinal));
        var entities = log.Errors > dictionaryErrors ? null : fields?.Select(item => item.Field.Entity).ToHashSet(StringComparer.Ordinal);
        var words = IsThere(EntityDictionaryFile.FileName, isRequired: false)
            ? EntityDictionaryFile.Read(At(EntityDictionaryFile.FileName), Place(EntityDictionaryFile.FileName), log, entities)
            : new Dictionary<string, EntityWords>(StringComparer.Ordinal);
        if (fields is null)
        {
            return null;
        }

        var used = fields.Select(item => item.Field.CodingName).ToHashSet(StringComparer.Ordinal);
        foreach (var (coding, line) in codings.Where(item => entities is not null && !used.Contains(item.Coding.Name)))
        {
            log.Report(Place(CodingsFile.FileName), "CO-09", line, null, coding.Name);
        }

        return log.Errors > errors ? null : new DatasetSchema(
            [.. fields.GroupBy(item => item.Field.Entity, StringComparer.Ordinal).Select(group => ToEntity(group.Key, [.. group.Select(item => item.Field)], words))],
            [.. codings.Select(item => item.Coding)]);
    }

    private static EntitySchema ToEntity(string name, IReadOnlyList<FieldSchema> fields, IReadOnlyDictionary<string, EntityWords> words)
    {
        var known = words.GetValueOrDefault(name) ?? new EntityWords(name, "", "", "");
        return new EntitySchema(
            name,
            known.Title,
            known.LabelSingular.Length > 0 ? known.LabelSingular : known.Title,
            known.LabelPlural.Length > 0 ? known.LabelPlural : known.Title,
            known.Description,
            fields);
    }

    // Files that belong to nothing: data of an unknown entity is an error, because somebody expects it to be offered.
    private void CheckNames(DatasetSchema? schema)
    {
        foreach (var name in Directory.EnumerateFileSystemEntries(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal))
        {
            if (name is DictionaryFile.FileName or CodingsFile.FileName or EntityDictionaryFile.FileName)
            {
                continue;
            }

            if (name.EndsWith(DataFile.Suffix, StringComparison.Ordinal))
            {
                if (schema is not null && schema.Entity(name[..^DataFile.Suffix.Length]) is null)
                {
                    log.Report(Place(name), "DA-18");
                }
            }
            else if (_archives.Contains(Path.GetExtension(name).ToLowerInvariant()))
            {
                log.Report(Place(name), "UP-38");
            }
            else
            {
                log.Report(Place(name), "UP-20");
            }
        }
    }

    private bool IsThere(string file, bool isRequired)
    {
        var path = new FileInfo(At(file));
        if (path.Exists && path.LinkTarget is null)
        {
            return true;
        }

        if (path.LinkTarget is not null || Directory.Exists(path.FullName))
        {
            log.Report(Place(file), "UP-21");
        }
        else if (isRequired)
        {
            log.Report(Place(file), "UP-01", null, null, file, $"{file} is missing.");
        }

        return false;
    }

    private void WarnOfValues(TableWriter table, ProblemPlace place)
    {
        foreach (var column in table.Columns)
        {
            if (table.Rows > 0 && column.IsEmpty)
            {
                log.Report(place, "DA-34", 1, null, column.Field.Name, $"{column.Field.Address}.");
            }

            var counts = column switch { CodeWriter code => code.Counts, MultiWriter multi => multi.Counts, _ => [] };
            var held = counts.Where(item => item.Rows > 0).ToList();
            if (held.Count == 1 && table.Rows > 1)
            {
                log.Report(place, "DA-32", 1, null, column.Field.Name, $"{column.Field.Address}.");
            }

            var rare = held.Count(item => item.Rows < reading.Threshold);
            if (rare > 0 && column.Field.IsCategory && table.Schema.Key.Key == KeyKind.Global)
            {
                log.Report(place, "DA-33", 1, null, column.Field.Name, $"{column.Field.Address}: {rare} of {held.Count} categories are held by fewer than {reading.Threshold} people.");
            }
        }
    }

    private void Report(long bytes, long rows) => reading.Progress(_bytesBefore + bytes, _bytesTotal, _rowsBefore + rows);

    private string At(string file) => Path.Combine(folder, file);

    private ProblemPlace Place(string file) => new(reading.Asset, file);

    private long Length(string file) => new FileInfo(At(file)) is { Exists: true } found ? found.Length : 0;
}
