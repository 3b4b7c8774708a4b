using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace TrePortal.Web.Shared;

/// <summary>What the server answered to an upload: its status and the first part of its body.</summary>
public sealed record Uploaded(int Status, string Body)
{
    /// <summary>Why the server refused, in its own words; a general sentence when it gave none.</summary>
    public string Refusal
    {
        get
        {
            using var problem = Body.StartsWith('{') ? JsonDocument.Parse(Body) : null;
            return problem?.RootElement.TryGetProperty("detail", out var detail) == true && detail.GetString() is { } said ? said : Words.UploadRefused;
        }
    }
}

/// <summary>
/// Files dropped or chosen go by plain HTTP to <see cref="Url"/> as one multipart form (every file under the name
/// "files"), with the antiforgery header, never over the circuit.
/// </summary>
public sealed partial class FileDrop
{
    private static int _given;

    private readonly string _id = $"files-{Interlocked.Increment(ref _given)}";
    private ElementReference _zone;
    private DotNetObjectReference<FileDrop>? _self;
    private IJSObjectReference? _module;
    private IJSObjectReference? _handle;
    private string? _names;
    private string? _problem;
    private double _fraction;

    /// <summary>Where the files go, by POST.</summary>
    [Parameter, EditorRequired]
    public required string Url { get; set; }

    [Parameter, EditorRequired]
    public required string Label { get; set; }

    [Parameter]
    public string? Hint { get; set; }

    /// <summary>As in HTML: ".csv,.zip".</summary>
    [Parameter]
    public string? Accept { get; set; }

    [Parameter]
    public bool Multiple { get; set; } = true;

    /// <summary>The server has taken the files.</summary>
    [Parameter]
    public EventCallback<Uploaded> OnUploaded { get; set; }

    /// <summary>The server has refused them. When nobody listens, a general sentence is shown.</summary>
    [Parameter]
    public EventCallback<Uploaded> OnRefused { get; set; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    private bool IsSending => _names is not null;

    [JSInvokable]
    public void Started(string names)
    {
        (_names, _problem, _fraction) = (names, null, 0);
        StateHasChanged();
    }

    [JSInvokable]
    public void Progressed(double fraction)
    {
        _fraction = fraction;
        StateHasChanged();
    }

    [JSInvokable]
    public async Task Finished(int status, string body)
    {
        _names = null;
        var answer = new Uploaded(status, body);
        if (status is >= 200 and < 300)
        {
            await OnUploaded.InvokeAsync(answer);
        }
        else if (status > 0 && OnRefused.HasDelegate)
        {
            await OnRefused.InvokeAsync(answer);
        }
        else
        {
            _problem = status switch
            {
                0 => Words.UploadInterrupted,
                413 => Words.UploadTooLarge,
                _ => Words.UploadRefused,
            };
        }

        StateHasChanged();
    }

    [JSInvokable]
    public void Cancelled()
    {
        (_names, _problem) = (null, Words.UploadCancelled);
        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        Dispose();
        _self?.Dispose();
        try
        {
            if (_handle is not null)
            {
                await _handle.InvokeVoidAsync("dispose");
                await _handle.DisposeAsync();
            }

            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser has gone, and its upload with it.
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            _self = DotNetObjectReference.Create(this);
            _module = await Script.InvokeAsync<IJSObjectReference>("import", Lifetime, "/js/upload.js");
            _handle = await _module.InvokeAsync<IJSObjectReference>("attach", Lifetime, _zone, _self);
        }

        if (_handle is not null)
        {
            await _handle.InvokeVoidAsync("aim", Lifetime, Url);
        }
    }

    private async Task CancelAsync()
    {
        if (_handle is not null)
        {
            await _handle.InvokeVoidAsync("cancel");
        }
    }
}
