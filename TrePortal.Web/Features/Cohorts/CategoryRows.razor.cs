using TrePortal.Domain.Cohorts;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Cohorts;

/// <summary>
/// Categories as rows, children below their parents; a click puts one into the cohort's filter or takes it out. A long tree
/// begins folded up to its roots; a search looks everywhere.
/// </summary>
public sealed partial class CategoryRows
{
    private const int FoldedFrom = 30;

    private readonly HashSet<string> _turned = new(StringComparer.Ordinal);

    private ShowcaseTile Everyone => Series.Everyone;

    private bool BeginsFolded => Everyone.Bars.Count >= FoldedFrom;

    private IEnumerable<Row> Rows()
    {
        var bars = Series.Bars;
        var known = Everyone.Bars.Select((bar, at) => (bar, at)).ToDictionary(pair => pair.bar.Code!, pair => pair.at, StringComparer.Ordinal);
        var order = Everyone.IsTree ? Walk(known).ToList() : [.. Everyone.Bars.Select((_, at) => (At: at, Level: 0, Below: 0))];
        var rows = order
            .Where(row => _search.Length == 0 || Everyone.Bars[row.At].Label.Contains(_search, StringComparison.CurrentCultureIgnoreCase))
            .Take(MostRows)
            .Select(row => Of(row.At, row.Level, row.Below, bars[row.At]));
        return _search.Length == 0 ? rows.Append(Missing()) : rows;
    }

    private Row Of(int at, int level, int below, TileBar bar)
    {
        var code = Everyone.Bars[at].Code!;
        return new(code, bar, level, below, IsOpen(code), Bench.IsChosen(Field, code), IsMissing: false, () => Bench.Toggle(Field, code));
    }

    private Row Missing() => new("", Series.Missing, 0, 0, IsOpen: false, Bench.IsMissingChosen(Field), IsMissing: true, () => Bench.ToggleMissing(Field));

    private bool IsOpen(string code) => BeginsFolded == _turned.Contains(code);

    private void Fold(string code)
    {
        if (!_turned.Remove(code))
        {
            _turned.Add(code);
        }
    }

    // What stands below a folded code is passed over, unless somebody searches.
    private IEnumerable<(int At, int Level, int Below)> Walk(Dictionary<string, int> known)
    {
        var children = Everyone.Bars.ToLookup(bar => bar.Parent is { } parent && known.ContainsKey(parent) ? parent : "", bar => bar.Code!);
        var waiting = new Stack<(string Code, int Level)>(children[""].Reverse().Select(code => (code, 0)));
        while (waiting.TryPop(out var next))
        {
            yield return (known[next.Code], next.Level, _search.Length == 0 ? children[next.Code].Count() : 0);
            foreach (var child in _search.Length > 0 || IsOpen(next.Code) ? children[next.Code].Reverse() : [])
            {
                waiting.Push((child, next.Level + 1));
            }
        }
    }

    /// <param name="Below">Codes right below it.</param>
    private sealed record Row(string Key, TileBar Bar, int Level, int Below, bool IsOpen, bool IsChosen, bool IsMissing, Action Click);
}
