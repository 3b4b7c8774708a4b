using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.Environments;
using TrePortal.Domain.ShowcaseBuilder;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Support;
using TrePortal.Web.Features.ShowcaseBuilder;
using TrePortal.Web.Shared;

namespace TrePortal.Tests.ShowcaseBuilder;

public sealed class BuilderPageTests : IAsyncLifetime
{
    private readonly BunitContext _browser = new();

    public Task InitializeAsync()
    {
        _browser.JSInterop.Mode = JSRuntimeMode.Loose;
        _browser.Services.AddPortalComponents();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _browser.DisposeAsync();

    [Fact]
    public async Task An_admin_chooses_coarsens_makes_and_offers()
    {
        await using var world = await AdminWorld.ReadyAsync();
        var page = Open(world, "person.age");

        page.WaitForAssertion(() => Assert.Contains("A suggestion to begin with", page.Markup, StringComparison.Ordinal));
        page.WaitForElement("#builder-field-title");
        Assert.Equal("Age", page.Find("#builder-field-title").TextContent);
        await page.InvokeAsync(() => page.Find("select.select").Change("Bands"));
        await page.InvokeAsync(() => page.FindAll(".builder-form input").First(input => input.GetAttribute("value") is not null).Change("0, 40"));
        page.WaitForAssertion(() => Assert.Contains("40 and over", page.Markup, StringComparison.Ordinal));
        Assert.Contains("Not saved yet", page.Markup, StringComparison.Ordinal);
        await page.InvokeAsync(() => Button(page, "Make the showcase").Click());

        page.WaitForAssertion(() => Assert.Contains("The showcase is made", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
        var saved = (await world.FindBuilderAsync())!;
        Assert.Equal([0, 40], saved.Written.Recipe.Find("person.age")!.Edges);
        await page.InvokeAsync(() => Button(page, "Let researchers explore this showcase").Click());
        page.WaitForAssertion(() => Assert.Contains("Researchers explore this showcase", page.Markup, StringComparison.Ordinal));
        Assert.Equal(ShowcaseMode.Curated, (await world.FindAsync())!.Showcase);
    }

    [Fact]
    public async Task A_wrong_entry_is_said_where_it_was_made_and_costs_nothing()
    {
        await using var world = await AdminWorld.ReadyAsync();
        (await world.SaveRecipeAsync(ShowcaseBuilderWorld.SmallRecipe)).MustBeOk();
        var page = Open(world, "person.age");
        page.WaitForElement("#builder-field-title");

        await page.InvokeAsync(() => page.FindAll(".builder-form input").First(input => input.GetAttribute("value") == "0, 40").Change("0, forty"));
        Assert.Contains("Write numbers with a point", page.Markup, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.FindAll(".builder-form input").First(input => input.GetAttribute("value") == "0, forty").Change("40, 0"));
        page.WaitForAssertion(() => Assert.Contains("Edges go up from one to the next.", page.Markup, StringComparison.Ordinal));
        await page.InvokeAsync(() => Button(page, "Save recipe").Click());
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("[role=alert]")));
        Assert.Equal([0, 40], (await world.FindBuilderAsync())!.Written.Recipe.Find("person.age")!.Edges);
    }

    [Fact]
    public async Task The_whole_is_checked_in_published_numbers()
    {
        await using var world = await AdminWorld.ReadyAsync();
        (await world.SaveRecipeAsync(ShowcaseBuilderWorld.SmallRecipe with { Together = ["person.sex"] })).MustBeOk();
        var page = Open(world, "person.sex");
        page.WaitForElement("#builder-check-title");

        await page.InvokeAsync(() => Button(page, "Check now").Click());

        page.WaitForAssertion(() => Assert.Contains("Alone in these fields", page.Markup, StringComparison.Ordinal));
        Assert.Contains("fewer than 10", page.Markup, StringComparison.Ordinal);
        Assert.Contains("2 can be used in requests", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_sees_not_found_and_an_active_version_is_locked()
    {
        await using var world = await AdminWorld.InAsync(EnvironmentState.Active);
        var locked = Open(world, null);
        locked.WaitForAssertion(() => Assert.Contains("An active or superseded version never changes", locked.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain(locked.FindAll("button"), button => button.TextContent.Contains("Make the showcase", StringComparison.Ordinal));

        world.Portal.As(world.Stranger);
        var page = _browser.Render<ShowcaseBuilderPage>(parameters => parameters.Add(item => item.Handle, AdminWorld.Handle));
        page.WaitForAssertion(() => Assert.Contains("Page not found", page.Markup, StringComparison.Ordinal));
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<ShowcaseBuilderPage> page, string words) =>
        page.FindAll("button").First(button => button.TextContent.Contains(words, StringComparison.Ordinal));

    private IRenderedComponent<ShowcaseBuilderPage> Open(AdminWorld world, string? field)
    {
        _browser.Services.AddFallbackServiceProvider(world.Portal.Services.CreateScope().ServiceProvider);
        if (field is not null)
        {
            _browser.Services.GetRequiredService<NavigationManager>().NavigateTo(Addresses.With(Addresses.ShowcaseBuilder(AdminWorld.Handle), ("field", field)));
        }

        return _browser.Render<ShowcaseBuilderPage>(parameters => parameters.Add(item => item.Handle, AdminWorld.Handle));
    }
}
