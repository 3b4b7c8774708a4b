using TrePortal.Web.Shared;

namespace TrePortal.Tests.Shared;

public sealed class SafeMarkdownTests
{
    [Theory]
    [InlineData("<script>alert(1)</script>", "<script")]
    [InlineData("<img src=x onerror=alert(1)>", "<img")]
    [InlineData("[x](javascript:alert(1))", "javascript:")]
    [InlineData("[x](JaVaScRiPt:alert(1))", "alert")]
    [InlineData("[x](<java\tscript:alert(1)>)", "href=\"java")]
    [InlineData("[x](&#106;avascript:alert(1))", "javascript:")]
    [InlineData("[x](data:text/html;base64,PHNjcmlwdD4=)", "data:")]
    [InlineData("[x](vbscript:msgbox(1))", "vbscript:")]
    [InlineData("<javascript:alert(1)>", "href=\"javascript")]
    [InlineData("![x](https://evil.example/beacon.png)", "<img")]
    [InlineData("![x](javascript:alert(1))", "javascript:")]
    [InlineData("[x](//evil.example/)", "//evil.example")]
    [InlineData("[x](/\\evil.example/)", "href=\"/\\")]
    [InlineData("[x]\n\n[x]: javascript:alert(1)", "javascript:")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>", "<a href=\"javascript")]
    public void Nothing_that_could_act_or_fetch_survives(string markdown, string trace) =>
        Assert.DoesNotContain(trace, SafeMarkdown.ToHtml(markdown), StringComparison.OrdinalIgnoreCase);

    [Theory]
    [InlineData("https://example.org/a?b=c#d")]
    [InlineData("http://example.org")]
    [InlineData("mailto:data@example.org")]
    [InlineData("/environments/tre-cardio")]
    [InlineData("#section")]
    [InlineData("documents/protocol:v2.pdf/part")]
    public void Links_to_the_web_a_mailbox_and_this_portal_are_kept(string address)
    {
        Assert.True(SafeMarkdown.IsSafe(address));
        Assert.Contains($"<a href=\"{address}\"", SafeMarkdown.ToHtml($"[x]({address})"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# One\n\n## Two")]
    [InlineData("## One\n\n### Two")]
    public void Headings_start_below_those_of_the_page_and_keep_their_order(string markdown)
    {
        var html = SafeMarkdown.ToHtml(markdown);

        Assert.Contains("<h3", html, StringComparison.Ordinal);
        Assert.Contains("<h4", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_and_lists_become_markup() =>
        Assert.Contains("<table>", SafeMarkdown.ToHtml("| a |\n|---|\n| b |"), StringComparison.Ordinal);
}
