namespace TrePortal.Domain.Kernel;

/// <summary>A typed wrapper over a version 7 UUID; every implementation is a one-line record struct.</summary>
public interface IEntityId<TSelf>
    where TSelf : struct, IEntityId<TSelf>
{
    Guid Value { get; }

    static abstract TSelf From(Guid value);
}

public static class EntityId
{
    public static TId New<TId>(DateTimeOffset now)
        where TId : struct, IEntityId<TId> => TId.From(Guid.CreateVersion7(now));

    /// <summary>Callable inside an expression tree, where a static abstract member is not.</summary>
    public static TId From<TId>(Guid value)
        where TId : struct, IEntityId<TId> => TId.From(value);
}
