using TrePortal.Domain.Cohorts;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Cohorts;

/// <summary>
/// Categories as rows, children below their parents; a click puts one into the cohort's filter or takes it out. A long tree
/// begins folded up to its roots, a long list with its largest codes, so that nothing jumps when the cohort changes; a
/// search looks everywhere.
/// </summary>
public sealed partial class CategoryRows
{
    private const int FoldedFrom = 30;

    private const int ShortenedFrom = 25;
    private const int Largest = 20;

    private readonly HashSet<string> _turned = new(StringComparer.Ordinal);
    private bool _isWhole;

    private ShowcaseTile Everyone => Series.Everyone;

    private bool CanShorten => !Everyone.IsTree && Everyone.Bars.Count >= ShortenedFrom && _search.Length == 0;

    private bool BeginsFolded => Everyone.Bars.Count >= FoldedFrom;

    private IEnumerable<Row> Rows()
    {
        var bars = Series.Bars;
        var known = Everyone.Bars.Select((bar, at) => (bar, at)).ToDictionary(pair => pair.bar.Code!, pair => pair.at, StringComparer.Ordinal);
        var order = Everyone.IsTree ? Walk(known).ToList() : [.. Shown().Select(at => (At: at, Level: 0, Below: 0))];
        var rows = order
            .Where(row => _search.Length == 0 || Everyone.Bars[row.At].Label.Contains(_search, StringComparison.CurrentCultureIgnoreCase))
            .Take(MostRows)
            .Select(row => Of(row.At, row.Level, row.Below, bars[row.At]));
        return _search.Length == 0 ? rows.Append(Missing()) : rows;
    }

    // In the order of the dictionary whether all are shown or some.
    private IEnumerable<int> Shown()
    {
        var all = Enumerable.Range(0, Everyone.Bars.Count);
        if (!CanShorten || _isWhole)
        {
            return all;
        }

        var largest = all.OrderByDescending(at => Everyone.Bars[at].Count.Height).Take(Largest).ToHashSet();
        return all.Where(at => largest.Contains(at) || Bench.IsChosen(Field, Everyone.Bars[at].Code!));
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
