using System.Globalization;
using System.Text;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.InventoryBrowser;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.CollectionsEditor;

/// <summary>Collections to begin with, from what the version holds.</summary>
public static class CollectionSuggestions
{
    private const int MostIdLength = 60;

    /// <summary>One collection for each entity, whole.</summary>
    public static IReadOnlyList<DataCollection> ByEntity(DatasetSchema schema) => Free(schema.Entities
        .Where(entity => entity.Fields.Any(field => !field.IsIdentifier))
        .Select(entity => Empty(entity.Name, entity.Title, CollectionsEditorWords.GroupTables) with { Entities = [entity.Name] }));

    /// <summary>One collection for each folder of the dictionary; fields without a folder go together by entity.</summary>
    public static IReadOnlyList<DataCollection> ByFolder(DatasetSchema schema) => Free(
        from entity in schema.Entities
        from field in entity.Fields
        where !field.IsIdentifier
        group field by (Entity: entity, Folder: string.Join(" / ", FolderOf(entity, field))) into folder
        let title = folder.Key.Folder.Length > 0 ? folder.Key.Folder : folder.Key.Entity.Title
        select Empty(title, title, folder.Key.Entity.Title) with { Fields = [.. folder.Select(field => field.Address)] });

    /// <summary>One collection for each id that the file inventory names and the present ones do not have.</summary>
    public static IReadOnlyList<DataCollection> OfFiles(IReadOnlyList<FileTotals> files, IReadOnlyList<DataCollection> present) =>
    [
        .. files.Where(item => present.All(collection => collection.Id != item.Id))
            .Select(item => new DataCollection(item.Id, Humanized(item.Id), "", CollectionsEditorWords.GroupFiles, [], [], Files: true, Required: false, [])),
    ];

    /// <summary>An id that the format allows, made of a title: a-z, 0-9 and _.</summary>
    public static string IdOf(string title)
    {
        var id = new StringBuilder();
        foreach (var letter in title.Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                id.Append(char.ToLowerInvariant(letter));
            }
            else if (id.Length > 0 && id[^1] != '_' && CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)
            {
                id.Append('_');
            }
        }

        var text = id.ToString().Trim('_');
        return text.Length == 0 ? "collection" : text.Length > MostIdLength ? text[..MostIdLength].Trim('_') : text;
    }

    private static DataCollection Empty(string name, string title, string group) => new(IdOf(name), title, "", group, [], [], Files: false, Required: false, []);

    private static IEnumerable<string> FolderOf(EntitySchema entity, FieldSchema field) =>
        field.Folder.Count > 0 && string.Equals(field.Folder[0], entity.Title, StringComparison.OrdinalIgnoreCase) ? field.Folder.Skip(1) : field.Folder;

    private static string Humanized(string id)
    {
        var words = id.Replace('_', ' ').Trim();
        return words.Length == 0 ? id : char.ToUpper(words[0], CultureInfo.CurrentCulture) + words[1..];
    }

    private static IReadOnlyList<DataCollection> Free(IEnumerable<DataCollection> suggested)
    {
        var bench = new CollectionsWorkbench([]);
        bench.Add(suggested);
        return bench.Collections;
    }
}
