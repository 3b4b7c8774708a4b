using Microsoft.Playwright;
using Xunit.Abstractions;

namespace TrePortal.Tests.Journeys;

[Collection(BrowserJourneys.Name)]
[Trait("Category", "Journey")]
public sealed class PeopleJourneyTests(Browser browser, ITestOutputHelper output)
{
    [BrowserFact]
    public async Task Somebody_is_invited_comes_with_the_link_and_is_let_go_again()
    {
        var journey = new Journey(browser, "people", output);
        var admin = await journey.SignInAsync("orgadmin");
        await admin.GoAsync("/admin/organization");
        await admin.LookAsync("members", alsoOnPhone: true);
        await admin.Link("Invite people").ClickAsync();
        await admin.FillAsync("Who", "newcomer@example.org");
        await admin.ClickAsync("Invite");
        var link = await admin.Page.Locator(".link-list .mono").InnerTextAsync();
        await admin.LookAsync("links", alsoOnPhone: true);

        var newcomer = await journey.StrangerAsync();
        await newcomer.GoAsync(new Uri(link).PathAndQuery);
        await newcomer.LookAsync("invitation", alsoOnPhone: true);
        await newcomer.Page.GetByLabel("User name").FillAsync("newcomer");
        await newcomer.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("Nora Newcomer");
        await newcomer.Page.GetByLabel("Password", new() { Exact = true }).FillAsync("seven blue herons");
        await newcomer.FillAsync("Password again", "seven blue herons");
        await newcomer.LeaveAsync(() => newcomer.ClickAsync("Create account and join"));
        await Assertions.Expect(newcomer.Heading("Resource Center").First).ToBeVisibleAsync();

        await admin.GoAsync("/admin/organization?org=org-northfield&q=newcomer");
        await admin.Link("Remove Nora Newcomer").ClickAsync();
        await admin.SeesAsync("Ends at once");
        await admin.LookAsync("removal", alsoOnPhone: true);
        await admin.ClickAsync("Remove member");
        await Assertions.Expect(admin.Page.GetByText("Nora Newcomer was removed.")).ToBeVisibleAsync();
        await Assertions.Expect(admin.Link("Remove Nora Newcomer")).ToHaveCountAsync(0);
        await journey.EndAsync();
    }
}
