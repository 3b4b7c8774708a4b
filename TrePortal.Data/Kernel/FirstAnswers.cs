using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Kernel;

/// <summary>
/// Keeps the answer to a call beside the result that the write door remembers, for routes whose answer is read again after
/// the change: a repeated call is answered in the words of the first, whatever happened in between.
/// </summary>
/// <remarks>
/// The answer is kept after the commit. When the portal dies in between, nobody has heard the first answer, and the next call
/// gets one made from the remembered result.
/// </remarks>
public interface IFirstAnswers
{
    /// <summary>Keeps an answer unless another one was kept before. Answers the one that is kept.</summary>
    Task<FirstAnswer> KeepAsync(PersonId person, IdempotencyKey key, FirstAnswer answer, CancellationToken cancellation);
}

/// <inheritdoc cref="IFirstAnswers"/>
internal sealed partial class FirstAnswers(IDbContextFactory<PortalDbContext> contexts, WriterQueue queue, IWriteFailures failures, ILogger<FirstAnswers> log) : IFirstAnswers
{
    private const int MostBytes = 256 * 1024;

    public async Task<FirstAnswer> KeepAsync(PersonId person, IdempotencyKey key, FirstAnswer answer, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        if (await ReadAsync(db, person, key, cancellation) is { } first)
        {
            return first;
        }

        if (answer.Body.Length > MostBytes || !await db.IdempotentCalls.AnyAsync(call => call.Person == person.Value && call.Key == key.Key, cancellation))
        {
            return answer; // too much to keep, or it changed nothing
        }

        try
        {
            using var turn = await queue.EnterAsync(cancellation);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
            if (await ReadAsync(db, person, key, cancellation) is { } quicker)
            {
                return quicker;
            }

            db.IdempotentCalls.Add(new IdempotentCall
            {
                Person = person.Value,
                Key = NameOf(key),
                ContentHash = key.ContentHash,
                Value = JsonSerializer.Serialize(answer, JsonColumn.Options),
                At = answer.At,
            });
            await db.SaveChangesAsync(cancellation);
            await transaction.CommitAsync(cancellation);
            return answer;
        }
        catch (Exception failure) when (failures.Explain(failure) is not null)
        {
            LogNotKept(failure); // the change is done: its answer is not held back because it cannot be kept
            return answer;
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            return await ReadAsync(db, person, key, cancellation) ?? answer; // on an engine without one queue, another call with this key was quicker
        }
    }

    private static async Task<FirstAnswer?> ReadAsync(PortalDbContext db, PersonId person, IdempotencyKey key, CancellationToken cancellation)
    {
        var name = NameOf(key);
        var kept = await db.IdempotentCalls.AsNoTracking().FirstOrDefaultAsync(call => call.Person == person.Value && call.Key == name, cancellation);
        return kept is null || kept.ContentHash != key.ContentHash ? null : JsonSerializer.Deserialize<FirstAnswer>(kept.Value, JsonColumn.Options);
    }

    // No key of a client holds a space, so the two never meet.
    private static string NameOf(IdempotencyKey key) => "answer " + Hash.Of(key.Key);

    [LoggerMessage(9004, LogLevel.Warning, "The answer to a call could not be kept")]
    private partial void LogNotKept(Exception failure);
}

/// <param name="At">When.</param>
public sealed record FirstAnswer(int Status, string? ContentType, string? ETag, string? Location, string Body, DateTimeOffset At);
