using System.Globalization;
using TrePortal.Domain.ShowcaseBuilder;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.ShowcaseBuilder;

/// <summary>Parts of a recipe in words.</summary>
internal static class RecipeWords
{
    /// <summary>What the choice says: "In bands".</summary>
    public static string Of(Coarsening how) => how switch
    {
        Coarsening.Bands => ShowcaseBuilderWords.HowBands,
        Coarsening.Round => ShowcaseBuilderWords.HowRound,
        Coarsening.Limit => ShowcaseBuilderWords.HowLimit,
        Coarsening.Year => ShowcaseBuilderWords.HowYear,
        Coarsening.Quarter => ShowcaseBuilderWords.HowQuarter,
        Coarsening.Month => ShowcaseBuilderWords.HowMonth,
        Coarsening.Merge => ShowcaseBuilderWords.HowMerge,
        _ => ShowcaseBuilderWords.HowKeep,
    };

    /// <summary>What the recipe does, in a few words.</summary>
    public static string Of(RecipeField recipe) => recipe.How switch
    {
        Coarsening.Bands => ShowcaseBuilderWords.NoteBands.Fill(recipe.Edges.Count + 1),
        Coarsening.Round => ShowcaseBuilderWords.NoteRound.Fill(recipe.Multiple),
        Coarsening.Merge when recipe.FewerThan is { } fewest => ShowcaseBuilderWords.NoteMerge.Fill(fewest),
        Coarsening.Merge when recipe.Levels is { } levels => ShowcaseBuilderWords.NoteLevels.Fill(levels),
        _ => Of(recipe.How),
    };

    public static string Of(RecipeDoubt doubt) => doubt switch
    {
        RecipeDoubt.Personal => ShowcaseBuilderWords.DoubtPersonal,
        RecipeDoubt.NearlyUnique => ShowcaseBuilderWords.DoubtUnique,
        _ => ShowcaseBuilderWords.DoubtFreeText,
    };

    public static string Number(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Numbers between commas, semicolons or blanks; null when one of them is none.</summary>
    public static IReadOnlyList<double>? Numbers(string text)
    {
        var numbers = new List<double>();
        foreach (var part in text.Split([',', ';', ' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            numbers.Add(number);
        }

        return numbers;
    }
}
