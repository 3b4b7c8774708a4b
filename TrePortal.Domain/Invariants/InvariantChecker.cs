using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TrePortal.Domain.Invariants;

/// <summary>Runs every check, one after the other, in the order of their codes.</summary>
public sealed class InvariantChecker(IEnumerable<IInvariantCheck> checks)
{
    /// <summary>So many violations of one invariant are named; the others are counted.</summary>
    public const int Named = 100;

    /// <summary>How long a check beside a working portal waits before it looks again at what seemed broken.</summary>
    public static TimeSpan Settling { get; } = TimeSpan.FromSeconds(3);

    /// <summary>How many there are.</summary>
    public int Count => checks.Count();

    /// <summary>One verdict an invariant, on a portal that stands still.</summary>
    public async IAsyncEnumerable<InvariantVerdict> CheckAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var check in checks.OrderBy(check => check.Code, StringComparer.Ordinal))
        {
            yield return await JudgeAsync(check, cancellation);
        }
    }

    /// <summary>
    /// The same beside a working portal: what is committed between two reads may look broken, so what does is looked at
    /// again a moment later, and only what is broken in the same way both times counts.
    /// </summary>
    public async IAsyncEnumerable<InvariantVerdict> CheckLiveAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var check in checks.OrderBy(check => check.Code, StringComparer.Ordinal))
        {
            var first = await JudgeAsync(check, cancellation);
            if (first.Holds)
            {
                yield return first;
                continue;
            }

            await Task.Delay(Settling, cancellation);
            var again = await JudgeAsync(check, cancellation);
            var both = again.Violations.Intersect(first.Violations).ToList();
            yield return again.Count > Named ? again : again with { Count = both.Count, Violations = both };
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "what cannot be read does not hold, and the other invariants are still wanted")]
    private static async Task<InvariantVerdict> JudgeAsync(IInvariantCheck check, CancellationToken cancellation)
    {
        var named = new List<InvariantViolation>();
        var count = 0L;
        string? unfinished = null;
        try
        {
            await foreach (var violation in check.CheckAsync(cancellation).WithCancellation(cancellation))
            {
                count++;
                if (named.Count < Named)
                {
                    named.Add(violation);
                }
            }
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            unfinished = failure.GetType().Name; // its message may quote what was read
        }

        return new InvariantVerdict(check.Code, check.Sentence, count, named, unfinished);
    }
}

/// <param name="Code">Of the invariant.</param>
/// <param name="Sentence">What must hold.</param>
/// <param name="Count">Of all violations.</param>
/// <param name="Violations">The first of them.</param>
/// <param name="Unfinished">What kept the check from coming to its end; null when it did.</param>
public sealed record InvariantVerdict(string Code, string Sentence, long Count, IReadOnlyList<InvariantViolation> Violations, string? Unfinished)
{
    /// <summary>The whole was looked at and nothing was wrong.</summary>
    public bool Holds => Count == 0 && Unfinished is null;
}
