using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.CollectionsEditor;
using TrePortal.Domain.Environments;
using TrePortal.Domain.InventoryBrowser;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Support;
using TrePortal.Web.Features.CollectionsEditor;
using TrePortal.Web.Features.InventoryBrowser;
using TrePortal.Web.Shared;

namespace TrePortal.Tests.InventoryBrowser;

[Trait("Category", "Integration")]
public sealed class InventoryPagesTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    private readonly BunitContext _browser = new();

    public Task InitializeAsync()
    {
        _browser.JSInterop.Mode = JSRuntimeMode.Loose;
        _browser.Services.AddPortalComponents();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _browser.DisposeAsync();

    [Fact]
    public async Task Every_part_of_the_browser_has_its_link()
    {
        await using var world = await AdminWorld.ReadyAsync();
        UseServicesOf(world);

        var entities = Browse(null, "");
        entities.WaitForAssertion(() => Assert.Equal(3, entities.FindAll(".entity-box").Count), Long);
        Assert.Equal(5, entities.FindAll(".tab").Count);

        var fields = Browse("fields", "?q=sex&field=person.sex");
        fields.WaitForAssertion(() => Assert.Contains("Distribution", fields.Markup, StringComparison.Ordinal), Long);
        Assert.Equal("person.sex", fields.Find("[role=treeitem][aria-selected=true] a").GetAttribute("href")!.Split("field=")[1]);
        Assert.Contains("1 of 14 fields", fields.Markup, StringComparison.Ordinal);

        var codings = Browse("codings", "?coding=illness");
        codings.WaitForAssertion(() => Assert.Contains(codings.FindAll("[role=treeitem]"), line => line.GetAttribute("aria-level") == "2" && line.TextContent.Contains("Angina", StringComparison.Ordinal)), Long);

        var files = Browse("files", "?collection=core");
        files.WaitForAssertion(() => Assert.Single(files.FindAll(".file-path")), Long);
        Assert.DoesNotContain("A1|", files.Markup, StringComparison.Ordinal);

        var collections = Browse("collections", "?collection=visits");
        collections.WaitForAssertion(() => Assert.Equal(2, collections.FindAll(".receipt-table").Count), Long);
    }

    [Fact]
    public async Task A_stranger_sees_not_found()
    {
        await using var world = await AdminWorld.ReadyAsync();
        world.Portal.As(world.Stranger);
        UseServicesOf(world);

        var page = Browse(null, "");
        var editor = Edit(1);

        page.WaitForAssertion(() => Assert.Contains("Page not found", page.Markup, StringComparison.Ordinal), Long);
        editor.WaitForAssertion(() => Assert.Contains("Page not found", editor.Markup, StringComparison.Ordinal), Long);
    }

    [Fact]
    public async Task The_tree_is_walked_by_keyboard()
    {
        TreeLine? toggled = null;
        TreeLine? ticked = null;
        TreeLine[] lines =
        [
            new("a", "Alpha", 1) { IsBranch = true, IsOpen = true, Tick = TreeTick.Some },
            new("b", "Beta", 2) { Tick = TreeTick.None },
            new("c", "Gamma", 2) { Tick = TreeTick.None, Locked = "No." },
            new("d", "Delta", 1) { IsBranch = true, Tick = TreeTick.All },
        ];
        var tree = _browser.Render<VirtualTree>(parameters => parameters.Add(item => item.Label, "Things").Add(item => item.Lines, lines)
            .Add(item => item.OnToggle, line => toggled = line).Add(item => item.OnTick, line => ticked = line));
        string Active() => tree.Find($"#{tree.Find("[role=tree]").GetAttribute("aria-activedescendant")}").TextContent.Trim();
        Task PressAsync(string key) => tree.InvokeAsync(() => tree.Find("[role=tree]").KeyDownAsync(new KeyboardEventArgs { Key = key }));

        Assert.Equal(["mixed", "false", "false", "true"], tree.FindAll("[role=treeitem]").Select(line => line.GetAttribute("aria-checked")));
        Assert.Equal(["1/2", "1/2", "2/2", "2/2"], tree.FindAll("[role=treeitem]").Select(line => $"{line.GetAttribute("aria-posinset")}/{line.GetAttribute("aria-setsize")}"));
        await PressAsync("ArrowRight");
        Assert.Equal("Beta", Active());
        await PressAsync(" ");
        Assert.Equal("b", ticked?.Key);
        await PressAsync("ArrowDown");
        ticked = null;
        await PressAsync(" ");
        Assert.Null(ticked);
        await PressAsync("ArrowLeft");
        Assert.Equal("Alpha", Active());
        await PressAsync("End");
        await PressAsync("ArrowRight");
        Assert.Equal("d", toggled?.Key);
    }

    [Fact]
    public async Task Collections_are_built_and_saved_in_the_page()
    {
        await using var world = await AdminWorld.ReadyAsync();
        UseServicesOf(world);
        var page = Edit(1);
        page.WaitForElement(".collection-item", Long);

        await page.InvokeAsync(() => Button(page, "Add collection").ClickAsync(new MouseEventArgs()));
        page.WaitForAssertion(() => Assert.Contains("to mend before saving", page.Markup, StringComparison.Ordinal), Long);
        Assert.True(Button(page, "Save collections").HasAttribute("disabled"));
        await page.InvokeAsync(() => page.Find("input[maxlength='255']").InputAsync("Body measures"));
        Assert.Equal("body_measures", page.Find("input.mono").GetAttribute("value"));
        await page.InvokeAsync(() => page.FindAll("[role=treeitem]").First(line => line.TextContent.Contains("Measures", StringComparison.Ordinal)).ClickAsync(new MouseEventArgs()));
        page.WaitForAssertion(() => Assert.False(Button(page, "Save collections").HasAttribute("disabled")), Long);
        page.WaitForAssertion(() => Assert.Contains("person.data.csv", page.Markup, StringComparison.Ordinal), Long);
        await page.InvokeAsync(() => Button(page, "Save collections").ClickAsync(new MouseEventArgs()));

        page.WaitForAssertion(() => Assert.Contains("As stored in the version", page.Markup, StringComparison.Ordinal), Long);
        var stored = (await OpenAsync(world))!.Stored;
        Assert.Equal(["core", "visits", "scans", "body_measures"], stored.Select(collection => collection.Id));
        Assert.Equal(["person.weight"], stored[^1].Fields);
    }

    [Fact]
    public async Task What_was_typed_stays_when_somebody_else_saves_and_a_draft_is_there_again()
    {
        await using var world = await AdminWorld.ReadyAsync();
        UseServicesOf(world);
        var page = Edit(1);
        page.WaitForElement(".collection-item", Long);
        await page.InvokeAsync(() => page.Find("input[maxlength='255']").InputAsync("Mine"));
        page.WaitForAssertion(() => Assert.Contains("Draft kept", page.Markup, StringComparison.Ordinal), Long);

        var theirs = (await OpenAsync(world))!.Stored;
        var json = world.Portal.Services.GetRequiredService<ICollectionsStore>().ToJson([theirs[0] with { Title = "Theirs" }, .. theirs.Skip(1)]);
        world.Portal.As((await world.Portal.Do<ICurrentActor, Actor>(actors => actors.GetAsync(default))).Id);
        (await world.Members(commands => commands.AddAdminAsync(AdminWorld.Handle, "rita", null, default))).MustBeOk();
        world.Portal.As(world.Researcher);
        (await world.Portal.Do<CollectionsCommands, Result>(commands => commands.SetAsync(AdminWorld.Handle, 1, json, default, default))).MustBeOk();
        world.Portal.As(world.Admin);

        page.WaitForAssertion(() => Assert.Contains("Somebody else saved other collections", page.Markup, StringComparison.Ordinal), Long);
        Assert.Equal("Mine", page.Find("input[maxlength='255']").GetAttribute("value"));
        var again = Edit(1);
        again.WaitForAssertion(() => Assert.Equal("Mine", again.Find("input[maxlength='255']").GetAttribute("value")), Long);
        await again.InvokeAsync(() => Button(again, "Take theirs").ClickAsync(new MouseEventArgs()));
        Assert.Equal("Theirs", again.Find("input[maxlength='255']").GetAttribute("value"));
        await again.InvokeAsync(() => again.Find("button[aria-label=Undo]").ClickAsync(new MouseEventArgs()));
        Assert.Equal("Mine", again.Find("input[maxlength='255']").GetAttribute("value"));
    }

    [Fact]
    public async Task An_active_version_is_locked_and_offers_the_next_one()
    {
        await using var world = await AdminWorld.InAsync(EnvironmentState.Active);
        UseServicesOf(world);

        var page = Edit(1);

        page.WaitForAssertion(() => Assert.Contains("Stage the next version", page.Markup, StringComparison.Ordinal), Long);
        Assert.DoesNotContain(page.FindAll("button"), button => button.TextContent.Contains("Save collections", StringComparison.Ordinal));
        Assert.All(page.FindAll("input.input:not([type=search])"), input => Assert.True(input.HasAttribute("disabled")));
        await page.InvokeAsync(() => Button(page, "Stage the next version").ClickAsync(new MouseEventArgs()));
        Assert.EndsWith("/inventory/versions/2/collections", _browser.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    private IRenderedComponent<InventoryBrowserPage> Browse(string? part, string query)
    {
        _browser.Services.GetRequiredService<NavigationManager>().NavigateTo(Addresses.InventoryBrowser(AdminWorld.Handle, 1, part) + query);
        return _browser.Render<InventoryBrowserPage>(parameters => parameters.Add(item => item.Handle, AdminWorld.Handle).Add(item => item.Number, 1).Add(item => item.Part, part));
    }

    private IRenderedComponent<CollectionsEditorPage> Edit(int number) =>
        _browser.Render<CollectionsEditorPage>(parameters => parameters.Add(item => item.Handle, AdminWorld.Handle).Add(item => item.Number, number));

    private static IElement Button<T>(IRenderedComponent<T> page, string text)
        where T : IComponent => page.FindAll("button").First(button => button.TextContent.Contains(text, StringComparison.Ordinal));

    private static async Task<EditedCollections?> OpenAsync(AdminWorld world)
    {
        var reader = await world.Portal.ActorAsync();
        return await world.Portal.Do<ICollectionsEditing, EditedCollections?>(editing => editing.OpenAsync(AdminWorld.Handle, 1, reader, default));
    }

    private void UseServicesOf(AdminWorld world)
    {
        foreach (var type in new[]
        {
            typeof(IInventoryBrowser), typeof(ICollectionsEditing), typeof(ICollectionsStore), typeof(ICurrentActor), typeof(CollectionsCommands), typeof(InventoryCommands), typeof(IChangeFeed),
        })
        {
            _browser.Services.AddSingleton(type, _ => world.Portal.Services.CreateScope().ServiceProvider.GetRequiredService(type));
        }
    }
}
