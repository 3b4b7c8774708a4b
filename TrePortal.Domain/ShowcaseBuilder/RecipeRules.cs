using System.Globalization;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.ShowcaseBuilder;

/// <summary>What a recipe must be to be run on a dataset. Each problem names the place in the recipe as a JSON path.</summary>
public sealed class RecipeRules(DatasetSchema schema, DisclosurePolicy policy)
{
    public const int MostEdges = 200;
    public const int MostTogether = 5;

    /// <summary>What can be done to a field, the most careful first; nothing for keys and references, which are replaced.</summary>
    public static IReadOnlyList<Coarsening> Offered(FieldSchema field) => field.IsIdentifier ? [] : field.Kind() switch
    {
        FieldKind.Category => [Coarsening.Merge, Coarsening.Keep],
        FieldKind.MultiSelect when field.CodingName is not null => [Coarsening.Merge, Coarsening.Keep],
        FieldKind.Integer or FieldKind.Float => [Coarsening.Bands, Coarsening.Round, Coarsening.Limit, Coarsening.Keep],
        FieldKind.Date or FieldKind.DateTime => [Coarsening.Year, Coarsening.Quarter, Coarsening.Month, Coarsening.Keep],
        _ => [Coarsening.Merge], // texts and lists without a coding: only what many people share
    };

    public Result Check(ShowcaseRecipe recipe)
    {
        var problems = Problems(recipe).ToList();
        return problems.Count == 0 ? Result.Ok : new Invalid(problems);
    }

    /// <summary>The first thing wrong with one field; null when it can be run.</summary>
    public FieldProblem? Problem(RecipeField recipe) => FieldProblems(recipe, "$").FirstOrDefault();

    /// <summary>What of an older version's recipe still fits this dataset, and the addresses of what does not.</summary>
    public (ShowcaseRecipe Recipe, IReadOnlyList<string> Vanished) Adapt(ShowcaseRecipe older)
    {
        var kept = older.Fields.Select(WithoutVanishedCodes).Where(field => Problem(field) is null).ToList();
        var names = kept.Select(field => field.Field).ToHashSet(StringComparer.Ordinal);
        var adapted = older with { Fields = kept, Together = [.. older.Together.Where(field => names.Contains(field) && IsOfMain(field))] };
        return (adapted, [.. older.Fields.Select(field => field.Field).Where(field => !names.Contains(field))]);
    }

    private IEnumerable<FieldProblem> Problems(ShowcaseRecipe recipe)
    {
        if (recipe.Format != ShowcaseRecipe.CurrentFormat)
        {
            yield return new FieldProblem("$.format", "recipe-format", $"This portal knows recipes of format {ShowcaseRecipe.CurrentFormat}.");
        }

        if (recipe.SamplePercent is < 1 or > 100)
        {
            yield return new FieldProblem("$.samplePercent", "recipe-sample", "Take 1 to 100 per cent of the people.");
        }

        if (recipe.Fields.Count == 0)
        {
            yield return new FieldProblem("$.fields", "recipe-empty", "Choose at least one field.");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var at = 0; at < recipe.Fields.Count; at++)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"$.fields[{at}]");
            if (!seen.Add(recipe.Fields[at].Field))
            {
                yield return new FieldProblem(place + ".field", "recipe-twice", "This field is chosen twice.");
            }

