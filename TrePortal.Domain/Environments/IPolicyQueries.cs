using System.Text.Json.Serialization;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>Policies, their history and their terms of use. Null to whoever may not see them.</summary>
public interface IPolicyQueries
{
    /// <summary>What is in force, for admins of the environment.</summary>
    Task<PolicyDetails?> FindAsync(string handle, Actor reader, CancellationToken cancellation);

    /// <summary>Every version, the newest first, for admins.</summary>
    Task<Page<PolicyVersionDetails>?> VersionsAsync(string handle, Actor reader, PageRequest page, CancellationToken cancellation);

    Task<PolicyVersionDetails?> FindVersionAsync(string handle, int number, Actor reader, CancellationToken cancellation);

    /// <summary>What a change would do to requests and projects that are there now; nothing is changed. Problems of the draft are refused as saving it would.</summary>
    Task<Result<IReadOnlyList<PolicyImpact>>> ImpactAsync(string handle, PolicyDraft draft, Actor reader, CancellationToken cancellation);

    /// <summary>The terms in force, for whoever may use the environment or is named on a request there.</summary>
    Task<TermsDetails?> TermsAsync(string handle, Actor reader, CancellationToken cancellation);

    /// <summary>Who works in projects and whether they have accepted the terms in force, for admins; those who have not first.</summary>
    Task<IReadOnlyList<TermsSigner>?> SignersAsync(string handle, Actor reader, CancellationToken cancellation);
}

/// <param name="Policies">In force.</param>
/// <param name="Terms">Text of the terms of use; empty for none.</param>
/// <param name="TierInForce">That the active inventory version was activated with; null before the first.</param>
/// <param name="History">The newest versions; the rest is asked for by its cursor.</param>
/// <param name="Version">Of the environment, for the next change.</param>
public sealed record PolicyDetails(Policies Policies, string Terms, DisclosureTier? TierInForce, Page<PolicyVersionDetails> History, long Version)
{
    /// <summary>The chosen tier waits for the next inventory version.</summary>
    public bool IsTierPending => TierInForce is { } tier && tier != Policies.Tier;
}

/// <param name="Number">1 is what every environment begins with.</param>
/// <param name="Author">Display name; null for the beginning.</param>
/// <param name="Note">Why, in the author's words.</param>
/// <param name="Changes">Before and after in words; empty for the beginning.</param>
/// <param name="Policies">All of them, as they were from then on.</param>
/// <param name="Terms">Text of their terms of use; null in lists and where there are none.</param>
public sealed record PolicyVersionDetails(
    int Number, DateTimeOffset At, string? Author, string Note, IReadOnlyList<PolicyChange> Changes, Policies Policies, string? Terms);

/// <param name="Code">Stable, for scripts: "downloads-end".</param>
/// <param name="Count">How many are concerned, never 0.</param>
/// <param name="Text">The whole sentence.</param>
/// <param name="Examples">References or names of the first few.</param>
/// <param name="IsLoss">Somebody can do less afterwards.</param>
public sealed record PolicyImpact(string Code, int Count, string Text, IReadOnlyList<string> Examples, bool IsLoss);

/// <param name="Number">In force; 0 for none.</param>
/// <param name="Text">Markdown.</param>
/// <param name="AcceptedAt">When the reader accepted this version; null when they have not.</param>
public sealed record TermsDetails(int Number, string Text, DateTimeOffset? WrittenAt, DateTimeOffset? AcceptedAt)
{
    [JsonIgnore]
    public bool MustAccept => Number > 0 && AcceptedAt is null;
}

/// <param name="Accepted">The newest version that they accepted; 0 for none.</param>
/// <param name="Projects">In how many projects of the environment they work.</param>
public sealed record TermsSigner(string UserName, string DisplayName, int Projects, int Accepted, DateTimeOffset? AcceptedAt);
