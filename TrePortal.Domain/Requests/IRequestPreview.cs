using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Requests;

/// <summary>What an environment offers to a request, and what a choice would come to, before anything is submitted.</summary>
/// <remarks>It takes a request that was read: whoever holds one has been let in already.</remarks>
public interface IRequestPreview
{
    /// <summary>What can be chosen.</summary>
    /// <param name="request">As read.</param>
    /// <param name="pinned">The inventory version; null for the active one.</param>
    /// <param name="cancellation">Bounds waiting.</param>
    Task<RequestOffer> OfferAsync(RequestDetails request, InventoryVersionId? pinned, CancellationToken cancellation);

    /// <summary>What became of a request's choice since it was made; null when the same version is active still.</summary>
    Task<RequestDrift?> DriftAsync(RequestDetails request, CancellationToken cancellation);

    /// <summary>Counts a choice against the active version, through the disclosure rules.</summary>
    Task<RequestPreview> CountAsync(RequestDetails request, RequestContent content, CancellationToken cancellation);
}

/// <summary>A newer inventory version is active than the one that a request was made on (spec.md Q8).</summary>
/// <param name="From">Number of the version that it was made on.</param>
/// <param name="To">Number of the active version.</param>
/// <param name="Before">Participants then, as published.</param>
/// <param name="Now">Participants now, as published; empty when the cohort cannot be counted any more.</param>
/// <param name="Losses">What it asks for and what is gone.</param>
public sealed record RequestDrift(int From, int To, string Before, string Now, IReadOnlyList<InventoryLoss> Losses);

/// <param name="VersionNumber">Of the inventory; 0 when nothing is published.</param>
/// <param name="HasShowcase">Cohorts can be made.</param>
/// <param name="Everyone">All participants, as published.</param>
/// <param name="Collections">In file order.</param>
public sealed record RequestOffer(int VersionNumber, bool HasShowcase, string Everyone, IReadOnlyList<CollectionOffer> Collections)
{
    public static RequestOffer Nothing { get; } = new(0, false, "", []);

    public CollectionOffer? Find(string id) => Collections.FirstOrDefault(collection => collection.Id == id);

    /// <summary>The choice with everything that goes with it: required collections and those that the chosen ones require.</summary>
    public IReadOnlyList<CollectionChoice> Complete(IReadOnlyList<CollectionChoice> chosen)
    {
        var ids = AsSet().Complete(chosen.Select(choice => choice.Collection));
        return [.. ids.Select(collection => chosen.FirstOrDefault(choice => choice.Collection == collection.Id) ?? new CollectionChoice(collection.Id))];
    }

    /// <summary>Why a collection cannot be taken off: always part of a request, or required by these chosen ones.</summary>
    public IReadOnlyList<CollectionOffer> RequiredBy(string id, IReadOnlyList<CollectionChoice> chosen) =>
        [.. Collections.Where(other => other.Id != id && other.Requires.Contains(id) && chosen.Any(choice => choice.Collection == other.Id))];

    private CollectionSet AsSet() => new([.. Collections.Select(collection =>
        new DataCollection(collection.Id, collection.Title, "", "", [], [], collection.HasFiles, collection.IsRequired, collection.Requires))]);
}

/// <param name="Fields">Those that can be chosen; keys come along by themselves.</param>
/// <param name="HasFiles">Bulk files may belong to it.</param>
public sealed record CollectionOffer(
    string Id, string Title, string Description, string Group, bool IsRequired, IReadOnlyList<string> Requires, IReadOnlyList<FieldOffer> Fields, bool HasFiles);

public sealed record FieldOffer(string Address, string Title, string Description, string Entity, string Units);

/// <param name="Participants">As published: "about 290"; "all" where there is no table of people.</param>
/// <param name="Fields">Number of fields, keys not counted.</param>
/// <param name="Files">As published.</param>
/// <param name="CohortWords">The cohort in words.</param>
/// <param name="Problems">What the inventory has against the choice; each names its field of <see cref="RequestContent"/>.</param>
public sealed record RequestPreview(string Participants, int Fields, string Files, string CohortWords, IReadOnlyList<FieldProblem> Problems)
{
    /// <summary>Of the version that was counted; 0 when nothing is published.</summary>
    public int InventoryNumber { get; init; }

    public static RequestPreview Unknown { get; } = new("", 0, "", "", []);
}
