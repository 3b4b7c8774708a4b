using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.People;

/// <summary>The verbs as an operator types them, while the portal runs and on the data of a stopped one.</summary>
public sealed partial class CommandLineTests
{
    [Fact]
    public async Task Verbs_work_beside_the_running_portal_and_after_it_stopped()
    {
        await using var portal = await PortalProcess.StartAsync(new Dictionary<string, string> { ["Portal__Demo"] = "false" });
        Assert.Contains("one-time token", portal.Output, StringComparison.Ordinal);

        var created = await portal.RunVerbAsync("user", "create", "--user", "ada", "--name", "Ada", "--email", "ada@example.org", "--platform-admin");
        Assert.Equal((0, ""), (created.Code, created.Errors));
        Assert.Contains("/account/set-password?secret=", created.Output, StringComparison.Ordinal);

        var token = await portal.RunVerbAsync("token", "create", "--user", "ada", "--scope", "read", "--days", "1");
        Assert.Matches(Token(), token.Output);
        using var client = new HttpClient { BaseAddress = portal.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.Output);
        Assert.Contains("\"userName\":\"ada\"", await client.GetStringAsync("/api/v1/me"), StringComparison.Ordinal);

        portal.Kill();
        var verified = await portal.RunVerbAsync("audit", "verify");
        Assert.Equal(0, verified.Code);
        Assert.StartsWith("Intact: 2 events", verified.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "nonsense")]
    [InlineData(2, "user", "delete")]
    [InlineData(2, "user", "create")]
    [InlineData(2, "user", "create", "--user", "ada", "--user", "bob")]
    [InlineData(2, "token", "create", "--user", "ada", "--scope", "everything")]
    [InlineData(1, "token", "create", "--user", "nobody")]
    [InlineData(1, "user", "create", "--user", "A B", "--name", "Ada", "--email", "ada@example.org")]
    public async Task What_cannot_be_done_says_why_on_the_error_stream(int code, params string[] words)
    {
        await using var portal = PortalProcess.Stopped();

        var answer = await portal.RunVerbAsync(words);

        Assert.Equal((code, ""), (answer.Code, answer.Output));
        Assert.NotEmpty(answer.Errors);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("user", "create", "--help")]
    [InlineData("token", "create", "--help")]
    [InlineData("audit", "verify", "--help")]
    public async Task Every_verb_explains_itself(params string[] words)
    {
        await using var portal = PortalProcess.Stopped();

        var answer = await portal.RunVerbAsync(words);

        Assert.Equal(0, answer.Code);
        Assert.NotEmpty(answer.Output);
    }

    [GeneratedRegex("^trep_[A-Za-z0-9_-]{43}$")]
    private static partial Regex Token();
}
