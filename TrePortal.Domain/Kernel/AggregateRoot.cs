namespace TrePortal.Domain.Kernel;

/// <summary>
/// The root of a set of objects that change together. <see cref="Version"/> is the concurrency token on both engines;
/// it moves by exactly one per saved change, however many events the change records.
/// </summary>
public abstract class AggregateRoot
{
    private readonly List<DomainEvent> _pendingEvents = [];

    public long Version { get; private set; }

    /// <summary>What happened since the aggregate was loaded; the write door turns each into an audit event.</summary>
    public IReadOnlyList<DomainEvent> PendingEvents => _pendingEvents;

    /// <summary>Stale unless nobody changed it since the reader saw this version; null asks for nothing.</summary>
    public Result MustStillBe(long? version) => version is null || version == Version ? Result.Ok : new Stale("this");

    /// <summary>For the write door, once the events are written.</summary>
    public void ClearEvents() => _pendingEvents.Clear();

    protected void Record(DomainEvent happened)
    {
        if (_pendingEvents.Count == 0)
        {
            Version++;
        }

        _pendingEvents.Add(happened);
    }
}
