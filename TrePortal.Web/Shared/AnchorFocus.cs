using Microsoft.AspNetCore.Components;

namespace TrePortal.Web.Shared;

/// <summary>
/// Takes the person to the control that the address names after its #, also when it is drawn a moment later. It draws
/// nothing.
/// </summary>
public sealed class AnchorFocus : PortalComponent
{
    [Inject]
    public required Browser Browser { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override void OnInitialized()
    {
        Navigation.LocationChanged += Moved;
        WhenDisposed(() => Navigation.LocationChanged -= Moved);

        void Moved(object? sender, Microsoft.AspNetCore.Components.Routing.LocationChangedEventArgs change) => _ = InvokeAsync(FocusAsync);
    }

    protected override Task OnAfterRenderAsync(bool firstRender) => firstRender ? FocusAsync() : Task.CompletedTask;

    private Task FocusAsync() => new Uri(Navigation.Uri).Fragment is { Length: > 1 } anchor ? Browser.FocusAnchorAsync(Uri.UnescapeDataString(anchor[1..])) : Task.CompletedTask;
}
