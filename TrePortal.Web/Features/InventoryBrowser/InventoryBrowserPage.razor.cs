using Microsoft.AspNetCore.Components;
using TrePortal.Domain.InventoryBrowser;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;
using W = TrePortal.Web.Features.InventoryBrowser.InventoryBrowserWords;

namespace TrePortal.Web.Features.InventoryBrowser;

/// <summary>What the tabs of the browser show.</summary>
public enum InventoryPart
{
    Entities,
    Fields,
    Codings,
    Files,
    Collections,
}

/// <summary>Looks into one version of an inventory. Every view is a link: what is searched for and what is open stand in the address.</summary>
public sealed partial class InventoryBrowserPage
{
    private const string InventoryKind = "inventory";

    private Loadable<BrowsedVersion> _version = new Loadable<BrowsedVersion>.Loading();
    private (string Handle, int Number) _loaded;

    [Parameter]
    public required string Handle { get; set; }

    [Parameter]
    public int Number { get; set; }

    [Parameter]
    public string? Part { get; set; }

    /// <summary>Which dataset: <c>showcase</c>, or the tabular inventory.</summary>
    [SupplyParameterFromQuery(Name = "of")]
    public string? Of { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Q { get; set; }

    /// <summary>Address of the field that is open.</summary>
    [SupplyParameterFromQuery(Name = "field")]
    public string? Field { get; set; }

    /// <summary>Name of the coding that is open.</summary>
    [SupplyParameterFromQuery(Name = "coding")]
    public string? Coding { get; set; }

    /// <summary>Id of the collection that is open, or whose files are listed.</summary>
    [SupplyParameterFromQuery(Name = "collection")]
    public string? Collection { get; set; }

    /// <summary>Row of the file inventory at which the page begins, from 0.</summary>
    [SupplyParameterFromQuery(Name = "from")]
    public int From { get; set; }

    [Inject]
    public required IInventoryBrowser Browser { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    private BrowsedAsset Asset => _version switch
    {
        Loadable<BrowsedVersion>.Loaded { Value: { HasShowcase: true } version } when Of == "showcase" || !version.HasTabular => BrowsedAsset.Showcase,
        _ => BrowsedAsset.Tabular,
    };

    protected override Task OnParametersSetAsync() => _loaded == (Handle, Number) ? Task.CompletedTask : LoadAsync();

    private async Task LoadAsync()
    {
        var cancellation = NewestLoad();
        var reader = await CurrentActor.GetAsync(cancellation);
        _version = await Browser.FindAsync(Handle, Number, reader, cancellation) is { } found
            ? new Loadable<BrowsedVersion>.Loaded(found)
            : new Loadable<BrowsedVersion>.Missing();
        _loaded = (Handle, Number);
    }

    /// <summary>Null for an address that is none of the parts.</summary>
    private static InventoryPart? PartOf(string? part) =>
        part is null ? InventoryPart.Entities : Enum.TryParse<InventoryPart>(part, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : null;

    private string Here(InventoryPart part, params ReadOnlySpan<(string Name, string? Value)> query) =>
        Addresses.With(Addresses.InventoryBrowser(Handle, Number, part == InventoryPart.Entities ? null : PlainWords.Of(part)), query);

    private IReadOnlyList<TabItem> TabsOf(BrowsedVersion version)
    {
        var of = Asset == BrowsedAsset.Showcase && version.HasTabular ? "showcase" : null;
        return
        [
            new(W.Entities, Here(InventoryPart.Entities, ("of", of)), of is null ? version.Entities : null),
            new(W.Fields, Here(InventoryPart.Fields, ("of", of)), of is null ? version.Fields : null),
            new(W.Codings, Here(InventoryPart.Codings, ("of", of)), null),
            new(W.Files, Here(InventoryPart.Files), (int)Math.Min(int.MaxValue, version.Files)),
            new(W.Collections, Here(InventoryPart.Collections), version.Collections),
        ];
    }

    private static IReadOnlyList<Crumb> Crumbs(BrowsedVersion version) =>
    [
        new(Words.Environments, Addresses.AdminEnvironments),
        new(version.Name, Addresses.AdminEnvironment(version.Handle)),
        new(W.Inventory, Addresses.AdminEnvironment(version.Handle, "inventory")),
    ];
}
