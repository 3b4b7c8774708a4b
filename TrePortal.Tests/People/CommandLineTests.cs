using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using TrePortal.Tests.Support;
using TrePortal.Web.CommandLine;

namespace TrePortal.Tests.People;

/// <summary>The verbs as an operator types them, while the portal runs and on the data of a stopped one.</summary>
[Trait("Category", "Integration")]
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
    [InlineData("user", "delete")]
    [InlineData("invariants", "check", "--quickly")]
    [InlineData("user", "create")]
    [InlineData("user", "create", "--user", "ada", "--user", "bob")]
    [InlineData("token", "create", "--user", "ada", "--scope", "everything")]
    public async Task What_is_not_understood_says_why_on_the_error_stream(params string[] words)
    {
        var (code, said, errors) = await RunHereAsync(words);

        Assert.Equal((2, ""), (code, said));
        Assert.NotEmpty(errors);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("user", "create", "--help")]
    [InlineData("token", "create", "--help")]
    [InlineData("audit", "verify", "--help")]
    [InlineData("invariants", "check", "--help")]
    public async Task Every_verb_explains_itself(params string[] words)
    {
        var (code, said, errors) = await RunHereAsync(words);

        Assert.Equal((0, ""), (code, errors));
        Assert.NotEmpty(said);
    }

    // Without a process: what ends before there are data does not need one, and that a process ends so is seen above.
    private static async Task<(int Code, string Said, string Errors)> RunHereAsync(string[] words)
    {
        Assert.True(Verbs.Handles(words));
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var code = await Verbs.RunAsync(words, TextReader.Null, output, errors, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }

    [GeneratedRegex("^trep_[A-Za-z0-9_-]{43}$")]
    private static partial Regex Token();
}
