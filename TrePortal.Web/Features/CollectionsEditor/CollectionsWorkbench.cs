using System.Globalization;
using TrePortal.Domain.Inventory;

namespace TrePortal.Web.Features.CollectionsEditor;

/// <summary>
/// The collections that one page builds, right or wrong, with undo and redo. Everything a person can do to them is a method
/// here; lists are never changed, only replaced.
/// </summary>
public sealed class CollectionsWorkbench
{
    private const int MostSteps = 200;

    private readonly LinkedList<Step> _undo = new();
    private readonly Stack<Step> _redo = new();
    private IReadOnlyList<DataCollection> _saved;
    private string? _typing;

    public CollectionsWorkbench(IReadOnlyList<DataCollection> saved, IReadOnlyList<DataCollection>? draft = null)
    {
        _saved = saved;
        Collections = draft ?? saved;
        Selected = Collections.Count > 0 ? 0 : -1;
    }

    /// <summary>The collections moved, or another one was selected.</summary>
    public event Action? Changed;

    public IReadOnlyList<DataCollection> Collections { get; private set; }

    /// <summary>Place of the collection that is open, from 0; -1 when there is none.</summary>
    public int Selected { get; private set; }

    public DataCollection? Current => Selected >= 0 && Selected < Collections.Count ? Collections[Selected] : null;

    public bool CanUndo => _undo.Count > 0;

    public bool CanRedo => _redo.Count > 0;

    /// <summary>Other than what is stored.</summary>
    public bool IsChanged => !ReferenceEquals(Collections, _saved) && !Same(Collections, _saved);

    public void Select(int at)
    {
        (Selected, _typing) = (at, null);
        Changed?.Invoke();
    }

    /// <summary>What is stored now; what was typed stays.</summary>
    public void Saved(IReadOnlyList<DataCollection> stored)
    {
        (_saved, _typing) = (stored, null);
        Changed?.Invoke();
    }

    public void Undo()
    {
        if (_undo.Last is { } step)
        {
            _undo.RemoveLast();
            _redo.Push(new(Collections, Selected));
            Show(step.Value);
        }
    }

    public void Redo()
    {
        if (_redo.TryPop(out var step))
        {
            _undo.AddLast(new Step(Collections, Selected));
            Show(step);
        }
    }

    /// <summary>Another set as a whole: imported, suggested, or what somebody else saved.</summary>
    public void Replace(IReadOnlyList<DataCollection> collections) => Change(collections, collections.Count > 0 ? 0 : -1);

    /// <summary>More of them, each under an id that is free.</summary>
    public void Add(IEnumerable<DataCollection> more)
    {
        var taken = Collections.Select(collection => collection.Id).ToHashSet(StringComparer.Ordinal);
        var added = more.Select(collection => collection with { Id = Free(collection.Id, taken) }).ToList();
        if (added.Count > 0)
        {
            Change([.. Collections, .. added], Collections.Count);
        }
    }

    public void AddOne(string title) => Add([new DataCollection(CollectionSuggestions.IdOf(title), title, "", Current?.Group ?? "", [], [], Files: false, Required: false, [])]);

    /// <summary>A copy right below, under a free id.</summary>
    public void Duplicate(int at) =>
        Change([.. Collections.Take(at + 1), Collections[at] with { Id = Free(Collections[at].Id, [.. Collections.Select(other => other.Id)]), Required = false }, .. Collections.Skip(at + 1)], at + 1);

    /// <summary>Takes one away; nobody requires it any longer.</summary>
    public void Remove(int at)
    {
        var gone = Collections[at].Id;
        var isStillThere = Collections.Where((_, other) => other != at).Any(other => other.Id == gone);
        Change(
            [.. Collections.Where((_, other) => other != at).Select(other => isStillThere ? other : other with { Requires = [.. other.Requires.Where(id => id != gone)] })],
            Math.Min(at, Collections.Count - 2));
    }

    public void Move(int from, int to)
    {
        to = Math.Clamp(to, 0, Collections.Count - 1);
        if (from == to || from < 0 || from >= Collections.Count)
        {
            return;
        }

        var moved = Collections.ToList();
        var taken = moved[from];
        moved.RemoveAt(from);
        moved.Insert(to, taken);
        Change(moved, to);
    }

    /// <summary>Changes the one that is open.</summary>
    /// <param name="change">What becomes of it.</param>
    /// <param name="typing">Name of the control that is typed in: letters typed one after the other are one step back.</param>
    public void Edit(Func<DataCollection, DataCollection> change, string? typing = null)
    {
        if (Current is { } current && change(current) is var changed && changed != current)
        {
            Change([.. Collections.Select((other, at) => at == Selected ? changed : other)], Selected, typing is null ? null : $"{Selected} {typing}");
        }
    }

