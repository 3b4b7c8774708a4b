using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;

namespace TrePortal.Tests.Support;

internal static class Reviewers
{
    /// <summary>For aggregates changed without a command, which would ask who of them could decide.</summary>
    public static IReadOnlySet<PersonId> EveryReviewer(this ResearchEnvironment environment) =>
        environment.Steps.SelectMany(step => step.Reviewers).Select(reviewer => reviewer.Person).ToHashSet();
}
