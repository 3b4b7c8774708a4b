using TrePortal.Domain.Cohorts;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Cohorts;

/// <summary>Where the filter editor is open: a new filter in a group, or one that is changed.</summary>
public sealed record EditorPlace(int Group, int? Filter, string? Field);

/// <summary>
/// The cohort that one page builds, with undo and redo. Everything a person can do to it, by form or by chart, is a
/// method here; a change beyond the limits of the environment is refused with <see cref="Refusal"/>.
/// </summary>
public sealed class CohortWorkbench(ShowcaseView view)
{
    private readonly Dictionary<string, ShowcaseField> _fields = view.Fields.ToDictionary(field => field.Address, StringComparer.Ordinal);
    private readonly Dictionary<string, ShowcaseEntity> _entities = view.Entities.ToDictionary(entity => entity.Name, StringComparer.Ordinal);
    private readonly Stack<CohortDraft> _undo = new();
    private readonly Stack<CohortDraft> _redo = new();

    /// <summary>The cohort moved, or the editor opened or closed.</summary>
    public event Action? Changed;

    public ShowcaseView View { get; } = view;

    public CohortDraft Draft { get; private set; } = CohortDraft.Empty;

    public CohortExpression Expression => Draft.ToExpression();

    public EditorPlace? Editor { get; private set; }

    /// <summary>Why the last change was refused, in words; null when it was not.</summary>
    public string? Refusal { get; private set; }

    public bool CanUndo => _undo.Count > 0;

    public bool CanRedo => _redo.Count > 0;

    /// <summary>No further filter fits.</summary>
    public bool IsFull => CohortMeasure.Clauses(Expression) >= View.Policy.Clauses;

    public ShowcaseField? Field(string address) => _fields.GetValueOrDefault(address);

    public ShowcaseEntity? Entity(string name) => _entities.GetValueOrDefault(name);

    public bool NeedsGroup(ShowcaseField field) => Entity(field.Entity) is { NeedsGroup: true };

    /// <summary>Fields that a field can be counted together with: both with one value per person, where the rules allow it.</summary>
    public IReadOnlyList<ShowcaseField> PartnersOf(ShowcaseField field) =>
        View.Policy.ShowsPairs && CanPair(field) ? [.. View.Fields.Where(other => other != field && CanPair(other))] : [];

    /// <summary>Whether a tile can be shown here.</summary>
    public bool CanShow(TileAsked tile) => Field(tile.Field) is { HasTile: true } field
        && (tile.By is null || (Field(tile.By) is { } by && by != field && View.Policy.ShowsPairs && CanPair(field) && CanPair(by)));

    private bool CanPair(ShowcaseField field) => field.HasTile && field.Kind != FieldKind.MultiSelect && Entity(field.Entity) is { IsMain: true };

    /// <summary>What can be filtered on within a group.</summary>
    public IEnumerable<ShowcaseField> FieldsFor(int group) => Draft.ScopeOf(group) is { } entity
        ? View.Fields.Where(field => field.Entity == entity)
        : View.Fields;

    /// <summary>From a link or a saved cohort; the one before can be had back by undo.</summary>
    public void Load(CohortExpression expression)
    {
        if (!Draft.IsEmpty)
        {
            _undo.Push(Draft);
            _redo.Clear();
        }

        (Draft, Editor, Refusal) = (CohortDraft.From(expression), null, null);
    }

    /// <summary>Puts another cohort in the place of this one; false when it is beyond the limits here, which <see cref="Refusal"/> then says.</summary>
    public bool Take(CohortExpression expression)
    {
        Change(CohortDraft.From(expression));
        return Refusal is null;
    }

    public void Undo() => Step(_undo, _redo);

    public void Redo() => Step(_redo, _undo);

    public void Clear() => Change(CohortDraft.Empty);

    public void OpenEditor(int group, string? field = null) => Show(new EditorPlace(group, null, field));

    public void OpenEditor(DraftFilter filter) => Show(new EditorPlace(Draft.ParentOf(filter.Id)!.Id, filter.Id, filter.Filter.Field));

    public void CloseEditor() => Show(null);

    /// <summary>What the editor made: a changed filter, or a new one, in an entity group of its own where it needs one.</summary>
    public void Apply(EditorPlace place, FieldFilter filter) => Change(place.Filter is { } id
        ? Draft.Replace(id, node => ((DraftFilter)node) with { Filter = filter })
        : Added(Draft, place.Group, filter));

