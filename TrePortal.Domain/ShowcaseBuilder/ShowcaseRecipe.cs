using System.Text.Json;
using System.Text.Json.Serialization;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.ShowcaseBuilder;

/// <summary>How a field of the tabular inventory comes into the showcase.</summary>
public enum Coarsening
{
    /// <summary>As it is.</summary>
    Keep,

    /// <summary>A number becomes the band that it lies in; the outermost bands are open, which is top- and bottom-coding.</summary>
    Bands,

    /// <summary>A number becomes the nearest multiple, first brought within limits if there are any.</summary>
    Round,

    /// <summary>A number beyond a limit becomes the limit.</summary>
    Limit,

    /// <summary>A date or time becomes its year.</summary>
    Year,

    /// <summary>A date or time becomes its quarter.</summary>
    Quarter,

    /// <summary>A date or time becomes its month.</summary>
    Month,

    /// <summary>Categories become broader: a tree is cut at a level, single codes and those that few people hold go together.</summary>
    Merge,
}

/// <summary>
/// How a showcase is made from the tabular inventory: which fields, how coarse. It names fields, codes and edges and holds
/// nobody's values, so it can be kept, shown, and used again for the next version.
/// </summary>
/// <param name="Fields">In the order of their choice; the showcase keeps the order of the dictionary.</param>
public sealed record ShowcaseRecipe(IReadOnlyList<RecipeField> Fields)
{
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) } };

    public static ShowcaseRecipe Empty { get; } = new([]);

    /// <summary>Of this form of recipe; another number is refused.</summary>
    public int Format { get; init; } = CurrentFormat;

    /// <summary>Of the people, drawn at random: 1 to 100.</summary>
    public int SamplePercent { get; init; } = 100;

    /// <summary>Fields that somebody might know of a person together: how many people stand alone in them is counted.</summary>
    public IReadOnlyList<string> Together { get; init; } = [];

    public RecipeField? Find(string field) => Fields.FirstOrDefault(item => item.Field == field);

    /// <summary>The same recipe with this field put in or replaced.</summary>
    public ShowcaseRecipe With(RecipeField field) => Find(field.Field) is null
        ? this with { Fields = [.. Fields, field] }
        : this with { Fields = [.. Fields.Select(item => item.Field == field.Field ? field : item)] };

    public ShowcaseRecipe Without(string field) =>
        this with { Fields = [.. Fields.Where(item => item.Field != field)], Together = [.. Together.Where(item => item != field)] };

    /// <summary>Equal for equal recipes.</summary>
    public string ToHash() => Hash.Of(JsonSerializer.SerializeToUtf8Bytes(this, _json));
}

/// <summary>One field of a recipe. Which of the other members it needs, and may have, follows from how it is made coarser.</summary>
/// <param name="Field">Its address in the tabular inventory: <c>participant.age</c>.</param>
/// <param name="How">What is done to its values.</param>
public sealed record RecipeField(string Field, Coarsening How)
{
    /// <summary>Bands: where a new band begins, ascending. Two edges make three bands.</summary>
    public IReadOnlyList<double> Edges { get; init; } = [];

    /// <summary>Round: to multiples of this.</summary>
    public double? Multiple { get; init; }

    /// <summary>Round, Limit: what is lower becomes this.</summary>
    public double? Lowest { get; init; }

    /// <summary>Round, Limit: what is higher becomes this.</summary>
    public double? Highest { get; init; }

    /// <summary>Merge: codes that fewer people hold go to the code above them, and from the top into "Other".</summary>
    public int? FewerThan { get; init; }

    /// <summary>Merge: these go into "Other", with everything below them.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>Merge: a tree keeps so many levels; what lies deeper becomes the code on the last of them.</summary>
    public int? Levels { get; init; }
}
