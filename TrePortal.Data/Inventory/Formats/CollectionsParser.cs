using System.Text.Json;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Formats;

/// <summary>
/// Reads the collections token by token, so that every problem has its place and a wrong property does not hide the
/// next one. Only malformed JSON ends the reading.
/// </summary>
internal sealed class CollectionsParser(ReadOnlyMemory<byte> json, LineIndex lines, ProblemPlace place, ProblemLog log)
{
    private const int MostLevels = 64;
    private const int MostIdLength = 255;
    private const int MostTitleLength = 255;
    private const int MostDescriptionLength = 10_000;

    private static readonly string[] _topProperties = ["version", "collections"];

    private static readonly string[] _properties = ["id", "title", "description", "group", "fields", "entities", "files", "required", "requires"];

    private readonly List<PlacedCollection> _collections = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private bool _hasCollections;
    private bool _isAtEnd;

    public IReadOnlyList<PlacedCollection>? Parse()
    {
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Allow, MaxDepth = MostLevels });
        try
        {
            if (!ReadDocument(ref reader))
            {
                return null;
            }
        }
        catch (JsonException problem)
        {
            ReportSyntax(problem, ref reader);
            return null;
        }

        CheckWhole();
        return _collections;
    }

    private bool ReadDocument(ref Utf8JsonReader reader)
    {
        Next(ref reader);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            Report(ref reader, "DC-07", "The document is an object.");
            SkipValue(ref reader);
        }
        else
        {
            var start = reader.TokenStartIndex;
            var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            while (NextProperty(ref reader, _topProperties, seen, out var name))
            {
                ReadTop(ref reader, name);
            }

            Require(seen, "version", start);
            Require(seen, "collections", start);
        }

        // Whatever follows makes this throw, or is a comment.
        _isAtEnd = true;
        while (reader.Read())
        {
            Report(ref reader, "DC-02");
        }

        return _hasCollections;
    }

    private void ReadTop(ref Utf8JsonReader reader, string name)
    {
        switch (name)
        {
            case "version":
                if (Text(ref reader) is { } version && version.Text != "1.0")
                {
                    log.Report(place, "DC-09", version.Line, version.Column, version.Text);
                }

                break;
            case "collections":
                _hasCollections = true;
                ReadCollections(ref reader);
                break;
            default:
                SkipValue(ref reader);
                break;
        }
    }

    private void ReadCollections(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Report(ref reader, "DC-07", "collections is a list.");
            SkipValue(ref reader);
            return;
        }

        var start = reader.TokenStartIndex;
        var any = false;
        while (Next(ref reader) && reader.TokenType != JsonTokenType.EndArray)
        {
            any = true;
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadCollection(ref reader);
            }
            else
            {
                Report(ref reader, "DC-07", "A collection is an object.");
                SkipValue(ref reader);
            }
        }

        if (!any)
        {
            var (line, column) = lines.Of(start);
            log.Report(place, "DC-21", line, column);
        }
    }

    private void ReadCollection(ref Utf8JsonReader reader)
    {
        var start = reader.TokenStartIndex;
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        Placed? id = null;
        var (title, description, group) = ("", "", "");
        List<Placed> fields = [], entities = [], requires = [];
        var (files, required) = (false, false);
        while (NextProperty(ref reader, _properties, seen, out var name))
        {
            switch (name)
            {
                case "id":
                    id = Text(ref reader);
                    break;
                case "title":
                    title = ShortText(ref reader, MostTitleLength, mayBeBlank: false);
                    break;
                case "description":
                    description = ShortText(ref reader, MostDescriptionLength, mayBeBlank: true);
                    break;
                case "group":
                    group = ShortText(ref reader, MostTitleLength, mayBeBlank: true);
                    break;
                case "fields":
                    fields = List(ref reader);
                    break;
                case "entities":
                    entities = List(ref reader);
                    break;
                case "requires":
                    requires = List(ref reader);
                    break;
                case "files":
                    files = Flag(ref reader);
                    break;
                case "required":
                    required = Flag(ref reader);
                    break;
                default:
                    SkipValue(ref reader);
                    break;
            }
        }

        Require(seen, "id", start);
        Require(seen, "title", start);
        if (id is { } known && IsFreeId(known))
        {
            if (fields.Count == 0 && entities.Count == 0 && !files)
            {
                log.Report(place, "DC-14", known.Line, known.Column, known.Text);
            }

            _collections.Add(new PlacedCollection(known, title, description, group, fields, entities, files, required, requires));
        }
    }

    private bool IsFreeId(Placed id)
    {
        var isValid = id.Text.Length is > 0 and <= MostIdLength
            && id.Text.All(letter => letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_');
        if (!isValid)
        {
            log.Report(place, "DC-10", id.Line, id.Column, id.Text);
        }
        else if (!_ids.Add(id.Text))
        {
            isValid = false;
            log.Report(place, "DC-11", id.Line, id.Column, id.Text);
        }

        return isValid;
    }

    private void CheckWhole()
    {
        var byId = _collections.ToDictionary(collection => collection.Id.Text, StringComparer.Ordinal);
        foreach (var collection in _collections)
        {
            foreach (var required in collection.Requires.Where(required => !byId.ContainsKey(required.Text)))
            {
                log.Report(place, "DC-15", required.Line, required.Column, required.Text, $"Collection {collection.Id.Text}.");
            }
        }

        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var collection in _collections)
        {
            FindCircle(collection.Id.Text, byId, done);
        }
    }

    // Depth first without recursion; a requirement that leads back into the present path closes a circle.
    private void FindCircle(string start, Dictionary<string, PlacedCollection> byId, HashSet<string> done)
    {
        var path = new Stack<(string Id, IEnumerator<Placed> Next)>();
        var onPath = new HashSet<string>(StringComparer.Ordinal);
        Enter(start);
        while (path.TryPeek(out var top))
        {
            if (!top.Next.MoveNext())
            {
                path.Pop();
                onPath.Remove(top.Id);
                continue;
            }

            var required = top.Next.Current;
            if (onPath.Contains(required.Text))
            {
                log.Report(place, "DC-16", required.Line, required.Column, required.Text, $"Collection {top.Id}.");
            }
            else
            {
                Enter(required.Text);
            }
        }

        void Enter(string id)
        {
            if (byId.TryGetValue(id, out var collection) && done.Add(id))
            {
                onPath.Add(id);
                path.Push((id, collection.Requires.GetEnumerator()));
            }
        }
    }

    /// <summary>Goes to the value of the next property that may be read, reporting those that may not; false at the end of the object.</summary>
    private bool NextProperty(ref Utf8JsonReader reader, string[] known, HashSet<string> seen, out string name)
    {
        name = "";
        while (Next(ref reader) && reader.TokenType != JsonTokenType.EndObject)
        {
            var property = Decode(ref reader) ?? "";
            var isKnown = known.Contains(property);
            var isNew = seen.Add(property);
            if (!isNew)
            {
                Report(ref reader, "DC-05");
            }
            else if (!isKnown)
            {
                Report(ref reader, "DC-06");
            }

            Next(ref reader);
            if (isNew && isKnown)
            {
                name = property;
                return true;
            }

            SkipValue(ref reader);
        }

        return false;
    }

    private Placed? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            Report(ref reader, "DC-07", "A text is expected.");
            SkipValue(ref reader);
            return null;
        }

        var (line, column) = lines.Of(reader.TokenStartIndex);
        return Decode(ref reader) is { } text ? new Placed(text, line, column) : null;
    }

    private string ShortText(ref Utf8JsonReader reader, int most, bool mayBeBlank)
    {
        if (Text(ref reader) is not { } text)
        {
            return "";
        }

        if (text.Text.Length > most || (!mayBeBlank && string.IsNullOrWhiteSpace(text.Text)))
        {
            log.Report(place, "DC-19", text.Line, text.Column, text.Text);
        }

        return text.Text;
    }

    private bool Flag(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return reader.TokenType == JsonTokenType.True;
        }

        Report(ref reader, "DC-07", "true or false is expected.");
        SkipValue(ref reader);
        return false;
    }

    private List<Placed> List(ref Utf8JsonReader reader)
    {
        var items = new List<Placed>();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            Report(ref reader, "DC-07", "A list is expected.");
            SkipValue(ref reader);
            return items;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (Next(ref reader) && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Text(ref reader) is not { } item)
            {
                continue;
            }

            if (seen.Add(item.Text))
            {
                items.Add(item);
            }
            else
            {
                log.Report(place, "DC-22", item.Line, item.Column, item.Text);
            }
        }

        return items;
    }

    /// <summary>The text of the present token, or null when it holds what no text should.</summary>
    private string? Decode(ref Utf8JsonReader reader)
    {
        try
        {
            var text = reader.GetString()!;
            if (!text.Contains('\0', StringComparison.Ordinal))
            {
                return text;
            }
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, written as an escape.
        }

        Report(ref reader, "DC-17");
        return null;
    }

    private bool Next(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.Comment)
            {
                return true;
            }

            Report(ref reader, "DC-02");
        }

        return false;
    }

    private void SkipValue(ref Utf8JsonReader reader)
    {
        var depth = reader.CurrentDepth;
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return;
        }

        while (Next(ref reader) && reader.CurrentDepth > depth)
        {
        }
    }

    private void Require(HashSet<string> seen, string property, long start)
    {
        if (!seen.Contains(property))
        {
            var (line, column) = lines.Of(start);
            log.Report(place, "DC-08", line, column, property, $"Property {property} is missing.");
        }
    }

    private void Report(ref Utf8JsonReader reader, string code, string detail = "")
    {
        var (line, column) = lines.Of(reader.TokenStartIndex);
        log.Report(place, code, line, column, reader.ValueSpan, detail);
    }

    private void ReportSyntax(JsonException problem, ref Utf8JsonReader reader)
    {
        var (line, column) = ((int)(problem.LineNumber ?? 0) + 1, (int)(problem.BytePositionInLine ?? 0) + 1);
        var code = reader.CurrentDepth >= MostLevels - 1 && At(line, column) is '[' or '{' ? "DC-04"
            : EndsInTrailingComma(line, column) ? "DC-03"
            : _isAtEnd ? "DC-18"
            : "DC-01";
        log.Report(place, code, line, column);
    }

    private char At(int line, int column) =>
        lines.Start(line) + column - 1 is var at && at < json.Length ? (char)json.Span[at] : '\0';

    // The reader stops at the closing bracket; what it complains of is the comma before it.
    private bool EndsInTrailingComma(int line, int column)
    {
        var text = json.Span;
        var at = lines.Start(line) + column - 1;
        return at < text.Length && text[at] is (byte)'}' or (byte)']' && text[..at].TrimEnd(" \t\r\n"u8) is [.., (byte)','];
    }
}
