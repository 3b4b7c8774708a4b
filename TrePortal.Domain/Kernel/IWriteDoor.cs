using System.Linq.Expressions;

namespace TrePortal.Domain.Kernel;

/// <summary>
/// The one way in which anything changes. Each call is one transaction: the actor's rights are read in it, the work runs,
/// and the change, its audit events, outbox messages and job rows are committed together, or none of them.
/// A refusal rolls everything back and, where it is sensitive, is written to the audit log by itself.
/// </summary>
public interface IWriteDoor
{
    /// <param name="command">The name in logs, traces and the audit of refusals: "request.submit".</param>
    /// <param name="work">Loads, decides, changes. It may run again after a lost race, so it must have no other effects.</param>
    /// <param name="cancellation">Bounds waiting for the database; a command that began is finished.</param>
    Task<Result<T>> RunAsync<T>(string command, Func<IWriteSession, CancellationToken, Task<Result<T>>> work, CancellationToken cancellation);

    Task<Result> RunAsync(string command, Func<IWriteSession, CancellationToken, Task<Result>> work, CancellationToken cancellation);

    /// <summary>The same, done by the portal itself for an environment (imports, dispensals).</summary>
    Task<Result<T>> RunAsRobotAsync<T>(EnvironmentId environment, string command, Func<IWriteSession, CancellationToken, Task<Result<T>>> work, CancellationToken cancellation);
}

/// <summary>What a command can reach inside its transaction.</summary>
public interface IWriteSession
{
    /// <summary>Rights as of this transaction.</summary>
    Actor Actor { get; }

    DateTimeOffset Now { get; }

    /// <summary>The role in which the actor does this, for the audit log: "tre admin", "request owner".</summary>
    string ActingAs { get; set; }

    Task<TRoot?> FindAsync<TRoot, TId>(TId id, CancellationToken cancellation)
        where TRoot : AggregateRoot
        where TId : struct, IEntityId<TId>;

    /// <summary>The first row of the aggregate that matches, tracked, with its owned children.</summary>
    Task<TRoot?> FirstAsync<TRoot>(Expression<Func<TRoot, bool>> match, CancellationToken cancellation)
        where TRoot : AggregateRoot;

    Task<IReadOnlyList<TRoot>> ListAsync<TRoot>(Expression<Func<TRoot, bool>> match, CancellationToken cancellation)
        where TRoot : AggregateRoot;

    Task<bool> AnyAsync<TRoot>(Expression<Func<TRoot, bool>> match, CancellationToken cancellation)
        where TRoot : AggregateRoot;

    Task<int> CountAsync<TRoot>(Expression<Func<TRoot, bool>> match, CancellationToken cancellation)
        where TRoot : AggregateRoot;

    void Add<TRoot>(TRoot root)
        where TRoot : AggregateRoot;

    /// <summary>Deletes the aggregate; its pending events are still written.</summary>
    void Remove<TRoot>(TRoot root)
        where TRoot : AggregateRoot;

    /// <summary>A background job that exists if and only if this transaction commits.</summary>
    JobId Enqueue(JobRequest job);

    /// <summary>Asks a job that waits or runs to stop; its handler then records that it was cancelled.</summary>
    Task CancelAsync(JobId job, CancellationToken cancellation);

    /// <summary>Something that can fail after the commit and must then be tried again (removing a folder, sending mail).</summary>
    void Post(OutboxMessage message);

    /// <summary>An event of something that is not an aggregate's change (a sign-in, a download).</summary>
    void Record(DomainEvent happened);

    /// <summary>The next number of a named series in this year (1, 2, ...), without gaps among committed ones.</summary>
    Task<int> NextNumberAsync(string series, CancellationToken cancellation);
}

/// <summary>
/// A job to be run. <paramref name="Payload"/> is a flat record of ids, stored as JSON. Jobs with the same
/// <paramref name="Queue"/> run one after the other, in order.
/// </summary>
public sealed record JobRequest(string Kind, Guid Subject, EnvironmentId Environment, object Payload, string Queue);

/// <summary>At-least-once after commit. <paramref name="Kind"/> names the handler; <paramref name="Payload"/> is stored as JSON.</summary>
public sealed record OutboxMessage(string Kind, object Payload);

/// <summary>One page of a list and where the next one begins.</summary>
/// <param name="Items">At most as many as were asked for.</param>
/// <param name="NextCursor">Opaque; null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);
