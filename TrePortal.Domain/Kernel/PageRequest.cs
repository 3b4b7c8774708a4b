using System.Text;
using System.Text.Json;

namespace TrePortal.Domain.Kernel;

/// <summary>Which part of a list is asked for.</summary>
/// <param name="Limit">1 to 200.</param>
/// <param name="After">The end of the page before; null for the first page.</param>
public sealed record PageRequest(int Limit, Cursor? After)
{
    public const int DefaultLimit = 50;

    public const int MaxLimit = 200;

    public static PageRequest First { get; } = new(DefaultLimit, null);

    /// <summary>Cuts a list that was read with one row more than the limit, and says where the next page begins.</summary>
    public Page<T> Cut<T>(IReadOnlyList<T> rowsAndOneMore, Func<T, Cursor> at) =>
        rowsAndOneMore.Count <= Limit
            ? new(rowsAndOneMore, null)
            : new([.. rowsAndOneMore.Take(Limit)], at(rowsAndOneMore[Limit - 1]).ToString());
}

/// <summary>
/// The sort values of the last row of a page, written so that nobody is tempted to read them. A query that meets a
/// cursor of another list ignores it and answers the first page.
/// </summary>
public sealed class Cursor(params IReadOnlyList<string> parts)
{
    public IReadOnlyList<string> Parts => parts;

    /// <summary>Null for a text that was never given out.</summary>
    public static Cursor? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 1000)
        {
            return null;
        }

        try
        {
            var padded = text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '=');
            return JsonSerializer.Deserialize<string[]>(Convert.FromBase64String(padded)) is { Length: > 0 } parts && !parts.Contains(null) ? new(parts) : null;
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException)
        {
            return null;
        }
    }

    public override string ToString() =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(parts))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
