using TrePortal.Data.Cohorts;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.ShowcaseBuilder;

namespace TrePortal.Data.ShowcaseBuilder;

/// <summary>Counts what a recipe would make. Every number of people that leaves here has passed the gate.</summary>
internal sealed class RecipePreviews(BorrowedDataset borrowed, DisclosureGate gate)
{
    private const int MostCounted = 100_000;

    private Dataset Dataset => borrowed.Dataset;

    public FieldPreview Field(RecipeField recipe, CancellationToken cancellation)
    {
        var column = new ColumnMaking(Dataset, people: null).Make(recipe);
        var counts = Count(column, cancellation);
        var isKept = column is KeptColumn;
        return new FieldPreview(
            recipe.Field,
            column.Output.Name,
            column.Source.Field.Title,
            column.IsForRequests,
            Before(column.Source.Field, cancellation),
            isKept ? [] : Bars(column, counts),
            Math.Max(0, counts.People.Count - FieldPreview.MostBars),
            gate.Publish(counts.Missing),
            counts.People.Values.Count(people => people < gate.Policy.Threshold),
            column.Merged);
    }

    public RecipePreview Recipe(ShowcaseRecipe recipe, CancellationToken cancellation)
    {
        var design = ShowcaseDesign.Of(recipe, Dataset, people: null);
        var columns = design.Tables.SelectMany(table => table.Columns).ToList();
        var outcomes = columns.ConvertAll(column =>
        {
            var counts = Count(column, cancellation);
            return new RecipeOutcome(
                column.Source.Field.Address, column.Output.Name, column.IsForRequests, counts.People.Count, counts.People.Values.Count(people => people < gate.Policy.Threshold));
        });
        var together = columns.Where(column => recipe.Together.Contains(column.Source.Field.Address)).ToList();
        var groups = together.Count == 0 ? null : GroupSizes(together, cancellation);
        var taken = (int)Math.Round(Dataset.Main.RowCount * (recipe.SamplePercent / 100.0), MidpointRounding.AwayFromZero);
        return new RecipePreview(
            [.. design.Tables.Select(table => table.Source.Schema.Title)],
            gate.Publish(taken),
            outcomes,
            groups is null ? null : gate.Publish(groups.Count(size => size == 1)),
            groups is null ? null : gate.Publish(groups.Where(size => size < gate.Policy.Threshold).Sum()));
    }

    private ShowcaseTile? Before(FieldSchema field, CancellationToken cancellation)
    {
        if (borrowed.Engine.Shape(field.Address) is null)
        {
            return null;
        }

        var counts = borrowed.Engine.Tiles(RowMask.All(borrowed.Engine.Population), [field.Address], keys: null, cancellation)[0];
        return ShowcaseTiles.Publish(counts, borrowed, gate);
    }

    private IReadOnlyList<ShowcaseBar> Bars(ShowcaseColumn column, GroupCounts counts)
    {
        if (column.Coding is { } coding && column.Output.IsCategory)
        {
            return [.. coding.Codes.Select((code, at) => (code, People: counts.People.GetValueOrDefault(at + 1)))
                .Where(item => item.People > 0)
                .Take(FieldPreview.MostBars)
                .Select(item => new ShowcaseBar(item.code.Meaning, gate.Publish(item.People), item.code.Value, item.code.Parent))];
        }

        // Numbers and periods in their order: the groups of whole numbers and periods are, those of floats are their bits.
        var isFloat = column.Output.Type == FieldType.Float;
        return [.. counts.People
            .OrderBy(pair => isFloat && pair.Key > ShowcaseColumn.Missing + byte.MaxValue ? BitConverter.Int64BitsToDouble(pair.Key) : pair.Key)
            .Take(FieldPreview.MostBars)
            .Select(pair => new ShowcaseBar(LabelOf(column, counts.AnyRow[pair.Key]), gate.Publish(pair.Value)))];
    }

    private string LabelOf(ShowcaseColumn column, int row)
    {
        var text = column.Text(row);
        return column.Output.IsSparse && Dataset.Schema.CodingOf(column.Source.Field)?.Find(text) is { } special ? special.Meaning : text;
    }

    // People by value; somebody with several values counts in each, and is missing only without any.
    private GroupCounts Count(ShowcaseColumn column, CancellationToken cancellation)
    {
        var table = Dataset.Table(column.Source.Field.Entity);
        var counts = new GroupCounts();
        var known = new bool[Dataset.Main.RowCount];
        var isMain = table.Schema.Name == Dataset.Schema.Main.Name;
        var seen = isMain ? null : new HashSet<(long Group, int Person)>();
        var persons = table.PersonRows;
        for (var row = 0; row < table.RowCount; row++)
        {
            if ((row & 0xFFFF) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            foreach (var group in column.GroupsAt(row))
            {
                if (group == ShowcaseColumn.Missing)
                {
                    continue;
                }

                known[persons[row]] = true;
                if (counts.People.Count < MostCounted && (seen is null || seen.Add((group, persons[row])))) // beyond, it is as good as unique
                {
                    counts.Add(group, row);
                }
            }
        }

        counts.Missing = known.Count(isKnown => !isKnown);
        return counts;
    }

    // How many people share all their values with how many.
    private static List<int> GroupSizes(List<ShowcaseColumn> columns, CancellationToken cancellation)
    {
        var rows = columns[0].Source.RowCount;
        var group = new int[rows];
        var groups = 1;
        foreach (var column in columns)
        {
            cancellation.ThrowIfCancellationRequested();
            var numbers = new Dictionary<(int Group, long Value), int>();
            for (var row = 0; row < rows; row++)
            {
                var key = (group[row], column.GroupAt(row));
                if (!numbers.TryGetValue(key, out var number))
                {
                    numbers.Add(key, number = numbers.Count);
                }

                group[row] = number;
            }

            groups = numbers.Count;
        }

        var sizes = new int[groups];
        foreach (var number in group)
        {
            sizes[number]++;
        }

        return [.. sizes];
    }

    private sealed class GroupCounts
    {
        public Dictionary<long, int> People { get; } = [];

        /// <summary>For each group a row in it, to read its text from.</summary>
        public Dictionary<long, int> AnyRow { get; } = [];

        public int Missing { get; set; }

        public void Add(long group, int row)
        {
            if (People.TryAdd(group, 1))
            {
                AnyRow.Add(group, row);
            }
            else
            {
                People[group]++;
            }
        }
    }
}
