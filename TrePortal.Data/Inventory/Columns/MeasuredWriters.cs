using System.Globalization;
using System.Text;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>The part that numbers, dates and times share: which rows hold an ordinary value, and the special codes.</summary>
internal abstract class MeasuredWriter : ColumnWriter
{
    private readonly Spool _present;
    private readonly Spool? _special;
    private readonly Dictionary<string, byte> _specialByText = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly long[] _specialCounts;
    private ulong _bits;

    protected MeasuredWriter(FieldSchema field, ColumnKind kind, Coding? sparse, SpillFile spill)
        : base(field, kind)
    {
        _present = new Spool(spill);
        _special = sparse is null ? null : new Spool(spill);
        foreach (var code in sparse?.Codes ?? [])
        {
            _specialByText.TryAdd(code.Value, (byte)(_specialByText.Count + 1));
        }

        _specialCounts = new long[_specialByText.Count];
        _lookup = _specialByText.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    protected IEnumerable<KeyValuePair<string, byte>> SpecialCodes => _specialByText;

    protected SampleOfValues Sample { get; } = new();

    protected sealed override CellFault TakeMissing()
    {
        Mark(ordinary: false, 0);
        StoreNothing();
        return CellFault.None;
    }

    protected sealed override CellFault Take(ReadOnlySpan<byte> cell)
    {
        var special = _special is null ? (byte)0 : SpecialOf(cell);
        if (special != 0)
        {
            Mark(ordinary: false, special);
            StoreNothing();
            return CellFault.None;
        }

        var fault = Store(cell, out special);
        if (fault != CellFault.None || special != 0)
        {
            StoreNothing();
        }

        Mark(fault == CellFault.None && special == 0, special);
        return fault;
    }

    /// <summary>Stores an ordinary value, or answers a fault or the special code that the value equals, storing nothing.</summary>
    protected abstract CellFault Store(ReadOnlySpan<byte> cell, out byte special);

    protected abstract void StoreNothing();

    protected abstract void WriteValues(StoredFileWriter file);

    protected sealed override int Write(StoredFileWriter file)
    {
        if (Rows % 64 != 0)
        {
            _present.Add(_bits);
        }

        WriteValues(file);
        file.Add(Sections.Present, Column.Padded(Rows) / 8, _present);
        if (_special is not null)
        {
            file.Add(Sections.Special, Padded(1), _special);
        }

        return 0;
    }

    protected override FieldStatistics Describe(FieldStatistics common) => common with { SpecialCounts = _specialCounts };

    private byte SpecialOf(ReadOnlySpan<byte> cell)
    {
        if (cell.Length > 64)
        {
            return 0;
        }

        Span<char> text = stackalloc char[64];
        var length = Encoding.UTF8.GetChars(cell, text);
        return _lookup.TryGetValue(text[..length], out var special) ? special : (byte)0;
    }

    private void Mark(bool ordinary, byte special)
    {
        var row = Rows - 1;
        if (ordinary)
        {
            _bits |= 1UL << (row & 63);
        }

        if ((row & 63) == 63)
        {
            _present.Add(_bits);
            _bits = 0;
        }

        _special?.Add(special);
        if (special != 0)
        {
            _specialCounts[special - 1]++;
        }
    }
}

internal sealed class NumberWriter : MeasuredWriter
{
    private readonly Spool _values;
    private readonly List<(long Value, byte Special)> _specials = [];
    private long _minimum = long.MaxValue;
    private long _maximum = long.MinValue;

    public NumberWriter(FieldSchema field, Coding? sparse, SpillFile spill)
        : base(field, ColumnKind.Integer, sparse, spill)
    {
        _values = new Spool(spill);
        foreach (var (text, special) in SpecialCodes)
        {
            if (NumberText.TryReadInteger(Encoding.UTF8.GetBytes(text), out var value) == CellFault.None)
            {
                _specials.Add((value, special));
            }
        }
    }

    protected override CellFault Store(ReadOnlySpan<byte> cell, out byte special)
    {
        special = 0;
        var fault = NumberText.TryReadInteger(cell, out var value);
        if (fault != CellFault.None)
        {
            return fault;
        }

        // "-01" is the special code "-1" written in another way, not an ordinary number.
        foreach (var (specialValue, code) in _specials)
        {
            if (specialValue == value)
            {
                special = code;
                return CellFault.None;
            }
        }

        _values.Add(value);
        _minimum = Math.Min(_minimum, value);
        _maximum = Math.Max(_maximum, value);
        Sample.Add(value);
        return CellFault.None;
    }

    protected override void StoreNothing() => _values.Add(0L);

    protected override void WriteValues(StoredFileWriter file) => file.Add(Sections.Values, Padded(sizeof(long)), _values);

    protected override FieldStatistics Describe(FieldStatistics common) => _minimum > _maximum
        ? base.Describe(common)
        : base.Describe(common) with
        {
            Minimum = _minimum.ToString(CultureInfo.InvariantCulture),
            Maximum = _maximum.ToString(CultureInfo.InvariantCulture),
            Edges = BinEdges.OfNumbers(Sample, _minimum, _maximum, whole: true),
        };
}

internal sealed class FloatWriter : MeasuredWriter
{
    private readonly Spool _values;
    private readonly List<(double Value, byte Special)> _specials = [];
    private double _minimum = double.PositiveInfinity;
    private double _maximum = double.NegativeInfinity;

