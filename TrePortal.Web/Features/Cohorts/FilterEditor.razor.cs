using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using TrePortal.Domain.Cohorts;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Cohorts;

/// <summary>One filter while it is made or changed: a field, a condition, values. It touches the cohort only when applied.</summary>
public sealed partial class FilterEditor
{
    private const int MostFields = 60;

    private readonly HashSet<string> _codes = new(StringComparer.Ordinal);
    private ElementReference _first;
    private ShowcaseField? _field;
    private FilterOperator _op;
    private string _search = "";
    private string _from = "";
    private string _to = "";
    private string? _problem;
    private bool _focus = true;

    [Parameter, EditorRequired]
    public required CohortWorkbench Bench { get; set; }

    [Parameter, EditorRequired]
    public required EditorPlace Place { get; set; }

    /// <summary>What is changed; null for a new filter.</summary>
    [Parameter]
    public FieldFilter? Filter { get; set; }

    protected override void OnInitialized()
    {
        if (Place.Field is { } address && Bench.Field(address) is { } field)
        {
            Choose(field);
        }

        if (Filter is not { } filter || _field is null)
        {
            return;
        }

        _op = filter.Operator == FilterOperator.Is && _field.Kind == FieldKind.Category ? FilterOperator.In : filter.Operator;
        if (_op.TakesCodes())
        {
            _codes.UnionWith(filter.Values.Select(value => value.Text));
        }
        else if (filter.Values is [var only])
        {
            (_from, _to) = (only.Text, only.Text);
        }
        else if (filter.Values is [var low, var high])
        {
            (_from, _to) = (low.Text, high.Text);
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_focus)
        {
            _focus = false;
            await _first.FocusAsync();
        }
    }

    private IEnumerable<ShowcaseField> Found() => Bench.FieldsFor(Place.Group)
        .Where(field => _search.Split(' ', StringSplitOptions.RemoveEmptyEntries).All(word =>
            field.Title.Contains(word, StringComparison.CurrentCultureIgnoreCase) || field.Address.Contains(word, StringComparison.OrdinalIgnoreCase)))
        .Take(MostFields);

    private string Where(ShowcaseField field) => Bench.NeedsGroup(field) ? Bench.Entity(field.Entity)!.Title : field.Folder.Count > 0 ? field.Folder[^1] : "";

    private void Choose(ShowcaseField field)
    {
        (_field, _op, _problem, _focus) = (field, FieldValues.Operators(field)[0], null, true);
        _from = FieldValues.Lower(field) is [var first, ..] ? first : "";
        _to = FieldValues.Upper(field) is [.., var last] ? last : "";
    }

    private void SetOperator(string? spelling)
    {
        var before = _op;
        _op = FilterOperators.Find(spelling ?? "") ?? _op;
        _problem = null;
        if (_field!.IsNumberOrDate() && before.TakesCodes() != _op.TakesCodes())
        {
            _codes.Clear();
        }
    }

    /// <summary>Those that the page offers, and the one that the filter has already.</summary>
    private IEnumerable<FilterOperator> Operators() => FieldValues.Operators(_field!) is var offered && offered.Contains(_op) ? offered : offered.Append(_op);

    private RenderFragment Options(IReadOnlyList<string> edges, string chosen) => builder =>
    {
        foreach (var edge in edges.Contains(chosen) || chosen.Length == 0 ? edges : edges.Append(chosen))
        {
            builder.OpenElement(0, "option");
            builder.AddAttribute(1, "value", edge);
            builder.AddContent(2, FieldValues.Shown(_field!, edge));
            builder.CloseElement();
        }
    };

    private void Apply()
    {
        if (_field is null)
        {
            return;
        }

        if (_op.TakesCodes() && _codes.Count == 0)
        {
            _problem = ExploreWords.ChooseOne;
            return;
        }

        if (_op == FilterOperator.Between && IsReversed())
        {
            _problem = ExploreWords.Reversed;
            return;
        }

        Bench.Apply(Place, new FieldFilter(_field.Address, _op, _op switch
        {
            FilterOperator.Exists or FilterOperator.NotExists => [],
            FilterOperator.Between => [FieldValues.Of(_field, _from), FieldValues.Of(_field, _to)],
            FilterOperator.GreaterThanEq or FilterOperator.LessThan => [FieldValues.Of(_field, _from)],
            FilterOperator.LessThanEq or FilterOperator.GreaterThan or FilterOperator.Is => [FieldValues.Of(_field, _to)],
            _ => [.. _field.Codes.Where(code => _codes.Contains(code.Value)).Select(code => FilterValue.Of(code.Value))],
        }));
    }

    private bool IsReversed() => _field!.Kind is FieldKind.Integer or FieldKind.Float
        ? double.Parse(_from, CultureInfo.InvariantCulture) > double.Parse(_to, CultureInfo.InvariantCulture)
        : string.CompareOrdinal(_from, _to) > 0;

    private void CloseOnEscape(KeyboardEventArgs key)
    {
        if (key.Key == "Escape")
        {
            Bench.CloseEditor();
        }
    }

    private string Label(FilterOperator op) => op switch
    {
        FilterOperator.In when _field!.IsNumberOrDate() => ExploreWords.OpSpecial,
        FilterOperator.NotIn when _field!.IsNumberOrDate() => ExploreWords.OpNotSpecial,
        FilterOperator.In => ExploreWords.OpIn,
        FilterOperator.NotIn => ExploreWords.OpNotIn,
        FilterOperator.Any => ExploreWords.OpAny,
        FilterOperator.All => ExploreWords.OpAll,
        FilterOperator.Between => ExploreWords.OpBetween,
        FilterOperator.GreaterThan => ExploreWords.OpMoreThan,
        FilterOperator.GreaterThanEq => ExploreWords.OpAtLeast,
        FilterOperator.LessThan => ExploreWords.OpLessThan,
        FilterOperator.LessThanEq => ExploreWords.OpAtMost,
        FilterOperator.Is => ExploreWords.OpIs,
        FilterOperator.Exists => ExploreWords.OpKnown,
        _ => ExploreWords.OpMissing,
    };
}
