using System.Runtime.CompilerServices;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Formats;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.ShowcaseBuilder;

namespace TrePortal.Data.ShowcaseBuilder;

/// <summary>What a careful admin would begin with, for each field of a dataset. Worked out once per dataset and threshold.</summary>
internal sealed class RecipeSuggestions
{
    private const int Looked = 2000;
    private const int FewestForUnique = 50;
    private const int Bands = 8;

    private readonly ConditionalWeakTable<Dataset, Dictionary<int, IReadOnlyList<RecipeCandidate>>> _known = [];

    public IReadOnlyList<RecipeCandidate> Of(Dataset dataset, int threshold)
    {
        var known = _known.GetOrCreateValue(dataset);
        lock (known)
        {
            if (!known.TryGetValue(threshold, out var candidates))
            {
                candidates = [.. dataset.Schema.Entities.SelectMany(entity => entity.Fields).Where(field => !field.IsIdentifier).Select(field => Of(field, dataset, threshold))];
                known.Add(threshold, candidates);
            }

            return candidates;
        }
    }

    /// <summary>The people's own fields against which nothing speaks.</summary>
    public ShowcaseRecipe Recipe(Dataset dataset, int threshold)
    {
        var main = dataset.Schema.Main.Name;
        return new ShowcaseRecipe([.. Of(dataset, threshold).Where(field => field.Entity == main && field.Doubt is null).Select(field => field.Suggested)]);
    }

    private static RecipeCandidate Of(FieldSchema field, Dataset dataset, int threshold)
    {
        var coding = dataset.Schema.CodingOf(field);
        var isText = field.Kind() == FieldKind.Text || (field.IsMultiSelect && coding is null);
        var doubt = isText || field.Type == FieldType.Integer ? DoubtOf(field, dataset, isText) : null;
        return new RecipeCandidate(
            field.Address, field.Entity, field.Title, field.Description, field.Units, field.Folder, field.Kind(), coding is { IsTree: true } && !field.IsSparse,
            coding?.Codes ?? [], RecipeRules.Offered(field), Suggested(field, dataset, threshold), doubt);
    }

    private static RecipeField Suggested(FieldSchema field, Dataset dataset, int threshold)
    {
        switch (field.Kind())
        {
            case FieldKind.Integer or FieldKind.Float:
                var edges = BandEdges.Suggest((MeasuredColumn)dataset.Column(field.Address)!, Bands, equalCounts: false, threshold);
                return edges.Count == 0 ? new RecipeField(field.Address, Coarsening.Keep) : new RecipeField(field.Address, Coarsening.Bands) { Edges = edges };
            case FieldKind.Date or FieldKind.DateTime:
                return new RecipeField(field.Address, Coarsening.Year);
            default:
                return new RecipeField(field.Address, Coarsening.Merge) { FewerThan = threshold };
        }
    }

    private static RecipeDoubt? DoubtOf(FieldSchema field, Dataset dataset, bool isText)
    {
        if (field.IsCategory || field.IsMultiSelect)
        {
            return isText ? RecipeDoubt.FreeText : null;
        }

        var column = dataset.Column(field.Address)!;
        var looks = new PersonalValues(field);
        var different = new HashSet<string>(StringComparer.Ordinal);
        var seen = 0;
        var step = Math.Max(1, column.RowCount / Looked);
        for (var row = 0; row < column.RowCount; row += step)
        {
            if (column.IsMissing(row) || (column is MeasuredColumn measured && !measured.IsOrdinary(row)))
            {
                continue;
            }

            var text = column.Text(row);
            looks.Look(System.Text.Encoding.UTF8.GetBytes(text));
            different.Add(text);
            seen++;
        }

        return looks.LooksPersonal ? RecipeDoubt.Personal
            : seen >= FewestForUnique && different.Count >= seen * 0.9 && (isText || SpreadIsNarrow(column, seen)) ? RecipeDoubt.NearlyUnique
            : isText ? RecipeDoubt.FreeText
            : null;
    }

    // Numbers that were given out fill their range; measurements that happen to be different do not.
    private static bool SpreadIsNarrow(Column column, int seen) =>
        column is NumberColumn && long.TryParse(column.Statistics.Minimum, out var low) && long.TryParse(column.Statistics.Maximum, out var high)
        && high - (double)low < 4.0 * column.RowCount && seen * 2L > Math.Min(Looked, column.RowCount);
}
