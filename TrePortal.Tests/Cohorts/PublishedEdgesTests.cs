using TrePortal.Domain.Cohorts;

namespace TrePortal.Tests.Cohorts;

public sealed class PublishedEdgesTests
{
    private static readonly double _y2020 = new DateOnly(2020, 1, 1).DayNumber;
    private static readonly double _y2021 = new DateOnly(2021, 1, 1).DayNumber;

    [Theory]
    [InlineData(FieldKind.Integer, FilterOperator.Between, true, 40, 49)]
    [InlineData(FieldKind.Integer, FilterOperator.Between, true, 40, 59)]
    [InlineData(FieldKind.Integer, FilterOperator.Between, false, 40, 50)]
    [InlineData(FieldKind.Integer, FilterOperator.Between, false, 41, 49)]
    [InlineData(FieldKind.Integer, FilterOperator.GreaterThanEq, true, 50)]
    [InlineData(FieldKind.Integer, FilterOperator.GreaterThan, true, 49)]
    [InlineData(FieldKind.Integer, FilterOperator.GreaterThan, false, 50)]
    [InlineData(FieldKind.Integer, FilterOperator.LessThan, true, 60)]
    [InlineData(FieldKind.Integer, FilterOperator.LessThanEq, true, 59)]
    [InlineData(FieldKind.Integer, FilterOperator.LessThanEq, false, 58)]
    [InlineData(FieldKind.Integer, FilterOperator.Is, true, 60)]
    [InlineData(FieldKind.Integer, FilterOperator.Is, false, 40)]
    [InlineData(FieldKind.Integer, FilterOperator.In, true, 60)]
    [InlineData(FieldKind.Integer, FilterOperator.In, false, 60, 40)]
    [InlineData(FieldKind.Float, FilterOperator.Between, true, 40, 50)]
    [InlineData(FieldKind.Float, FilterOperator.Between, false, 40, 49)]
    [InlineData(FieldKind.Float, FilterOperator.Is, false, 40)]
    [InlineData(FieldKind.Float, FilterOperator.NotIn, false, 40)]
    [InlineData(FieldKind.Integer, FilterOperator.In, true)]
    public void Numbers_are_cut_where_their_bins_meet(FieldKind kind, FilterOperator op, bool fits, params int[] values)
    {
        var edges = new PublishedEdges(_ => [40, 50, 60, 61]);

        var problem = edges.Problem(new FieldFilter("person.age", op, [.. values.Select(value => FilterValue.Of((long)value))]), kind);

        Assert.Equal(fits, problem is null);
    }

    [Theory]
    [InlineData(FilterOperator.Is, true, "2020")]
    [InlineData(FilterOperator.Is, false, "2020-01")]
    [InlineData(FilterOperator.Between, true, "2020-01-01", "2020-12-31")]
    [InlineData(FilterOperator.Between, true, "2020", "2020")]
    [InlineData(FilterOperator.Between, false, "2020-01-01", "2020-12-30")]
    [InlineData(FilterOperator.GreaterThan, true, "2020")]
    [InlineData(FilterOperator.LessThan, true, "2021-01-01")]
    [InlineData(FilterOperator.LessThan, false, "2021-01-02")]
    public void Dates_and_times_are_cut_where_their_bins_meet(FilterOperator op, bool fits, params string[] values)
    {
        var edges = new PublishedEdges(_ => [_y2020, _y2021]);
        var filter = new FieldFilter("person.born", op, [.. values.Select(FilterValue.Of)]);

        Assert.Equal(fits, edges.Problem(filter, FieldKind.Date) is null);
        Assert.Equal(fits, edges.Problem(filter, FieldKind.DateTime) is null);
    }

    [Fact]
    public void The_nearest_edges_are_named()
    {
        var edges = new PublishedEdges(_ => [0, 0.5, 1, 1.5]);

        Assert.Contains("0.5 and 1.", edges.Problem(new FieldFilter("a.b", FilterOperator.LessThan, [FilterValue.Of(0.8)]), FieldKind.Float), StringComparison.Ordinal);
        Assert.Null(new PublishedEdges(_ => []).Problem(new FieldFilter("a.b", FilterOperator.LessThan, [FilterValue.Of(0.8)]), FieldKind.Float));
    }
}
