using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>A change of members that somebody considers.</summary>
public sealed record MembershipChange
{
    /// <summary>Entries of authorized users that are removed, or that get <see cref="Until"/> as their last day.</summary>
    public IReadOnlyList<Guid> Entries { get; init; } = [];

    /// <summary>The new last day of the entries; null when they are removed.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>Admins who are removed.</summary>
    public IReadOnlyList<PersonId> Admins { get; init; } = [];

    /// <summary>The environment becomes restricted.</summary>
    public bool Restricts { get; init; }
}

/// <summary>What a change of members would do. Requests that are open and projects always run on (spec.md E1).</summary>
/// <param name="Names">Who is concerned, by name: entries and admins that the change names.</param>
/// <param name="From">The first day on which it is so.</param>
/// <param name="Losing">How many people could no longer explore or request: everybody whom no other entry covers.</param>
/// <param name="Drafts">Drafts and requests in revision that could not be submitted any more, by owner.</param>
/// <param name="Open">Requests in review, which run on.</param>
/// <param name="Approved">Approved requests, which run on.</param>
/// <param name="Projects">Their projects, which run on.</param>
/// <param name="Steps">Review steps that lose somebody.</param>
/// <param name="Kept">What the change cannot do, and why: these stay as they are.</param>
public sealed record MembershipImpact(
    IReadOnlyList<string> Names,
    DateOnly From,
    int Losing,
    IReadOnlyList<ImpactDrafts> Drafts,
    IReadOnlyList<ImpactRequest> Open,
    int Approved,
    int Projects,
    IReadOnlyList<ImpactStep> Steps,
    IReadOnlyList<string> Kept)
{
    /// <summary>Nobody's work changes.</summary>
    public bool IsHarmless => Drafts.Count == 0 && Steps.Count == 0 && Kept.Count == 0;
}

public sealed record ImpactDrafts(string Owner, int Drafts, IReadOnlyList<string> InRevision);

public sealed record ImpactRequest(string Reference, string Owner);

/// <param name="Losing">Names of the reviewers who would not be authorized any more.</param>
/// <param name="Able">Who could still decide.</param>
public sealed record ImpactStep(string Step, IReadOnlyList<string> Losing, int Able, int Quorum);
