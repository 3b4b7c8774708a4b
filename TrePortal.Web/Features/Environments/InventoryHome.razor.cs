using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

public sealed partial class InventoryHome
{
    private const int LatestShown = 5;

    private Loadable<InventoryForAdmin> _inventory = new Loadable<InventoryForAdmin>.Loading();
    private IReadOnlyList<VersionRow> _latest = [];
    private InventoryAsset? _into;
    private Error? _refusal;

    [Parameter, EditorRequired]
    public required EnvironmentForAdmin Environment { get; set; }

    [Parameter]
    public EventCallback OnChanged { get; set; }

    [CascadingParameter(Name = EnvironmentEditorPage.ReaderName)]
    public Actor? Reader { get; set; }

    [Inject]
    public required IInventoryQueries Queries { get; init; }

    [Inject]
    public required IVersionQueries Versions { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    protected override Task OnInitializedAsync() => LoadAsync(Reader);

    private bool Concerns(Changed changed) => changed.Environment == Environment.Id && changed.Kind is "inventory" or "import" or "job";

    private Task LoadAsync() => LoadAsync(known: null);

    private async Task LoadAsync(Actor? known)
    {
        var cancellation = NewestLoad();
        var reader = known ?? await CurrentActor.GetAsync(cancellation);
        _inventory = await Queries.FindAsync(Environment.Handle, reader, cancellation) is { } found
            ? new Loadable<InventoryForAdmin>.Loaded(found)
            : new Loadable<InventoryForAdmin>.Missing();
        _latest = (await Versions.ListAsync(Environment.Handle, new PageRequest(LatestShown, null), reader, cancellation))?.Items ?? [];
        _refusal = null;
    }

    private void Aim(InventoryAsset asset) => _into = asset;
}
