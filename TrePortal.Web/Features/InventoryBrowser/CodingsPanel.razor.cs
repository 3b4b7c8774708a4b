using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.InventoryBrowser;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;
using W = TrePortal.Web.Features.InventoryBrowser.InventoryBrowserWords;

namespace TrePortal.Web.Features.InventoryBrowser;

/// <summary>The codings of a dataset, and the codes of the open one as a tree.</summary>
public sealed partial class CodingsPanel
{
    private Loadable<BrowsedDataset> _dataset = new Loadable<BrowsedDataset>.Loading();
    private IReadOnlyList<TreeLine> _list = [];
    private BrowsedVersion? _shown;
    private string? _listedFor;
    private string _text = "";

    [Parameter, EditorRequired]
    public required BrowsedVersion Version { get; set; }

    [Parameter]
    public BrowsedAsset Asset { get; set; }

    [Parameter]
    public string? Coding { get; set; }

    [Inject]
    public required IInventoryBrowser Inventory { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    private string? Of => Asset == BrowsedAsset.Showcase ? "showcase" : null;

    /// <summary>"12 codes", "1 code", "40 codes in a tree".</summary>
    internal static string CodesOf(Coding coding) =>
        coding.IsTree ? W.CodesTree.Fill(coding.Codes.Count) : coding.Codes.Count == 1 ? W.CodesOne : W.CodesCount.Fill(coding.Codes.Count);

    protected override async Task OnParametersSetAsync()
    {
        if (_shown != Version)
        {
            _shown = Version;
            var cancellation = NewestLoad();
            var reader = await CurrentActor.GetAsync(cancellation);
            _dataset = await Inventory.DatasetAsync(Version.Handle, Version.Number, Asset, reader, cancellation) is { } found
                ? new Loadable<BrowsedDataset>.Loaded(found)
                : new Loadable<BrowsedDataset>.Missing();
            _listedFor = null;
        }

        if (_dataset is Loadable<BrowsedDataset>.Loaded { Value.Schema: var schema } && _listedFor != (Coding ?? ""))
        {
            List(schema);
        }
    }

    private void List(DatasetSchema schema)
    {
        _listedFor = Coding ?? "";
        _list = [.. schema.Codings
            .Where(coding => coding.Name.Contains(_text.Trim(), StringComparison.OrdinalIgnoreCase))
            .Select(coding => new TreeLine(coding.Name, coding.Name, 1)
            {
                Icon = coding.IsTree ? "layers" : "list",
                Note = CodesOf(coding),
                Href = Addresses.With(Addresses.InventoryBrowser(Version.Handle, Version.Number, "codings"), ("of", Of), ("coding", coding.Name)),
                IsCurrent = coding.Name == Coding,
            })];
    }

    private static IReadOnlyList<FieldSchema> FieldsOf(DatasetSchema schema, Coding coding) =>
        [.. schema.Entities.SelectMany(entity => entity.Fields).Where(field => field.CodingName == coding.Name)];

    private string FieldHref(FieldSchema field) =>
        Addresses.With(Addresses.InventoryBrowser(Version.Handle, Version.Number, "fields"), ("of", Of), ("field", field.Address));
}
