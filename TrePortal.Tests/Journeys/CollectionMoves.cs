using Microsoft.Playwright;

namespace TrePortal.Tests.Journeys;

/// <summary>What a TRE admin does to build data collections in the page.</summary>
internal sealed class CollectionMoves(Visitor visitor)
{
    private IPage Page => visitor.Page;

    /// <summary>From the inventory of the environment.</summary>
    public async Task OpenAsync()
    {
        await Page.GetByRole(AriaRole.Navigation, new() { Name = "Sections of the environment" }).GetByRole(AriaRole.Link, new() { Name = "Inventory" }).ClickAsync();
        await visitor.FollowAsync("Edit collections");
        await Assertions.Expect(visitor.Heading("Data collections").First).ToBeVisibleAsync();
    }

    /// <summary>Adds one; its id follows from its title.</summary>
    /// <param name="title">For researchers.</param>
    /// <param name="options">What is ticked beside its words.</param>
    /// <param name="holds">Titles of fields.</param>
    public async Task AddAsync(string title, IReadOnlyList<string> options, params IReadOnlyList<string> holds)
    {
        await visitor.ClickAsync("Add collection");
        await visitor.SettleAsync();
        await Page.GetByLabel("Title").First.FillAsync(title);
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = title, Level = 2 })).ToBeVisibleAsync();
        foreach (var option in options)
        {
            await Page.GetByRole(AriaRole.Checkbox, new() { Name = option }).CheckAsync();
        }

        foreach (var item in holds)
        {
            var line = await FindAsync(item);
            await line.ClickAsync();
            await Assertions.Expect(line).ToHaveAttributeAsync("aria-checked", "true");
        }
    }

    /// <summary>Takes an entity whole into the open collection. Under a search its tick would take only what was found.</summary>
    public async Task TakeWholeAsync(string entity)
    {
        await Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search fields" }).FillAsync("");
        var line = Page.GetByRole(AriaRole.Treeitem).Filter(new() { Has = Page.GetByText(entity, new() { Exact = true }) }).First;
        await line.ClickAsync();
        await Assertions.Expect(line).ToContainTextAsync("whole");
    }

    /// <summary>Takes a field out of a collection that has it.</summary>
    public async Task TakeOutAsync(string title, string field)
    {
        await Page.GetByRole(AriaRole.Region, new() { Name = "Collections in order" }).GetByRole(AriaRole.Button, new() { Name = title }).First.ClickAsync();
        await Assertions.Expect(Page.GetByRole(AriaRole.Heading, new() { Name = title, Level = 2 })).ToBeVisibleAsync();
        var line = await FindAsync(field);
        await Assertions.Expect(line).ToHaveAttributeAsync("aria-checked", "true");
        await line.ClickAsync();
        await Assertions.Expect(line).ToHaveAttributeAsync("aria-checked", "false");
    }

    /// <summary>Saves and goes back to the inventory.</summary>
    public async Task SaveAsync()
    {
        await visitor.ClickAsync("Save collections");
        await Assertions.Expect(Page.GetByText("Saved 3 collections.")).ToBeVisibleAsync();
        await visitor.FollowAsync("Inventory");
    }

    private async Task<ILocator> FindAsync(string item)
    {
        await Page.GetByRole(AriaRole.Searchbox, new() { Name = "Search fields" }).FillAsync(item);
        return Page.GetByRole(AriaRole.Treeitem).Filter(new() { Has = Page.GetByText(item, new() { Exact = true }) }).First;
    }
}