    /// <summary>Another id for the one that is open; those that require it follow.</summary>
    public void Rename(string id)
    {
        if (Current is not { } current || current.Id == id)
        {
            return;
        }

        var before = current.Id;
        var isOnly = before.Length > 0 && Collections.Count(other => other.Id == before) == 1;
        Change(
            [.. Collections.Select((other, at) =>
                at == Selected ? other with { Id = id }
                : isOnly && other.Requires.Contains(before) ? other with { Requires = [.. other.Requires.Select(required => required == before ? id : required)] }
                : other)],
            Selected,
            $"{Selected} id");
    }

    /// <summary>The id that follows a title as it is typed: no step of its own, and free.</summary>
    public void FollowTitle(string id)
    {
        if (_undo.Last is { Value: var before } && Current is not null)
        {
            var taken = Collections.Where((_, at) => at != Selected).Select(other => other.Id).ToHashSet(StringComparer.Ordinal);
            Rename(Free(id, taken));
            while (_undo.Last is { Value: var last } && !ReferenceEquals(last, before))
            {
                _undo.RemoveLast();
            }

            _typing = $"{Selected} title";
        }
    }

    /// <summary>Takes fields into the one that is open, or out of it. A whole entity that loses a field becomes its other fields.</summary>
    public void Pick(IReadOnlyList<FieldSchema> fields, bool isIn, DatasetSchema schema) => Edit(collection =>
    {
        var entities = collection.Entities.ToList();
        var chosen = collection.Fields.ToHashSet(StringComparer.Ordinal);
        if (isIn)
        {
            chosen.UnionWith(fields.Where(field => !entities.Contains(field.Entity)).Select(field => field.Address));
        }
        else
        {
            foreach (var entity in fields.Select(field => field.Entity).Distinct(StringComparer.Ordinal).Where(entities.Remove))
            {
                chosen.UnionWith(schema.Entity(entity)!.Fields.Where(field => !field.IsIdentifier).Select(field => field.Address));
            }

            chosen.ExceptWith(fields.Select(field => field.Address));
        }

        return collection with { Entities = entities, Fields = InOrder(chosen, collection.Fields, schema) };
    });

    /// <summary>Takes a whole entity, also its fields of later versions, into the one that is open, or out of it.</summary>
    public void PickEntity(string entity, bool isIn) => Edit(collection => collection with
    {
        Entities = isIn ? [.. collection.Entities.Where(other => other != entity), entity] : [.. collection.Entities.Where(other => other != entity)],
        Fields = [.. collection.Fields.Where(field => !field.StartsWith(entity + ".", StringComparison.Ordinal))],
    });

    /// <summary>An id that is not taken: the wanted one, or with a number behind. It is taken then.</summary>
    private static string Free(string wanted, HashSet<string> taken)
    {
        var id = wanted;
        for (var number = 2; !taken.Add(id); number++)
        {
            id = string.Create(CultureInfo.InvariantCulture, $"{wanted}_{number}");
        }

        return id;
    }

    // Known fields in dictionary order; unknown ones stay behind them, where they can be seen and taken out.
    private static IReadOnlyList<string> InOrder(HashSet<string> chosen, IReadOnlyList<string> before, DatasetSchema schema) =>
    [
        .. schema.Entities.SelectMany(entity => entity.Fields).Select(field => field.Address).Where(chosen.Contains),
        .. before.Where(field => chosen.Contains(field) && schema.Field(field) is null),
    ];

    private void Change(IReadOnlyList<DataCollection> next, int selected, string? typing = null)
    {
        if (typing is null || typing != _typing)
        {
            _undo.AddLast(new Step(Collections, Selected));
            if (_undo.Count > MostSteps)
            {
                _undo.RemoveFirst();
            }
        }

        _redo.Clear();
        (Collections, Selected, _typing) = (next, selected, typing);
        Changed?.Invoke();
    }

    private void Show(Step step)
    {
        (Collections, Selected, _typing) = (step.Collections, step.Selected, null);
        Changed?.Invoke();
    }

    private static bool Same(IReadOnlyList<DataCollection> one, IReadOnlyList<DataCollection> other) =>
        one.Count == other.Count && one.Zip(other).All(pair => Same(pair.First, pair.Second));

    private static bool Same(DataCollection one, DataCollection other) =>
        ReferenceEquals(one, other)
        || (one.Id == other.Id && one.Title == other.Title && one.Description == other.Description && one.Group == other.Group && one.Files == other.Files && one.Required == other.Required
            && one.Fields.SequenceEqual(other.Fields) && one.Entities.SequenceEqual(other.Entities) && one.Requires.SequenceEqual(other.Requires));

    private sealed record Step(IReadOnlyList<DataCollection> Collections, int Selected);
}
