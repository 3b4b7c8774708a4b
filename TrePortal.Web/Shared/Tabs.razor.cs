using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace TrePortal.Web.Shared;

/// <summary>Tabs that are links: each has its own address, can be shared, and answers the back button.</summary>
public sealed partial class Tabs
{
    private TabItem? _here;

    /// <summary>Names the set for people who hear the page: "Request".</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<TabItem> Items { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override void OnInitialized()
    {
        Navigation.LocationChanged += Moved;
        WhenDisposed(() => Navigation.LocationChanged -= Moved);

        void Moved(object? sender, LocationChangedEventArgs change)
        {
            FindHere();
            _ = InvokeAsync(StateHasChanged);
        }
    }

    protected override void OnParametersSet() => FindHere();

    private void FindHere()
    {
        var here = new Uri(Navigation.Uri).PathAndQuery;
        _here = Items.Where(tab => Covers(tab.Href, here)).MaxBy(tab => tab.Href.Length);
    }

    /// <summary>The tab's own address, or one below it, or the same with more of a query.</summary>
    private static bool Covers(string tab, string here) =>
        here.StartsWith(tab, StringComparison.OrdinalIgnoreCase)
        && (here.Length == tab.Length || here[tab.Length] is '/' or '?' or '&' or '#');
}
