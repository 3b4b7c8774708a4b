namespace TrePortal.Domain.Inventory;

/// <summary>What a version offers to choose from, without its rows.</summary>
/// <param name="Tabular">Null when there are no tables.</param>
/// <param name="Showcase">The curated dataset; null when there is none.</param>
/// <param name="Collections">Empty when there are none.</param>
public sealed record InventoryShape(DatasetSchema? Tabular, DatasetSchema? Showcase, CollectionSet Collections)
{
    public static InventoryShape Empty { get; } = new(null, null, CollectionSet.Empty);

    /// <summary>Addresses of the fields that a collection stands for, without keys and references.</summary>
    public IReadOnlySet<string> FieldsOf(DataCollection collection) => Tabular is { } schema
        ? CollectionSet.Fields([collection], schema).Where(field => !field.IsIdentifier).Select(field => field.Address).ToHashSet(StringComparer.Ordinal)
        : new HashSet<string>();
}

public enum LossKind
{
    /// <summary>A field is gone.</summary>
    Field,

    /// <summary>A field is there with another type, or another kind of values.</summary>
    FieldType,

    /// <summary>A code is gone from the coding of a field.</summary>
    Code,

    /// <summary>A data collection is gone.</summary>
    Collection,

    /// <summary>A field is no longer part of a collection.</summary>
    CollectionField,
}

/// <summary>Something that was used and that a newer version does not have any more.</summary>
/// <param name="Kind">What sort of thing.</param>
/// <param name="What">The field's address, or the collection's id.</param>
/// <param name="Part">The code, or the field of the collection; empty for others.</param>
public sealed record InventoryLoss(LossKind Kind, string What, string Part = "")
{
    /// <summary>What became of a field: null when it is as it was, or was not there before either.</summary>
    public static InventoryLoss? OfField(string address, DatasetSchema? before, DatasetSchema? after) =>
        before?.Field(address) is not { } old ? null
        : after?.Field(address) is not { } field ? new InventoryLoss(LossKind.Field, address)
        : field.Type != old.Type || field.IsMultiSelect != old.IsMultiSelect || field.IsCategory != old.IsCategory || field.IsIdentifier != old.IsIdentifier
            ? new InventoryLoss(LossKind.FieldType, address)
            : null;

    /// <summary>The loss as a sentence.</summary>
    public override string ToString() => Kind switch
    {
        LossKind.Field => $"Field {What} is gone",
        LossKind.FieldType => $"Field {What} has other values",
        LossKind.Code => $"Code {Part} of {What} is gone",
        LossKind.Collection => $"Collection {What} is gone",
        _ => $"Collection {What} no longer holds {Part}",
    };
}
