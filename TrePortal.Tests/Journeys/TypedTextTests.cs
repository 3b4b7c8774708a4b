using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using TrePortal.Tests.Support;
using Xunit.Abstractions;

namespace TrePortal.Tests.Journeys;

/// <summary>What somebody has typed into a request is not lost: not with the server, and not with the line to it.</summary>
[Collection(BrowserJourneys.Name)]
[Trait("Category", "Journey")]
public sealed class TypedTextTests(Browser browser, ITestOutputHelper output)
{
    private static readonly TimeSpan MostLost = TimeSpan.FromSeconds(5);

    [BrowserFact]
    public async Task A_kill_of_the_server_takes_at_most_five_seconds_of_typing_without_a_pause()
    {
        await using var portal = await PortalProcess.StartAsync();
        var page = await browser.WindowAsync(Visitor.Desk, address: portal.Address);
        var request = await DraftAsync(page, portal);
        var purpose = page.GetByLabel("Research purpose");
        await purpose.FocusAsync();

        var typed = new List<(TimeSpan At, int Length)>();
        var clock = Stopwatch.StartNew();
        for (var word = 0; clock.Elapsed < TimeSpan.FromSeconds(10); word++)
        {
            await page.Keyboard.TypeAsync($"word{word} "); // never a second without a key
            typed.Add((clock.Elapsed, (await purpose.InputValueAsync()).Length));
            await page.WaitForTimeoutAsync(100);
        }

        var (killedAt, text) = (clock.Elapsed, await purpose.InputValueAsync());
        portal.Kill();
        await portal.StartAsync();

        var kept = await PurposeAsync(portal, request);
        var safe = typed.Last(moment => moment.At < killedAt - MostLost).Length;
        output.WriteLine($"typed {text.Length} characters in {killedAt.TotalSeconds:0.0} s, kept {kept.Length}, {safe} had to be");
        Assert.StartsWith(kept.TrimEnd(), text, StringComparison.Ordinal);
        Assert.InRange(kept.Length, safe - 1, text.Length);
        await page.Context.CloseAsync();
        await portal.InvariantsHoldAsync();
    }

    [BrowserFact]
    public async Task What_was_typed_while_the_line_was_cut_is_saved_when_it_is_back()
    {
        await using var line = new CutLine(browser.Portal.Port);
        var page = await browser.WindowAsync(Visitor.Desk, address: line.Address);
        var request = await DraftAsync(page, browser.Portal);
        await page.GetByLabel("Research purpose").FillAsync("Before the cut.");
        await TestPortal.Until(async () => await PurposeAsync(browser.Portal, request) == "Before the cut.", 20);

        await line.CutAsync();
        await Assertions.Expect(page.Locator("#components-reconnect-modal")).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("components-reconnect-show"), new() { Timeout = 20_000 });
        await page.GetByLabel("Research purpose").PressSequentiallyAsync(" During the cut.");
        Assert.Equal("Before the cut.", await PurposeAsync(browser.Portal, request));
        line.Mend();

        await TestPortal.Until(async () => (await PurposeAsync(browser.Portal, request)).Contains("During the cut.", StringComparison.Ordinal), 60);
        Assert.Contains("Before the cut.", await page.GetByLabel("Research purpose").InputValueAsync(), StringComparison.Ordinal);
        await page.Context.CloseAsync();
        await browser.Portal.InvariantsHoldAsync();
    }

    [BrowserFact]
    public async Task What_was_typed_is_back_when_the_portal_was_started_anew_meanwhile()
    {
        await using var portal = await PortalProcess.StartAsync();
        var page = await browser.WindowAsync(Visitor.Desk, address: portal.Address);
        var request = await DraftAsync(page, portal);
        var folder = Journey.EmptyFolder("typed-text");
        await page.GetByLabel("Research purpose").FillAsync("Before.");
        await TestPortal.Until(async () => await PurposeAsync(portal, request) == "Before.", 20);

        await page.GetByLabel("Research purpose").PressSequentiallyAsync(" Just before.");
        portal.Kill();
        await Assertions.Expect(page.Locator("#components-reconnect-modal")).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("components-reconnect-(show|retrying)"), new() { Timeout = 20_000 });
        await page.GetByLabel("Research purpose").PressSequentiallyAsync(" Meanwhile.");
        await page.GetByLabel("Expected outputs").FillAsync("A paper.");
        await portal.StartAsync();
        var again = page.Locator("[data-reload]:visible");
        await TestPortal.Until(async () => await again.CountAsync() > 0 || await page.GetByText("What you typed while the portal was away is back.").CountAsync() > 0, 60);
        if (await again.CountAsync() > 0)
        {
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, "rejected.png") });
            await again.First.ClickAsync();
        }

        await Assertions.Expect(page.GetByText("What you typed while the portal was away is back.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(page.GetByLabel("Research purpose")).ToHaveValueAsync("Before. Just before. Meanwhile.");
        await TestPortal.Until(async () => await PurposeAsync(portal, request) == "Before. Just before. Meanwhile.", 20);
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, "back.png") });
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByLabel("Expected outputs")).ToHaveValueAsync("A paper.");
        await Assertions.Expect(page.GetByText("What you typed while the portal was away is back.")).ToHaveCountAsync(0);
        await page.Context.CloseAsync();
        await portal.InvariantsHoldAsync();
    }

    private static async Task<Guid> DraftAsync(IPage page, PortalProcess portal)
    {
        using var api = await ApiAsync(portal, "researcher2");
        var started = await api.PostAsJsonAsync("/api/v1/requests", new { environment = "tre-northfield-biobank", content = new { title = "Typed" } });
        var id = JsonDocument.Parse(await started.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetGuid();
        await page.GotoAsync("/account/sign-in");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in as researcher2" }).ClickAsync();
        await page.WaitForURLAsync(url => !url.Contains("/account/", StringComparison.Ordinal));
        await page.GotoAsync($"/requests/{id}/edit");
        await Assertions.Expect(page.GetByLabel("Research purpose")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".skeleton-block:visible")).ToHaveCountAsync(0);
        return id;
    }

    private static async Task<string> PurposeAsync(PortalProcess portal, Guid request)
    {
        using var api = await ApiAsync(portal, "researcher2");
        using var read = JsonDocument.Parse(await api.GetStringAsync(new Uri($"/api/v1/requests/{request}", UriKind.Relative)));
        return read.RootElement.GetProperty("content").GetProperty("purpose").GetString()!;
    }

    internal static async Task<HttpClient> ApiAsync(PortalProcess portal, string person)
    {
        var (code, token, errors) = await portal.RunVerbAsync("token", "create", "--user", person);
        Assert.True(code == 0, errors);
        return new HttpClient { BaseAddress = portal.Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
    }
}
