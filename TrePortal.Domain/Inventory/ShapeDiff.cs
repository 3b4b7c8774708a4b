namespace TrePortal.Domain.Inventory;

/// <summary>Compares what two versions offer; rows are compared where the rows are.</summary>
public static class ShapeDiff
{
    public static IReadOnlyList<FieldChange> Fields(InventoryAsset asset, DatasetSchema? before, DatasetSchema? after)
    {
        var old = FieldsOf(before);
        var now = FieldsOf(after);
        return
        [
            .. now.Values.Where(field => !old.ContainsKey(field.Address)).Select(field => new FieldChange(asset, field.Address, field.Title, ChangeKind.Added, [])),
            .. old.Values.Where(field => !now.ContainsKey(field.Address)).Select(field => new FieldChange(asset, field.Address, field.Title, ChangeKind.Removed, [])),
            .. now.Values.Where(field => old.ContainsKey(field.Address))
                .Select(field => new FieldChange(asset, field.Address, field.Title, ChangeKind.Changed, Differences(Properties(old[field.Address]), Properties(field))))
                .Where(change => change.Properties.Count > 0),
        ];
    }

    public static IReadOnlyList<CodeChange> Codes(InventoryAsset asset, DatasetSchema? before, DatasetSchema? after)
    {
        var old = CodesOf(before);
        var now = CodesOf(after);
        return
        [
            .. now.Where(pair => !old.ContainsKey(pair.Key)).Select(pair => Change(pair.Key, pair.Value, ChangeKind.Added, [])),
            .. old.Where(pair => !now.ContainsKey(pair.Key)).Select(pair => Change(pair.Key, pair.Value, ChangeKind.Removed, [])),
            .. now.Where(pair => old.ContainsKey(pair.Key))
                .Select(pair => Change(pair.Key, pair.Value, ChangeKind.Changed, Differences(Properties(old[pair.Key]), Properties(pair.Value))))
                .Where(change => change.Properties.Count > 0),
        ];

        CodeChange Change((string Coding, string Code) at, Code code, ChangeKind kind, IReadOnlyList<PropertyChange> properties) =>
            new(asset, at.Coding, at.Code, code.Meaning, kind, properties);
    }

    public static IReadOnlyList<CollectionChange> Collections(CollectionSet before, CollectionSet after) =>
    [
        .. after.Collections.Where(item => before.Find(item.Id) is null).Select(item => new CollectionChange(item.Id, item.Title, ChangeKind.Added, [])),
        .. before.Collections.Where(item => after.Find(item.Id) is null).Select(item => new CollectionChange(item.Id, item.Title, ChangeKind.Removed, [])),
        .. after.Collections
            .Select(item => (Now: item, Old: before.Find(item.Id)))
            .Where(pair => pair.Old is not null)
            .Select(pair => new CollectionChange(pair.Now.Id, pair.Now.Title, ChangeKind.Changed, [.. Differences(Properties(pair.Old!), Properties(pair.Now)), .. Members(pair.Old!, pair.Now)]))
            .Where(change => change.Properties.Count > 0),
    ];

    private static Dictionary<string, FieldSchema> FieldsOf(DatasetSchema? schema) =>
        schema?.Entities.SelectMany(entity => entity.Fields).ToDictionary(field => field.Address, StringComparer.Ordinal) ?? [];

    private static Dictionary<(string Coding, string Code), Code> CodesOf(DatasetSchema? schema) =>
        schema?.Codings.SelectMany(coding => coding.Codes, (coding, code) => (coding.Name, code)).ToDictionary(pair => (pair.Name, pair.code.Value), pair => pair.code) ?? [];

    private static (string Name, string Value)[] Properties(FieldSchema field) =>
    [
        ("type", Kernel.PlainWords.Of(field.Type)),
        ("coding", field.CodingName ?? ""),
        ("special codes only", YesOrNo(field.IsSparse)),
        ("multi-select", YesOrNo(field.IsMultiSelect)),
        ("key", field.Key == KeyKind.None ? "" : Kernel.PlainWords.Of(field.Key)),
        ("reference", field.Reference is { } reference ? $"{reference.Entity}.{reference.Field}, {Kernel.PlainWords.Of(reference.Relationship)}" : ""),
        ("title", field.Title),
        ("description", field.Description),
        ("folder", string.Join(" > ", field.Folder)),
        ("units", field.Units),
        ("concept", field.Concept),
        ("link", field.Linkout),
        ("longitudinal axis", field.LongitudinalAxisType),
    ];

    private static (string Name, string Value)[] Properties(Code code) => [("meaning", code.Meaning), ("parent", code.Parent ?? ""), ("concept", code.Concept)];

    private static (string Name, string Value)[] Properties(DataCollection collection) =>
    [
        ("title", collection.Title),
        ("description", collection.Description),
        ("group", collection.Group),
        ("files", YesOrNo(collection.Files)),
        ("always selected", YesOrNo(collection.Required)),
        ("goes with", string.Join(", ", collection.Requires.Order(StringComparer.Ordinal))),
    ];

    // Of long lists only what came and went.
    private static IEnumerable<PropertyChange> Members(DataCollection before, DataCollection after)
    {
        foreach (var (name, old, now) in new[] { ("fields", before.Fields, after.Fields), ("entities", before.Entities, after.Entities) })
        {
            var gone = old.Except(now, StringComparer.Ordinal).ToList();
            var come = now.Except(old, StringComparer.Ordinal).ToList();
            if (gone.Count + come.Count > 0)
            {
                yield return new PropertyChange(name, string.Join(", ", gone), string.Join(", ", come));
            }
        }
    }

    private static List<PropertyChange> Differences((string Name, string Value)[] before, (string Name, string Value)[] after) =>
        [.. before.Zip(after).Where(pair => pair.First.Value != pair.Second.Value).Select(pair => new PropertyChange(pair.First.Name, pair.First.Value, pair.Second.Value))];

    private static string YesOrNo(bool value) => value ? "yes" : "no";
}
