using System.Globalization;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Cohorts;

/// <summary>Turns true counts into a tile: every number published, every bar with a name.</summary>
internal static class ShowcaseTiles
{
    /// <summary>Of a dataset as it is, without a cohort that somebody chose.</summary>
    public static ShowcaseTile Publish(TileCounts counts, BorrowedDataset dataset, DisclosureGate gate) => Publish(counts, dataset, gate.Policy, set => gate.Publish(set.Count));

    /// <param name="counts">Of one field.</param>
    /// <param name="dataset">Where its names are.</param>
    /// <param name="policy">The tier in force.</param>
    /// <param name="publish">Says what may be said of each bar.</param>
    public static ShowcaseTile Publish(TileCounts counts, BorrowedDataset dataset, DisclosurePolicy policy, Func<CountedSet, PublishedCount> publish)
    {
        var schema = dataset.Dataset.Schema;
        var field = schema.Field(counts.Field)!;
        var shape = dataset.Engine.Shape(counts.Field)!;
        var coding = schema.CodingOf(field);
        var kind = field.Kind();
        var bars = counts.Bars.Select((_, at) => kind is FieldKind.Category or FieldKind.MultiSelect
            ? Category(shape.Codes[at], coding, publish(counts.Bar(at)))
            : Bin(field, shape, at, publish(counts.Bar(at)))).ToList();
        return new ShowcaseTile(
            field.Address,
            field.Title,
            field.Units,
            kind,
            coding is { IsTree: true } && !field.IsSparse,
            bars,
            [.. counts.Specials.Select((_, at) => Category(shape.SpecialCodes[at], coding, publish(counts.Special(at))))],
            kind == FieldKind.Date ? publish(counts.ImpreciseSet) : null,
            publish(counts.MissingSet))
        {
            Box = kind is FieldKind.Integer or FieldKind.Float ? PublishedQuartiles.Of([.. bars.Select(bar => bar.Count)], shape.Edges, policy) : null,
        };
    }

    /// <summary>People by two fields at once.</summary>
    public static ShowcaseTile PublishPair(TileAsked asked, TileCounts counts, BorrowedDataset dataset, DisclosureGate gate, Func<CountedSet, PublishedCount> publish)
    {
        var schema = dataset.Dataset.Schema;
        var (field, by) = (schema.Field(asked.Field)!, schema.Field(asked.By!)!);
        var groups = dataset.Engine.Pair(asked.Field, asked.By!)!;
        // The missing stand in the table where the whole release has enough of them; else they would be a row and a column
        // of hidden cells, and what is shown beside them would have to be withheld as well.
        var stride = groups.Columns.Count;
        var rows = gate.Publish(groups.MissingRows).IsHidden ? groups.Rows.SkipLast(1).ToList() : groups.Rows;
        var columns = gate.Publish(groups.MissingColumns).IsHidden ? groups.Columns.SkipLast(1).ToList() : groups.Columns;
        var cells = PairSuppression.Complete([.. rows.Select((_, row) =>
            (IReadOnlyList<PublishedCount>)[.. columns.Select((_, column) => publish(counts.Bar((row * stride) + column)))])]);
        var boxes = groups.ColumnEdges.Count == 0 || by.Kind() is FieldKind.Date or FieldKind.DateTime
            ? []
            : cells.Select(row => PublishedQuartiles.Of([.. row.Take(stride - 1)], groups.ColumnEdges, gate.Policy));
        return new ShowcaseTile(field.Address, field.Title, field.Units, field.Kind(), IsTree: false, [], [], Imprecise: null, publish(CountedSet.Nobody))
        {
            Grid = new ShowcaseGrid(by.Address, by.Title, by.Units, by.Kind(), rows, columns, cells, [.. boxes]),
        };
    }

    /// <summary>An edge as a filter spells it.</summary>
    public static string Spelling(FieldSchema field, double edge) =>
        field.Type is FieldType.Date or FieldType.DateTime ? Day(edge) : edge.ToString("R", CultureInfo.InvariantCulture);

    private static ShowcaseBar Category(string code, Coding? coding, PublishedCount count) =>
        coding?.Find(code) is { } known ? new ShowcaseBar(known.Meaning, count, code, known.Parent) : new ShowcaseBar(code, count, code);

    /// <summary>The name of neighbouring bins.</summary>
    public static string Range(FieldSchema field, TileShape shape, int first, int last)
    {
        var ((label, from, _), (_, _, to)) = (Ends(field, shape, first), Ends(field, shape, last));
        return first == last ? label
            : field.Type is FieldType.Date or FieldType.DateTime ? Days(shape.Edges[first], shape.Edges[Math.Min(last + 1, shape.Edges.Count - 1)] - 1)
            : Range(from, to, field.Type == FieldType.Integer);
    }

    private static ShowcaseBar Bin(FieldSchema field, TileShape shape, int at, PublishedCount count)
    {
        var (label, from, to) = Ends(field, shape, at);
        return new ShowcaseBar(label, count, From: from, To: to);
    }

    private static (string Label, string? From, string? To) Ends(FieldSchema field, TileShape shape, int at)
    {
        if (field.Type is FieldType.Date or FieldType.DateTime)
        {
            var (firstDay, lastDay) = (shape.Edges[at], shape.Edges[Math.Min(at + 1, shape.Edges.Count - 1)] - 1);
            return (Days(firstDay, lastDay), Day(firstDay), Day(lastDay));
        }

        // Whole numbers end before the next edge begins. The outermost bins take in what lies beyond the edges.
        var isWhole = field.Type == FieldType.Integer;
        var from = at == 0 ? null : Spelling(field, shape.Edges[at]);
        var to = at == shape.Bins - 1 ? null : Spelling(field, shape.Edges[at + 1] - (isWhole ? 1 : 0));
        return (Range(from, to, isWhole), from, to);
    }

    private static string Range(string? from, string? to, bool isWhole) => (from, to) switch
    {
        (null, null) => "Any value",
        (null, _) => isWhole ? $"{to} or less" : $"Less than {to}",
        (_, null) => $"{from} or more",
        _ when from == to => from,
        _ => $"{from} to {to}",
    };

    private static string Days(double firstDay, double lastDay)
    {
        var (first, last) = (DateOnly.FromDayNumber((int)firstDay), DateOnly.FromDayNumber((int)Math.Max(firstDay, lastDay)));
        var months = ((last.Year - first.Year) * 12) + last.Month - first.Month + 1;
        return months switch
        {
            1 => Text(first, "yyyy-MM"),
            3 => $"{first.Year} Q{((first.Month - 1) / 3) + 1}",
            12 => Text(first, "yyyy"),
            _ => $"{Text(first, "yyyy")} to {Text(last, "yyyy")}",
        };
    }

    private static string Day(double day) => Text(DateOnly.FromDayNumber((int)day), "yyyy-MM-dd");

    private static string Text(DateOnly day, string format) => day.ToString(format, CultureInfo.InvariantCulture);
}
