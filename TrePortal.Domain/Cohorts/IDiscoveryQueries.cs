using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Cohorts;

/// <summary>What a researcher finds: the environments they may see, and what each of them offers. Numbers are published ones.</summary>
public interface IDiscoveryQueries
{
    /// <summary>One page of the environments that the reader may see. Drafts are not among them.</summary>
    Task<DiscoveryList> ListAsync(Actor reader, DiscoveryFilter filter, CancellationToken cancellation);

    /// <summary>Null for a stranger as for an unknown handle.</summary>
    Task<DiscoveryDetails?> FindAsync(string handle, Actor reader, CancellationToken cancellation);

    /// <summary>The fields and collections of the active version; null as <see cref="FindAsync"/>.</summary>
    Task<DiscoveredData?> ReadDataAsync(string handle, Actor reader, CancellationToken cancellation);
}

public enum DiscoverySort
{
    Name,

    /// <summary>Last changed first.</summary>
    Updated,

    /// <summary>Last published first.</summary>
    Published,
}

/// <summary>What is asked of the list; null and empty mean any.</summary>
public sealed record DiscoveryFilter
{
    public const int DefaultSize = 24;

    /// <summary>Words that must all stand in name, keywords, categories or description.</summary>
    public string? Search { get; init; }

    public EnvironmentState? State { get; init; }

    /// <summary>Handle of the organization.</summary>
    public string? Organization { get; init; }

    public string? Category { get; init; }

    public DiscoverySort Sort { get; init; }

    /// <summary>How many to leave out from the beginning.</summary>
    public int Skip { get; init; }

    public int Size { get; init; } = DefaultSize;

    public bool IsNarrowed => !string.IsNullOrWhiteSpace(Search) || State is not null || !string.IsNullOrEmpty(Organization) || !string.IsNullOrEmpty(Category);
}

/// <param name="Rows">The page.</param>
/// <param name="Found">How many match the filter.</param>
/// <param name="Visible">How many the reader may see at all.</param>
/// <param name="Organizations">Handle and name, of everything visible.</param>
/// <param name="Categories">Of everything visible.</param>
public sealed record DiscoveryList(
    IReadOnlyList<DiscoveryRow> Rows, int Found, int Visible, IReadOnlyList<DiscoveryOrganization> Organizations, IReadOnlyList<string> Categories);

public sealed record DiscoveryOrganization(string Handle, string Name);

/// <param name="Description">Markdown.</param>
/// <param name="People">Null when there is no table of people.</param>
/// <param name="Files">Null when there are no files.</param>
/// <param name="Version">Number of the active inventory version.</param>
/// <param name="Roles">Of the reader.</param>
public sealed record DiscoveryRow(
    EnvironmentId Id,
    string Handle,
    string Name,
    DiscoveryOrganization Organization,
    string Region,
    EnvironmentState State,
    Visibility Visibility,
    string Description,
    IReadOnlyList<string> Categories,
    PublishedCount? People,
    int? Fields,
    PublishedCount? Files,
    int? Version,
    EnvironmentRole Roles,
    DateTimeOffset UpdatedAt)
{
    /// <summary>The reason why the reader may not request data now; null when they may.</summary>
    public Error? Refusal => new EnvironmentStanding(State, Roles).MayRequest().Error;
}

/// <param name="Row">What the list shows.</param>
/// <param name="Details">Description, contact, keywords, categories.</param>
/// <param name="Showcase">Null until chosen.</param>
/// <param name="ReviewMode">Whether all steps are open at once.</param>
/// <param name="Steps">Who decides, by name of the step; reviewers are not shown.</param>
/// <param name="Documents">To read beside the description, in order.</param>
/// <param name="Policies">For the restrictions that will apply.</param>
/// <param name="Inventory">Null before the first publication.</param>
/// <param name="Version">Of the environment, for the next change.</param>
public sealed record DiscoveryDetails(
    DiscoveryRow Row,
    EnvironmentDetails Details,
    ShowcaseMode? Showcase,
    ReviewMode ReviewMode,
    IReadOnlyList<DiscoveryStep> Steps,
    IReadOnlyList<DocumentRow> Documents,
    Policies Policies,
    DiscoveryInventory? Inventory,
    long Version)
{
    public bool HasShowcase => Inventory is { HasTables: true } && Showcase is ShowcaseMode.Curated or ShowcaseMode.Inventory;
}

public sealed record DiscoveryStep(string Id, string Name, string Description, int Quorum);

/// <summary>What the active version holds.</summary>
/// <param name="HasTables">There is something to explore.</param>
/// <param name="ReleasedAt">When it became active.</param>
public sealed record DiscoveryInventory(
    int Number, string Label, string Notes, DateTimeOffset? ReleasedAt, IReadOnlyList<DiscoveryEntity> Entities, int Collections, bool HasTables);

/// <param name="Rows">Published.</param>
public sealed record DiscoveryEntity(string Title, int Fields, PublishedCount Rows);

/// <param name="Schema">Of the tabular inventory; null when there is none.</param>
/// <param name="Collections">What can be asked for.</param>
public sealed record DiscoveredData(DatasetSchema? Schema, CollectionSet Collections);