            foreach (var problem in FieldProblems(recipe.Fields[at], place))
            {
                yield return problem;
            }
        }

        foreach (var problem in TogetherProblems(recipe, seen))
        {
            yield return problem;
        }
    }

    private IEnumerable<FieldProblem> TogetherProblems(ShowcaseRecipe recipe, HashSet<string> chosen)
    {
        if (recipe.Together.Count > MostTogether || recipe.Together.Distinct(StringComparer.Ordinal).Count() < recipe.Together.Count)
        {
            yield return new FieldProblem("$.together", "recipe-together", $"Look at no more than {MostTogether} fields together, each once.");
        }

        for (var at = 0; at < recipe.Together.Count; at++)
        {
            if (!chosen.Contains(recipe.Together[at]) || !IsOfMain(recipe.Together[at]))
            {
                yield return new FieldProblem(string.Create(CultureInfo.InvariantCulture, $"$.together[{at}]"), "recipe-together", "Only chosen fields of the people's own table can be looked at together.");
            }
        }
    }

    private IEnumerable<FieldProblem> FieldProblems(RecipeField recipe, string place)
    {
        if (schema.Field(recipe.Field) is not { IsIdentifier: false } field)
        {
            return [new FieldProblem(place + ".field", "recipe-field-unknown", $"There is no field {Cut(recipe.Field)} that can be chosen.")];
        }

        if (!Offered(field).Contains(recipe.How))
        {
            return [new FieldProblem(place + ".how", "recipe-how", $"{field.Address} cannot be made coarser in this way.")];
        }

        return Strangers(recipe, place).Concat(recipe.How switch
        {
            Coarsening.Bands => BandProblems(recipe, field, place),
            Coarsening.Round or Coarsening.Limit => LimitProblems(recipe, field, place),
            Coarsening.Merge => MergeProblems(recipe, field, place),
            _ => [],
        });
    }

    // Members that mean nothing here would be a misunderstanding.
    private static IEnumerable<FieldProblem> Strangers(RecipeField recipe, string place)
    {
        (string Member, bool IsThere, bool Belongs)[] members =
        [
            ("edges", recipe.Edges.Count > 0, recipe.How == Coarsening.Bands),
            ("multiple", recipe.Multiple is not null, recipe.How == Coarsening.Round),
            ("lowest", recipe.Lowest is not null, recipe.How is Coarsening.Round or Coarsening.Limit),
            ("highest", recipe.Highest is not null, recipe.How is Coarsening.Round or Coarsening.Limit),
            ("fewerThan", recipe.FewerThan is not null, recipe.How == Coarsening.Merge),
            ("codes", recipe.Codes.Count > 0, recipe.How == Coarsening.Merge),
            ("levels", recipe.Levels is not null, recipe.How == Coarsening.Merge),
        ];
        return members.Where(member => member is { IsThere: true, Belongs: false })
            .Select(member => new FieldProblem($"{place}.{member.Member}", "recipe-stranger", $"\"{member.Member}\" does not belong to this way of making a field coarser."));
    }

    private static IEnumerable<FieldProblem> BandProblems(RecipeField recipe, FieldSchema field, string place)
    {
        var edges = recipe.Edges;
        if (edges.Count is 0 or > MostEdges)
        {
            yield return new FieldProblem(place + ".edges", "recipe-edges", $"Give 1 to {MostEdges} edges.");
        }
        else if (edges.Any(edge => !double.IsFinite(edge)) || edges.Zip(edges.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            yield return new FieldProblem(place + ".edges", "recipe-edges", "Edges go up from one to the next.");
        }
        else if (field.Type == FieldType.Integer && edges.Any(edge => !IsWhole(edge)))
        {
            yield return new FieldProblem(place + ".edges", "recipe-edges", "Edges of whole numbers are whole numbers.");
        }
    }

    private static IEnumerable<FieldProblem> LimitProblems(RecipeField recipe, FieldSchema field, string place)
    {
        if (recipe.How == Coarsening.Round && recipe.Multiple is not > 0)
        {
            yield return new FieldProblem(place + ".multiple", "recipe-multiple", "Round to multiples of a number above zero.");
        }

        if (recipe is { How: Coarsening.Limit, Lowest: null, Highest: null })
        {
            yield return new FieldProblem(place + ".highest", "recipe-limits", "Give a lowest value, a highest value, or both.");
        }

        if (recipe.Lowest >= recipe.Highest)
        {
            yield return new FieldProblem(place + ".highest", "recipe-limits", "The highest value is above the lowest.");
        }

        double?[] numbers = [recipe.Multiple, recipe.Lowest, recipe.Highest];
        if (numbers.Any(number => number is { } value && (!double.IsFinite(value) || Math.Abs(value) > 1e15 || (field.Type == FieldType.Integer && !IsWhole(value)))))
        {
            yield return new FieldProblem(place, "recipe-number", field.Type == FieldType.Integer ? "Use whole numbers for a field of whole numbers." : "Use ordinary numbers.");
        }
    }

    private IEnumerable<FieldProblem> MergeProblems(RecipeField recipe, FieldSchema field, string place)
    {
        var coding = field.IsSparse ? null : schema.CodingOf(field);
        if (recipe is { FewerThan: null, Levels: null, Codes.Count: 0 })
        {
            yield return new FieldProblem(place, "recipe-merge", "Say what is merged: codes that few people hold, levels of the tree, or single codes.");
        }

        if (recipe.FewerThan is { } fewest && (fewest < policy.Threshold || fewest > 1_000_000))
        {
            yield return new FieldProblem(place + ".fewerThan", "recipe-threshold", $"The disclosure tier of this environment asks for at least {policy.Threshold} people.");
        }

        if (coding is null && recipe.FewerThan is null)
        {
            yield return new FieldProblem(place + ".fewerThan", "recipe-text", "Texts without a coding can only come in as what many people share: give the number of people.");
        }

        if (recipe.Levels is { } levels && (levels is < 1 or > 32 || coding is not { IsTree: true }))
        {
            yield return new FieldProblem(place + ".levels", "recipe-levels", "Only a coding that is a tree has levels, from 1 on.");
        }

        foreach (var code in recipe.Codes.Where(code => coding?.Find(code) is null))
        {
            yield return new FieldProblem(place + ".codes", "recipe-code-unknown", $"The coding has no code {Cut(code)}.");
        }
    }

    private RecipeField WithoutVanishedCodes(RecipeField recipe) =>
        recipe.Codes.Count > 0 && schema.Field(recipe.Field) is { } field && schema.CodingOf(field) is { } coding
            ? recipe with { Codes = [.. recipe.Codes.Where(code => coding.Find(code) is not null)] }
            : recipe;

    private bool IsOfMain(string address) => schema.Field(address) is { } field && field.Entity == schema.Main.Name;

    private static bool IsWhole(double value) => Math.Abs(value) <= 1L << 53 && Math.Floor(value) == value;

    private static string Cut(string text) => text.Length <= 80 ? text : text[..80];
}
