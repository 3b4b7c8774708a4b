namespace TrePortal.Domain.Kernel;

/// <summary>An expected refusal. The code is stable and logged; the message is shown to a person.</summary>
public abstract record Error(string Code, string Message);

/// <summary>Missing, or not visible to who asks: one answer for both, so that a stranger learns nothing.</summary>
public sealed record NotFound(string What) : Error("not-found", $"{What} does not exist, or you may not see it.");

/// <summary>The actor can see the item but may not do this to it. Each is kept in the audit log.</summary>
/// <param name="Why">For the person.</param>
/// <param name="Reason">The code, where a client can do something about it: "terms", "network".</param>
public sealed record Forbidden(string Why, string Reason = "forbidden") : Error(Reason, Why);

/// <summary>Someone else changed the item since it was read.</summary>
public sealed record Stale(string What) : Error("stale", $"Someone else changed {What} while you were working. Nothing of yours was lost: reload to see the change, then try again.");

/// <summary>The action does not exist in this state.</summary>
public sealed record IllegalMove(string Why) : Error("illegal-state", Why);

/// <summary>What was sent is not acceptable; each problem names the field (or JSON path) it belongs to.</summary>
public sealed record Invalid(IReadOnlyList<FieldProblem> Problems)
    : Error("invalid", Problems.Count == 1 ? Problems[0].Message : string.Join(" ", Problems.Select(problem => problem.Message)))
{
    public Invalid(string field, string code, string message)
        : this([new FieldProblem(field, code, message)])
    {
    }

    public bool Equals(Invalid? other) => other is not null && Problems.SequenceEqual(other.Problems);

    public override int GetHashCode() => Problems.Count;
}

/// <summary>One problem with one field. <paramref name="Field"/> is a property name or a JSON path; empty for the whole.</summary>
public sealed record FieldProblem(string Field, string Code, string Message);

/// <summary>Too many attempts; try again after <paramref name="RetryAfter"/>.</summary>
public sealed record TooMany(TimeSpan RetryAfter) : Error("too-many", $"Too many attempts. Try again in {Math.Max(1, (int)Math.Ceiling(RetryAfter.TotalSeconds))} seconds.");

/// <summary>Nothing can be written just now: another process holds the database, or its disk is full. Nothing was changed.</summary>
public sealed record Unavailable(TimeSpan RetryAfter) : Error("unavailable", "The portal cannot save anything just now. Nothing was changed: try again in a moment.");

/// <summary>The same idempotency key came with another body.</summary>
public sealed record KeyReused() : Error("idempotency-key-reused", "This Idempotency-Key was used before with different content.");
