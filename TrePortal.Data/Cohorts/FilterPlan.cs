using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Inventory;
using static TrePortal.Domain.Cohorts.FilterOperator;

namespace TrePortal.Data.Cohorts;

/// <summary>
/// Turns one filter into a condition on cells. A missing value satisfies <c>not-exists</c> and nothing else; a special
/// code is present, never compared, and picked with <c>in</c>.
/// </summary>
/// <param name="columns">Of the dataset that is asked about.</param>
/// <param name="path">By which loops conditions are looked up.</param>
internal sealed class FilterPlan(EngineColumns columns, VectorPath path)
{
    public RowPredicate Of(FieldFilter filter, Column column, DatasetSchema schema) => filter.Operator switch
    {
        Exists => Present(column),
        NotExists => new NoneOf(Present(column)),
        NotIn => new AllOf([Present(column), new NoneOf(Of(filter with { Operator = In }, column, schema))]),
        _ => column switch
        {
            CodeColumn codes => Codes(codes, CodeSet(filter.Values, codes.Codes, schema.CodingOf(column.Field)!)),
            MultiColumn multi => Multi(filter, multi, schema.CodingOf(column.Field)!),
            MeasuredColumn measured when filter.Operator == In => Listed(filter.Values, measured),
            MeasuredColumn measured => Compared(filter, measured),
            _ => throw new InvalidOperationException($"{filter.Operator.Spelling()} does not fit {filter.Field}."),
        },
    };

    /// <summary>The cell is not empty.</summary>
    public RowPredicate Present(Column column) => column switch
    {
        MeasuredColumn { SpecialCodes.Count: > 0 } measured => new AnyOf([new IsOrdinary(measured), Special(measured, [.. measured.SpecialCodes.Select(_ => true).Prepend(false)])]),
        MeasuredColumn measured => new IsOrdinary(measured),
        CodeColumn codes => Codes(codes, [.. codes.Codes.Select(_ => true).Prepend(false)]),
        _ => new IsThere(column),
    };

    private unsafe RowPredicate Codes(CodeColumn column, bool[] set) =>
        column.Width == 1 ? new ByteIn(new RowCodes(column).Bytes, set, path) : new CodeIn(column, set);

    private unsafe ByteIn Special(MeasuredColumn column, bool[] set) =>
        new((byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(column.Special)), set, path);

    private RowPredicate Multi(FieldFilter filter, MultiColumn column, Coding coding)
    {
        var index = columns.Multi(column);
        return filter.Operator == Any
            ? new Known(index.Any(CodeSet(filter.Values, column.Codes, coding)))
            : new AllOf([.. filter.Values.Select(value => new Known(index.Any(CodeSet([value], column.Codes, coding))))]);
    }

    // Which stored codes the values stand for: each value and everything below it. Place 0 is the missing value.
    private static bool[] CodeSet(IReadOnlyList<FilterValue> values, IReadOnlyList<string> codes, Coding coding)
    {
        var wanted = values.SelectMany(value => coding.WithDescendants(value.Text)).ToHashSet(StringComparer.Ordinal);
        return [.. codes.Select(wanted.Contains).Prepend(false)];
    }

    private AnyOf Listed(IReadOnlyList<FilterValue> values, MeasuredColumn column)
    {
        var parts = new List<RowPredicate>();
        var specials = column.SpecialCodes.Select(code => values.Any(value => value.Text == code)).ToArray();
        if (specials.Contains(true))
        {
            parts.Add(Special(column, [.. specials.Prepend(false)]));
        }

        var ordinary = values.Where(value => !column.SpecialCodes.Contains(value.Text, StringComparer.Ordinal));
        parts.AddRange(ordinary.Select(value => Compared(new FieldFilter(column.Field.Address, Is, [value]), column)));
        return new AnyOf(parts);
    }

    // Rows without an ordinary value are never inside.
    private RowPredicate Compared(FieldFilter filter, MeasuredColumn column)
    {
        var ordered = columns.Ordered(column);
        switch (column)
        {
            case NumberColumn numbers:
                var whole = Range(filter.Operator, Spans(filter, value => Point(long.Parse(value, CultureInfo.InvariantCulture))), long.MinValue, long.MaxValue);
                return ordered is null ? Ordinary(column, Whole(() => numbers.Values, whole)) : whole is (var low, var high) ? Coded(ordered, ordered.Between(low, high)) : new Never();
            case FloatColumn floats:
                var (from, to) = FloatRange(filter);
                return ordered is null ? Ordinary(column, new FloatBetween(floats, from, to)) : Coded(ordered, ordered.Between(from, to));
            case DateTimeColumn times:
                return Ordinary(column, Whole(() => times.UtcTicks, Range(filter.Operator, Spans(filter, value => Intervals.Instant(value)!.Value), long.MinValue, long.MaxValue)));
            case DateColumn dates:
                return Ordinary(column, Days(dates, Range(filter.Operator, Spans(filter, value => Intervals.Day(value)!.Value), int.MinValue, int.MaxValue)));
            default:
                throw new InvalidOperationException($"{filter.Field} cannot be compared.");
        }
    }

    private static AllOf Ordinary(MeasuredColumn column, RowPredicate compared) => new([new IsOrdinary(column), compared]);

    private RowPredicate Coded(OrderedCodes ordered, (int First, int Last) codes) =>
        codes.First > codes.Last ? new Never() : new CodeBetween(ordered.Rows, codes.First, codes.Last, path);

    private static Interval Point(long value) => new(value, value);

    private static (Interval First, Interval Last) Spans(FieldFilter filter, Func<string, Interval> read) =>
        (read(filter.Values[0].Text), read(filter.Values[^1].Text));

    // What lies wholly inside "from the low end to the high end"; beyond an end of the type there is nothing.
    private static (long Low, long High)? Range(FilterOperator op, (Interval First, Interval Last) given, long least, long most) => op switch
    {
        Is or Between => (given.First.From, given.Last.To),
        GreaterThan => given.First.To >= most ? null : (given.First.To + 1, most),
        GreaterThanEq => (given.First.From, most),
        LessThan => given.First.From <= least ? null : (least, given.First.From - 1),
        LessThanEq => (least, given.First.To),
        _ => throw new InvalidOperationException($"{op.Spelling()} does not compare."),
    };

    private static RowPredicate Whole(WholeBetween.Cells cells, (long Low, long High)? range) =>
        range is (var low, var high) ? new WholeBetween(cells, low, high) : new Never();

    private static RowPredicate Days(DateColumn column, (long Low, long High)? range) =>
        range is (var low, var high) ? new DaysInside(column, (int)low, (int)high) : new Never();

    private static (double Low, double High) FloatRange(FieldFilter filter)
    {
        var first = double.Parse(filter.Values[0].Text, CultureInfo.InvariantCulture);
        return filter.Operator switch
        {
            Is => (first, first),
            Between => (first, double.Parse(filter.Values[1].Text, CultureInfo.InvariantCulture)),
            GreaterThan => (double.BitIncrement(first), double.PositiveInfinity),
            GreaterThanEq => (first, double.PositiveInfinity),
            LessThan => (double.NegativeInfinity, double.BitDecrement(first)),
            LessThanEq => (double.NegativeInfinity, first),
            _ => throw new InvalidOperationException($"{filter.Operator.Spelling()} does not compare."),
        };
    }
}
