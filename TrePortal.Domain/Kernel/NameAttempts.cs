using System.Collections.Concurrent;

namespace TrePortal.Domain.Kernel;

/// <summary>
/// Naming somebody tells whether they have an account, so nobody may try many names (spec.md Q2, O1). Kept in memory: a
/// restart forgives, which is no way to try thousands.
/// </summary>
public sealed class NameAttempts(TimeProvider clock)
{
    public const int MostInWindow = 30;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<PersonId, Queue<DateTimeOffset>> _tried = new();

    /// <summary>Counts one attempt; refused when there were too many.</summary>
    public Result MayTry(PersonId person) => Look(person, counts: true);

    /// <summary>Whether an attempt would be allowed, for who counts only those that found nobody.</summary>
    public Result IsOpen(PersonId person) => Look(person, counts: false);

    private Result Look(PersonId person, bool counts)
    {
        var now = clock.GetUtcNow();
        var times = _tried.GetOrAdd(person, _ => new Queue<DateTimeOffset>());
        lock (times)
        {
            while (times.TryPeek(out var oldest) && now - oldest >= Window)
            {
                times.Dequeue();
            }

            if (times.Count >= MostInWindow)
            {
                return new TooMany(Window - (now - times.Peek()));
            }

            if (counts)
            {
                times.Enqueue(now);
            }

            return Result.Ok;
        }
    }
}
