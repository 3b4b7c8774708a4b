using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Requests;
using TrePortal.Tests.Support;
using TrePortal.Web.Features.Cohorts;
using TrePortal.Web.Features.Environments;
using TrePortal.Web.Shared;

namespace TrePortal.Tests.Cohorts;

public sealed class DashboardTests
{
    private const string Handle = RequestWorld.Handle;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(null, "person.sex", "person.age!", "person.sex~person.age")]
    [InlineData("tile", "sex")]
    [InlineData("tile", "person.sex,person.age")]
    [InlineData("tile", "person.sex!!")]
    [InlineData("tile", "person.sex\n")]
    [InlineData("tile-twice", "person.sex", "person.sex!")]
    public void Tiles_are_fields_or_pairs_each_once(string? problem, params string[] tiles)
    {
        var written = TileBoard.Write(tiles);

        Assert.Equal(problem, (written.Error as Invalid)?.Problems[0].Code);
        Assert.Equal(problem is null ? tiles : [], written.IsOk ? TileBoard.Read(written.Value) : []);
    }

    [Fact]
    public void A_dashboard_has_at_most_forty_tiles()
    {
        Assert.True(TileBoard.Write([.. Enumerable.Range(0, 40).Select(at => $"person.f{at}")]).IsOk);
        Assert.Equal("tiles-too-many", Assert.IsType<Invalid>(TileBoard.Write([.. Enumerable.Range(0, 41).Select(at => $"person.f{at}")]).Error).Problems[0].Code);
        Assert.Equal(ShowcaseQuestion.MostTiles, TileBoard.MostTiles);
    }

    [Fact]
    public async Task What_a_person_arranges_is_theirs_until_they_go_back_to_the_default()
    {
        await using var world = await RequestWorld.CreateAsync();
        await ChooseAsync(world, "tina", ["person.age!"]);

        RequestWorld.Ok(await ArrangeAsync(world, "otto", ["person.sex", "person.age"]));
        RequestWorld.Ok(await ArrangeAsync(world, "otto", ["person.sex!"]));
        await ChooseAsync(world, "tina", ["person.sex"]);

        Assert.Equal(["person.sex!"], (await ViewAsync(world, "otto")).OwnTiles!);
        Assert.Equal((null, "person.sex"), ((await ViewAsync(world, "rita")).OwnTiles, Assert.Single((await ViewAsync(world, "rita")).DefaultTiles)));
        Assert.IsType<NotFound>((await ArrangeAsync(world, "stan", ["person.sex"])).Error);

        RequestWorld.Ok(await world.As("otto").Portal.Do<DashboardCommands, Result>(commands => commands.GiveUpAsync(Handle, default)));
        Assert.Null((await ViewAsync(world, "otto")).OwnTiles);
        Assert.Equal(["dashboard-arranged", "dashboard-arranged", "dashboard-given-up"], await EventsAsync(world, "dashboard"));
    }

    [Fact]
    public async Task The_default_is_chosen_by_admins_only_and_kept_in_the_audit_log()
    {
        await using var world = await RequestWorld.CreateAsync();

        var researcher = await world.As("otto").Portal.Do<EnvironmentCommands, Result>(commands => commands.ChooseDefaultTilesAsync(Handle, ["person.sex"], null, default));
        var stranger = await world.As("stan").Portal.Do<EnvironmentCommands, Result>(commands => commands.ChooseDefaultTilesAsync(Handle, ["person.sex"], null, default));
        var none = await world.As("tina").Portal.Do<EnvironmentCommands, Result>(commands => commands.ChooseDefaultTilesAsync(Handle, [], null, default));
        var stale = await world.Portal.Do<EnvironmentCommands, Result>(commands => commands.ChooseDefaultTilesAsync(Handle, ["person.sex"], 999, default));
        await ChooseAsync(world, "tina", ["person.sex"]);
        await ChooseAsync(world, "tina", null);

        Assert.IsType<Forbidden>(researcher.Error);
        Assert.IsType<NotFound>(stranger.Error);
        Assert.IsType<Invalid>(none.Error);
        Assert.IsType<Stale>(stale.Error);
        Assert.Equal(2, (await EventsAsync(world, "default-tiles")).Count);
        Assert.Null(await world.Portal.Services.GetRequiredService<IDefaultTilesQueries>().FindAsync(Handle, await world.ActorAsync("otto"), default));
    }

    [Theory]
    [InlineData(EnvironmentState.Draft)]
    [InlineData(EnvironmentState.Active)]
    [InlineData(EnvironmentState.Maintenance)]
    public void It_can_be_chosen_in_every_state(EnvironmentState state) =>
        Assert.True(EnvironmentLifecycle.Table.Next(state, EnvironmentAction.EditDetails, EnvironmentRole.TreAdmin).IsOk);

    [Fact]
    public async Task The_showcase_page_keeps_what_is_arranged_and_costs_no_trip_of_its_own()
    {
        await using var world = await RequestWorld.CreateAsync();
        await ChooseAsync(world, "tina", ["person.age", "person.gone"]);
        world.As("otto");
        await using var scope = world.Portal.Services.CreateAsyncScope();
        await using var browser = Browser(scope.ServiceProvider);

        var page = browser.Render<ShowcasePage>(parameters => parameters.Add(shown => shown.Handle, Handle));
        page.WaitForAssertion(() => Assert.Single(page.FindAll(".tile")), Patience);
        Assert.DoesNotContain("Default charts", page.Markup, StringComparison.Ordinal);
        await page.Find(".tile-tools [title=Wider]").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("Default charts", page.Markup, StringComparison.Ordinal), Patience);

        Assert.Equal(["person.age!"], (await ViewAsync(world, "otto")).OwnTiles!);
        Assert.Contains("t=person.age", browser.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        var showcase = world.Portal.Services.GetRequiredService<IShowcase>();
        var reader = await world.ActorAsync("otto");
        var trip = Assert.Single(await RoundTrips.CommandsOfAsync(() => showcase.GetAsync(Handle, reader, default)), command => command.Contains("Dashboards", StringComparison.Ordinal));
        Assert.Contains("BudgetGrants", trip, StringComparison.Ordinal); // it rides with what is asked of the person anyway

        await page.FindAll("button").Single(button => button.TextContent.Contains("Default charts", StringComparison.Ordinal)).ClickAsync(new());
        page.WaitForAssertion(() => Assert.DoesNotContain("Default charts", page.Markup, StringComparison.Ordinal), Patience);
        Assert.Null((await ViewAsync(world, "otto")).OwnTiles);
    }

    [Fact]
    public async Task An_admin_finds_adds_orders_and_saves_the_default_charts()
    {
        await using var world = await RequestWorld.CreateAsync();
        world.As("tina");
        await using var scope = world.Portal.Services.CreateAsyncScope();
        await using var browser = Browser(scope.ServiceProvider);
        var page = browser.Render<EnvironmentEditorPage>(parameters => parameters.Add(shown => shown.Handle, Handle).Add(shown => shown.Section, "dashboard"));
        page.WaitForAssertion(() => Assert.Contains("Nothing is chosen", page.Markup, StringComparison.Ordinal), Patience);

        foreach (var name in new[] { "person.sex", "person.age" })
        {
            await page.Find(".tile-choice-search input").InputAsync(name);
            await page.Find(".filter-field").ClickAsync(new());
        }

        await page.FindAll(".tile-choice [title=Up]")[1].ClickAsync(new());
        await page.FindAll(".tile-choice [title='Twice as wide']")[0].ClickAsync(new());
        await page.FindAll("button").Single(button => button.TextContent == "Save as default").ClickAsync(new());
        page.WaitForAssertion(() => Assert.True(page.FindAll("button").Single(button => button.TextContent == "Save as default").HasAttribute("disabled")), Patience);

        Assert.Equal(["person.age!", "person.sex"], (await ViewAsync(world, "rita")).DefaultTiles);
    }

    private static BunitContext Browser(IServiceProvider services)
    {
        var browser = new BunitContext();
        browser.JSInterop.Mode = JSRuntimeMode.Loose;
        browser.Services.AddPortalComponents();
        browser.Services.AddFallbackServiceProvider(services);
        return browser;
    }

    private static async Task ChooseAsync(RequestWorld world, string by, IReadOnlyList<string>? tiles) =>
        RequestWorld.Ok(await world.As(by).Portal.Do<EnvironmentCommands, Result>(commands => commands.ChooseDefaultTilesAsync(Handle, tiles, null, default)));

    private static Task<Result> ArrangeAsync(RequestWorld world, string by, IReadOnlyList<string> tiles) =>
        world.As(by).Portal.Do<DashboardCommands, Result>(commands => commands.ArrangeAsync(Handle, tiles, default));

    private static async Task<ShowcaseView> ViewAsync(RequestWorld world, string by) =>
        RequestWorld.Ok(await world.Portal.Services.GetRequiredService<IShowcase>().GetAsync(Handle, await world.ActorAsync(by), default));

    private static async Task<List<string>> EventsAsync(RequestWorld world, string kind)
    {
        await using var db = await world.Portal.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync();
        return await db.AuditEvents.Where(entry => entry.Action.StartsWith(kind)).OrderBy(entry => entry.Sequence).Select(entry => entry.Action).ToListAsync();
    }
}
