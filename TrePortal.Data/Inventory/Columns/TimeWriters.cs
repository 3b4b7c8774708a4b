using System.Globalization;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Columns;

internal sealed class DateWriter(FieldSchema field, Coding? sparse, ColumnRoom room) : MeasuredWriter(field, ColumnKind.Date, sparse, room)
{
    private readonly Spool _from = room.First();
    private readonly Spool _to = room.Other();
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

internal sealed class DateTimeWriter(FieldSchema field, Coding? sparse, ColumnRoom room) : MeasuredWriter(field, ColumnKind.DateTime, sparse, room)
{
    private readonly Spool _ticks = room.First();
    private readonly Spool _zones = room.Other();
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
