using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Kernel;

/// <summary>
/// Hears what a command did, inside its transaction: what it adds is there if and only if the command's own change is.
/// </summary>
internal interface IEventListener
{
    /// <summary>Answers what pages are to be told after the commit.</summary>
    /// <param name="db">The transaction's; entities that the command changed are tracked in it and not written yet.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="events">What happened.</param>
    /// <param name="now">The time of the transaction.</param>
    /// <param name="cancellation">Of the command.</param>
    Task<IReadOnlyCollection<Changed>> HearAsync(PortalDbContext db, Actor actor, IReadOnlyList<DomainEvent> events, DateTimeOffset now, CancellationToken cancellation);
}
