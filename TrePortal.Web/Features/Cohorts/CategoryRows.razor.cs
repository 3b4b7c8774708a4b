using TrePortal.Domain.Cohorts;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Cohorts;

/// <summary>Categories as rows, children below their parents; a click puts one into the cohort's filter or takes it out.</summary>
public sealed partial class CategoryRows
{
    private IEnumerable<Row> Rows()
    {
        var known = Everyone.Bars.Select((bar, at) => (bar, at)).ToDictionary(pair => pair.bar.Code!, pair => pair.at, StringComparer.Ordinal);
        var order = Everyone.IsTree ? Walk(known).ToList() : [.. Everyone.Bars.Select((_, at) => (At: at, Level: 0))];
        var rows = order
            .Where(row => _search.Length == 0 || Everyone.Bars[row.At].Label.Contains(_search, StringComparison.CurrentCultureIgnoreCase))
            .Take(MostRows)
            .Select(row => Of(row.At, row.Level));
        return _search.Length == 0 ? rows.Append(Missing()) : rows;
    }

    private Row Of(int at, int level)
    {
        var code = Everyone.Bars[at].Code!;
        return new(code, TileBar.Of(Everyone.Bars[at], Cohort?.Bars, at), level, Bench.IsChosen(Field, code), IsMissing: false, () => Bench.Toggle(Field, code));
    }

    private Row Missing() => new("", TileBar.Missing(Everyone, Cohort), 0, Bench.IsMissingChosen(Field), IsMissing: true, () => Bench.ToggleMissing(Field));

    private IEnumerable<(int At, int Level)> Walk(Dictionary<string, int> known)
    {
        var children = Everyone.Bars.ToLookup(bar => bar.Parent is { } parent && known.ContainsKey(parent) ? parent : "", bar => bar.Code!);
        var waiting = new Stack<(string Code, int Level)>(children[""].Reverse().Select(code => (code, 0)));
        while (waiting.TryPop(out var next))
        {
            yield return (known[next.Code], next.Level);
            foreach (var child in children[next.Code].Reverse())
            {
                waiting.Push((child, next.Level + 1));
            }
        }
    }

    private sealed record Row(string Key, TileBar Bar, int Level, bool IsChosen, bool IsMissing, Action Click);
}
