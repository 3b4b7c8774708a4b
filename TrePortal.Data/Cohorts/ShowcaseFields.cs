using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Cohorts;

/// <summary>What people may know of the fields that can be explored: the dictionary, and edges that are published.</summary>
internal static class ShowcaseFields
{
    public static IReadOnlyList<ShowcaseField> Of(Explored explored, BorrowedDataset dataset)
    {
        var schema = dataset.Dataset.Schema;
        return [.. schema.Entities.SelectMany(entity => entity.Fields).Where(field => !field.IsIdentifier).Select(field => Of(field, dataset, explored.IsExploreOnly(field.Address)))];
    }

    public static IReadOnlyList<ShowcaseEntity> Entities(DatasetSchema schema) =>
        [.. schema.Entities.Select(entity => new ShowcaseEntity(
            entity.Name,
            entity.Title,
            entity.LabelSingular,
            entity.LabelPlural,
            entity.Description,
            entity.Name == schema.Main.Name,
            !schema.HasOneRowPerPerson(entity),
            entity.Parent?.Reference?.Entity))];

    public static ShowcaseField Of(FieldSchema field, BorrowedDataset dataset, bool isExploreOnly)
    {
        var coding = dataset.Dataset.Schema.CodingOf(field);
        var shape = dataset.Engine.Shape(field.Address);
        return new ShowcaseField(
            field.Address,
            field.Entity,
            field.Title,
            field.Description,
            field.Units,
            field.Folder,
            field.Kind(),
            coding is { IsTree: true } && !field.IsSparse,
            field.IsSparse,
            [.. field.Operators().Select(FilterOperators.Spelling)],
            coding?.Codes ?? [],
            [.. (shape?.Edges ?? []).Select(edge => ShowcaseTiles.Spelling(field, edge))],
            shape is not null,
            isExploreOnly);
    }
}
