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

    /// <summary>The kinds of object and the actions that occur, for the choices of a filter.</summary>
    Task<AuditChoices> ChoicesAsync(Actor reader, CancellationToken cancellation);
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

public sealed record AuditChoices(IReadOnlyList<string> Kinds, IReadOnlyList<string> Actions);
