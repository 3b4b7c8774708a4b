using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Disclosure;

/// <summary>Somebody asked about a cohort that they had not asked about before. What was answered is not said, the true count least of all.</summary>
/// <param name="Environment">Whose showcase was asked.</param>
/// <param name="Release">Number of the inventory version.</param>
/// <param name="ExpressionHash">SHA-256 of the canonical expression.</param>
/// <param name="Expression">The canonical expression.</param>
/// <param name="IsNeighbour">It differs by one clause or value from an earlier one of the same person.</param>
public sealed record CohortAsked(EnvironmentId Environment, int Release, string ExpressionHash, string Expression, bool IsNeighbour) : DomainEvent
{
    public override EventSubject Subject => new("environment", Environment.Value, Environment);
}
