using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Domain.Dispensal;

/// <summary>
/// What an approved selection means in an inventory version: tables with their columns, and the collections whose bulk
/// files go along. A table is dispensed when one of its fields is selected; with it go its key and reference, and, so
/// that every row leads to a participant, the keys of the tables between it and the main one.
/// </summary>
public sealed record DispensedSelection(IReadOnlyList<DispensedTable> Tables, IReadOnlyList<string> FileCollections)
{
    /// <param name="choices">Of the approved version.</param>
    /// <param name="collections">Of the inventory version.</param>
    /// <param name="schema">Null when the version has no tables.</param>
    /// <param name="approved">What the choices meant when they were approved: neither more nor less is dispensed, whatever became of a collection since. Null when they mean the same version.</param>
    public static Result<DispensedSelection> Of(IReadOnlyList<CollectionChoice> choices, CollectionSet collections, DatasetSchema? schema, ApprovedScope? approved = null)
    {
        var scope = ScopeOf(choices, collections, schema);
        if (!scope.IsOk)
        {
            return scope.Error;
        }

        if (approved?.Fields.FirstOrDefault(field => !scope.Value.Fields.Contains(field)) is { } lost)
        {
            return new SelectionGone($"field {lost}");
        }

        if (approved?.FileCollections.FirstOrDefault(files => !scope.Value.FileCollections.Contains(files)) is { } without)
        {
            return new SelectionGone($"bulk files of collection {without}");
        }

        var exact = approved ?? scope.Value;
        return new DispensedSelection(schema is null ? [] : TablesOf(exact.Fields, schema), exact.FileCollections);
    }

    /// <summary>What choices mean in an inventory version: all fields, and all collections whose bulk files go along.</summary>
    public static Result<ApprovedScope> ScopeOf(IReadOnlyList<CollectionChoice> choices, CollectionSet collections, DatasetSchema? schema)
    {
        if (choices.FirstOrDefault(choice => collections.Find(choice.Collection) is null) is { } gone)
        {
            return new SelectionGone($"collection {gone.Collection}");
        }

        var narrowed = choices.Where(choice => choice.Fields is not null).ToDictionary(choice => choice.Collection, choice => choice.Fields!, StringComparer.Ordinal);
        var complete = collections.Complete(choices.Select(choice => choice.Collection));
        var chosen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var collection in complete)
        {
            var offered = schema is null ? [] : FieldsOf(collection, schema);
            if (!narrowed.TryGetValue(collection.Id, out var fields))
            {
                chosen.UnionWith(offered);
            }
            else if (fields.FirstOrDefault(field => !offered.Contains(field)) is { } lost)
            {
                return new SelectionGone($"field {lost} of collection {collection.Id}");
            }
            else
            {
                chosen.UnionWith(fields);
            }
        }

        return new ApprovedScope(chosen, [.. complete.Where(collection => collection.Files).Select(collection => collection.Id)]);
    }

    private static HashSet<string> FieldsOf(DataCollection collection, DatasetSchema schema) =>
    [
        .. collection.Fields.Where(field => schema.Field(field) is not null),
        .. collection.Entities.Select(schema.Entity).OfType<EntitySchema>().SelectMany(entity => entity.Fields).Select(field => field.Address),
    ];

    private static List<DispensedTable> TablesOf(IReadOnlySet<string> chosen, DatasetSchema schema)
    {
        var entities = new HashSet<string>(StringComparer.Ordinal) { schema.Main.Name };
        foreach (var entity in schema.Entities.Where(entity => entity.Fields.Any(field => chosen.Contains(field.Address))))
        {
            for (var at = entity; at is not null && entities.Add(at.Name); at = at.Parent is { Reference: { } up } ? schema.Entity(up.Entity) : null)
            {
                // the loop's own step climbs to the main entity
            }
        }

        // A reference may point to a field that is not a key; then that field is what the rows are joined by.
        var joined = schema.Entities.Where(entity => entities.Contains(entity.Name))
            .Select(entity => entity.Parent?.Reference).OfType<FieldReference>()
            .Select(reference => $"{reference.Entity}.{reference.Field}").ToHashSet(StringComparer.Ordinal);
        return [.. schema.Entities.Where(entity => entities.Contains(entity.Name)).Select(entity => new DispensedTable(
            entity,
            [.. entity.Fields.Where(field => field.IsIdentifier || chosen.Contains(field.Address) || joined.Contains(field.Address))]))];
    }
}

/// <param name="Fields">Addresses, without the keys that go along.</param>
/// <param name="FileCollections">Collections whose bulk files go along.</param>
public sealed record ApprovedScope(IReadOnlySet<string> Fields, IReadOnlyList<string> FileCollections);

/// <param name="Fields">In dictionary order.</param>
public sealed record DispensedTable(EntitySchema Entity, IReadOnlyList<FieldSchema> Fields);

/// <summary>The active version no longer has something that was approved; less than that is never dispensed silently.</summary>
public sealed record SelectionGone(string What)
    : Error("selection-gone", $"The active inventory version no longer has the {What}, which was approved. Ask the environment's contact, or make a new request.");
