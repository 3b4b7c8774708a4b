using TrePortal.Data.Inventory.Columns;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Cohorts;

/// <summary>
/// The groups that a field falls into when people are counted by two fields at once: at most twelve, and the missing. They
/// follow from the dictionary, the published edges and the codes' frequency in the whole release, not from a cohort.
/// </summary>
/// <param name="Groups">The last one is for those without a value.</param>
/// <param name="GroupOf">Per cell of the field (see <see cref="EngineColumns.Cells"/>).</param>
/// <param name="Edges">Of numbers and dates: one more than there are groups, without the missing.</param>
/// <param name="Missing">People of the whole release in the last group.</param>
internal sealed record PairShape(IReadOnlyList<GridGroup> Groups, byte[] GroupOf, IReadOnlyList<double> Edges, int Missing)
{
    private const int Most = 12;

    public static PairShape Of(Column column, TileShape shape, DatasetSchema schema) => column is CodeColumn codes
        ? OfCodes(codes, schema.CodingOf(column.Field)!)
        : OfBins((MeasuredColumn)column, shape);

    private static PairShape OfCodes(CodeColumn column, Coding coding)
    {
        // Of a tree the roots: a parent means its descendants.
        var roots = column.Codes.Select(code => Root(code, coding)).ToList();
        var rows = roots.Zip(column.Statistics.CodeCounts, (root, count) => (root, count)).GroupBy(pair => pair.root, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Sum(pair => pair.count), StringComparer.Ordinal);
        var all = coding.Codes.Where(code => rows.ContainsKey(code.Value)).ToList();
        var kept = all.Count <= Most ? all : [.. all.OrderByDescending(code => rows[code.Value]).Take(Most - 1).OrderBy(all.IndexOf)];
        var groups = kept.Select(code => new GridGroup(code.Meaning, code.Value)).ToList();
        if (kept.Count < all.Count)
        {
            groups.Add(new GridGroup($"{all.Count - kept.Count} other"));
        }

        var places = kept.Select((code, at) => (code.Value, at)).ToDictionary(pair => pair.Value, pair => pair.at, StringComparer.Ordinal);
        var missing = (byte)groups.Count;
        return new([.. groups, new GridGroup("Missing")], [missing, .. roots.Select(root => (byte)places.GetValueOrDefault(root, groups.Count - 1))], [], (int)column.Statistics.Missing);
    }

    private static PairShape OfBins(MeasuredColumn column, TileShape shape)
    {
        var width = (shape.Bins + Most - 1) / Most;
        var count = width == 0 ? 0 : (shape.Bins + width - 1) / width;
        var starts = Enumerable.Range(0, count).Select(group => group * width).ToList();
        IReadOnlyList<double> edges = shape.Edges.Count < 2 ? [] : [.. starts.Select(start => shape.Edges[start]), shape.Edges[^1]];
        var groups = starts.Select(start => new GridGroup(ShowcaseTiles.Range(column.Field, shape, start, Math.Min(start + width, shape.Bins) - 1)));
        var noValue = (byte)count;
        var others = Enumerable.Repeat(noValue, column.SpecialCodes.Count + 1);
        return new([.. groups, new GridGroup("Missing")], [noValue, .. Enumerable.Range(0, shape.Bins).Select(bin => (byte)(bin / width)), .. others], edges, (int)(column.Statistics.Missing + column.Statistics.SpecialCounts.Sum()));
    }

    private static string Root(string code, Coding coding)
    {
        var at = coding.Find(code);
        while (at?.Parent is { } parent && coding.Find(parent) is { } above)
        {
            at = above;
        }

        return at?.Value ?? code;
    }
}

/// <summary>Counts people of the main entity by two fields with one value each.</summary>
internal sealed class PairCounter(RowCodes rows, PairShape rowShape, RowCodes columns, PairShape columnShape, bool withSketches) : TileCounter
{
    private readonly SetCounts _counts = new(rowShape.Groups.Count * columnShape.Groups.Count, withSketches, moreSums: 2);

    public override void Count(PeopleBlock people)
    {
        var numbers = people.Numbers;
        var persons = people.Rows;
        for (var at = 0; at < persons.Length; at++)
        {
            var person = persons[at];
            _counts.Hit((rowShape.GroupOf[rows[person]] * columnShape.Groups.Count) + columnShape.GroupOf[columns[person]], numbers, at);
        }
    }

    public override void Add(TileCounter other) => _counts.Add(((PairCounter)other)._counts);

    /// <summary>The cells as bars, row after row.</summary>
    public override TileCounts Result(string field) => new(field, _counts.People, [], Imprecise: 0, Missing: 0) { Sums = _counts.Sums };
}
