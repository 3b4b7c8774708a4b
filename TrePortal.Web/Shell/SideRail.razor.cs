using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Store;

namespace TrePortal.Web.Shell;

/// <summary>The places of the portal: a rail, and on a phone a bar at the bottom.</summary>
public sealed partial class SideRail
{
    private NavigationRights _rights = NavigationRights.None;
    private string _path = "/";

    [CascadingParameter]
    public Task<AuthenticationState>? Authentication { get; set; }

    [Inject]
    public required INavigationRights Rights { get; init; }

    [Inject]
    public required Slice<WorkQueueState> Queue { get; init; }

    [Inject]
    public required IDispatcher Dispatcher { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required Browser Browser { get; init; }

    protected override async Task OnInitializedAsync()
    {
        Watch(Queue);
        Navigation.LocationChanged += Moved;
        WhenDisposed(() => Navigation.LocationChanged -= Moved);
        FindHere();

        if (Authentication is not null && (await Authentication).User.Identity is not { IsAuthenticated: true })
        {
            return; // a page that strangers may see, such as "not found"
        }

        _rights = await Rights.ReadAsync(Lifetime);
        if (_rights.Reviews)
        {
            await Dispatcher.DispatchAsync(new RefreshWorkQueue());
        }
    }

    private void Moved(object? sender, LocationChangedEventArgs change) => _ = InvokeAsync(FollowAsync);

    private async Task FollowAsync()
    {
        FindHere();
        StateHasChanged();
        await Browser.ClosePopoverAsync("more-places");
    }

    private void FindHere() => _path = new Uri(Navigation.Uri).AbsolutePath;
}
