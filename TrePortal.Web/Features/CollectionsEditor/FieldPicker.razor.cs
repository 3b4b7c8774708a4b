using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.InventoryBrowser;
using TrePortal.Web.Features.InventoryBrowser;
using TrePortal.Web.Shared;
using W = TrePortal.Web.Features.CollectionsEditor.CollectionsEditorWords;

namespace TrePortal.Web.Features.CollectionsEditor;

public sealed partial class FieldPicker
{
    private const int MostGone = 20;

    private DictionaryTree _tree = null!;
    private HashSet<string> _open = [];
    private HashSet<string> _picked = [];
    private IReadOnlyList<TreeLine> _lines = [];
    private DataCollection? _shown;
    private string _text = "";
    private bool _onlyPicked;

    [Parameter, EditorRequired]
    public required CollectionsWorkbench Bench { get; set; }

    [Parameter, EditorRequired]
    public required DataCollection Collection { get; set; }

    [Parameter, EditorRequired]
    public required DatasetSchema Schema { get; set; }

    [Parameter]
    public bool IsLocked { get; set; }

    [Parameter]
    public string? Error { get; set; }

    protected override void OnParametersSet()
    {
        if (_tree is null)
        {
            Plant();
        }

        if (!ReferenceEquals(_shown, Collection))
        {
            _shown = Collection;
            _picked = [.. Collection.Fields.Where(field => Schema.Field(field) is not null)
                .Concat(Collection.Entities.Select(Schema.Entity).OfType<EntitySchema>().SelectMany(entity => entity.Fields).Where(field => !field.IsIdentifier).Select(field => field.Address))];
            Arrange();
        }
    }

    private void Plant()
    {
        _tree = new DictionaryTree(Schema, new FieldSearch(_text));
        _open = [.. _tree.OpenAtFirst()];
    }

    private void Search(string? text)
    {
        _text = text ?? "";
        Plant();
        Arrange();
    }

    private void ShowOnly(bool isOnly)
    {
        _onlyPicked = isOnly;
        Arrange();
    }

    private void Arrange()
    {
        var lines = _tree.Lines(_open, OfBranch, OfField);
        _lines = _onlyPicked ? [.. lines.Where(line => line.Tick != TreeTick.None)] : lines;
    }

    // An entity stands for all its fields, whatever the search shows of them; a folder for those that are shown.
    private TreeLine OfBranch(TreeLine line, IReadOnlyList<FieldSchema> fields)
    {
        var entity = _tree.EntityOf(line.Key) is { } name ? Schema.Entity(name) : null;
        var choosable = (entity?.Fields ?? fields).Where(field => !field.IsIdentifier).ToList();
        var picked = choosable.Count(field => _picked.Contains(field.Address));
        var isWhole = entity is not null && Collection.Entities.Contains(entity.Name);
        return line with
        {
            Tick = isWhole || (picked > 0 && picked == choosable.Count) ? TreeTick.All : picked > 0 ? TreeTick.Some : TreeTick.None,
            Locked = LockOf(choosable.Count == 0),
            Note = isWhole ? W.WholeEntity.Fill(choosable.Count)
                : _tree.IsSearch && entity is null ? W.PickedOfMatching.Fill(picked, choosable.Count)
                : W.PickedOf.Fill(picked, choosable.Count),
        };
    }

    private TreeLine OfField(TreeLine line, FieldSchema field) => line with
    {
        Code = field.Name,
        Icon = field.IsIdentifier ? "key" : null,
        Note = field.IsIdentifier ? W.KeyAlways : FieldWords.TypeOf(field),
        Tick = field.IsIdentifier || _picked.Contains(field.Address) ? TreeTick.All : TreeTick.None,
        Locked = LockOf(field.IsIdentifier),
    };

    private string? LockOf(bool isKey) => isKey ? W.KeysWhy : IsLocked ? W.LockedTitle : null;

    private void Toggle(TreeLine line)
    {
        if (!_open.Remove(line.Key))
        {
            _open.Add(line.Key);
        }

        Arrange();
    }

    private void Tick(TreeLine line)
    {
        var isIn = line.Tick != TreeTick.All;
        if (_tree.EntityOf(line.Key) is { } entity)
        {
            Bench.PickEntity(entity, isIn);
        }
        else if (_tree.FieldsUnder(line.Key) is { } fields)
        {
            Bench.Pick([.. fields.Where(field => !field.IsIdentifier)], isIn, Schema);
        }
        else if (Schema.Field(line.Key) is { } field)
        {
            Bench.Pick([field], isIn, Schema);
        }
    }

    private void Forget(string gone) => Bench.Edit(collection => collection with
    {
        Fields = [.. collection.Fields.Where(field => field != gone)],
        Entities = [.. collection.Entities.Where(entity => entity != gone)],
    });
}
