using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.ShowcaseBuilder;

/// <summary>
/// What the admins of an environment see while they write a recipe. Every number of people is published under the
/// environment's disclosure tier, for admins too.
/// </summary>
public interface IShowcaseBuilderQueries
{
    /// <summary>The builder of a version; null when the reader may not see it or there is no such version.</summary>
    /// <param name="handle">Of the environment.</param>
    /// <param name="number">Of the version; null for the one under construction, else the newest.</param>
    /// <param name="reader">An admin of the environment.</param>
    /// <param name="cancellation">Bounds waiting.</param>
    Task<ShowcaseBuilderView?> FindAsync(string handle, int? number, Actor reader, CancellationToken cancellation);

    /// <summary>One field before and after, and what to mind.</summary>
    Task<Result<FieldPreview>> PreviewAsync(string handle, int number, RecipeField field, Actor reader, CancellationToken cancellation);

    /// <summary>What the whole recipe makes, and how many people stand alone in the fields looked at together.</summary>
    Task<Result<RecipePreview>> PreviewAsync(string handle, int number, ShowcaseRecipe recipe, Actor reader, CancellationToken cancellation);

    /// <summary>Round edges for about so many bands, the outermost of which hold enough people.</summary>
    Task<Result<IReadOnlyList<double>>> SuggestEdgesAsync(string handle, int number, EdgeWish wish, Actor reader, CancellationToken cancellation);
}

/// <param name="Field">Its address.</param>
/// <param name="Bands">How many, about: 2 to 50.</param>
/// <param name="EqualCounts">About as many people in each; else about as wide each.</param>
public sealed record EdgeWish(string Field, int Bands, bool EqualCounts);

/// <summary>Where the recipe that is shown comes from.</summary>
public enum RecipeOrigin
{
    /// <summary>Made up from the dictionary and the rules of disclosure.</summary>
    Suggested,

    /// <summary>That of an earlier version, as far as it still fits.</summary>
    Earlier,

    /// <summary>Written for this version.</summary>
    Saved,
}

/// <param name="EnvironmentVersion">Token for changing the showcase mode.</param>
/// <param name="Lock">Why nothing can be changed now; null when it can.</param>
/// <param name="HasTabular">There is something to make a showcase from.</param>
public sealed record ShowcaseBuilderView(
    EnvironmentId Environment, string Handle, string Name, long EnvironmentVersion, int Number, string? Lock, bool HasTabular, DisclosurePolicy Policy)
{
    public ShowcaseMode? Mode { get; init; }

    public required PublishedCount People { get; init; }

    public IReadOnlyList<ShowcaseEntity> Entities { get; init; } = [];

    /// <summary>In dictionary order; keys and references are not among them.</summary>
    public IReadOnlyList<RecipeCandidate> Fields { get; init; } = [];

    public required WrittenRecipe Written { get; init; }

    /// <summary>The showcase that the version holds now; null when none.</summary>
    public DatasetAsset? Showcase { get; init; }

    /// <summary>The last try to make a showcase by a recipe of this version.</summary>
    public ImportRow? LastMade { get; init; }

    /// <summary>Whatever is imported just now.</summary>
    public ImportRow? Running { get; init; }

    /// <summary>The saved recipe was changed since a showcase was last made by it.</summary>
    public bool IsChangedSinceMade { get; init; }
}

/// <param name="Recipe">What to begin with.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Version">The token that a change must bring back; 0 when none is saved.</param>
public sealed record WrittenRecipe(ShowcaseRecipe Recipe, RecipeOrigin Origin, long Version)
{
    /// <summary>The version whose recipe it was, when it is an earlier one.</summary>
    public int? From { get; init; }

    /// <summary>Fields of the earlier recipe that this version has no longer, or no longer in that form.</summary>
    public IReadOnlyList<string> Vanished { get; init; } = [];
}

/// <summary>A field that may come into the showcase.</summary>
/// <param name="Codes">Of its coding, in order; empty without one.</param>
/// <param name="Offered">What can be done to it, the most careful first.</param>
/// <param name="Suggested">What is done to it unless the admin says otherwise.</param>
/// <param name="Doubt">Why it is better left out; null when nothing speaks against it.</param>
public sealed record RecipeCandidate(
    string Address, string Entity, string Title, string Description, string Units, IReadOnlyList<string> Folder, FieldKind Kind, bool IsTree,
    IReadOnlyList<Code> Codes, IReadOnlyList<Coarsening> Offered, RecipeField Suggested, RecipeDoubt? Doubt);

/// <summary>Why a field had better stay out of a showcase.</summary>
public enum RecipeDoubt
{
    /// <summary>Text without a coding.</summary>
    FreeText,

    /// <summary>Nearly every row has another value.</summary>
    NearlyUnique,

    /// <summary>Looks like e-mail addresses, telephone or national numbers.</summary>
    Personal,
}

/// <param name="Name">Of the field in the showcase.</param>
/// <param name="IsForRequests">A cohort by it can go into a request, because each of its values means the same people there.</param>
/// <param name="Before">People by the field as it is; null for texts, which are not shown.</param>
/// <param name="After">People by the field as it would be, at most <see cref="MostBars"/>; empty where it stays as it is.</param>
/// <param name="More">How many values are not among the bars.</param>
/// <param name="AfterMissing">People without a value.</param>
/// <param name="Small">Values that fewer people hold than the threshold.</param>
/// <param name="Merged">Codes that go into others.</param>
public sealed record FieldPreview(
    string Field, string Name, string Title, bool IsForRequests, ShowcaseTile? Before, IReadOnlyList<ShowcaseBar> After, int More, PublishedCount AfterMissing, int Small, int Merged)
{
    public const int MostBars = 60;
}

/// <param name="Tables">What the showcase will hold: titles of its tables.</param>
/// <param name="People">In the showcase, after sampling.</param>
/// <param name="Fields">Each chosen field as it will be.</param>
/// <param name="Alone">People whom nobody equals in the fields looked at together; null when none were chosen.</param>
/// <param name="InSmallGroups">People with fewer like them than the threshold, themselves included.</param>
public sealed record RecipePreview(
    IReadOnlyList<string> Tables, PublishedCount People, IReadOnlyList<RecipeOutcome> Fields, PublishedCount? Alone, PublishedCount? InSmallGroups);

/// <param name="Field">Address in the tabular inventory.</param>
/// <param name="Name">In the showcase.</param>
/// <param name="IsForRequests">A cohort by it can go into a request.</param>
/// <param name="Values">Different values.</param>
/// <param name="Small">Values that fewer people hold than the threshold.</param>
public sealed record RecipeOutcome(string Field, string Name, bool IsForRequests, int Values, int Small);
