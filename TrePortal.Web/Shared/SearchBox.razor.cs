using Microsoft.AspNetCore.Components;

namespace TrePortal.Web.Shared;

/// <summary>A search that goes into the address when the typing pauses, unless the person has gone elsewhere meanwhile.</summary>
public sealed partial class SearchBox
{
    private string _text = "";
    private string? _shown;

    [Parameter, EditorRequired]
    public required string Label { get; set; }

    [Parameter]
    public string? Placeholder { get; set; }

    /// <summary>What the address says is searched for.</summary>
    [Parameter, EditorRequired]
    public required string? Value { get; set; }

    /// <summary>Where a search leads, asked when the typing has paused: filters chosen meanwhile belong to it.</summary>
    [Parameter, EditorRequired]
    public required Func<string?, string> AddressOf { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required Browser Browser { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    /// <summary>How long nothing is typed before it is looked for.</summary>
    public static TimeSpan Pause { get; } = TimeSpan.FromMilliseconds(200);

    protected override void OnParametersSet()
    {
        if (_shown != Value)
        {
            (_shown, _text) = (Value, Value ?? "");
        }
    }

    private async Task TypedAsync(string? text)
    {
        _text = text ?? "";
        var (newest, page) = (NewestLoad(), PageOf(Navigation.Uri));
        await Task.Delay(Pause, Clock, newest);

        // The pause may end in the very moment in which the page changes, so being cancelled is asked again here.
        if (!newest.IsCancellationRequested && PageOf(Navigation.Uri) == page)
        {
            _shown = _text.Length == 0 ? null : _text; // what comes back is what was sent; more may have been typed by then
            await Browser.ReplaceAddressAsync(Navigation.Uri, AddressOf(_shown));
        }
    }

    private static string PageOf(string address) => new Uri(address).AbsolutePath;
}
