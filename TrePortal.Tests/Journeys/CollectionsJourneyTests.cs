using System.Net;
using System.Net.Http.Headers;
using Microsoft.Playwright;
using TrePortal.Tests.Support;
using Xunit.Abstractions;

namespace TrePortal.Tests.Journeys;

/// <summary>An admin checks what was imported, and builds its collections without writing JSON and without a mouse.</summary>
[Collection(BrowserJourneys.Name)]
[Trait("Category", "Journey")]
public sealed class CollectionsJourneyTests(Browser browser, ITestOutputHelper output)
{
    [BrowserFact]
    public async Task The_inventory_is_looked_through_and_its_collections_are_built_by_keyboard()
    {
        var journey = new Journey(browser, "collections", output);
        var admin = await journey.SignInAsync("treadmin");
        var handle = await new AdminMoves(admin).CreateAsync("Small inventory");
        await ImportAsync(handle);
        var version = $"/admin/environments/{handle}/inventory/versions/1";
        foreach (var (part, name) in new[] { ("", "entities"), ("/fields?field=person.age", "fields"), ("/codings?coding=illness", "codings"), ("/files", "files"), ("/collections?collection=visits", "collections") })
        {
            await admin.GoAsync($"{version}/browse{part}");
            await admin.LookAsync($"browse-{name}", alsoOnPhone: true);
        }

        await admin.FollowAsync("Edit collections");
        await admin.LookAsync("editor", alsoOnPhone: true);
        var page = admin.Page;
        await admin.Button("Add collection").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await admin.SeesAsync("to mend before saving");
        await page.GetByLabel("Title", new() { Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("ControlOrMeta+A");
        await page.Keyboard.TypeAsync("Body measures");
        await Assertions.Expect(page.GetByLabel("Id", new() { Exact = true })).ToHaveValueAsync("body_measures");
        var tree = page.GetByRole(AriaRole.Tree);
        await tree.FocusAsync();
        await page.Keyboard.PressAsync("Home");
        var measures = tree.GetByRole(AriaRole.Treeitem, new() { Name = "Measures" });
        for (var press = 0; press < 20 && !(await measures.GetAttributeAsync("class"))!.Contains("is-active", StringComparison.Ordinal); press++)
        {
            await page.Keyboard.PressAsync("ArrowDown");
            await page.WaitForTimeoutAsync(60);
        }

        await page.Keyboard.PressAsync("Space");
        await Assertions.Expect(measures).ToHaveAttributeAsync("aria-checked", "true");
        await admin.SeesAsync("Ready to save");
        await admin.SeesAsync("Draft kept");
        await admin.LookAsync("editor-changed", alsoOnPhone: true);

        await admin.GoAsync($"{version}/collections"); // as another day
        await admin.SeesAsync("Body measures");
        await admin.ClickAsync("Save collections");
        await admin.SeesAsync("As stored in the version");
        await admin.GoAsync($"{version}/browse/collections?collection=body_measures");
        await admin.SeesAsync("person.data.csv");
        await journey.EndAsync();
    }

    private async Task ImportAsync(string handle)
    {
        var (code, token, errors) = await browser.Portal.RunVerbAsync("token", "create", "--user", "treadmin");
        Assert.True(code == 0, errors);
        using var api = new HttpClient { BaseAddress = browser.Portal.Address };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var release = new ByteArrayContent(new SmallInventory().Zip(""));
        release.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        var version = $"/api/v1/environments/{handle}/inventory/versions/1";
        Assert.Equal(HttpStatusCode.Accepted, (await api.PutAsync(version + "/assets", release)).StatusCode);
        await TestPortal.Until(async () => (await api.GetAsync(version + "/collections")).IsSuccessStatusCode, 60);
    }
}
