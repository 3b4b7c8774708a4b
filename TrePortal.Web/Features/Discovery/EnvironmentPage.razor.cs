using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Discovery;

/// <summary>What an environment offers, to whom, and on which terms.</summary>
public sealed partial class EnvironmentPage
{
    private Loadable<DiscoveryDetails> _environment = new Loadable<DiscoveryDetails>.Loading();
    private IReadOnlyList<RequestHereRow> _requests = [];
    private string? _loaded;

    [Parameter]
    public string Handle { get; set; } = "";

    [SupplyParameterFromQuery]
    public string? Tab { get; set; }

    /// <summary>What is searched for in the dictionary.</summary>
    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    /// <summary>The field of the dictionary that is open.</summary>
    [SupplyParameterFromQuery]
    public string? Field { get; set; }

    [Inject]
    public required IDiscoveryQueries Discovery { get; init; }

    [Inject]
    public required IRequestsHereQueries Requests { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required IChangeFeed Feed { get; init; }

    protected override void OnInitialized()
    {
        var listening = Feed.Subscribe(changed =>
        {
            if (_environment is Loadable<DiscoveryDetails>.Loaded { Value: var here } && (changed.Id == here.Row.Id.Value || changed.Environment == here.Row.Id) && changed.Kind is "environment" or "request" or "inventory")
            {
                _ = InvokeAsync(ReloadAsync);
            }
        });
        WhenDisposed(listening.Dispose);
    }

    protected override Task OnParametersSetAsync()
    {
        if (_loaded == Handle)
        {
            return Task.CompletedTask; // another tab of the same environment
        }

        _loaded = Handle;
        return LoadAsync(NewestLoad());
    }

    private async Task ReloadAsync()
    {
        await LoadAsync(NewestLoad());
        StateHasChanged();
    }

    private async Task LoadAsync(CancellationToken cancellation)
    {
        var reader = await CurrentActor.GetAsync(cancellation);
        if (await Discovery.FindAsync(Handle, reader, cancellation) is not { } found)
        {
            _environment = new Loadable<DiscoveryDetails>.Missing();
            return;
        }

        _requests = await Requests.ListAsync(reader, [found.Row.Id], cancellation);
        _environment = new Loadable<DiscoveryDetails>.Loaded(found);
    }

    private IReadOnlyList<TabItem> TabsOf(DiscoveryDetails environment)
    {
        var here = Addresses.Environment(Handle);
        return
        [
            new(ExploreWords.Overview, here),
            new(ExploreWords.Dictionary, Addresses.With(here, ("tab", "dictionary"))),
            new(ExploreWords.Collections, Addresses.With(here, ("tab", "collections")), environment.Inventory?.Collections),
            new(Words.MyRequests, Addresses.With(here, ("tab", "requests")), _requests.Count),
        ];
    }
}
