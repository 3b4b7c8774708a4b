using System.Globalization;

namespace TrePortal.Domain.Cohorts;

/// <summary>
/// Where numbers and dates may be cut: at the edges that the charts show, so that nobody can slide a cut over single people
/// (disclosure.md DC2). A condition fits when what it takes in begins and ends at edges.
/// </summary>
/// <param name="Of">The edges of a field by its address, ascending: values of numbers, day numbers of dates and times. None where nobody has a value.</param>
public sealed record PublishedEdges(Func<string, IReadOnlyList<double>> Of)
{
    /// <summary>What is wrong with the values of a filter on a number or date, in words for people; null when they lie at edges.</summary>
    public string? Problem(FieldFilter filter, FieldKind kind)
    {
        var edges = Of(filter.Field);
        if (edges.Count == 0 || filter.Values.Count == 0)
        {
            return null;
        }

        if (filter.Operator is FilterOperator.In or FilterOperator.NotIn)
        {
            return filter.Values.Select(value => Problem(new FieldFilter(filter.Field, FilterOperator.Is, [value]), kind)).FirstOrDefault(problem => problem is not null);
        }

        var (begins, ends) = filter.Operator switch
        {
            FilterOperator.Between => (Begin(filter.Values[0], kind), End(filter.Values[1], kind)),
            FilterOperator.GreaterThanEq => (Begin(filter.Values[0], kind), null),
            FilterOperator.GreaterThan => (End(filter.Values[0], kind), null),
            FilterOperator.LessThan => (null, Begin(filter.Values[0], kind)),
            FilterOperator.LessThanEq => (null, End(filter.Values[0], kind)),
            _ => (Begin(filter.Values[0], kind), End(filter.Values[0], kind)),
        };
        var isPoint = kind == FieldKind.Float && filter.Operator == FilterOperator.Is;
        var wrong = new[] { begins, ends }.OfType<double>().Where(cut => !edges.Contains(cut)).ToList();
        return isPoint ? "Single values of this field cannot be asked for: use a range between the edges that its chart shows."
            : wrong.Count == 0 ? null
            : $"Cuts lie at the edges that the chart of the field shows. Near here they are {string.Join(" and ", Nearest(edges, wrong[0]).Select(edge => Spelling(edge, kind)))}.";
    }

    // Where what the value stands for begins; and where the next value after it does, for whole numbers and days.
    private static double? Begin(FilterValue value, FieldKind kind) => kind switch
    {
        FieldKind.Date => Intervals.Day(value.Text)!.Value.From,
        FieldKind.DateTime => Intervals.Instant(value.Text)!.Value.From / (double)TimeSpan.TicksPerDay,
        _ => double.Parse(value.Text, CultureInfo.InvariantCulture),
    };

    private static double? End(FilterValue value, FieldKind kind) => kind switch
    {
        FieldKind.Integer => double.Parse(value.Text, CultureInfo.InvariantCulture) + 1,
        FieldKind.Date => Intervals.Day(value.Text)!.Value.To + 1,
        FieldKind.DateTime => (Intervals.Instant(value.Text)!.Value.To + 1) / (double)TimeSpan.TicksPerDay,
        _ => double.Parse(value.Text, CultureInfo.InvariantCulture),
    };

    private static IEnumerable<double> Nearest(IReadOnlyList<double> edges, double cut) => edges.OrderBy(edge => Math.Abs(edge - cut)).Take(2).Order();

    private static string Spelling(double edge, FieldKind kind) => kind is FieldKind.Date or FieldKind.DateTime
        ? DateOnly.FromDayNumber((int)edge).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : edge.ToString("R", CultureInfo.InvariantCulture);
}
