using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Api;

/// <summary>Calls that are broken below HTTP's grammar (B123, B124), at the portal as it runs, byte for byte over a socket.</summary>
[Trait("Category", "Integration")]
public sealed partial class WireTests : IAsyncLifetime
{
    private PortalProcess _portal = null!;
    private string _token = "";

    public async Task InitializeAsync()
    {
        _portal = await PortalProcess.StartAsync(new Dictionary<string, string> { ["Portal__Demo"] = "true" });
        var (code, said, errors) = await _portal.RunVerbAsync("token", "create", "--user", "researcher1", "--name", "wire", "--scope", "write");
        Assert.True(code == 0, said + errors);
        _token = Token().Match(said).Value;
        Assert.NotEmpty(_token);
    }

    public Task DisposeAsync() => _portal.DisposeAsync().AsTask();

    [Fact]
    public async Task What_is_broken_on_the_wire_is_refused_and_the_portal_stays_up()
    {
        const string Json = "Content-Type: application/json\r\n";
        (string Name, string Head, string Body, string Status)[] calls =
        [
            ("B123 30 MB and a byte", Json + "Content-Length: 30000001\r\n", "{", "413"),
            ("B124 line feed alone in an extension", Json + "Transfer-Encoding: chunked\r\n", "2;a=b\n{}\r\n0\r\n\r\n", "400"),
            ("B124 both lengths", Json + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\n\r\n", "400"),
            ("B124 two lengths", Json + "Content-Length: 2\r\nContent-Length: 3\r\n", "{}", "400"),
            ("B124 length below zero", Json + "Content-Length: -1\r\n", "{}", "400"),
            ("B124 chunk without a length", Json + "Transfer-Encoding: chunked\r\n", "x\r\n{}\r\n0\r\n\r\n", "400"),
            ("B124 chunked is not last", Json + "Transfer-Encoding: chunked, gzip\r\n", "2\r\n{}\r\n0\r\n\r\n", "400"),
        ];
        using var client = new HttpClient { BaseAddress = _portal.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        var before = await client.GetStringAsync("/api/v1/requests");
        foreach (var (name, head, body, status) in calls)
        {
            var answer = await SendAsync($"POST /api/v1/requests HTTP/1.1\r\nHost: localhost:{_portal.Port}\r\nAuthorization: Bearer {_token}\r\n{head}\r\n{body}");
            Assert.True(answer.StartsWith($"HTTP/1.1 {status} ", StringComparison.Ordinal), $"{name}: {answer}");
            Assert.DoesNotContain("Exception", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("HTTP/1.1 ", answer[1..], StringComparison.Ordinal); // one answer, and the line is closed after it
        }

        Assert.Equal(before, await client.GetStringAsync("/api/v1/requests"));
    }

    /// <summary>All that comes back until the portal closes the line.</summary>
    private async Task<string> SendAsync(string text)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var line = new TcpClient();
        await line.ConnectAsync("localhost", _portal.Port, limit.Token);
        var stream = line.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), limit.Token);
        using var answer = new MemoryStream();
        await stream.CopyToAsync(answer, limit.Token);
        return Encoding.UTF8.GetString(answer.ToArray());
    }

    [GeneratedRegex("trep_[A-Za-z0-9_-]{43}")]
    private static partial Regex Token();
}
