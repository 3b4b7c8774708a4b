using System.Collections.Frozen;

namespace TrePortal.Domain.Inventory;

/// <summary>A part of the inventory that is asked for and dispensed as one (formats.md section 3).</summary>
/// <param name="Id">a-z, 0-9 and _.</param>
/// <param name="Title">For people.</param>
/// <param name="Description">Plain text.</param>
/// <param name="Group">The heading it is listed under; may be empty.</param>
/// <param name="Fields">Addresses of single fields.</param>
/// <param name="Entities">Entities of which it holds all fields.</param>
/// <param name="Files">The file inventory may name it.</param>
/// <param name="Required">Always selected.</param>
/// <param name="Requires">Ids of collections that go with it.</param>
#pragma warning disable CA1711 // the format calls it a data collection
public sealed record DataCollection(
    string Id,
    string Title,
    string Description,
    string Group,
    IReadOnlyList<string> Fields,
    IReadOnlyList<string> Entities,
    bool Files,
    bool Required,
    IReadOnlyList<string> Requires);
#pragma warning restore CA1711

/// <summary>All collections of an inventory version, in file order.</summary>
public sealed class CollectionSet(IReadOnlyList<DataCollection> collections)
{
    private readonly FrozenDictionary<string, DataCollection> _byId =
        collections.ToFrozenDictionary(collection => collection.Id, StringComparer.Ordinal);

    public static CollectionSet Empty { get; } = new([]);

    public IReadOnlyList<DataCollection> Collections { get; } = collections;

    public DataCollection? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>
    /// The selection with everything that goes with it: required collections and, over any number of steps, what the
    /// selected ones require. In file order; unknown ids are left out.
    /// </summary>
    public IReadOnlyList<DataCollection> Complete(IEnumerable<string> selected)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Stack<string>(selected.Concat(Collections.Where(collection => collection.Required).Select(collection => collection.Id)));
        while (waiting.TryPop(out var id))
        {
            if (Find(id) is { } collection && taken.Add(id))
            {
                foreach (var required in collection.Requires)
                {
                    waiting.Push(required);
                }
            }
        }

        return [.. Collections.Where(collection => taken.Contains(collection.Id))];
    }

    /// <summary>
    /// The fields that the collections stand for, in the order of the schema, without repetition. Keys and references of
    /// each table that is touched are among them: they are always dispensed.
    /// </summary>
    public static IReadOnlyList<FieldSchema> Fields(IEnumerable<DataCollection> collections, DatasetSchema schema)
    {
        var fields = new HashSet<string>(StringComparer.Ordinal);
        var entities = new HashSet<string>(StringComparer.Ordinal);
        foreach (var collection in collections)
        {
            fields.UnionWith(collection.Fields);
            entities.UnionWith(collection.Entities);
        }

        return [.. schema.Entities.SelectMany(entity =>
        {
            var chosen = entity.Fields.Where(field => entities.Contains(entity.Name) || fields.Contains(field.Address)).ToHashSet();
            return chosen.Count == 0 ? [] : entity.Fields.Where(field => field.IsIdentifier || chosen.Contains(field));
        })];
    }
}
