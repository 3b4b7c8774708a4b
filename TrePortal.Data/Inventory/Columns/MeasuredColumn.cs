using System.Buffers;
using System.Globalization;
using System.Text;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>
/// Numbers, dates and times: a row holds an ordinary value, a special code (sparse fields only), or nothing.
/// </summary>
public abstract unsafe class MeasuredColumn : Column
{
    private const int LongestOrdinary = 40;

    private readonly ulong* _present;
    private readonly byte* _special;
    private readonly byte[][] _specialTexts;

    private protected MeasuredColumn(ColumnSource source)
        : base(source)
    {
        _present = (ulong*)source.File.Pointer(Sections.Present, Padded(RowCount) / 8);
        _special = source.Field.IsSparse ? source.File.Pointer(Sections.Special, Padded(RowCount)) : null;
        SpecialCodes = source.Field.IsSparse ? source.CodingCodes : [];
        _specialTexts = [.. SpecialCodes.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>Bit r % 64 of element r / 64 is set when row r holds an ordinary value.</summary>
    public ReadOnlySpan<ulong> Present => new(_present, (RowCount + 63) / 64);

    /// <summary>Per row 0, or i for the special code <c>SpecialCodes[i - 1]</c>. Empty when the field is not sparse.</summary>
    public ReadOnlySpan<byte> Special => _special == null ? [] : new(_special, RowCount);

    public IReadOnlyList<string> SpecialCodes { get; }

    /// <summary>The row holds an ordinary value.</summary>
    public bool IsOrdinary(int row)
    {
        CheckRow(row);
        return (_present[row >> 6] >> (row & 63) & 1) != 0;
    }

    public override bool IsMissing(int row) => !IsOrdinary(row) && (_special == null || _special[row] == 0);

    public override void WriteText(int row, IBufferWriter<byte> to)
    {
        if (IsOrdinary(row))
        {
            to.Advance(WriteOrdinary(row, to.GetSpan(LongestOrdinary)));
        }
        else if (_special != null && _special[row] != 0)
        {
            Put(to, _specialTexts[_special[row] - 1].AsSpan());
        }
    }

    internal override void WriteTexts(ReadOnlySpan<int> rows, TextBlock to, Span<int> ends)
    {
        for (var at = 0; at < rows.Length; at++)
        {
            var row = rows[at];
            if (IsOrdinary(row))
            {
                to.Advance(WriteOrdinary(row, to.GetSpan(LongestOrdinary)));
            }
            else if (_special != null && _special[row] != 0)
            {
                to.Put(_specialTexts[_special[row] - 1]);
            }

            ends[at] = to.Mark;
        }
    }

    public override bool MayHold(TextTest isWanted) => Array.Exists(_specialTexts, text => isWanted(text));

    // Writes into room for LongestOrdinary bytes, and answers how many it took.
    private protected abstract int WriteOrdinary(int row, Span<byte> room);
}

/// <summary>Integers. Where no ordinary value is present the element is 0.</summary>
public sealed unsafe class NumberColumn : MeasuredColumn
{
    private readonly long* _values;

    internal NumberColumn(ColumnSource source)
        : base(source) => _values = (long*)source.File.Pointer(Sections.Values, Padded(RowCount) * sizeof(long));

    public ReadOnlySpan<long> Values => new(_values, RowCount);

    private protected override int WriteOrdinary(int row, Span<byte> room)
    {
        var value = _values[row];
        if ((ulong)value < (ulong)SmallNumberText.Count)
        {
            return SmallNumberText.WriteWhole((ulong)value, room);
        }

        value.TryFormat(room, out var written, default, CultureInfo.InvariantCulture);
        return written;
    }
}

/// <summary>Floats, always finite. Where no ordinary value is present the element is 0.</summary>
public sealed unsafe class FloatColumn : MeasuredColumn
{
    private readonly double* _values;

    internal FloatColumn(ColumnSource source)
        : base(source) => _values = (double*)source.File.Pointer(Sections.Values, Padded(RowCount) * sizeof(double));

    public ReadOnlySpan<double> Values => new(_values, RowCount);

    private protected override int WriteOrdinary(int row, Span<byte> room) => FloatText.Write(_values[row], room);
}

/// <summary>
/// Dates of day, month or year precision, as the interval of days they stand for. Where no ordinary value is present the
/// interval is (<see cref="int.MinValue"/>, <see cref="int.MaxValue"/>), which lies inside no range.
/// </summary>
public sealed unsafe class DateColumn : MeasuredColumn
{
    private readonly int* _from;
    private readonly int* _to;

    internal DateColumn(ColumnSource source)
        : base(source)
    {
        _from = (int*)source.File.Pointer(Sections.From, Padded(RowCount) * sizeof(int));
        _to = (int*)source.File.Pointer(Sections.To, Padded(RowCount) * sizeof(int));
    }

    /// <summary>First day of each row's interval, as <see cref="DateOnly.DayNumber"/>.</summary>
    public ReadOnlySpan<int> FromDays => new(_from, RowCount);

    /// <summary>Last day of each row's interval, as <see cref="DateOnly.DayNumber"/>.</summary>
    public ReadOnlySpan<int> ToDays => new(_to, RowCount);

    /// <exception cref="InvalidOperationException">The row holds no ordinary value.</exception>
    public (DateOnly From, DateOnly To) IntervalAt(int row) => IsOrdinary(row)
        ? (DateOnly.FromDayNumber(_from[row]), DateOnly.FromDayNumber(_to[row]))
        : throw new InvalidOperationException("The row holds no date.");

    private protected override int WriteOrdinary(int row, Span<byte> room)
    {
        var (from, until) = IntervalAt(row);
        var days = until.DayNumber - from.DayNumber;
        return DateText.Write(from, days == 0 ? 10 : days < 31 ? 7 : 4, room);
    }
}

/// <summary>Instants. A value that came without a zone compares as if it were UTC and is written without one again.</summary>
public sealed unsafe class DateTimeColumn : MeasuredColumn
{
    /// <summary>The value in <see cref="Zones"/> of a text that ended in Z.</summary>
    public const short Zulu = short.MaxValue - 1;

    /// <summary>The value in <see cref="Zones"/> of a text without a zone.</summary>
    public const short NoZone = short.MaxValue;

    private readonly long* _ticks;
    private readonly short* _zones;

    internal DateTimeColumn(ColumnSource source)
        : base(source)
    {
        _ticks = (long*)source.File.Pointer(Sections.Values, Padded(RowCount) * sizeof(long));
        _zones = (short*)source.File.Pointer(Sections.Zones, Padded(RowCount) * sizeof(short));
    }

    /// <summary>Ticks in UTC; 0 where no ordinary value is present.</summary>
    public ReadOnlySpan<long> UtcTicks => new(_ticks, RowCount);

    /// <summary>Minutes east of UTC as written, <see cref="Zulu"/> or <see cref="NoZone"/>.</summary>
    public ReadOnlySpan<short> Zones => new(_zones, RowCount);

    private protected override int WriteOrdinary(int row, Span<byte> room) => DateText.Write(_ticks[row], _zones[row], room);
}
