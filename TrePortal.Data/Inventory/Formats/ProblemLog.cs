using System.Globalization;
using System.Text;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Formats;

/// <summary>Collects what is wrong: the first thousand problems in full, all of them by number.</summary>
internal sealed class ProblemLog
{
    public const int MostKept = 1000;
    private const int MostCharacters = 80;

    private readonly List<InventoryProblem> _kept = [];
    private readonly SortedDictionary<string, long> _totals = new(StringComparer.Ordinal);
    private readonly Dictionary<(InventoryAsset, string), long> _warningTotals = [];

    private int _keptWarnings;

    public long Errors { get; private set; }

    public long Warnings { get; private set; }

    public IReadOnlyList<InventoryProblem> Kept => _kept;

    public IReadOnlyDictionary<string, long> Totals => _totals;

    /// <summary>Warnings by asset and code.</summary>
    public IReadOnlyDictionary<(InventoryAsset Asset, string Code), long> WarningTotals => _warningTotals;

    /// <param name="place">Asset and file.</param>
    /// <param name="code">One of <see cref="ProblemCodes"/>.</param>
    /// <param name="line">From 1, or null.</param>
    /// <param name="column">From 1, or null.</param>
    /// <param name="value">What was there.</param>
    /// <param name="detail">What the code's own meaning does not say: names and numbers of this case.</param>
    public void Report(ProblemPlace place, string code, int? line = null, int? column = null, string value = "", string detail = "")
    {
        var kind = ProblemCodes.Of(code);
        _totals[code] = _totals.GetValueOrDefault(code) + 1;
        if (kind.Severity == ProblemSeverity.Error)
        {
            Errors++;
        }
        else
        {
            Warnings++;
            _warningTotals[(place.Asset, code)] = _warningTotals.GetValueOrDefault((place.Asset, code)) + 1;
        }

        // Errors find room even when warnings came first.
        if (_kept.Count < MostKept || (kind.Severity == ProblemSeverity.Error && MakeRoom()))
        {
            var message = detail.Length == 0 ? kind.Meaning : $"{detail} {kind.Meaning}";
            _keptWarnings += kind.Severity == ProblemSeverity.Warning ? 1 : 0;
            _kept.Add(new InventoryProblem(place.Asset, place.File, line, column, code, Cut(value), message, kind.Mend, kind.Severity));
        }
    }

    /// <summary>Begins where a report ended that was interrupted; forgets what was reported here.</summary>
    public void GoOn(ImportReport before)
    {
        (Errors, Warnings) = (before.Errors, before.Warnings);
        _kept.Clear();
        _kept.AddRange(before.Problems);
        _keptWarnings = _kept.Count(problem => problem.Severity == ProblemSeverity.Warning);
        _totals.Clear();
        _warningTotals.Clear();
        before.Totals.ToList().ForEach(total => _totals.Add(total.Key, total.Value));
        before.WarningTotals.ToList().ForEach(total => _warningTotals.Add(total.Key, total.Value));
    }

    public void Report(ProblemPlace place, string code, int? line, int? column, ReadOnlySpan<byte> value, string detail = "") =>
        Report(place, code, line, column, Beginning(value), detail);

    /// <summary>As much of a value as can be shown of it.</summary>
    public static string Beginning(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value[..Math.Min(value.Length, MostCharacters * 4)]);

    /// <summary>At most 80 characters; control, direction and invisible characters as \u escapes.</summary>
    public static string Cut(string value)
    {
        var text = new StringBuilder();
        foreach (var rune in value.EnumerateRunes())
        {
            var part = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
                    ? string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}")
                    : rune.ToString();
            if (text.Length + part.Length > MostCharacters - 1)
            {
                return text.Append('…').ToString();
            }

            text.Append(part);
        }

        return text.ToString();
    }

    private bool MakeRoom()
    {
        if (_keptWarnings == 0)
        {
            return false;
        }

        _kept.RemoveAt(_kept.FindLastIndex(problem => problem.Severity == ProblemSeverity.Warning));
        _keptWarnings--;
        return true;
    }
}

/// <summary>The file that a problem is in.</summary>
internal readonly record struct ProblemPlace(InventoryAsset Asset, string File);
