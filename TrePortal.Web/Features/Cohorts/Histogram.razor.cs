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
    public required TileSeries Series { get; set; }

    private ShowcaseTile Everyone => Series.Everyone;

    /// <summary>The middle of the numbers in words: of the cohort, and of the one it is compared with.</summary>
    private string? Middle => (Series.Cohort ?? Everyone).Box is not { } box ? null
        : Series.Compared?.Box is { } other ? ExploreWords.MiddleCompared.Fill(Number(box.Median), Number(other.Median))
        : ExploreWords.MiddleOf.Fill(Number(box.Median), Number(box.LowerQuartile), Number(box.UpperQuartile));

    private string? MiddleInWords => Series.Compared is null && (Series.Cohort ?? Everyone).Box is { } box
        ? ExploreWords.MiddleOfLong.Fill(Number(box.LowerQuartile), Number(box.UpperQuartile))
        : null;

    private static string Number(double value) => value.ToString(Math.Abs(value) < 10 ? "0.#" : "#,0", CultureInfo.CurrentCulture);

    private string Shown(int edge) => Field.Edges.Count == 0 ? "" : FieldValues.Shown(Field, Field.Kind is FieldKind.Date or FieldKind.DateTime ? Field.Edges[edge][..4] : Field.Edges[edge]);

    /// <summary>What stands beside the bins: special codes, dates too rough for one bin, the missing.</summary>
    private IEnumerable<AsideBar> Aside()
    {
        foreach (var (bar, special) in Series.Specials.Zip(Everyone.Specials))
        {
            yield return new(bar, Bench.IsChosen(Field, special.Code!), () => Bench.Toggle(Field, special.Code!));
        }

        if (Series.Imprecise is { All.Height: > 0 } imprecise)
        {
            yield return new(imprecise, IsChosen: false, Click: null);
        }

        yield return new(Series.Missing, Bench.IsMissingChosen(Field), () => Bench.ToggleMissing(Field));
    }

    private bool IsInRange(int at)
    {
        if (Bench.RangeOf(Field) is not { } range)
        {
            return false;
        }

        var (low, high) = range.Operator switch
        {
            FilterOperator.Between => (ValueOf(range.Values[0].Text), ValueOf(range.Values[1].Text)),
            FilterOperator.GreaterThanEq => (ValueOf(range.Values[0].Text), double.PositiveInfinity),
            _ => (double.NegativeInfinity, ValueOf(range.Values[0].Text)),
        };
        var bar = Everyone.Bars[at];
        var from = bar.From is null ? double.NegativeInfinity : ValueOf(bar.From);
        var to = bar.To is null ? double.PositiveInfinity : ValueOf(bar.To);
        return (from >= low || (double.IsNegativeInfinity(from) && to > low)) && (to <= high || (double.IsPositiveInfinity(to) && from < high)) && from <= high && to >= low;
    }

    private double ValueOf(string text) => Field.Kind is FieldKind.Integer or FieldKind.Float
        ? double.Parse(text, CultureInfo.InvariantCulture)
        : Intervals.Instant(text)?.From ?? double.NaN;

    private sealed record AsideBar(TileBar Bar, bool IsChosen, Action? Click);
}