    public void AddGroup(int parent)
    {
        if (CohortMeasure.Depth(Expression) >= View.Policy.Depth && View.Policy.Depth < 2)
        {
            Refuse(ExploreWords.LimitDepth.Fill(View.Policy.Depth, CohortMeasure.Depth(Expression) + 1));
            return;
        }

        Change(Draft.Add(parent, id => new DraftGroup(id, CohortLogic.Or, null, [])));
    }

    /// <summary>What is being dragged to another group; null for nothing.</summary>
    public int? Dragged { get; private set; }

    /// <summary>The group that something was moved into last, until its add button has taken the focus.</summary>
    public int? MovedInto { get; private set; }

    /// <summary>
    /// The other groups that a filter or group can stand in: filters on related rows stay with their rows, or get a group of
    /// their own among the people; and nothing moves into itself.
    /// </summary>
    public IReadOnlyList<DraftGroup> TargetsOf(int id) => Draft.Find(id) is { } node && Draft.ParentOf(id) is { } parent
        ? [.. Draft.Groups().Where(group => group.Id != parent.Id && !IsWithin(node, group.Id) && Fits(node, parent.Id, Draft.ScopeOf(group.Id)))]
        : [];

    public void Move(int id, int group)
    {
        (Dragged, var isPossible) = (null, TargetsOf(id).Any(target => target.Id == group));
        if (!isPossible)
        {
            Refuse(ExploreWords.CannotMove);
            return;
        }

        var isLoose = Draft.ScopeOf(group) is null;
        MovedInto = group;
        Change(Draft.Move(id, group, (node, next) => isLoose && node is DraftFilter filter && Field(filter.Filter.Field) is { } field && NeedsGroup(field)
            ? new DraftGroup(next, CohortLogic.And, field.Entity, [node])
            : node));
    }

    public void Drag(int? id)
    {
        Dragged = id;
        Changed?.Invoke();
    }

    /// <summary>The focus has gone there.</summary>
    public void Arrived() => MovedInto = null;

    private static bool IsWithin(DraftNode node, int id) => node.Id == id || (node is DraftGroup group && group.Children.Any(child => IsWithin(child, id)));

    private bool Fits(DraftNode node, int parent, string? scope) => node switch
    {
        DraftFilter filter => scope is null || scope == Field(filter.Filter.Field)?.Entity,
        DraftGroup { Entity: not null } => scope is null,
        _ => scope == Draft.ScopeOf(parent),
    };

    public void Remove(int id) => Change(Draft.Remove(id));

    public void Negate(int id) => Change(Draft.Replace(id, node => node with { IsNot = !node.IsNot }));

    public void SetLogic(int group, CohortLogic logic) => Change(Draft.Replace(group, node => ((DraftGroup)node) with { Logic = logic }));

    /// <summary>A click on a category's bar: in the filter on this field, or out of it.</summary>
    public void Toggle(ShowcaseField field, string code)
    {
        var op = field.Kind == FieldKind.MultiSelect ? FilterOperator.Any : FilterOperator.In;
        if (Standing(field, filter => filter.Operator == op) is not { } found)
        {
            Change(Added(AtTop(Draft), 0, new FieldFilter(field.Address, op, [FilterValue.Of(code)])));
            return;
        }

        var value = FilterValue.Of(code);
        var values = found.Filter.Values.Contains(value) ? found.Filter.Values.Where(other => other != value).ToList() : [.. found.Filter.Values, value];
        Change(values.Count == 0
            ? Draft.Remove(found.Id)
            : Draft.Replace(found.Id, node => ((DraftFilter)node) with { Filter = found.Filter with { Values = values } }));
    }

    /// <summary>A brush over the bars of a chart; an end that is open in the chart is open in the filter.</summary>
    public void Brush(ShowcaseField field, string? from, string? to)
    {
        var filter = (from, to) switch
        {
            (null, null) => new FieldFilter(field.Address, FilterOperator.Exists, []),
            (null, { } high) => new FieldFilter(field.Address, FilterOperator.LessThanEq, [FieldValues.Of(field, high)]),
            ({ } low, null) => new FieldFilter(field.Address, FilterOperator.GreaterThanEq, [FieldValues.Of(field, low)]),
            ({ } low, { } high) => new FieldFilter(field.Address, FilterOperator.Between, [FieldValues.Of(field, low), FieldValues.Of(field, high)]),
        };
        Set(field, FieldValues.IsRange, filter);
    }

    /// <summary>A click on the bar of the missing.</summary>
    public void ToggleMissing(ShowcaseField field)
    {
        if (Standing(field, filter => filter.Operator == FilterOperator.NotExists) is { } found)
        {
            Change(Draft.Remove(found.Id));
        }
        else
        {
            Change(Added(AtTop(Draft), 0, new FieldFilter(field.Address, FilterOperator.NotExists, [])));
        }
    }

