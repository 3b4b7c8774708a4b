using System.Globalization;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Cohorts;

/// <summary>Turns true counts into a tile: every number published, every bar with a name.</summary>
internal static class ShowcaseTiles
{
    /// <summary>Of a dataset as it is, without a cohort that somebody chose.</summary>
    public static ShowcaseTile Publish(TileCounts counts, BorrowedDataset dataset, DisclosureGate gate) => Publish(counts, dataset, set => gate.Publish(set.Count));

    /// <param name="counts">Of one field.</param>
    /// <param name="dataset">Where its names are.</param>
    /// <param name="publish">Says what may be said of each bar.</param>
    public static ShowcaseTile Publish(TileCounts counts, BorrowedDataset dataset, Func<CountedSet, PublishedCount> publish)
    {
        var schema = dataset.Dataset.Schema;
        var field = schema.Field(counts.Field)!;
        var shape = dataset.Engine.Shape(counts.Field)!;
        var coding = schema.CodingOf(field);
        var kind = field.Kind();
        var bars = counts.Bars.Select((_, at) => kind is FieldKind.Category or FieldKind.MultiSelect
            ? Category(shape.Codes[at], coding, publish(counts.Bar(at)))
            : Bin(field, shape, at, publish(counts.Bar(at))));
        return new ShowcaseTile(
            field.Address,
            field.Title,
            field.Units,
            kind,
            coding is { IsTree: true } && !field.IsSparse,
            [.. bars],
            [.. counts.Specials.Select((_, at) => Category(shape.SpecialCodes[at], coding, publish(counts.Special(at))))],
            kind == FieldKind.Date ? publish(counts.ImpreciseSet) : null,
            publish(counts.MissingSet));
    }

    /// <summary>An edge as a filter spells it.</summary>
    public static string Spelling(FieldSchema field, double edge) =>
        field.Type is FieldType.Date or FieldType.DateTime ? Day(edge) : edge.ToString("R", CultureInfo.InvariantCulture);

    private static ShowcaseBar Category(string code, Coding? coding, PublishedCount count) =>
        coding?.Find(code) is { } known ? new ShowcaseBar(known.Meaning, count, code, known.Parent) : new ShowcaseBar(code, count, code);

    private static ShowcaseBar Bin(FieldSchema field, TileShape shape, int at, PublishedCount count)
    {
        if (field.Type is FieldType.Date or FieldType.DateTime)
        {
            var (firstDay, lastDay) = (shape.Edges[at], shape.Edges[Math.Min(at + 1, shape.Edges.Count - 1)] - 1);
            return new ShowcaseBar(Days(firstDay, lastDay), count, From: Day(firstDay), To: Day(lastDay));
        }

        // Whole numbers end before the next edge begins. The outermost bins take in what lies beyond the edges.
        var isWhole = field.Type == FieldType.Integer;
        var from = at == 0 ? null : Spelling(field, shape.Edges[at]);
        var to = at == shape.Bins - 1 ? null : Spelling(field, shape.Edges[at + 1] - (isWhole ? 1 : 0));
        return new ShowcaseBar(Range(from, to, isWhole), count, From: from, To: to);
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
