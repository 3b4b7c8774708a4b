using TrePortal.Data.Inventory.Columns;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Formats;

/// <summary>
/// Looks at the first values of a text or integer field for what should not be there: e-mail addresses, national numbers,
/// telephone numbers. It warns when most values look so; it is a reminder, not a guard.
/// </summary>
internal sealed class PersonalValues(FieldSchema field)
{
    private const int Looked = 2000;
    private const int Fewest = 3;

    private int _seen;
    private int _mails;
    private int _numbers;

    public static PersonalValues?[] For(TableWriter table) => [.. table.Columns.Select(column =>
        column.Field.CodingName is null && column.Field.Reference is null && column.Field.Type is FieldType.String or FieldType.Integer
            ? new PersonalValues(column.Field)
            : null)];

    /// <summary>Enough values have been looked at.</summary>
    public bool IsDone => _seen == Looked;

    public void Look(ReadOnlySpan<byte> cell)
    {
        if (_seen == Looked || cell.IsEmpty)
        {
            return;
        }

        _seen++;
        if (IsMail(cell))
        {
            _mails++;
        }
        else if (IsPersonalNumber(cell))
        {
            _numbers++;
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
            log.Report(place, "DA-30", 1, null, field.Name, $"{field.Address}: {_mails} of the first {_seen}.");
        }

        if (HasNumbers)
        {
            log.Report(place, "DA-31", 1, null, field.Name, $"{field.Address}: {_numbers} of the first {_seen}.");
        }
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
