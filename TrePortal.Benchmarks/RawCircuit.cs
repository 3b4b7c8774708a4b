using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace TrePortal.Benchmarks;

/// <summary>
/// One person's circuit without a browser: it acknowledges what is drawn and answers the few calls for scripts, and draws
/// nothing. It follows links as a browser does within a page.
/// </summary>
internal sealed partial class RawCircuit : IAsyncDisposable
{
    private const int ReferenceToScript = 1;
    private readonly HubConnection _connection;
    private readonly Uri _portal;
    private Func<byte[], bool>? _isAwaited;
    private TaskCompletionSource _drawn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RawCircuit(HubConnection connection, Uri portal) => (_connection, _portal) = (connection, portal);

    public static async Task<RawCircuit> OpenAsync(Uri portal, string user, string address)
    {
        var cookies = new CookieContainer();
        using var handler = new HttpClientHandler { CookieContainer = cookies };
        using var client = new HttpClient(handler) { BaseAddress = portal };
        await SignInAsync(client, user);
        var page = await client.GetStringAsync(new Uri(portal, address));
        var building = new HubConnectionBuilder().WithUrl(new Uri(portal, "_blazor"), options =>
        {
            options.Cookies = cookies;
            options.Headers["Origin"] = portal.GetLeftPart(UriPartial.Authority);
        });
        building.Services.AddSingleton<IHubProtocol>(new BlazorPack());
        var circuit = new RawCircuit(building.Build(), portal);
        await circuit.StartAsync(page, address);
        return circuit;
    }

    /// <summary>Follows a link; done when something is drawn of which the condition is true.</summary>
    public async Task GoToAsync(string address, Func<byte[], bool> isDrawn)
    {
        _drawn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _isAwaited, isDrawn);
        await _connection.InvokeAsync("OnLocationChanged", new Uri(_portal, address).AbsoluteUri, null, true);
        await _drawn.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static async Task SignInAsync(HttpClient client, string user)
    {
        var form = await client.GetStringAsync(new Uri("/account/sign-in", UriKind.Relative));
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["UserName"] = user, ["Password"] = MeasuredEnvironment.Password, ["_handler"] = "sign-in" };
        fields["__RequestVerificationToken"] = WebUtility.HtmlDecode(Token().Match(form).Groups[1].Value);
        using var content = new FormUrlEncodedContent(fields);
        using var answer = await client.PostAsync(new Uri("/account/sign-in", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
        if (answer.RequestMessage!.RequestUri!.AbsolutePath.StartsWith("/account", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"{user} could not sign in.");
        }
    }

    private async Task StartAsync(string page, string address)
    {
        _connection.On<long, byte[]>("JS.RenderBatch", AcknowledgeAsync);
        _connection.On("JS.BeginInvokeJS", [typeof(long), typeof(string), typeof(string), typeof(int), typeof(long), typeof(int)], AnswerAsync);
        _connection.On<string>("JS.Error", error => _drawn.TrySetException(new InvalidOperationException(error)));
        _connection.Closed += error =>
        {
            _drawn.TrySetException(error ?? new InvalidOperationException("The circuit was closed."));
            return Task.CompletedTask;
        };
        await _connection.StartAsync();
        var place = new Uri(_portal, address).AbsoluteUri;
        if (await _connection.InvokeAsync<string?>("StartCircuit", _portal.AbsoluteUri, place, "[]", "") is null)
        {
            throw new InvalidOperationException("The portal opened no circuit.");
        }

        Volatile.Write(ref _isAwaited, batch => batch.AsSpan().IndexOf("tile-grid"u8) >= 0);
        var markers = Marker().Matches(page).Select((marker, at) => $$"""{"type":"add","ssrComponentId":{{at + 1}},"marker":{{marker.Groups[1].Value}}}""");
        await _connection.SendAsync("UpdateRootComponents", $$"""{"batchId":1,"operations":[{{string.Join(',', markers)}}]}""", State().Match(page).Groups[1].Value);
        await _drawn.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private async Task AcknowledgeAsync(long number, byte[] batch)
    {
        await _connection.SendAsync("OnRenderCompleted", number, null);
        if (Volatile.Read(ref _isAwaited) is { } isAwaited && isAwaited(batch))
        {
            Volatile.Write(ref _isAwaited, null);
            _drawn.TrySetResult();
        }
    }

    private async Task AnswerAsync(object?[] call)
    {
        var (handle, name, result) = ((long)call[0]!, (string)call[1]!, (int)call[3]!);
        if (handle == 0)
        {
            return; // nobody waits for it
        }

        var answer = result == ReferenceToScript ? """{"__jsObjectId":1}""" : name == "surroundings" ? """{"zone":"UTC","theme":"light"}""" : "null";
        await _connection.SendAsync("EndInvokeJSFromDotNet", handle, true, $"[{JsonSerializer.Serialize(handle)},true,{answer}]");
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("<!--Blazor:(\\{\"type\":\"server\".*?\\})-->")]
    private static partial Regex Marker();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(.*?)-->")]
    private static partial Regex State();
}
