namespace TrePortal.Data.Inventory.Columns;

/// <summary>Reads and writes dates and times in the forms of the data files.</summary>
internal static class DateText
{
    /// <summary>Years outside are typing errors or stand-ins for "unknown", which belong in a sparse coding.</summary>
    public const int FirstYear = 1000;

    public const int LastYear = 2999;

    /// <summary>Writes the first 4, 7 or 10 characters of yyyy-mm-dd into room for ten of them.</summary>
    public static int Write(DateOnly date, int length, Span<byte> room)
    {
        Digits(room, 0, date.Year, 4);
        if (length > 4)
        {
            room[4] = (byte)'-';
            Digits(room, 5, date.Month, 2);
        }

        if (length > 7)
        {
            room[7] = (byte)'-';
            Digits(room, 8, date.Day, 2);
        }

        return length;
    }

    /// <summary>Writes yyyy-mm-ddThh:mm:ss, a fraction if there is one, and the zone as it came: at most 33 characters.</summary>
    public static int Write(long utcTicks, short zone, Span<byte> room)
    {
        var hasOffset = zone is not (DateTimeColumn.NoZone or DateTimeColumn.Zulu);
        var local = new DateTime(utcTicks + (hasOffset ? zone * TimeSpan.TicksPerMinute : 0));
        Write(DateOnly.FromDateTime(local), 10, room);
        room[10] = (byte)'T';
        Digits(room, 11, local.Hour, 2);
        room[13] = (byte)':';
        Digits(room, 14, local.Minute, 2);
        room[16] = (byte)':';
        Digits(room, 17, local.Second, 2);
        var length = 19 + Fraction(room[19..], (int)(local.Ticks % TimeSpan.TicksPerSecond));
        if (zone == DateTimeColumn.Zulu)
        {
            room[length++] = (byte)'Z';
        }
        else if (hasOffset)
        {
            var minutes = Math.Abs((int)zone);
            room[length] = (byte)(zone < 0 ? '-' : '+');
            Digits(room, length + 1, minutes / 60, 2);
            room[length + 3] = (byte)':';
            Digits(room, length + 4, minutes % 60, 2);
            length += 6;
        }

        return length;
    }

    /// <summary>Reads yyyy, yyyy-mm or yyyy-mm-dd as an interval of days. Years out of range are not refused here.</summary>
    public static bool TryReadDate(ReadOnlySpan<byte> text, out DateOnly from, out DateOnly to)
    {
        from = to = default;
        if (text.Length is not (4 or 7 or 10) || !TryDigits(text[..4], out var year) || year == 0)
        {
            return false;
        }

        if (text.Length == 4)
        {
            from = new DateOnly(year, 1, 1);
            to = new DateOnly(year, 12, 31);
            return true;
        }

        if (text[4] != '-' || !TryDigits(text[5..7], out var month) || month is < 1 or > 12)
        {
            return false;
        }

        var days = DateTime.DaysInMonth(year, month);
        if (text.Length == 7)
        {
            from = new DateOnly(year, month, 1);
            to = new DateOnly(year, month, days);
            return true;
        }

        if (text[7] != '-' || !TryDigits(text[8..], out var day) || day < 1 || day > days)
        {
            return false;
        }

        from = to = new DateOnly(year, month, day);
        return true;
    }

    /// <summary>Reads an ISO 8601 date and time: seconds, up to seven decimals and the zone may be absent.</summary>
    public static bool TryReadTime(ReadOnlySpan<byte> text, out long utcTicks, out short zone)
    {
        (utcTicks, zone) = (0, DateTimeColumn.NoZone);
        if (text.Length < 16 || text[10] != 'T' || text[13] != ':'
            || !TryReadDate(text[..10], out var date, out _)
            || !TryDigits(text[11..13], out var hour) || hour > 23
            || !TryDigits(text[14..16], out var minute) || minute > 59)
        {
            return false;
        }

        var ticks = date.DayNumber * TimeSpan.TicksPerDay + hour * TimeSpan.TicksPerHour + minute * TimeSpan.TicksPerMinute;
        var rest = text[16..];
        if (!TryReadSeconds(ref rest, ref ticks) || !TryReadZone(rest, out zone))
        {
            return false;
        }

        utcTicks = zone is DateTimeColumn.NoZone or DateTimeColumn.Zulu ? ticks : ticks - zone * TimeSpan.TicksPerMinute;
        return utcTicks >= 0 && utcTicks <= DateTime.MaxValue.Ticks;
    }

    private static bool TryReadSeconds(ref ReadOnlySpan<byte> rest, ref long ticks)
    {
        if (rest.IsEmpty || rest[0] != ':')
        {
            return true;
        }

        if (rest.Length < 3 || !TryDigits(rest[1..3], out var second) || second > 59)
        {
            return false;
        }

        ticks += second * TimeSpan.TicksPerSecond;
        rest = rest[3..];
        if (rest.IsEmpty || rest[0] != '.')
        {
            return true;
        }

        var digits = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        digits = digits < 0 ? rest.Length - 1 : digits;
        if (digits is 0 or > 7 || !TryDigits(rest.Slice(1, digits), out var fraction))
        {
            return false;
        }

        for (var power = digits; power < 7; power++)
        {
            fraction *= 10;
        }

        ticks += fraction;
        rest = rest[(1 + digits)..];
        return true;
    }

    private static bool TryReadZone(ReadOnlySpan<byte> rest, out short zone)
    {
        zone = DateTimeColumn.NoZone;
        if (rest.IsEmpty)
        {
            return true;
        }

        if (rest.Length == 1 && rest[0] == 'Z')
        {
            zone = DateTimeColumn.Zulu;
            return true;
        }

        if (rest[0] is not ((byte)'+' or (byte)'-') || rest.Length is not (3 or 5 or 6)
            || !TryDigits(rest[1..3], out var hours) || hours > 14)
        {
            return false;
        }

        var minutes = 0;
        if (rest.Length == 6 && rest[3] != ':' || rest.Length > 3 && (!TryDigits(rest[^2..], out minutes) || minutes > 59))
        {
            return false;
        }

        zone = (short)((hours * 60 + minutes) * (rest[0] == '-' ? -1 : 1));
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = value * 10 + digit - '0';
        }

        return true;
    }

    private static void Digits(Span<byte> room, int at, int value, int count)
    {
        for (var place = at + count - 1; place >= at; place--)
        {
            room[place] = (byte)('0' + value % 10);
            value /= 10;
        }
    }

    private static int Fraction(Span<byte> room, int ticks)
    {
        if (ticks == 0)
        {
            return 0;
        }

        var digits = 7;
        for (; ticks % 10 == 0; ticks /= 10)
        {
            digits--;
        }

        room[0] = (byte)'.';
        Digits(room, 1, ticks, digits);
        return digits + 1;
    }
}
