using System.Globalization;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.ShowcaseBuilder;

namespace TrePortal.Data.ShowcaseBuilder;

/// <summary>Names of bands: "40..49", "40 to 49 years"; the outermost are open.</summary>
internal static class NumberBands
{
    public static IReadOnlyList<Code> Of(IReadOnlyList<double> edges, bool isWhole, string units)
    {
        var ending = units.Length == 0 ? "" : " " + units;
        var bands = new List<Code>
        {
            new(isWhole ? $"..{Text(edges[0] - 1)}" : $"..{Text(edges[0])}", $"Under {Text(edges[0])}{ending}"),
        };
        for (var at = 0; at + 1 < edges.Count; at++)
        {
            var (from, next) = (edges[at], edges[at + 1]);
            bands.Add(!isWhole ? new Code($"{Text(from)}..{Text(next)}", $"{Text(from)} to under {Text(next)}{ending}")
                : next - from == 1 ? new Code(Text(from), Text(from) + ending)
                : new Code($"{Text(from)}..{Text(next - 1)}", $"{Text(from)} to {Text(next - 1)}{ending}"));
        }

        bands.Add(new Code($"{Text(edges[^1])}..", $"{Text(edges[^1])}{ending} and over"));
        return bands;
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>How a coarser field is named and described in the showcase's dictionary.</summary>
internal static class CoarseningWords
{
    public static (string Ending, string Words) Of(RecipeField recipe) => recipe.How switch
    {
        Coarsening.Bands => ("band", "In bands."),
        Coarsening.Round => ("rounded", string.Create(CultureInfo.InvariantCulture, $"Rounded to multiples of {recipe.Multiple}.{Limits(recipe)}")),
        Coarsening.Limit => ("limited", Limits(recipe).TrimStart()),
        Coarsening.Year => ("year", "By year."),
        Coarsening.Quarter => ("quarter", "By quarter."),
        Coarsening.Month => ("month", "By month."),
        _ => ("merged", "Only what many people share."),
    };

    private static string Limits(RecipeField recipe) => (recipe.Lowest, recipe.Highest) switch
    {
        ({ } low, { } high) => string.Create(CultureInfo.InvariantCulture, $" {low} stands for {low} and less, {high} for {high} and more."),
        ({ } low, null) => string.Create(CultureInfo.InvariantCulture, $" {low} stands for {low} and less."),
        (null, { } high) => string.Create(CultureInfo.InvariantCulture, $" {high} stands for {high} and more."),
        _ => "",
    };
}
