using Microsoft.Playwright;
using Xunit.Abstractions;

namespace TrePortal.Tests.Journeys;

[Collection(BrowserJourneys.Name)]
[Trait("Category", "Journey")]
public sealed class SweepTests(Browser browser, ITestOutputHelper output)
{
    [Theory]
    [InlineData("treadmin")]
    [InlineData("reviewer1")]
    [InlineData("researcher1")]
    [InlineData("orgadmin")]
    [InlineData("platform")]
    public async Task Every_place_of_a_person_is_sound_wide_and_narrow_light_and_dark(string userName)
    {
        var journey = new Journey(browser, "sweep-" + userName, output);
        foreach (var dark in (bool[])[false, true])
        {
            var visitor = await journey.SignInAsync(userName, dark: dark);
            foreach (var address in await PlacesAsync(visitor))
            {
                await visitor.GoAsync(address);
                await visitor.LookAsync(NameOf(address), alsoOnPhone: true);
            }
        }

        await journey.EndAsync();
    }

    private static async Task<IReadOnlyList<string>> PlacesAsync(Visitor visitor)
    {
        var links = visitor.Page.Locator("nav.rail a.rail-link");
        await links.First.WaitForAsync();
        return await links.EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))");
    }

    private static string NameOf(string address) => address == "/" ? "resource-center" : address.Trim('/').Replace('/', '-');
}
