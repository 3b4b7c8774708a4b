using Microsoft.Playwright;

namespace TrePortal.Tests.Journeys;

/// <summary>What a TRE admin does to make a showcase from the tabular inventory.</summary>
internal sealed class BuilderMoves(Visitor visitor)
{
    private IPage Page => visitor.Page;

    private ILocator FieldList => Page.GetByRole(AriaRole.Region, new() { Name = "Fields", Exact = true });

    /// <summary>From the inventory of the environment.</summary>
    public async Task OpenAsync()
    {
        await visitor.FollowAsync("Make it from the tabular inventory");
        await Assertions.Expect(visitor.Heading("Make the showcase").First).ToBeVisibleAsync();
        await ComparedAsync();
    }

    public async Task ChooseAsync(string title)
    {
        await FieldList.GetByRole(AriaRole.Link, new() { Name = title }).First.ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = title, Level = 2 })).ToBeVisibleAsync();
        await ComparedAsync();
    }

    public async Task EdgesAsync(string edges)
    {
        await visitor.FillAsync("Edges", edges);
        await ComparedAsync();
    }

    public async Task HowAsync(string how)
    {
        await Page.GetByLabel("What is done to it").SelectOptionAsync(how);
        await ComparedAsync();
    }

    /// <summary>Counts who stands alone in these fields.</summary>
    public async Task CheckAsync(params IReadOnlyList<string> together)
    {
        var check = Page.GetByRole(AriaRole.Region, new() { Name = "Check the whole" });
        foreach (var title in together)
        {
            await check.GetByRole(AriaRole.Checkbox, new() { Name = title, Exact = true }).CheckAsync();
        }

        await check.GetByRole(AriaRole.Button, new() { Name = "Check now" }).ClickAsync();
        await Assertions.Expect(check.GetByText("Alone in these fields")).ToBeVisibleAsync();
    }

    /// <summary>Makes it and waits until the version holds it.</summary>
    public async Task MakeAsync()
    {
        await Page.Locator(".decision-bar").GetByRole(AriaRole.Button, new() { Name = "Make the showcase" }).ClickAsync();
        await Assertions.Expect(Page.GetByText("The showcase is made", new() { Exact = true })).ToBeVisibleAsync(new() { Timeout = 60_000 });
    }

    public async Task OfferAsync()
    {
        await visitor.ClickAsync("Let researchers explore this showcase");
        await visitor.SeesAsync("Researchers explore this showcase");
    }

    private async Task ComparedAsync()
    {
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = "In the showcase" })).ToBeVisibleAsync();
        await visitor.SettleAsync();
    }
}
