namespace TrePortal.Data.Inventory.Formats;

/// <summary>What the entity dictionary says of one entity.</summary>
internal sealed record EntityWords(string Title, string LabelSingular, string LabelPlural, string Description);

/// <summary>entity_dictionary.csv.</summary>
internal static class EntityDictionaryFile
{
    public const string FileName = "entity_dictionary.csv";

    public static IReadOnlyDictionary<string, EntityWords> Read(string path, ProblemPlace place, ProblemLog log, IReadOnlySet<string>? entities)
    {
        var words = new Dictionary<string, EntityWords>(StringComparer.Ordinal);
        using var reader = TableReader.Open(path, place, log);
        if (reader is null || !reader.CheckColumns(["entity", "entity_title"], ["entity_label_singular", "entity_label_plural", "entity_description"]))
        {
            return words;
        }

        var (name, title) = (reader.Find("entity"), reader.Find("entity_title"));
        while (reader.Read())
        {
            var entity = reader.Text(name);
            if (entities?.Contains(entity) == false)
            {
                log.Report(place, "EN-01", reader.Line, name + 1, entity);
            }
            else if (reader.Cell(title).IsEmpty)
            {
                log.Report(place, "EN-03", reader.Line, title + 1);
            }
            else if (!words.TryAdd(entity, new EntityWords(reader.Text(title), reader.Text(reader.Find("entity_label_singular")),
                reader.Text(reader.Find("entity_label_plural")), reader.Text(reader.Find("entity_description")))))
            {
                log.Report(place, "EN-02", reader.Line, name + 1, entity);
            }
        }

        return words;
    }
}
