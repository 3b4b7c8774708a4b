using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Cohorts;

/// <summary>
/// Explores an environment's people without seeing anybody: aggregates only, every number published. Pages and the API
/// both ask here. Who may not see the environment gets not-found.
/// </summary>
public interface IShowcase
{
    /// <summary>The fields that can be explored, and what is known of everybody.</summary>
    Task<Result<ShowcaseView>> GetAsync(string handle, Actor reader, CancellationToken cancellation);

    /// <summary>How many people a cohort has, and how they spread over the tiles asked for.</summary>
    Task<Result<ShowcaseAnswer>> QueryAsync(string handle, Actor reader, ShowcaseQuestion question, CancellationToken cancellation);
}

/// <summary>Checks a cohort against a version of an environment, for those who save it or use it.</summary>
public interface ICohortCheck
{
    /// <summary>Problems carry the JSON path of their place.</summary>
    /// <param name="environment">Whose showcase it is.</param>
    /// <param name="version">The release to count in.</param>
    /// <param name="asker">Whose budget of questions a new cohort is charged to.</param>
    /// <param name="json">The expression; null is everyone.</param>
    /// <param name="cancellation">Bounds waiting.</param>
    Task<Result<CohortFacts>> CheckAsync(ResearchEnvironment environment, InventoryVersion version, PersonId asker, string? json, CancellationToken cancellation);
}

/// <param name="Cohort">In its canonical form.</param>
/// <param name="Words">In plain words.</param>
/// <param name="InventoryVersion">What it was checked against.</param>
/// <param name="Size">Counted in the tabular inventory when it can be used in a request, else in the showcase; null when there are no tables.</param>
/// <param name="ExploreOnly">Fields it uses that a request cannot.</param>
public sealed record CohortFacts(CanonicalCohort Cohort, CohortPhrase Words, InventoryVersionId InventoryVersion, PublishedCount? Size, IReadOnlyList<string> ExploreOnly);

/// <param name="Cohort">An expression as JSON; null is everyone.</param>
/// <param name="Tiles">At most <see cref="MostTiles"/>.</param>
/// <param name="CompareWith">A second cohort to be counted in the same way; null for none.</param>
public sealed record ShowcaseQuestion(string? Cohort, IReadOnlyList<TileAsked> Tiles, string? CompareWith = null)
{
    public const int MostTiles = 40;
}

/// <param name="Field">Address of the field whose spread is asked for.</param>
/// <param name="By">Address of a second field: people are then counted by both at once.</param>
public sealed record TileAsked(string Field, string? By = null)
{
    public static implicit operator TileAsked(string field) => new(field);

    /// <summary>As the tile is kept and written into addresses: <c>field</c> or <c>field~by</c>.</summary>
    public override string ToString() => By is null ? Field : Field + Joint + By;

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static TileAsked Parse(string text) => text.IndexOf(Joint, StringComparison.Ordinal) is >= 0 and var joint ? new(text[..joint], text[(joint + 1)..]) : new(text);

    private const char Joint = '~';
}

/// <param name="Version">Number of the inventory version that is explored.</param>
/// <param name="Policy">The rules that its numbers obey, and the limits of a cohort.</param>
/// <param name="Total">Everybody.</param>
/// <param name="Fields">In dictionary order; identifiers are not among them.</param>
/// <param name="DefaultTiles">Shown to who has arranged none: chosen by the TRE admins, or else by the portal. Spelt as in <see cref="TileBoard"/>.</param>
/// <param name="Budget">How many different cohorts the reader may still ask about.</param>
public sealed record ShowcaseView(
    string Handle,
    string Name,
    int Version,
    ShowcaseMode Mode,
    DisclosurePolicy Policy,
    PublishedCount Total,
    IReadOnlyList<ShowcaseEntity> Entities,
    IReadOnlyList<ShowcaseField> Fields,
    IReadOnlyList<string> DefaultTiles,
    QuestionBudget Budget)
{
    /// <summary>The tiles that the reader has arranged; null for the default ones.</summary>
    public IReadOnlyList<string>? OwnTiles { get; init; }
}

/// <param name="IsMain">One row per person.</param>
/// <param name="NeedsGroup">A person can have many rows, so filters on it stand in an entity group.</param>
/// <param name="Below">The entity that its rows belong to; null for the main one.</param>
public sealed record ShowcaseEntity(string Name, string Title, string LabelSingular, string LabelPlural, string Description, bool IsMain, bool NeedsGroup, string? Below);

