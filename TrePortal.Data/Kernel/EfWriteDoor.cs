using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Kernel;

/// <inheritdoc cref="IWriteDoor"/>
internal sealed partial class EfWriteDoor(
    IDbContextFactory<PortalDbContext> contexts,
    ICallerSource callers,
    IChangeFeed feed,
    WorkSignal signal,
    TimeProvider clock,
    CrashPoints crash,
    WriterQueue queue,
    IWriteFailures failures,
    IEnumerable<IEventListener> listeners,
    ILogger<EfWriteDoor> log) : IWriteDoor
{
    internal static readonly ActivitySource Activities = new("TrePortal");

    public Task<Result> RunAsync(string command, Func<IWriteSession, CancellationToken, Task<Result>> work, CancellationToken cancellation) =>
        WithoutValue(RunAsync(command, WithValue(work), cancellation));

    public async Task<Result<T>> RunAsync<T>(string command, Func<IWriteSession, CancellationToken, Task<Result<T>>> work, CancellationToken cancellation)
    {
        try
        {
            var caller = await callers.GetAsync(cancellation);
            return await CommitAsync(command, caller, db => Rights.OfAsync(db, caller, cancellation), work, cancellation);
        }
        catch (Exception failure) when (failures.Explain(failure) is not null)
        {
            LogUnavailable(command, failure);
            return failures.Explain(failure)!; // a person is told; the portal's own work throws, and its workers try again
        }
    }

    public Task<Result<T>> RunAsRobotAsync<T>(EnvironmentId environment, string command, Func<IWriteSession, CancellationToken, Task<Result<T>>> work, CancellationToken cancellation) =>
        CommitAsync(command, Caller.Portal, _ => Task.FromResult<Actor?>(Actor.Robot(environment)), work, cancellation);

    private async Task<Result<T>> CommitAsync<T>(
        string command,
        Caller caller,
        Func<PortalDbContext, Task<Actor?>> readRights,
        Func<IWriteSession, CancellationToken, Task<Result<T>>> work,
        CancellationToken cancellation)
    {
        using var activity = Activities.StartActivity(command);
        using var turn = await queue.EnterAsync(cancellation);
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation); // immediate on SQLite
        var actor = await readRights(db) ?? throw new NotSignedInException();
        if (await FirstAnswerAsync<T>(db, caller, cancellation) is { } before)
        {
            return before;
        }

        var session = new EfWriteSession(db, actor, clock.GetUtcNow());
        Result<T> result;
        IReadOnlyList<DomainEvent> events;
        var more = new List<Changed>();
        try
        {
            crash.Reach(command, "WP1");
            result = await work(session, cancellation);
            if (!result.IsOk)
            {
                await transaction.RollbackAsync(CancellationToken.None);
                await RefuseAsync(command, result.Error, caller, session);
                return result;
            }

            crash.Reach(command, "WP2");
            events = session.TakeEvents();
            foreach (var listener in listeners)
            {
                more.AddRange(await listener.HearAsync(db, actor, events, session.Now, cancellation));
            }

            Remember(db, caller, result.Value, session.Now);
            var stamp = new AuditStamp(actor, session.ActingAs, $"{caller.Face} {caller.Origin}", session.Now);
            await AuditChain.AppendAsync(db, events, stamp, cancellation);
            crash.Reach(command, "WP3");
            await db.SaveChangesAsync(cancellation);
            crash.Reach(command, "WP4");
            await transaction.CommitAsync(CancellationToken.None);
            crash.Reach(command, "WP5");
        }
        catch (DbUpdateConcurrencyException)
        {
            return new Stale("this");
        }

        LogDone(command, actor.Id.Value);
        Announce(session, events, more);
        return result;
    }

    private void Announce(EfWriteSession session, IReadOnlyList<DomainEvent> events, List<Changed> more)
    {
        foreach (var changed in events.Select(happened => happened.Subject).Distinct().Select(subject => new Changed(subject.Kind, subject.Id, subject.Environment)).Concat(more))
        {
            feed.Publish(changed);
        }

        if (session.Jobs.Count > 0)
        {
            signal.Jobs();
        }

        if (session.HasOutbox)
        {
            signal.Outbox();
        }
    }

    /// <summary>A refusal of somebody who may not is sensitive (spec.md A1): it is kept although its transaction is gone.</summary>
    private async Task RefuseAsync(string command, Error error, Caller caller, EfWriteSession session)
    {
        LogRefused(command, error.Code, session.Actor.Id.Value);
        if (error is not (Forbidden or NotFound))
        {
            return;
        }

        await using var db = await contexts.CreateDbContextAsync(CancellationToken.None);
        await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
        var stamp = new AuditStamp(session.Actor, session.ActingAs, $"{caller.Face} {caller.Origin}", session.Now);
        var refused = new ActionRefused(new EventSubject("person", session.Actor.Id.Value), command, error.Code);
        await AuditChain.AppendAsync(db, [refused], stamp, CancellationToken.None);
        await db.SaveChangesAsync(CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
    }

    private static async Task<Result<T>?> FirstAnswerAsync<T>(PortalDbContext db, Caller caller, CancellationToken cancellation)
    {
        if (caller is not { Idempotency: { } key, Person: { } person })
        {
            return null;
        }

        var before = await db.IdempotentCalls.FindAsync([person.Value, key.Key], cancellation);
        return before is null ? null
            : before.ContentHash != key.ContentHash ? new KeyReused()
            : JsonSerializer.Deserialize<T>(before.Value, JsonColumn.Options)!;
    }

    private static void Remember<T>(PortalDbContext db, Caller caller, T value, DateTimeOffset now)
    {
        if (caller is { Idempotency: { } key, Person: { } person })
        {
            db.IdempotentCalls.Add(new IdempotentCall
            {
                Person = person.Value,
                Key = key.Key,
                ContentHash = key.ContentHash,
                Value = JsonSerializer.Serialize(value, JsonColumn.Options),
                At = now,
            });
        }
    }

    private static Func<IWriteSession, CancellationToken, Task<Result<bool>>> WithValue(Func<IWriteSession, CancellationToken, Task<Result>> work) =>
        async (session, cancellation) => await work(session, cancellation) is { IsOk: false } refused ? refused.Error : true;

    private static async Task<Result> WithoutValue(Task<Result<bool>> running) => (await running).ToResult();

    [LoggerMessage(9001, LogLevel.Information, "{Command} done by {Actor}")]
    private partial void LogDone(string command, Guid actor);

    [LoggerMessage(9003, LogLevel.Error, "{Command} was not done: the database takes no writes")]
    private partial void LogUnavailable(string command, Exception failure);

    [LoggerMessage(9002, LogLevel.Information, "{Command} refused: {Code}, asked by {Actor}")]
    private partial void LogRefused(string command, string code, Guid actor);
}
