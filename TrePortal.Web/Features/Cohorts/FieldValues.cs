using System.Globalization;
using TrePortal.Domain.Cohorts;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Cohorts;

/// <summary>The values that a filter on a field may take: published edges, never anybody's value.</summary>
public static class FieldValues
{
    /// <summary>Operators in the order in which the page offers them. Single values of numbers are not among them: they would not lie on an edge.</summary>
    public static IReadOnlyList<FilterOperator> Operators(ShowcaseField field) => [.. Offered(field).Where(op => field.Operators.Contains(op.Spelling()))];

    public static bool IsNumberOrDate(this ShowcaseField field) => field.Kind is FieldKind.Integer or FieldKind.Float or FieldKind.Date or FieldKind.DateTime;

    public static bool TakesCodes(this FilterOperator op) => op is FilterOperator.In or FilterOperator.NotIn or FilterOperator.Any or FilterOperator.All;

    public static bool IsRange(FieldFilter filter) => filter.Operator is FilterOperator.Between or FilterOperator.GreaterThanEq or FilterOperator.LessThanEq;

    public static FilterValue Of(ShowcaseField field, string text) => field.Kind switch
    {
        FieldKind.Integer when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => FilterValue.Of(whole),
        FieldKind.Integer or FieldKind.Float => FilterValue.Of(double.Parse(text, CultureInfo.InvariantCulture)),
        _ => FilterValue.Of(text),
    };

    /// <summary>Where a range may begin: where a bar begins.</summary>
    public static IReadOnlyList<string> Lower(ShowcaseField field) => field.Edges.Count < 2 ? field.Edges : [.. field.Edges.SkipLast(1)];

    /// <summary>Where a range may end: where a bar ends, both ends being included.</summary>
    public static IReadOnlyList<string> Upper(ShowcaseField field) => field.Edges.Count < 2 ? field.Edges : [.. field.Edges.Skip(1).Select(edge => Last(field, edge))];

    /// <summary>By the reader's culture; dates as they are.</summary>
    public static string Shown(ShowcaseField field, string text) =>
        field.Kind is FieldKind.Integer or FieldKind.Float && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number.ToString(number % 1 == 0 && Math.Abs(number) >= 10_000 ? "N0" : "0.############", CultureInfo.CurrentCulture)
            : text;

    private static string Last(ShowcaseField field, string edge) => field.Kind switch
    {
        FieldKind.Integer => (long.Parse(edge, NumberStyles.Float, CultureInfo.InvariantCulture) - 1).ToString(CultureInfo.InvariantCulture),
        FieldKind.Date or FieldKind.DateTime => DateOnly.ParseExact(edge, "yyyy-MM-dd", CultureInfo.InvariantCulture).AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => edge,
    };

    private static FilterOperator[] Offered(ShowcaseField field) => field.Kind switch
    {
        FieldKind.Category => [FilterOperator.In, FilterOperator.NotIn, FilterOperator.Exists, FilterOperator.NotExists],
        FieldKind.MultiSelect => [FilterOperator.Any, FilterOperator.All, FilterOperator.Exists, FilterOperator.NotExists],
        FieldKind.Text => [FilterOperator.Exists, FilterOperator.NotExists],
        _ when field.Edges.Count == 0 => [FilterOperator.Exists, FilterOperator.NotExists],
        _ => [FilterOperator.Between, FilterOperator.GreaterThanEq, FilterOperator.LessThanEq, FilterOperator.GreaterThan, FilterOperator.LessThan,
            FilterOperator.Exists, FilterOperator.NotExists, .. field.IsSparse ? new[] { FilterOperator.In, FilterOperator.NotIn } : []],
    };
}
