using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Formats;

/// <summary>A text with the place it stands at.</summary>
internal readonly record struct Placed(string Text, int Line, int Column);

/// <summary>A collection as the file has it, with the places that later checks report.</summary>
internal sealed record PlacedCollection(
    Placed Id,
    string Title,
    string Description,
    string Group,
    IReadOnlyList<Placed> Fields,
    IReadOnlyList<Placed> Entities,
    bool Files,
    bool Required,
    IReadOnlyList<Placed> Requires)
{
    public DataCollection ToCollection() => new(Id.Text, Title, Description, Group,
        [.. Fields.Select(field => field.Text)], [.. Entities.Select(entity => entity.Text)], Files, Required, [.. Requires.Select(id => id.Text)]);
}

/// <summary>data_collections.json: reads it, checks it against a schema, and writes it in canonical form.</summary>
internal static class CollectionsFile
{
    public const string FileName = "data_collections.json";
    public const long MostBytes = 50L << 20;

    private static readonly JsonWriterOptions _indented = new() { Indented = true, NewLine = "\n" };

    /// <summary>The collections, or null when the file cannot be read as such. Problems are reported.</summary>
    public static IReadOnlyList<PlacedCollection>? Read(string path, ProblemPlace place, ProblemLog log)
    {
        if (new FileInfo(path).Length > MostBytes)
        {
            log.Report(place, "UP-22", null, null, "", "The limit is 50 MB.");
            return null;
        }

        using (var stream = File.OpenRead(path))
        {
            if (!FileKind.IsText(stream, place, log))
            {
                return null;
            }
        }

        return Read(File.ReadAllBytes(path), place, log);
    }

    /// <summary>The same for content that is in memory.</summary>
    public static IReadOnlyList<PlacedCollection>? Read(ReadOnlyMemory<byte> json, ProblemPlace place, ProblemLog log)
    {
        if (json.Length > MostBytes)
        {
            log.Report(place, "UP-22", null, null, "", "The limit is 50 MB.");
            return null;
        }

        var text = json.Span.StartsWith(Encoding.UTF8.Preamble) ? json[3..] : json;
        var lines = new LineIndex(text);
        if (!Utf8.IsValid(text.Span))
        {
            var (line, column) = lines.Of(FirstInvalid(text.Span));
            log.Report(place, "UP-04", line, column);
            return null;
        }

        return new CollectionsParser(text, lines, place, log).Parse();
    }

    /// <summary>Checks that need the tabular inventory: that fields and entities exist.</summary>
    /// <param name="collections">As read.</param>
    /// <param name="schema">Null when there is no tabular inventory.</param>
    /// <param name="place">The file.</param>
    /// <param name="log">Gets the problems.</param>
    public static void CheckAgainst(IReadOnlyList<PlacedCollection> collections, DatasetSchema? schema, ProblemPlace place, ProblemLog log)
    {
        foreach (var collection in collections)
        {
            if (schema is null)
            {
                if (collection.Fields.Concat(collection.Entities).Cast<Placed?>().FirstOrDefault() is { } first)
                {
                    log.Report(place, "DC-20", first.Line, first.Column, first.Text, $"Collection {collection.Id.Text}.");
                }

                continue;
            }

            foreach (var field in collection.Fields.Where(field => schema.Field(field.Text) is null))
            {
                log.Report(place, "DC-12", field.Line, field.Column, field.Text, $"Collection {collection.Id.Text}.");
            }

            foreach (var entity in collection.Entities.Where(entity => schema.Entity(entity.Text) is null))
            {
                log.Report(place, "DC-13", entity.Line, entity.Column, entity.Text, $"Collection {collection.Id.Text}.");
            }
        }
    }

    /// <summary>The one form in which collections are stored: every property, in the order of the format.</summary>
    public static byte[] ToCanonical(CollectionSet set) => ToCanonical(set.Collections);

    /// <summary>The same for collections that may be wrong still, so that they can be checked.</summary>
    public static byte[] ToCanonical(IReadOnlyList<DataCollection> collections)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, _indented))
        {
            writer.WriteStartObject();
            writer.WriteString("version", "1.0");
            writer.WriteStartArray("collections");
            foreach (var collection in collections)
            {
                Write(writer, collection);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, DataCollection collection)
    {
        writer.WriteStartObject();
        writer.WriteString("id", collection.Id);
        writer.WriteString("title", collection.Title);
        writer.WriteString("description", collection.Description);
        writer.WriteString("group", collection.Group);
        WriteList(writer, "fields", collection.Fields);
        WriteList(writer, "entities", collection.Entities);
        writer.WriteBoolean("files", collection.Files);
        writer.WriteBoolean("required", collection.Required);
        WriteList(writer, "requires", collection.Requires);
        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, string name, IReadOnlyList<string> items)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStringValue(item);
        }

        writer.WriteEndArray();
    }

    private static int FirstInvalid(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length && Rune.DecodeFromUtf8(text[at..], out _, out var used) == System.Buffers.OperationStatus.Done)
        {
            at += used;
        }

        return at;
    }
}

/// <summary>Turns byte positions of a text into lines and columns, both from 1; columns count characters.</summary>
internal sealed class LineIndex
{
    private readonly ReadOnlyMemory<byte> _text;
    private readonly List<int> _starts = [0];

    // Places are mostly asked for in order, and a whole document may be one line.
    private (int Line, int Position, int Column) _last = (0, 0, 1);

    public LineIndex(ReadOnlyMemory<byte> text)
    {
        _text = text;
        for (var at = text.Span.IndexOf((byte)'\n'); at >= 0;)
        {
            _starts.Add(at + 1);
            var next = text.Span[(at + 1)..].IndexOf((byte)'\n');
            at = next < 0 ? -1 : at + 1 + next;
        }
    }

    /// <summary>The position at which a line begins.</summary>
    public int Start(int line) => _starts[Math.Clamp(line - 1, 0, _starts.Count - 1)];

    public (int Line, int Column) Of(long position)
    {
        var at = (int)Math.Min(position, _text.Length);
        var line = _starts.BinarySearch(at);
        line = line < 0 ? ~line - 1 : line;
        var (from, column) = line == _last.Line && at >= _last.Position ? (_last.Position, _last.Column) : (_starts[line], 1);
        column += Encoding.UTF8.GetCharCount(_text.Span[from..at]);
        _last = (line, at, column);
        return (line + 1, column);
    }
}