    public FloatWriter(FieldSchema field, Coding? sparse, SpillFile spill)
        : base(field, ColumnKind.Float, sparse, spill)
    {
        _values = new Spool(spill);
        foreach (var (text, special) in SpecialCodes)
        {
            if (NumberText.TryReadFloat(Encoding.UTF8.GetBytes(text), out var value) == CellFault.None)
            {
                _specials.Add((value, special));
            }
        }
    }

    protected override CellFault Store(ReadOnlySpan<byte> cell, out byte special)
    {
        special = 0;
        var fault = NumberText.TryReadFloat(cell, out var value);
        if (fault != CellFault.None)
        {
            return fault;
        }

        // "-1.0" is the special code "-1" written in another way, not an ordinary number.
        foreach (var (specialValue, code) in _specials)
        {
            if (specialValue.Equals(value))
            {
                special = code;
                return CellFault.None;
            }
        }

        _values.Add(value);
        _minimum = Math.Min(_minimum, value);
        _maximum = Math.Max(_maximum, value);
        Sample.Add(value);
        return CellFault.None;
    }

    protected override void StoreNothing() => _values.Add(0d);

    protected override void WriteValues(StoredFileWriter file) => file.Add(Sections.Values, Padded(sizeof(double)), _values);

    protected override FieldStatistics Describe(FieldStatistics common) => _minimum > _maximum
        ? base.Describe(common)
        : base.Describe(common) with
        {
            Minimum = _minimum.ToString(CultureInfo.InvariantCulture),
            Maximum = _maximum.ToString(CultureInfo.InvariantCulture),
            Edges = BinEdges.OfNumbers(Sample, _minimum, _maximum, whole: false),
        };
}

internal sealed class DateWriter(FieldSchema field, Coding? sparse, SpillFile spill) : MeasuredWriter(field, ColumnKind.Date, sparse, spill)
{
    private readonly Spool _from = new(spill);
    private readonly Spool _to = new(spill);
    private int _minimum = int.MaxValue;
    private int _maximum = int.MinValue;

    protected override CellFault Store(ReadOnlySpan<byte> cell, out byte special)
    {
        special = 0;
        if (!DateText.TryReadDate(cell, out var from, out var to))
        {
            return CellFault.NotDate;
        }

        if (from.Year is < DateText.FirstYear or > DateText.LastYear)
        {
            return CellFault.YearOutOfRange;
        }

        _from.Add(from.DayNumber);
        _to.Add(to.DayNumber);
        _minimum = Math.Min(_minimum, from.DayNumber);
        _maximum = Math.Max(_maximum, to.DayNumber);
        Sample.Add(from.DayNumber);
        return CellFault.None;
    }

    protected override void StoreNothing()
    {
        _from.Add(int.MinValue);
        _to.Add(int.MaxValue);
    }

    protected override void WriteValues(StoredFileWriter file)
    {
        file.Add(Sections.From, Padded(sizeof(int)), _from);
        file.Add(Sections.To, Padded(sizeof(int)), _to);
    }

    protected override FieldStatistics Describe(FieldStatistics common) => _minimum > _maximum
        ? base.Describe(common)
        : base.Describe(common) with
        {
            Minimum = DateOnly.FromDayNumber(_minimum).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Maximum = DateOnly.FromDayNumber(_maximum).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Edges = BinEdges.OfDays(_minimum, _maximum),
        };
}

internal sealed class DateTimeWriter(FieldSchema field, Coding? sparse, SpillFile spill) : MeasuredWriter(field, ColumnKind.DateTime, sparse, spill)
{
    private readonly Spool _ticks = new(spill);
    private readonly Spool _zones = new(spill);
    private long _minimum = long.MaxValue;
    private long _maximum = long.MinValue;

    protected override CellFault Store(ReadOnlySpan<byte> cell, out byte special)
    {
        special = 0;
        if (!DateText.TryReadTime(cell, out var ticks, out var zone))
        {
            return CellFault.NotDateTime;
        }

        if (new DateTime(ticks).Year is < DateText.FirstYear or > DateText.LastYear)
        {
            return CellFault.YearOutOfRange;
        }

        _ticks.Add(ticks);
        _zones.Add(zone);
        _minimum = Math.Min(_minimum, ticks);
        _maximum = Math.Max(_maximum, ticks);
        return CellFault.None;
    }

    protected override void StoreNothing()
    {
        _ticks.Add(0L);
        _zones.Add((short)0);
    }

    protected override void WriteValues(StoredFileWriter file)
    {
        file.Add(Sections.Values, Padded(sizeof(long)), _ticks);
        file.Add(Sections.Zones, Padded(sizeof(short)), _zones);
    }

    protected override FieldStatistics Describe(FieldStatistics common) => _minimum > _maximum
        ? base.Describe(common)
        : base.Describe(common) with
        {
            Minimum = new DateTime(_minimum, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture),
            Maximum = new DateTime(_maximum, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture),
            Edges = BinEdges.OfDays((int)(_minimum / TimeSpan.TicksPerDay), (int)(_maximum / TimeSpan.TicksPerDay)),
        };
}