    /// <summary>Whether the bar of a category is chosen by a filter that a click would change.</summary>
    public bool IsChosen(ShowcaseField field, string code) =>
        Standing(field, filter => filter.Operator is FilterOperator.In or FilterOperator.Any)?.Filter.Values.Contains(FilterValue.Of(code)) == true;

    public bool IsMissingChosen(ShowcaseField field) => Standing(field, filter => filter.Operator == FilterOperator.NotExists) is not null;

    /// <summary>The range that a brush has set.</summary>
    public FieldFilter? RangeOf(ShowcaseField field) => Standing(field, FieldValues.IsRange)?.Filter;

    public bool IsFiltered(string field) => Filters(Draft.Root).Any(filter => filter.Filter.Field == field);

    private void Set(ShowcaseField field, Func<FieldFilter, bool> same, FieldFilter filter) => Change(Standing(field, same) is { } found
        ? Draft.Replace(found.Id, node => ((DraftFilter)node) with { Filter = filter })
        : Added(AtTop(Draft), 0, filter));

    // What a chart sets stands at the top, where it holds for the whole cohort: directly, or alone in an entity group.
    private DraftFilter? Standing(ShowcaseField field, Func<FieldFilter, bool> fits)
    {
        if (Draft.Root is { Logic: CohortLogic.Or, Children.Count: > 1 })
        {
            return null;
        }

        var places = NeedsGroup(field)
            ? Draft.Root.Children.OfType<DraftGroup>().Where(group => group.Entity == field.Entity && !group.IsNot && group is not { Logic: CohortLogic.Or, Children.Count: > 1 })
            : [Draft.Root];
        return places.SelectMany(place => place.Children).OfType<DraftFilter>()
            .FirstOrDefault(filter => !filter.IsNot && filter.Filter.Field == field.Address && fits(filter.Filter));
    }

    // A chart narrows the cohort: beside an "any of", what was there becomes one part of an "all of".
    private static CohortDraft AtTop(CohortDraft draft) =>
        draft.Root.Logic == CohortLogic.And ? draft
        : draft.Root.Children.Count <= 1 ? draft with { Root = draft.Root with { Logic = CohortLogic.And } }
        : new CohortDraft(new DraftGroup(0, CohortLogic.And, null, [draft.Root with { Id = draft.NextId }]), draft.NextId + 1);

    private CohortDraft Added(CohortDraft draft, int group, FieldFilter filter)
    {
        var field = Field(filter.Field)!;
        return draft.ScopeOf(group) is null && NeedsGroup(field)
            ? draft.Add(group, id => new DraftGroup(id, CohortLogic.And, field.Entity, [new DraftFilter(id + 1, filter)]))
            : draft.Add(group, id => new DraftFilter(id, filter));
    }

    private void Change(CohortDraft next)
    {
        var expression = next.ToExpression();
        if (CohortMeasure.Clauses(expression) > View.Policy.Clauses && CohortMeasure.Clauses(expression) > CohortMeasure.Clauses(Expression))
        {
            Refuse(ExploreWords.LimitClauses.Fill(View.Policy.Clauses, CohortMeasure.Clauses(expression)));
            return;
        }

        if (CohortMeasure.Depth(expression) > View.Policy.Depth && CohortMeasure.Depth(expression) > CohortMeasure.Depth(Expression))
        {
            Refuse(ExploreWords.LimitDepth.Fill(View.Policy.Depth, CohortMeasure.Depth(expression)));
            return;
        }

        _undo.Push(Draft);
        _redo.Clear();
        (Draft, Editor, Refusal) = (next, null, null);
        Changed?.Invoke();
    }

    private void Step(Stack<CohortDraft> from, Stack<CohortDraft> to)
    {
        if (from.TryPop(out var other))
        {
            to.Push(Draft);
            (Draft, Editor, Refusal) = (other, null, null);
            Changed?.Invoke();
        }
    }

    private void Show(EditorPlace? place)
    {
        (Editor, Refusal) = (place, null);
        Changed?.Invoke();
    }

    /// <summary>Says why something cannot be; the cohort stays.</summary>
    public void Refuse(string why)
    {
        Refusal = why;
        Changed?.Invoke();
    }

    private static IEnumerable<DraftFilter> Filters(DraftGroup group) =>
        group.Children.SelectMany(child => child is DraftFilter filter ? [filter] : Filters((DraftGroup)child));
}
