using System.Globalization;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Centers;

/// <summary>The first page: the environments that the reader may see. What is looked for is in the address.</summary>
public sealed partial class ResourceCenterHome
{
    private const int LastPage = 10_000;
    private const string ViewKey = "portal-resource-view";

    private Loadable<DiscoveryList> _list = new Loadable<DiscoveryList>.Loading();
    private Dictionary<EnvironmentId, RequestHereRow> _standing = [];
    private string? _liked;
    private bool _likedIsKnown;

    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    [SupplyParameterFromQuery]
    public string? State { get; set; }

    [SupplyParameterFromQuery]
    public string? Org { get; set; }

    [SupplyParameterFromQuery]
    public string? Category { get; set; }

    [SupplyParameterFromQuery]
    public string? Sort { get; set; }

    [SupplyParameterFromQuery]
    public string? View { get; set; }

    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    [Inject]
    public required IDiscoveryQueries Discovery { get; init; }

    [Inject]
    public required IRequestsHereQueries Requests { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required Browser Browser { get; init; }

    [Inject]
    public required IChangeFeed Feed { get; init; }

    private int Number => Math.Clamp(Page ?? 1, 1, LastPage);

    private bool IsTable => (View ?? _liked) == "table";

    private IReadOnlyList<DiscoveryOrganization> Organizations => _list is Loadable<DiscoveryList>.Loaded { Value: var list } ? list.Organizations : [];

    private IReadOnlyList<string> Categories => _list is Loadable<DiscoveryList>.Loaded { Value: var list } ? list.Categories : [];

    protected override void OnInitialized()
    {
        var listening = Feed.Subscribe(changed =>
        {
            if (changed.Kind is "environment" or "request")
            {
                _ = InvokeAsync(ReloadAsync);
            }
        });
        WhenDisposed(listening.Dispose);
    }

    protected override async Task OnParametersSetAsync()
    {
        var newest = NewestLoad();
        if (!_likedIsKnown)
        {
            _likedIsKnown = true;
            _liked = await Browser.RecallAsync(ViewKey);
        }

        await LoadAsync(newest);
    }

    private async Task ReloadAsync()
    {
        await LoadAsync(NewestLoad());
        StateHasChanged();
    }

    private async Task LoadAsync(CancellationToken cancellation)
    {
        var reader = await CurrentActor.GetAsync(cancellation);
        var list = await Discovery.ListAsync(reader, Filter(), cancellation);
        var mine = await Requests.ListAsync(reader, [.. list.Rows.Select(row => row.Id)], cancellation);
        _standing = mine.Where(request => request.IsOpen).GroupBy(request => request.Environment)
            .ToDictionary(here => here.Key, here => here.OrderBy(request => request.State == RequestState.Draft).First());
        _list = new Loadable<DiscoveryList>.Loaded(list);
    }

    private DiscoveryFilter Filter() => new()
    {
        Search = Q,
        State = State switch { "active" => EnvironmentState.Active, "maintenance" => EnvironmentState.Maintenance, _ => null },
        Organization = Org,
        Category = Category,
        Sort = Sort switch { "updated" => DiscoverySort.Updated, "published" => DiscoverySort.Published, _ => DiscoverySort.Name },
        Skip = (Number - 1) * DiscoveryFilter.DefaultSize,
    };

    private void Go((string Name, string? Value) change) => Navigation.NavigateTo(Here(change, ("page", null)));

    private async Task LookAsync(string view)
    {
        _liked = view;
        await Browser.RememberAsync(ViewKey, view);
        if (View is not null)
        {
            Navigation.NavigateTo(Here(("view", view)), replace: true);
        }
    }

    /// <summary>This view with something changed.</summary>
    private string Here(params (string Name, string? Value)[] changes)
    {
        (string Name, string? Value)[] now = [("q", Q), ("state", State), ("org", Org), ("category", Category), ("sort", Sort), ("view", View), ("page", Number == 1 ? null : Text(Number))];
        return Addresses.With(Addresses.ResourceCenter, [.. now.Select(part => Array.Find(changes, change => change.Name == part.Name) is { Name: not null } changed ? changed : part)]);
    }

    private bool HasNext(DiscoveryList list) => Number * DiscoveryFilter.DefaultSize < list.Found;

    private string Summary(DiscoveryList list) => list.Found == 1 ? ExploreWords.OneEnvironment
        : ExploreWords.RangeOf.Fill(((Number - 1) * DiscoveryFilter.DefaultSize) + 1, Math.Min(list.Found, Number * DiscoveryFilter.DefaultSize), list.Found);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
