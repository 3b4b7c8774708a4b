using TrePortal.Data.Inventory.Columns;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Formats;

/// <summary>
/// Looks at the first values of a field for what should not be there: e-mail addresses, national numbers, telephone
/// numbers, names of people, dates of birth. It warns when most values look so; it is a reminder, not a guard.
/// </summary>
internal sealed class PersonalValues(FieldSchema field)
{
    private const int Looked = 2000;
    private const int Fewest = 3;

    /// <summary>Of the values that look like names, how many must differ: kinds of things have names too, but few of them.</summary>
    private const double DifferentNames = 0.02;

    private readonly HashSet<ulong> _different = [];
    private int _seen;
    private int _mails;
    private int _numbers;
    private int _names;
    private int _days;

    public static PersonalValues?[] For(TableWriter table) => [.. table.Columns.Select(column => IsLookedAt(column.Field) ? new PersonalValues(column.Field) : null)];

    /// <summary>Enough values have been looked at.</summary>
    public bool IsDone => _seen == Looked;

    public void Look(ReadOnlySpan<byte> cell)
    {
        if (_seen == Looked || cell.IsEmpty)
        {
            return;
        }

        _seen++;
        if (field.Type == FieldType.Date)
        {
            _days += IsDayOfLife(cell) ? 1 : 0;
        }
        else if (IsMail(cell))
        {
            _mails++;
        }
        else if (IsPersonalNumber(cell))
        {
            _numbers++;
        }
        else if (IsName(cell))
        {
            _names++;
            _different.Add(KeyHash.Of(cell, 0));
        }
    }

    /// <summary>What was looked at would be warned of.</summary>
    public bool LooksPersonal => HasMails || HasNumbers;

    private bool HasMails => _mails >= Math.Min(Fewest, Math.Max(1, _seen / 2));

    // One ten-digit number in eleven passes the check by chance, so most must.
    private bool HasNumbers => _numbers >= Fewest && _numbers >= _seen * 0.6;

    public void Report(ProblemPlace place, ProblemLog log)
    {
        if (HasMails)
        {
            Report(place, log, "DA-30", _mails);
        }

        if (HasNumbers)
        {
            Report(place, log, "DA-31", _numbers);
        }

        if (_names >= 20 && _names >= _seen * 0.6 && _different.Count >= _names * DifferentNames)
        {
            Report(place, log, "DA-35", _names);
        }

        if (_days >= Fewest && _days >= _seen * 0.6)
        {
            Report(place, log, "DA-36", _days);
        }
    }

    private static bool IsLookedAt(FieldSchema field) => field.CodingName is null && field.Reference is null && field.Type switch
    {
        FieldType.String or FieldType.Integer => true,
        FieldType.Date => field.Name.Contains("birth", StringComparison.OrdinalIgnoreCase) || field.Name.Split('_').Contains("dob", StringComparer.OrdinalIgnoreCase),
        _ => false,
    };

    private void Report(ProblemPlace place, ProblemLog log, string code, int found) =>
        log.Report(place, code, 1, null, field.Name, $"{field.Address}: {found} of the first {_seen}.");

    private static bool IsDayOfLife(ReadOnlySpan<byte> cell) =>
        cell.Length == 10 && DateText.TryReadDate(cell, out var day, out _) && day.Year is >= 1900 and <= 2099;

    // Two to four words that begin with a capital and go on in small letters: "Anna Moser", "O'Brien, Mary-Jane".
    private static bool IsName(ReadOnlySpan<byte> cell)
    {
        var words = 0;
        foreach (var range in cell.Split((byte)' '))
        {
            var word = cell[range].TrimEnd(","u8);
            if (++words > 4 || word.Length < 2 || word[0] is < (byte)'A' or > (byte)'Z')
            {
                return false;
            }

            var small = 0;
            foreach (var letter in word[1..])
            {
                small += letter is >= (byte)'a' and <= (byte)'z' or >= 0x80 ? 1 : 0;
                if (letter is not (>= (byte)'a' and <= (byte)'z' or >= (byte)'A' and <= (byte)'Z' or (byte)'\'' or (byte)'-' or >= 0x80))
                {
                    return false;
                }
            }

            if (small == 0)
            {
                return false;
            }
        }

        return words >= 2;
    }

    private static bool IsMail(ReadOnlySpan<byte> cell)
    {
        var at = cell.IndexOf((byte)'@');
        return at > 0 && at == cell.LastIndexOf((byte)'@') && cell[(at + 1)..].IndexOf((byte)'.') > 0 && !cell.ContainsAny(" \t"u8);
    }

    private static bool IsPersonalNumber(ReadOnlySpan<byte> cell)
    {
        Span<byte> digits = stackalloc byte[16];
        var count = 0;
        foreach (var letter in cell)
        {
            if (letter is >= (byte)'0' and <= (byte)'9')
            {
                if (count == digits.Length)
                {
                    return false;
                }

                digits[count++] = (byte)(letter - '0');
            }
            else if (letter is not ((byte)' ' or (byte)'-' or (byte)'+' or (byte)'(' or (byte)')'))
            {
                return false;
            }
        }

        var isPhone = cell[0] == '+' && count is >= 9 and <= 15;
        var isSocialSecurity = count == 9 && cell.Length == 11 && cell[3] == '-' && cell[6] == '-';
        return isPhone || isSocialSecurity || (count == 10 && HasCheckDigit(digits[..10]));
    }

    // Modulus 11, as in the health service number.
    private static bool HasCheckDigit(ReadOnlySpan<byte> digits)
    {
        var sum = 0;
        for (var index = 0; index < 9; index++)
        {
            sum += digits[index] * (10 - index);
        }

        var check = (11 - (sum % 11)) % 11;
        return check != 10 && check == digits[9];
    }
}
