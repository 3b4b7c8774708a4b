using System.Runtime.CompilerServices;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Audit;

/// <summary>
/// The audit log as far as the reader may see it: all for a platform admin, their environments for a TRE admin, and for
/// everybody what they did themselves.
/// </summary>
public interface IAuditQueries
{
    /// <summary>Newest first.</summary>
    Task<Page<AuditRow>> ListAsync(Actor reader, AuditFilter filter, PageRequest page, CancellationToken cancellation);

    /// <summary>The same, oldest first and all of it, one after the other: for an export.</summary>
    IAsyncEnumerable<AuditRow> StreamAsync(Actor reader, AuditFilter filter, CancellationToken cancellation);
}

/// <summary>Every member narrows; null does not.</summary>
/// <param name="Actor">The exact user name of who did it.</param>
/// <param name="Until">Exclusive.</param>
public sealed record AuditFilter(
    EnvironmentId? Environment = null, string? Actor = null, string? Kind = null, Guid? Object = null, string? Action = null,
    DateTimeOffset? From = null, DateTimeOffset? Until = null);

/// <param name="Content">The event's members as JSON.</param>
public sealed record AuditRow(
    long Sequence, DateTimeOffset At, Guid ActorId, string Actor, string ActingAs, string Action, string Kind, Guid Object,
    EnvironmentId? Environment, string Content, string Origin, string Hash);

/// <summary>The kinds of object and the actions by which the log can be filtered.</summary>
public sealed record AuditChoices(IReadOnlyList<string> Kinds, IReadOnlyList<string> Actions)
{
    /// <summary>
    /// All that an event of this portal can say. Not what happened so far: to look for that in a long log takes long, and
    /// would tell a reader what happened where they see nothing.
    /// </summary>
    public static AuditChoices All { get; } = Find();

    private static AuditChoices Find()
    {
        var events = typeof(DomainEvent).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(DomainEvent))).ToList();
        return new(
            [.. events.Select(type => ((DomainEvent)RuntimeHelpers.GetUninitializedObject(type)).Subject?.Kind).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
            [.. events.Select(type => PlainWords.Kebab(type.Name)).Distinct().Order(StringComparer.Ordinal)]);
    }
}
