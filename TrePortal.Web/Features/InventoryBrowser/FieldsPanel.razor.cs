using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.InventoryBrowser;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;
using W = TrePortal.Web.Features.InventoryBrowser.InventoryBrowserWords;

namespace TrePortal.Web.Features.InventoryBrowser;

/// <summary>The fields as a tree with search, and the open one beside it.</summary>
public sealed partial class FieldsPanel
{
    private Loadable<BrowsedDataset> _dataset = new Loadable<BrowsedDataset>.Loading();
    private DictionaryTree _tree = null!;
    private HashSet<string> _open = [];
    private IReadOnlyList<TreeLine> _lines = [];
    private BrowsedVersion? _shown;
    private string _text = "";
    private string? _field;

    [Parameter, EditorRequired]
    public required BrowsedVersion Version { get; set; }

    [Parameter]
    public BrowsedAsset Asset { get; set; }

    [Parameter]
    public string? Q { get; set; }

    [Parameter]
    public string? Field { get; set; }

    [Inject]
    public required IInventoryBrowser Inventory { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown != Version)
        {
            _shown = Version;
            var cancellation = NewestLoad();
            var reader = await CurrentActor.GetAsync(cancellation);
            _text = Q ?? "";
            if (await Inventory.DatasetAsync(Version.Handle, Version.Number, Asset, reader, cancellation) is not { } found)
            {
                _dataset = new Loadable<BrowsedDataset>.Missing();
                return;
            }

            Plant(found);
            _dataset = new Loadable<BrowsedDataset>.Loaded(found);
        }

        if (_dataset is Loadable<BrowsedDataset>.Loaded { Value: var dataset } && ((Q ?? "") != _text || Field != _field))
        {
            if ((Q ?? "") != _text)
            {
                _text = Q ?? "";
                Plant(dataset);
            }

            Arrange(dataset);
        }
    }

    private void Plant(BrowsedDataset dataset)
    {
        _tree = new DictionaryTree(dataset.Schema, new FieldSearch(_text));
        _open = [.. _tree.OpenAtFirst()];
        Arrange(dataset);
    }

    private void Arrange(BrowsedDataset dataset)
    {
        if (_field != Field)
        {
            _field = Field;
            if (Field is not null && dataset.Schema.Field(Field) is { } shown)
            {
                _open.UnionWith(_tree.Above(shown));
            }
        }

        _lines = _tree.Lines(_open, (line, _) => line, (line, field) => line with
        {
            Code = field.Name,
            Icon = field.IsIdentifier ? "key" : null,
            Note = NoteOf(dataset, field),
            Href = Here(field.Address),
            IsCurrent = field.Address == Field,
        });
    }

    private static string NoteOf(BrowsedDataset dataset, FieldSchema field)
    {
        var type = FieldWords.TypeOf(field);
        return dataset.MissingShare(field) is { } share ? W.TypeAndMissing.Fill(type, share) : type;
    }

    private void Toggle(TreeLine line)
    {
        if (!_open.Remove(line.Key))
        {
            _open.Add(line.Key);
        }

        if (_dataset is Loadable<BrowsedDataset>.Loaded { Value: var dataset })
        {
            Arrange(dataset);
        }
    }

    private string? Of => Asset == BrowsedAsset.Showcase ? "showcase" : null;

    private string Searching(string? text) => View(text, Field);

    private string Here(string field) => View(_text, field);

    private string View(string? text, string? field) =>
        Addresses.With(Addresses.InventoryBrowser(Version.Handle, Version.Number, "fields"), ("of", Of), ("q", text), ("field", field));
}
