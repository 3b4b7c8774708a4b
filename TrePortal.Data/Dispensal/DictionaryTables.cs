using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Dispensal;

/// <summary>
/// The dictionary, codings and entity dictionary of what is dispensed, in the format of an inventory: the dispensed folder
/// can itself be imported.
/// </summary>
internal static class DictionaryTables
{
    public static IEnumerable<(string File, IReadOnlyList<string> Columns, IEnumerable<IReadOnlyList<string>> Rows)> Of(DispensedSelection selection, DatasetSchema schema)
    {
        var used = selection.Tables.SelectMany(table => table.Fields).Select(field => field.CodingName).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return Of([.. selection.Tables.Select(table => (table.Entity, table.Fields))], [.. schema.Codings.Where(coding => used.Contains(coding.Name))]);
    }

    /// <param name="tables">Each entity with those of its fields that are written.</param>
    /// <param name="codings">Those that a field uses.</param>
    public static IEnumerable<(string File, IReadOnlyList<string> Columns, IEnumerable<IReadOnlyList<string>> Rows)> Of(
        IReadOnlyList<(EntitySchema Entity, IReadOnlyList<FieldSchema> Fields)> tables, IReadOnlyList<Coding> codings)
    {
        yield return ("data_dictionary.csv",
        [
            "entity", "name", "type", "primary_key_type", "coding_name", "concept", "description", "folder_path", "is_multi_select", "is_sparse_coding",
            "linkout", "longitudinal_axis_type", "referenced_entity_field", "relationship", "title", "units",
        ], tables.SelectMany(table => table.Fields).Select(Field));

        yield return ("entity_dictionary.csv", ["entity", "entity_title", "entity_label_singular", "entity_label_plural", "entity_description"],
            tables.Select(table => table.Entity).Select(entity => new[] { entity.Name, entity.Title, entity.LabelSingular, entity.LabelPlural, entity.Description }));

        if (codings.Count > 0)
        {
            yield return ("codings.csv", ["coding_name", "code", "meaning", "concept", "display_order", "parent_code"],
                codings.SelectMany(coding => coding.Codes.Select((code, at) => new[]
                {
                    coding.Name, code.Value, code.Meaning, code.Concept, (at + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), code.Parent ?? "",
                })));
        }
    }

    private static IReadOnlyList<string> Field(FieldSchema field) =>
    [
        field.Entity,
        field.Name,
        field.Type switch
        {
            FieldType.Integer => "integer",
            FieldType.Float => "float",
            FieldType.Date => "date",
            FieldType.DateTime => "datetime",
            _ => "string",
        },
        field.Key switch { KeyKind.Global => "global", KeyKind.Local => "local", _ => "" },
        field.CodingName ?? "",
        field.Concept,
        field.Description,
        string.Join(" > ", field.Folder),
        field.IsMultiSelect ? "yes" : "",
        field.IsSparse ? "yes" : "",
        field.Linkout,
        field.LongitudinalAxisType,
        field.Reference is { } reference ? $"{reference.Entity}:{reference.Field}" : "",
        field.Reference?.Relationship switch { Relationship.ManyToOne => "many_to_one", Relationship.OneToOne => "one_to_one", _ => "" },
        field.Title,
        field.Units,
    ];
}
