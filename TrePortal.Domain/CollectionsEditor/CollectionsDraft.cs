using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.CollectionsEditor;

public readonly record struct CollectionsDraftId(Guid Value) : IEntityId<CollectionsDraftId>
{
    public static CollectionsDraftId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>
/// Collections that somebody is still working on, right or wrong: at most one per person and version. Only that person sees
/// it; saving or dropping ends it.
/// </summary>
public sealed class CollectionsDraft : AggregateRoot
{
    private CollectionsDraft()
    {
    }

    public CollectionsDraftId Id { get; private set; }

    public EnvironmentId Environment { get; private set; }

    public InventoryVersionId InventoryVersion { get; private set; }

    public PersonId Person { get; private set; }

    /// <summary>Content hash of the collections that the work began from; empty when there were none.</summary>
    public string BasedOn { get; private set; } = "";

    public IReadOnlyList<DataCollection> Content { get; private set; } = [];

    public DateTimeOffset UpdatedAt { get; private set; }

    public static CollectionsDraft Begin(InventoryVersion version, PersonId person, IReadOnlyList<DataCollection> content, string basedOn, DateTimeOffset now)
    {
        var draft = new CollectionsDraft
        {
            Id = EntityId.New<CollectionsDraftId>(now),
            Environment = version.Environment,
            InventoryVersion = version.Id,
            Person = person,
        };
        draft.Keep(content, basedOn, now);
        return draft;
    }

    public Result Keep(IReadOnlyList<DataCollection> content, string basedOn, DateTimeOffset now)
    {
        (Content, BasedOn, UpdatedAt) = (content, basedOn, now);
        Record(new CollectionsDraftKept(Id, Environment, InventoryVersion, content.Count));
        return Result.Ok;
    }

    public void End() => Record(new CollectionsDraftEnded(Id, Environment, InventoryVersion));
}

public sealed record CollectionsDraftKept(CollectionsDraftId Draft, EnvironmentId Environment, InventoryVersionId Version, int Collections) : DomainEvent
{
    public override EventSubject Subject => new("collections-draft", Draft.Value, Environment);
}

public sealed record CollectionsDraftEnded(CollectionsDraftId Draft, EnvironmentId Environment, InventoryVersionId Version) : DomainEvent
{
    public override EventSubject Subject => new("collections-draft", Draft.Value, Environment);
}
