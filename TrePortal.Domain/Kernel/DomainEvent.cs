namespace TrePortal.Domain.Kernel;

/// <summary>
/// Something that happened, in the past tense. It becomes one audit event in the same transaction: its action is the
/// type's name in kebab case, its content the record's own properties as JSON. So a property holds ids, settings and
/// codes, never a participant's value, a secret or free text that a person wrote about people.
/// </summary>
public abstract record DomainEvent
{
    /// <summary>What it happened to. Not part of the content.</summary>
    public abstract EventSubject Subject { get; }
}

/// <summary>The object of an event: its kind ("environment", "request"), its id, and the environment it belongs to, if any.</summary>
public sealed record EventSubject(string Kind, Guid Id, EnvironmentId? Environment = null);

/// <summary>
/// A sensitive action that was refused. Written in a transaction of its own, because the refused one left nothing.
/// </summary>
public sealed record ActionRefused(EventSubject Of, string Command, string Reason) : DomainEvent
{
    public override EventSubject Subject => Of;
}
