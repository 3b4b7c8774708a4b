using System.Globalization;
using Microsoft.Playwright;

namespace TrePortal.Tests.Journeys;

/// <summary>What a researcher does in the data showcase.</summary>
internal sealed class ShowcaseMoves(Visitor visitor)
{
    private IPage Page => visitor.Page;

    private ILocator Cohort => Page.GetByRole(AriaRole.Region, new() { Name = "Cohort", Exact = true });

    private ILocator Editor => Page.GetByRole(AriaRole.Form, new() { Name = "New filter" });

    private ILocator Operators => Editor.GetByRole(AriaRole.Combobox, new() { Name = "Condition" });

    private ILocator Size => Page.GetByTestId("cohort-size");

    /// <summary>The published size of the cohort, once it is counted.</summary>
    public async Task<int> SizeAsync()
    {
        await CountedAsync();
        return int.Parse(await Size.InnerTextAsync(), NumberStyles.AllowThousands, CultureInfo.GetCultureInfo("en-GB"));
    }

    /// <summary>The size once it is no longer what it was.</summary>
    public async Task<int> SizeAfterAsync(int before)
    {
        await Assertions.Expect(Size).Not.ToHaveTextAsync(before.ToString("N0", CultureInfo.GetCultureInfo("en-GB")));
        return await SizeAsync();
    }

    public async Task AddCodesAsync(string field, string condition, params IReadOnlyList<string> meanings)
    {
        await OpenEditorAsync("Add filter", field);
        await ChooseCodesAsync(condition, meanings);
    }

    public async Task AddRangeAsync(string field, string from, string to)
    {
        await OpenEditorAsync("Add filter", field);
        await Operators.SelectOptionAsync("is between");
        await Editor.GetByLabel("From").SelectOptionAsync(from);
        await Editor.GetByLabel("To").SelectOptionAsync(to);
        await ApplyAsync();
    }

    public async Task AddKnownAsync(string field)
    {
        await OpenEditorAsync("Add filter", field);
        await Operators.SelectOptionAsync("is known");
        await ApplyAsync();
    }

    /// <summary>Within the group of an entity, so that one row must satisfy all of it.</summary>
    public async Task AddAtLeastInGroupAsync(string group, string field, string value)
    {
        await OpenEditorAsync($"Add filter in {group} group", field);
        await Operators.SelectOptionAsync("is at least");
        await Editor.GetByLabel("Value").SelectOptionAsync(value);
        await ApplyAsync();
    }

    /// <summary>Clicks a bar of a tile and answers how many milliseconds the browser needed until the new numbers stood there.</summary>
    public async Task<double> ClickBarAsync(string tile, string bar)
    {
        var row = Page.GetByRole(AriaRole.Article, new() { Name = tile }).GetByRole(AriaRole.Button, new() { Name = bar + ":" }).First;
        await row.ScrollIntoViewIfNeededAsync();
        return await row.EvaluateAsync<double>(
            """
            async bar => {
              const size = () => document.querySelector("[data-testid=cohort-size]").textContent;
              const before = size();
              const start = performance.now();
              await new Promise((done, fail) => {
                const look = () => {
                  if (size() !== before && !document.querySelector(".tile-grid[aria-busy=true]")) {
                    watch.disconnect();
                    requestAnimationFrame(() => setTimeout(done));
                  }
                };
                const watch = new MutationObserver(look);
                watch.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
                setTimeout(() => fail(new Error("The numbers did not change.")), 5000);
                bar.click();
              });
              return performance.now() - start;
            }
            """);
    }

    public async Task SaveAsync(string name)
    {
        await CountedAsync();
        await Cohort.GetByRole(AriaRole.Button, new() { Name = "Save cohort" }).ClickAsync();
        await Cohort.GetByLabel("Name of the cohort").FillAsync(name);
        await Cohort.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Assertions.Expect(Cohort.GetByRole(AriaRole.Link, new() { Name = name, Exact = true })).ToBeVisibleAsync();
    }

    public async Task RequestWithItAsync()
    {
        await Cohort.GetByRole(AriaRole.Link, new() { Name = "Request with this cohort" }).ClickAsync();
        await Page.GetByRole(AriaRole.Navigation, new() { Name = "Sections" }).WaitForAsync();
        await visitor.SettleAsync();
    }

    private async Task OpenEditorAsync(string button, string field)
    {
        await Cohort.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
        await Editor.GetByRole(AriaRole.Searchbox, new() { Name = "Find a field" }).FillAsync(field);
        await Editor.GetByRole(AriaRole.List, new() { Name = "Fields" }).GetByRole(AriaRole.Button).Filter(new() { Has = Page.GetByText(field, new() { Exact = true }) }).First.ClickAsync();
    }

    private async Task ChooseCodesAsync(string condition, IReadOnlyList<string> meanings)
    {
        await Operators.SelectOptionAsync(condition);
        foreach (var meaning in meanings)
        {
            await Editor.GetByRole(AriaRole.Checkbox, new() { Name = meaning, Exact = true }).CheckAsync();
        }

        await ApplyAsync();
    }

    private async Task ApplyAsync()
    {
        await Editor.GetByRole(AriaRole.Button, new() { Name = "Apply filter" }).ClickAsync();
        await Assertions.Expect(Editor).ToHaveCountAsync(0);
        await CountedAsync();
    }

    private async Task CountedAsync()
    {
        await Assertions.Expect(Page.Locator(".cohort-size.is-stale, .tile-grid[aria-busy=true]")).ToHaveCountAsync(0);
        await visitor.SettleAsync();
    }
}
