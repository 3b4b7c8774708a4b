using System.Net;
using System.Text.RegularExpressions;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.People;

[Trait("Category", "Integration")]
public sealed partial class BootstrapTests
{
    [Fact]
    public async Task The_first_admin_is_made_with_the_printed_token_and_then_the_way_is_closed()
    {
        await using var portal = await PortalProcess.StartAsync(new Dictionary<string, string> { ["Portal__Demo"] = "false" });
        var token = Printed().Match(portal.Output).Groups[1].Value;

        Assert.Equal(HttpStatusCode.OK, (await CreateAsync(portal, "0000")).StatusCode);
        using var created = await CreateAsync(portal, token);
        Assert.Equal((HttpStatusCode.Redirect, "/"), (created.StatusCode, created.Headers.Location?.OriginalString.Replace(portal.Address.ToString(), "/", StringComparison.Ordinal)));

        using var late = await Browser(portal).GetAsync("/account/bootstrap");
        Assert.Equal(HttpStatusCode.Redirect, late.StatusCode);
        Assert.EndsWith("/account/sign-in", late.Headers.Location?.OriginalString, StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> CreateAsync(PortalProcess portal, string token)
    {
        var browser = Browser(portal);
        var forgery = Forgery().Match(await browser.GetStringAsync("/account/bootstrap")).Groups[1].Value;
        return await browser.PostAsync("/account/bootstrap", new FormUrlEncodedContent(
        [
            new("_handler", "bootstrap"), new("__RequestVerificationToken", forgery), new("Form.Token", token), new("Form.UserName", "root"),
            new("Form.DisplayName", "Root"), new("Form.Email", "root@example.org"), new("Form.Password", "seven blue herons"),
        ]));
    }

    private static HttpClient Browser(PortalProcess portal) => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = portal.Address };

    [GeneratedRegex("one-time token: ([0-9a-f]{40})")]
    private static partial Regex Printed();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Forgery();
}
