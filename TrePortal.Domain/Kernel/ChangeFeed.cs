namespace TrePortal.Domain.Kernel;

/// <summary>
/// Tells pages that something changed, after the commit. It carries the kind and id only: a page asks again, so that its
/// rights are checked again.
/// </summary>
public interface IChangeFeed
{
    void Publish(Changed changed);

    /// <summary>
    /// The callback runs on the publisher's thread and must be quick; dispose to stop. What was announced in the last five
    /// seconds is told at once: whoever subscribes has read before, and a change in between must not be missed.
    /// </summary>
    IDisposable Subscribe(Action<Changed> heard);
}

/// <summary>Kinds are those of <see cref="EventSubject"/>, and "job" for progress.</summary>
public readonly record struct Changed(string Kind, Guid Id, EnvironmentId? Environment);