/// <summary>A field that can be explored.</summary>
/// <param name="Address"><c>entity.field</c>, as filters name it.</param>
/// <param name="Folder">Where it stands in the tree, outermost first.</param>
/// <param name="Operators">As spelt in an expression, in the order in which a page offers them.</param>
/// <param name="Codes">Its categories or, of a sparse field, its special codes.</param>
/// <param name="Edges">Published edges of numbers and dates, as an expression spells them.</param>
/// <param name="HasTile">It can be charted.</param>
/// <param name="IsExploreOnly">A request's cohort cannot use it.</param>
public sealed record ShowcaseField(
    string Address,
    string Entity,
    string Title,
    string Description,
    string Units,
    IReadOnlyList<string> Folder,
    FieldKind Kind,
    bool IsTree,
    bool IsSparse,
    IReadOnlyList<string> Operators,
    IReadOnlyList<Code> Codes,
    IReadOnlyList<string> Edges,
    bool HasTile,
    bool IsExploreOnly);

/// <param name="Count">People in the cohort.</param>
/// <param name="Total">Everybody.</param>
/// <param name="Cohort">The cohort in its canonical form.</param>
/// <param name="Words">The cohort in words.</param>
/// <param name="ExploreOnly">Fields of the cohort that a request cannot use.</param>
/// <param name="Tiles">In the order asked for.</param>
/// <param name="Budget">How many different cohorts the reader may ask about after this one.</param>
public sealed record ShowcaseAnswer(
    PublishedCount Count, PublishedCount Total, CanonicalCohort Cohort, CohortPhrase Words, IReadOnlyList<string> ExploreOnly, IReadOnlyList<ShowcaseTile> Tiles, QuestionBudget Budget)
{
    /// <summary>The cohort that it is compared with; null when none was asked for.</summary>
    public ShowcaseSide? Compared { get; init; }
}

/// <summary>The other cohort of a comparison.</summary>
/// <param name="Count">People in it.</param>
/// <param name="Cohort">In its canonical form.</param>
/// <param name="Words">In words.</param>
/// <param name="Tiles">The same tiles as of the first cohort.</param>
public sealed record ShowcaseSide(PublishedCount Count, CanonicalCohort Cohort, CohortPhrase Words, IReadOnlyList<ShowcaseTile> Tiles);

/// <summary>People by one field; somebody with several values stands in several bars.</summary>
/// <param name="Bars">Categories in their order, or bins from low to high.</param>
/// <param name="Specials">Special codes of a sparse field.</param>
/// <param name="Imprecise">Dates known too roughly for one bin; null where there cannot be any.</param>
/// <param name="Missing">Nothing known.</param>
public sealed record ShowcaseTile(
    string Field, string Title, string Units, FieldKind Kind, bool IsTree, IReadOnlyList<ShowcaseBar> Bars, IReadOnlyList<ShowcaseBar> Specials, PublishedCount? Imprecise, PublishedCount Missing)
{
    /// <summary>Of a number: where its middle half lies; null when too few people have one.</summary>
    public BoxSummary? Box { get; init; }

    /// <summary>People by this field and a second one; null where only one was asked for. <see cref="Bars"/> are empty then.</summary>
    public ShowcaseGrid? Grid { get; init; }
}

/// <summary>
/// People by two fields at once. Every cell is published by itself; where one cell of a row or column is hidden, a second
/// one is withheld, so that the rows and columns of the fields' own tiles do not give it away.
/// </summary>
/// <param name="By">Address of the second field.</param>
/// <param name="Rows">Groups of the first field, the missing last.</param>
/// <param name="Columns">Groups of the second field, the missing last.</param>
/// <param name="Cells">By row, then column.</param>
/// <param name="Boxes">Where the second field is a number: its spread in each row, null where too few people have one. Else empty.</param>
public sealed record ShowcaseGrid(
    string By, string ByTitle, string ByUnits, FieldKind ByKind, IReadOnlyList<GridGroup> Rows, IReadOnlyList<GridGroup> Columns, IReadOnlyList<IReadOnlyList<PublishedCount>> Cells, IReadOnlyList<BoxSummary?> Boxes);

/// <summary>A category, several rare ones together, or neighbouring bins.</summary>
/// <param name="Code">Of a single category.</param>
public sealed record GridGroup(string Label, string? Code = null);

/// <param name="Label">For people.</param>
/// <param name="Count">Published.</param>
/// <param name="Code">Of a category or special code.</param>
/// <param name="Parent">The category above it in a tree.</param>
/// <param name="From">Where a bin begins, as an expression spells it; null when it is open below.</param>
/// <param name="To">The last value of a bin of whole numbers or days, else where the next begins; null when it is open above.</param>
public sealed record ShowcaseBar(string Label, PublishedCount Count, string? Code = null, string? Parent = null, string? From = null, string? To = null);
