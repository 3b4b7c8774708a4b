using Microsoft.Playwright;
using Xunit.Abstractions;

namespace TrePortal.Tests.Journeys;

/// <summary>The showcase without a mouse, and what a comparison and a table of two fields look like.</summary>
[Collection(BrowserJourneys.Name)]
[Trait("Category", "Journey")]
public sealed class ShowcaseKeyboardJourneyTests(Browser browser, ITestOutputHelper output)
{
    [BrowserFact]
    public async Task A_cohort_is_built_compared_and_saved_by_keyboard_alone()
    {
        var journey = new Journey(browser, "showcase-keyboard", output);
        var researcher = await journey.SignInAsync("researcher2");
        await researcher.GoAsync("/environments/tre-northfield-biobank/explore");
        var showcase = new ShowcaseMoves(researcher);
        var keys = new Keyboard(researcher.Page);
        var everybody = await showcase.SizeAsync();

        await journey.DoAsync(async () =>
        {
            await keys.PressAsync("Add filter");
            await keys.ToAsync("Find a field");
            await keys.TypeAsync("smoking");
            await keys.PressAsync("Smoking");
            await Assertions.Expect(researcher.Page.GetByRole(AriaRole.Form, new() { Name = "New filter" }).GetByRole(AriaRole.Combobox, new() { Name = "Condition" })).ToBeFocusedAsync();
            await keys.PressAsync("Current", "Space");
            await keys.PressAsync("Apply filter");
            var smokers = await showcase.SizeAfterAsync(everybody);
            Assert.InRange(smokers, 100, everybody / 2);

            await keys.PressAsync("Compare");
            await keys.PressAsync("Never:"); // the row of the chart, which now changes the other cohort
            var either = await showcase.SizeAfterAsync(smokers);
            await keys.PressAsync("Current:");
            var never = await showcase.SizeAfterAsync(either);
            Assert.True(never > smokers, $"{never} never smoked, {smokers} smoke.");
            await Assertions.Expect(researcher.Page.GetByRole(AriaRole.Group, new() { Name = "Which cohort is changed" })).ToBeVisibleAsync();
            await researcher.LookAsync("compared", alsoOnPhone: true);

            await keys.PressAsync("Show Smoking as a table");
            await researcher.LookAsync("compared-as-table");
            await keys.PressAsync("End the comparison");
            Assert.Equal(smokers, await showcase.SizeAfterAsync(never));

            await keys.PressAsync("Count Highest education by a second field");
            await keys.ToAsync("By");
            await keys.TypeAsync("Region");
            await researcher.Page.Keyboard.PressAsync("Tab");
            await Assertions.Expect(researcher.Page.GetByRole(AriaRole.Heading, new() { Name = "Highest education by Region of residence" })).ToBeVisibleAsync();
            await researcher.LookAsync("two-fields", alsoOnPhone: true);

            await keys.PressAsync("Save cohort");
            await keys.ToAsync("Name of the cohort");
            await keys.TypeAsync("Smokers by keyboard");
            await keys.KeyAsync("Enter");
            await Assertions.Expect(researcher.Page.GetByRole(AriaRole.Link, new() { Name = "Smokers by keyboard" })).ToBeVisibleAsync();
        });
        await journey.EndAsync();
    }
}
