using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Bunit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Notifications;
using TrePortal.Tests.Support;
using TrePortal.Web.Features.Notifications;
using TrePortal.Web.Hosting;
using TrePortal.Web.Shared;

namespace TrePortal.Tests.Notifications;

/// <summary>What a person chooses, by API and page, and what an operator sets.</summary>
[Trait("Category", "Integration")]
public sealed class MailSettingsTests
{
    private const string Address = "/api/v1/me/notifications/settings";

    [Fact]
    public async Task Everybody_reads_and_sets_their_own_by_the_api()
    {
        await using var web = new TestWeb();
        await web.PersonAsync("rita");
        await web.PersonAsync("remo");
        var (rita, remo) = (await web.ApiAs("rita"), await web.ApiAs("remo"));

        Assert.Equal(("at-once", false, "07:00:00", "UTC"), await ReadAsync(rita));
        foreach (var choice in new[] { "daily", "off", "at-once", "daily" })
        {
            Assert.Equal(HttpStatusCode.NoContent, (await rita.PutAsJsonAsync(Address, new { mail = choice })).StatusCode);
            Assert.Equal(choice, (await ReadAsync(rita)).Mail);
        }

        Assert.Equal("at-once", (await ReadAsync(remo)).Mail);
        Assert.Equal(HttpStatusCode.BadRequest, (await rita.PutAsJsonAsync(Address, new { mail = "hourly" })).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await web.Client().GetAsync(Address)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await web.Client().PutAsJsonAsync(Address, new { mail = "off" })).StatusCode);
        Assert.Equal("daily", (await ReadAsync(rita)).Mail);
    }

    [Fact]
    public async Task The_page_shows_what_holds_and_saves_what_is_chosen()
    {
        await using var portal = await TestPortal.CreateAsync();
        var rita = await portal.PersonAsync("rita");
        portal.As(rita);
        await using var browser = new BunitContext();
        browser.JSInterop.Mode = JSRuntimeMode.Loose;
        browser.Services.AddPortalComponents();
        browser.Services.AddFallbackServiceProvider(portal.Services.CreateScope().ServiceProvider);
        var page = browser.Render<NotificationSettingsPage>();
        page.WaitForAssertion(() => Assert.Equal("AtOnce", page.Find("input[name=mail][checked]").GetAttribute("value")));
        Assert.Contains(NotificationWords.MailOff, page.Markup, StringComparison.Ordinal);
        Assert.All(page.FindAll("input[name=mail]"), choice => Assert.NotNull(choice.Closest("label")));

        await page.Find("input[name=mail][value=Daily]").ChangeAsync(new() { Value = "Daily" });
        await page.Find("form").SubmitAsync();

        page.WaitForAssertion(() => Assert.Equal(NotificationWords.MailSaved, page.Find("[role=status]").TextContent));
        Assert.Equal("Daily", page.Find("input[name=mail][checked]").GetAttribute("value"));
        Assert.Equal(MailChoice.Daily, (await portal.Do<INotificationQueries, MailSettings>(queries => queries.MailSettingsAsync(rita, default))).Mail);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Mail:From is", "Mail:From", "nobody")]
    [InlineData("needs Portal:PublicAddress", "Portal:PublicAddress", "")]
    [InlineData("sent encrypted only", "Mail:Tls", "None")]
    [InlineData("Mail:TimeZone is", "Mail:TimeZone", "Atlantis")]
    [InlineData("Mail:Port is", "Mail:Port", "0")]
    [InlineData("section Mail is not right", "Mail:Colour", "red")]
    public void Settings_that_make_no_sense_stop_the_start_and_say_which(string? says, string key = "Mail:Port", string value = "587")
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Portal:DataRoot"] = "/tmp", ["Portal:PublicAddress"] = "https://portal.example.org/", ["Mail:Host"] = "mail.example.org", ["Mail:From"] = "portal@example.org",
            ["Mail:User"] = "portal", ["Mail:Password"] = "hush", ["Mail:DigestAt"] = "06:30", ["Mail:TimeZone"] = "Europe/Helsinki",
        }).AddInMemoryCollection(new Dictionary<string, string?> { [key] = value }).Build();

        if (says is not null)
        {
            var wrong = Assert.Throws<PortalStartException>(() => PortalSettings.Read(configuration, new HostingEnvironment()));
            Assert.Contains(says, wrong.Message, StringComparison.Ordinal);
            return;
        }

        var mail = PortalSettings.Read(configuration, new HostingEnvironment()).Mail;
        Assert.Equal((true, "https://portal.example.org", new TimeOnly(6, 30)), (mail.IsOn, mail.PublicAddress, mail.DigestAt));
        Assert.DoesNotContain("hush", mail.ToString(), StringComparison.Ordinal);
    }

    private static async Task<(string? Mail, bool IsMailOn, string? DigestAt, string? TimeZone)> ReadAsync(HttpClient client)
    {
        var read = await client.GetFromJsonAsync<JsonElement>(Address);
        return (read.GetProperty("mail").GetString(), read.GetProperty("isMailOn").GetBoolean(), read.GetProperty("digestAt").GetString(), read.GetProperty("timeZone").GetString());
    }
}
