namespace TrePortal.Domain.Invariants;

/// <summary>
/// One thing that holds after every commit, whatever crashed or ran at the same time. A check reads and never writes, and
/// keeps a bounded number of rows in memory.
/// </summary>
public interface IInvariantCheck
{
    /// <summary><c>INV03</c>.</summary>
    string Code { get; }

    /// <summary>What must hold, in a few words.</summary>
    string Sentence { get; }

    /// <summary>Every object for which it does not hold.</summary>
    IAsyncEnumerable<InvariantViolation> CheckAsync(CancellationToken cancellation);
}

/// <param name="Kind">Of the object, as in the audit log: "request".</param>
/// <param name="Id">Of the object.</param>
/// <param name="What">What is wrong with it. Ids, codes, states and counts; never a participant's value and no name of a file.</param>
public sealed record InvariantViolation(string Kind, Guid Id, string What);
