using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace TrePortal.Domain.Invariants;

/// <summary>Runs every check, one after the other, in the order of their codes.</summary>
public sealed class InvariantChecker(IEnumerable<IInvariantCheck> checks)
{
    /// <summary>So many violations of one invariant are named; the others are counted.</summary>
    public const int Named = 100;

    /// <summary>One verdict an invariant.</summary>
    public async IAsyncEnumerable<InvariantVerdict> CheckAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var check in checks.OrderBy(check => check.Code, StringComparer.Ordinal))
        {
            yield return await JudgeAsync(check, cancellation);
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
