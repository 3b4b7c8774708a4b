using System.Globalization;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

/// <summary>One inventory version: what it holds, its warnings, its report, what changed, whom it affects.</summary>
public sealed partial class VersionPanel
{
    private Loadable<InventoryVersionDetails> _version = new Loadable<InventoryVersionDetails>.Loading();

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter, EditorRequired]
    public required int Number { get; set; }

    /// <summary>What follows the number in the address.</summary>
    [Parameter, EditorRequired]
    public required string[] Part { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required IVersionQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    /// <summary>Is there a page for what follows the number?</summary>
    internal static bool Knows(string[] part) =>
        part is [] or ["warnings"] or ["report"] or ["changes"] or ["impact"]
        || (part is ["changes", var from] && int.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out _));

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var cancellation = NewestLoad();
        _version = await Queries.FindAsync(Environment.Handle, Number, await CurrentActor.GetAsync(cancellation), cancellation) is { } found
            ? new Loadable<InventoryVersionDetails>.Loaded(found)
            : new Loadable<InventoryVersionDetails>.Missing();
    }

    private async Task ChangedAsync()
    {
        await LoadAsync();
        await OnChanged.InvokeAsync();
    }

    private IReadOnlyList<TabItem> TabsOf(InventoryVersionDetails version)
    {
        string At(string? part) => Addresses.InventoryVersion(Environment.Handle, Number, part);

        return
        [
            new(VersionWords.Overview, At(null)),
            new(VersionWords.Warnings, At("warnings"), version.OpenWarnings > 0 ? version.OpenWarnings : null),
            new(VersionWords.Report, At("report")),
            new(VersionWords.Changes, At("changes")),
            .. version.State == InventoryVersionState.Pending ? new TabItem[] { new(VersionWords.Impact, At("impact")) } : [],
        ];
    }
}
