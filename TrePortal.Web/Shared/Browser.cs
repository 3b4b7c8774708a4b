using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace TrePortal.Web.Shared;

public sealed record Surroundings(string? Zone, string Theme);

/// <summary>
/// The few things that only the browser can do, through one script module per circuit. The module lives as long as the
/// page that the circuit draws, so there is nothing to dispose.
/// </summary>
public sealed class Browser(IJSRuntime runtime)
{
    private const string RadzenStyle = "/css/radzen.css";
    private const string RadzenScript = "/_content/Radzen.Blazor/Radzen.Blazor.min.js";

    private Task<IJSObjectReference>? _module;

    public async Task<Surroundings> ReadSurroundingsAsync(CancellationToken cancellation) =>
        await (await ModuleAsync()).InvokeAsync<Surroundings>("surroundings", cancellation);

    public Task SetThemeAsync(string theme) => DoAsync("setTheme", theme);

    public Task ToggleRailAsync() => DoAsync("toggleRail");

    public Task OpenDialogAsync(ElementReference dialog) => DoAsync("openDialog", dialog);

    public Task CloseDialogAsync(ElementReference dialog) => DoAsync("closeDialog", dialog);

    public Task ClosePopoverAsync(string id) => DoAsync("closePopover", id);

    /// <summary>
    /// Another address in place of the present one, which is decided in the browser: when the person has followed a link that
    /// the server does not know of yet, the link has the last word.
    /// </summary>
    public Task ReplaceAddressAsync(string present, string next) => DoAsync("replaceAddress", present, next);

    /// <summary>Scrolls to the element of this id and puts the focus on it, or on its first control; waits for it a moment.</summary>
    public Task FocusAnchorAsync(string id) => DoAsync("focusAnchor", id);

    /// <summary>Whether the browser allowed the copy.</summary>
    public async Task<bool> CopyAsync(string text) => await (await ModuleAsync()).InvokeAsync<bool>("copy", text);

    /// <summary>What was remembered in this browser under the key; null when nothing was, or the browser forbids it.</summary>
    public async Task<string?> RecallAsync(string key) => await (await ModuleAsync()).InvokeAsync<string?>("recall", key);

    /// <summary>Keeps a liking in this browser (the shape of a list, the tiles of a board). Never data.</summary>
    public Task RememberAsync(string key, string value) => DoAsync("remember", key, value);

    /// <summary>Fetches the component library's style and script once; its components work only afterwards.</summary>
    public Task LoadRadzenAsync() => DoAsync("loadLibrary", RadzenStyle, RadzenScript);

    /// <summary>Keeps the page from scrolling by the keys that move a tree's active line.</summary>
    public Task GuardTreeAsync(ElementReference tree) => DoAsync("guardTree", tree);

    /// <summary>Scrolls a tree so that its line can be seen.</summary>
    public Task RevealLineAsync(ElementReference tree, int line) => DoAsync("revealLine", tree, line);

    /// <summary>What stands in a text area, or the file chosen in an input, as UTF-8; null when it is longer than the most.</summary>
    public async Task<byte[]?> ReadContentAsync(ElementReference control, long most, CancellationToken cancellation)
    {
        await using var content = await (await ModuleAsync()).InvokeAsync<IJSStreamReference>("contentOf", cancellation, control);
        if (content.Length > most)
        {
            return null;
        }

        await using var stream = await content.OpenReadStreamAsync(most, cancellation);
        var bytes = new byte[content.Length];
        await stream.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }

    /// <summary>
    /// Puts what was typed while the portal was away back into the fields that have the same <c>data-typed</c> name, after the
    /// page was drawn anew; how many fields got something.
    /// </summary>
    public async Task<int> TakeTypedAsync() => await (await ModuleAsync()).InvokeAsync<int>("takeTyped");

    private async Task DoAsync(string function, params object?[] arguments) =>
        await (await ModuleAsync()).InvokeVoidAsync(function, arguments);

    private Task<IJSObjectReference> ModuleAsync() =>
        _module ??= runtime.InvokeAsync<IJSObjectReference>("import", "/js/portal.js").AsTask();
}
