using System.Globalization;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Cohorts;

/// <summary>Numbers and dates in bins. Dragging over bins filters; the same by keyboard is the filter button of the tile.</summary>
public sealed partial class Histogram
{
    [Parameter, EditorRequired]
    public required CohortWorkbench Bench { get; set; }

    [Parameter, EditorRequired]
    public required ShowcaseField Field { get; set; }

    [Parameter, EditorRequired]
    public required ShowcaseTile Everyone { get; set; }

    [Parameter]
    public ShowcaseTile? Cohort { get; set; }

    private string Shown(int edge) => Field.Edges.Count == 0 ? "" : FieldValues.Shown(Field, Field.Kind is FieldKind.Date or FieldKind.DateTime ? Field.Edges[edge][..4] : Field.Edges[edge]);

    /// <summary>What stands beside the bins: special codes, dates too rough for one bin, the missing.</summary>
    private IEnumerable<AsideBar> Aside()
    {
        for (var at = 0; at < Everyone.Specials.Count; at++)
        {
            var special = Everyone.Specials[at];
            yield return new(TileBar.Of(special, Cohort?.Specials, at), Bench.IsChosen(Field, special.Code!), () => Bench.Toggle(Field, special.Code!));
        }

        if (Everyone.Imprecise is { } imprecise && imprecise.Height > 0)
        {
            yield return new(new TileBar(ExploreWords.Imprecise, imprecise, Cohort?.Imprecise ?? imprecise, Cohort is not null), IsChosen: false, Click: null);
        }

        yield return new(TileBar.Missing(Everyone, Cohort), Bench.IsMissingChosen(Field), () => Bench.ToggleMissing(Field));
    }

    private bool IsInRange(int at)
    {
        if (Bench.RangeOf(Field) is not { } range)
        {
            return false;
        }

        var (low, high) = range.Operator switch
        {
            FilterOperator.Between => (Number(range.Values[0].Text), Number(range.Values[1].Text)),
            FilterOperator.GreaterThanEq => (Number(range.Values[0].Text), double.PositiveInfinity),
            _ => (double.NegativeInfinity, Number(range.Values[0].Text)),
        };
        var bar = Everyone.Bars[at];
        var from = bar.From is null ? double.NegativeInfinity : Number(bar.From);
        var to = bar.To is null ? double.PositiveInfinity : Number(bar.To);
        return (from >= low || (double.IsNegativeInfinity(from) && to > low)) && (to <= high || (double.IsPositiveInfinity(to) && from < high)) && from <= high && to >= low;
    }

    private double Number(string text) => Field.Kind is FieldKind.Integer or FieldKind.Float
        ? double.Parse(text, CultureInfo.InvariantCulture)
        : Intervals.Instant(text)?.From ?? double.NaN;

    private sealed record AsideBar(TileBar Bar, bool IsChosen, Action? Click);
}
