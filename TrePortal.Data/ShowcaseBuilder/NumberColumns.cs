using System.Buffers;
using System.Globalization;
using System.Text;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.ShowcaseBuilder;

namespace TrePortal.Data.ShowcaseBuilder;

/// <summary>Numbers brought within limits and rounded; special codes stay as they are.</summary>
internal abstract class CoarseNumberColumn(MeasuredColumn source, FieldSchema output) : ShowcaseColumn(source, output)
{
    public override void Write(int row, IBufferWriter<byte> to)
    {
        if (source.IsOrdinary(row))
        {
            WriteNumber(row, to);
        }
        else
        {
            source.WriteText(row, to);
        }
    }

    public override long GroupAt(int row) => source.IsOrdinary(row) ? NumberGroupAt(row) : source.IsMissing(row) ? Missing : Missing + source.Special[row];

    protected abstract void WriteNumber(int row, IBufferWriter<byte> to);

    protected abstract long NumberGroupAt(int row);

    protected static void Put(IUtf8SpanFormattable value, IBufferWriter<byte> to)
    {
        var room = to.GetSpan(40);
        value.TryFormat(room, out var written, default, CultureInfo.InvariantCulture);
        to.Advance(written);
    }

    /// <summary>The special codes that are numbers: an ordinary value must not be rounded to one of them.</summary>
    protected static HashSet<decimal> Specials(MeasuredColumn source) =>
        [.. source.SpecialCodes.Select(code => decimal.TryParse(code, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : (decimal?)null).OfType<decimal>()];

    /// <summary>The nearest multiple, halves away from zero; the next one up where that is a special code.</summary>
    protected static decimal Round(decimal value, decimal? multiple, HashSet<decimal> specials)
    {
        if (multiple is { } unit)
        {
            value = decimal.Round(value / unit, MidpointRounding.AwayFromZero) * unit;
        }

        while (specials.Contains(value))
        {
            value += multiple ?? 1;
        }

        return value;
    }
}

internal sealed class CoarseIntegerColumn(NumberColumn source, FieldSchema output, RecipeField recipe) : CoarseNumberColumn(source, output)
{
    private readonly HashSet<decimal> _specials = Specials(source);
    private readonly decimal _lowest = (decimal?)recipe.Lowest ?? long.MinValue;
    private readonly decimal _highest = (decimal?)recipe.Highest ?? long.MaxValue;

    protected override void WriteNumber(int row, IBufferWriter<byte> to) => Put(NumberGroupAt(row), to);

    protected override long NumberGroupAt(int row) =>
        (long)Math.Clamp(Round(Math.Clamp(source.Values[row], _lowest, _highest), (decimal?)recipe.Multiple, _specials), long.MinValue, long.MaxValue);
}

internal sealed class CoarseFloatColumn(FloatColumn source, FieldSchema output, RecipeField recipe) : CoarseNumberColumn(source, output)
{
    private const double MostExact = 1e15;

    private readonly HashSet<decimal> _specials = Specials(source);

    protected override void WriteNumber(int row, IBufferWriter<byte> to) => Put(ValueAt(row), to);

    protected override long NumberGroupAt(int row) => BitConverter.DoubleToInt64Bits(ValueAt(row));

    // In decimals, so that 0.1 times 3 is 0.3.
    private double ValueAt(int row)
    {
        var value = Math.Max(recipe.Lowest ?? double.MinValue, Math.Min(recipe.Highest ?? double.MaxValue, source.Values[row]));
        if (Math.Abs(value) > MostExact)
        {
            return value;
        }

        // A decimal holds fewer digits than a float: what is not rounded is not turned into one and back.
        var exact = (decimal)value;
        return recipe.Multiple is null && !_specials.Contains(exact) ? value : (double)Round(exact, (decimal?)recipe.Multiple, _specials);
    }
}

/// <summary>Dates and times as year, quarter or month. Special codes stay; what is known too roughly stays as rough as it is.</summary>
internal sealed class PeriodColumn(MeasuredColumn source, FieldSchema output, Coarsening how) : ShowcaseColumn(source, output)
{
    public override void Write(int row, IBufferWriter<byte> to)
    {
        if (!source.IsOrdinary(row))
        {
            source.WriteText(row, to);
            return;
        }

        var (year, month) = PeriodAt(row);
        Span<char> text = stackalloc char[8];
        var isWritten = month == 0 || how == Coarsening.Year
            ? text.TryWrite(CultureInfo.InvariantCulture, $"{year:0000}", out var length)
            : how == Coarsening.Quarter
                ? text.TryWrite(CultureInfo.InvariantCulture, $"{year:0000}-Q{month}", out length)
                : text.TryWrite(CultureInfo.InvariantCulture, $"{year:0000}-{month:00}", out length);
        System.Diagnostics.Debug.Assert(isWritten, "Eight letters hold every period.");
        Encoding.ASCII.GetBytes(text[..length], to);
    }

    public override long GroupAt(int row)
    {
        if (!source.IsOrdinary(row))
        {
            return source.IsMissing(row) ? Missing : Missing + source.Special[row];
        }

        var (year, month) = PeriodAt(row);
        return (year * 16L) + month;
    }

    // The second part is the month or quarter; 0 when only the year counts or is known.
    private (int Year, int Part) PeriodAt(int row)
    {
        var (from, to) = source is DateColumn dates ? dates.IntervalAt(row) : DayOf((DateTimeColumn)source, row);
        return how switch
        {
            Coarsening.Year => (from.Year, 0),
            Coarsening.Quarter => (from.Year, (from.Month - 1) / 3 == (to.Month - 1) / 3 ? ((from.Month - 1) / 3) + 1 : 0),
            _ => (from.Year, from.Month == to.Month ? from.Month : 0),
        };
    }

    // The day on the clock of where it was written down.
    private static (DateOnly, DateOnly) DayOf(DateTimeColumn times, int row)
    {
        var zone = times.Zones[row];
        var local = times.UtcTicks[row] + (zone is DateTimeColumn.NoZone or DateTimeColumn.Zulu ? 0 : zone * TimeSpan.TicksPerMinute);
        var day = DateOnly.FromDateTime(new DateTime(local));
        return (day, day);
    }
}

/// <summary>Dates by quarter, as categories.</summary>
internal sealed class QuarterColumn(MeasuredColumn source, FieldSchema output, IReadOnlyList<string> codes, PeriodColumn periods, Dictionary<long, int> numbers) : CategoryColumn(source, output, codes)
{
    public override int CodeAt(int row) =>
        source.IsOrdinary(row) ? numbers[periods.GroupAt(row)] : source.IsMissing(row) ? 0 : numbers.Count + source.Special[row];
}
