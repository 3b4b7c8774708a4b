using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

public sealed partial class InventorySection
{
    private Loadable<InventoryForAdmin> _inventory = new Loadable<InventoryForAdmin>.Loading();
    private InventoryAsset? _into;
    private Error? _refusal;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    public required IInventoryQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    private string? Lock => Environment.LockReason(EnvironmentAction.StageInventory);

    protected override Task OnInitializedAsync() => LoadAsync();

    private bool Concerns(Changed changed) => changed.Environment == Environment.Id && changed.Kind is "inventory" or "import" or "job";

    private async Task LoadAsync()
    {
        var cancellation = NewestLoad();
        var reader = await CurrentActor.GetAsync(cancellation);
        _inventory = await Queries.FindAsync(Environment.Handle, reader, cancellation) is { } found
            ? new Loadable<InventoryForAdmin>.Loaded(found)
            : new Loadable<InventoryForAdmin>.Missing();
        _refusal = null;
    }

    private void Aim(InventoryAsset asset) => _into = asset;
}
