using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace TrePortal.Tests.Journeys;

[Collection(BrowserJourneys.Name)]
[Trait("Category", "Journey")]
public sealed partial class SweepTests(Browser browser, ITestOutputHelper output)
{
    private static readonly string[] People = ["researcher1", "reviewer1", "treadmin", "orgadmin", "platform"];

    // Pages that nobody may lose on the way: a link that is gone would leave them unseen.
    private static readonly string[] Expected =
    [
        "/", "/admin", "/environments/handle", "/environments/handle/explore", "/requests", "/requests/id", "/reviews", "/reviews/id", "/projects", "/admin/organization", "/admin/users", "/admin/audit", "/admin/invariants", "/admin/mail",
        .. from part in (string[])["", "/details", "/documents", "/members", "/members/add", "/members/admins", "/pipeline", "/policies", "/use", "/configuration", "/inventory", "/inventory/showcase", "/inventory/withdrawn",
            "/inventory/versions", "/inventory/versions/number", "/inventory/versions/number/warnings", "/inventory/versions/number/report", "/inventory/versions/number/changes",
            "/inventory/versions/number/browse", "/inventory/versions/number/browse/fields", "/inventory/versions/number/browse/codings", "/inventory/versions/number/browse/files",
            "/inventory/versions/number/browse/collections", "/inventory/versions/number/collections"]
           select "/admin/environments/handle" + part,
    ];

    [BrowserFact]
    public async Task Every_kind_of_page_that_can_be_reached_is_sound_wide_and_narrow_light_and_dark()
    {
        var journey = new Journey(browser, "sweep", output);
        var stranger = await journey.StrangerAsync();
        await stranger.GoAsync("/account/sign-in");
        await stranger.LookEveryWayAsync("sign-in");
        await stranger.GoAsync("/invitation?secret=spent");
        await stranger.LookEveryWayAsync("invitation-spent");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var visited = new HashSet<string>(StringComparer.Ordinal);
        foreach (var userName in People)
        {
            var visitor = await journey.SignInAsync(userName);
            var waiting = new Queue<string>(await LinksAsync(visitor, "nav.rail a.rail-link"));
            var places = waiting.Count;
            foreach (var own in (string[])["/me/invitations", "/me/notifications", "/me/notifications/settings"]) // in the person menu and behind the bell, which are not swept
            {
                waiting.Enqueue(own);
            }

            if (userName == "platform")
            {
                waiting.Enqueue("/admin/mail");
                waiting.Enqueue("/admin/invariants"); // behind the audit log, which an admin has shown already
            }

            while (waiting.TryDequeue(out var address))
            {
                var isPlace = places-- > 0;
                var isInventory = address.StartsWith("/admin/environments/", StringComparison.Ordinal) && address.EndsWith("/inventory", StringComparison.Ordinal); // leads further in one state than in another
                if ((!isPlace && !isInventory && seen.Contains(ShapeOf(address))) || !visited.Add($"{userName} {address}"))
                {
                    continue;
                }

                await visitor.GoAsync(address);
                var isNew = seen.Add(ShapeOf(address)); // a list that was empty for somebody is another page for whom it is not
                if (!seen.Add($"{ShapeOf(address)} {(await visitor.Page.Locator(".empty").CountAsync() > 0 ? "empty" : "filled")}") && !isNew && !isInventory)
                {
                    continue;
                }

                await visitor.LookEveryWayAsync($"{userName}-{NotForNames().Replace(ShapeOf(address), "-").Trim('-')}");
                foreach (var link in await LinksAsync(visitor, "#content a[href^='/']:not([download])"))
                {
                    waiting.Enqueue(link);
                }
            }
        }

        Assert.True(Expected.All(seen.Contains), $"Not found: {string.Join(", ", Expected.Except(seen))}. Found: {string.Join(", ", seen)}.");
        await journey.EndAsync();
    }

    [BrowserFact]
    public async Task The_keyboard_alone_signs_in_skips_the_navigation_and_filters_the_showcase()
    {
        var journey = new Journey(browser, "keyboard", output);
        var visitor = await journey.StrangerAsync();
        var keys = visitor.Page.Keyboard;
        await visitor.GoAsync("/account/sign-in");
        await TabToAsync(visitor, visitor.Link("Skip to content"), "Shift+Tab"); // a page begins at its heading
        await keys.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.Locator("#content")).ToBeFocusedAsync();
        await TabToAsync(visitor, visitor.Button("Sign in as researcher1"));
        await visitor.LeaveAsync(() => keys.PressAsync("Enter"));

        await TabToAsync(visitor, visitor.Link("Northfield Biobank"));
        await visitor.LeaveAsync(() => keys.PressAsync("Enter"));
        await TabToAsync(visitor, visitor.Link("Explore data"));
        await visitor.LeaveAsync(() => keys.PressAsync("Enter"));

        var showcase = new ShowcaseMoves(visitor);
        var everybody = await showcase.SizeAsync();
        await TabToAsync(visitor, visitor.Page.GetByRole(AriaRole.Article, new() { Name = "Sex" }).GetByRole(AriaRole.Button, new() { Name = "Female:" }));
        await keys.PressAsync("Enter");
        await Assertions.Expect(visitor.Page.Locator(".cohort-words")).ToContainTextAsync("Female");
        Assert.True(await showcase.SizeAsync() < everybody);
        await visitor.LookAsync("filtered-by-keyboard");
        await journey.EndAsync();
    }

    private static async Task TabToAsync(Visitor visitor, ILocator target, string key = "Tab")
    {
        await target.First.WaitForAsync();
        for (var press = 0; press < 150; press++)
        {
            if (await target.First.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }

            await visitor.Page.Keyboard.PressAsync(key);
        }

        Assert.Fail($"150 presses of {key} did not lead to {target}.");
    }

    private static async Task<string[]> LinksAsync(Visitor visitor, string selector)
    {
        var links = visitor.Page.Locator(selector);
        return await links.EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))");
    }

    /// <summary>Pages of one kind have one shape, and a look at one of them is enough. Of a query only what chooses a part of the page counts.</summary>
    private static string ShapeOf(string address)
    {
        var path = Ids().Replace(address.Split('?', '#')[0], "/id");
        path = Numbers().Replace(Handles().Replace(path, "$1/handle"), "/versions/number");
        var part = Parts().Match(address);
        return path switch
        {
            "/requests/new" => "/", // starts a draft
            _ => part.Success ? $"{path}?{part.Value}" : path,
        };
    }

    [GeneratedRegex("/[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex Ids();

    [GeneratedRegex("(/environments)/tre-[a-z0-9-]+")]
    private static partial Regex Handles();

    [GeneratedRegex("/versions/[0-9]+")]
    private static partial Regex Numbers();

    [GeneratedRegex("(?<=[?&])(tab|section)=[a-z]+")]
    private static partial Regex Parts();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotForNames();
}
