using Bunit;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.AdminHome;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Requests;
using TrePortal.Tests.Support;
using TrePortal.Web.Features.AdminHome;
using TrePortal.Web.Shared;

namespace TrePortal.Tests.AdminHome;

public sealed class AdminHomePageTests : IAsyncLifetime
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
    public async Task What_waits_is_a_list_of_links_and_the_page_follows_a_decision_by_itself()
    {
        await using var world = await RequestWorld.CreateAsync();
        var request = await world.SubmittedAsync();
        world.As("tina");
        UseServicesOf(world.Portal);
        var page = _browser.Render<AdminHomePage>();
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".home-waiting li").Count));
        Assert.All(page.FindAll(".home-waiting a"), link => Assert.Equal($"/requests/{request.Value}", link.GetAttribute("href")));

        await world.DecideAsync(request, "rita", "ethics");
        world.As("tina");

        page.WaitForAssertion(() => Assert.Equal("AR-2026-0001 waits for Data access", Assert.Single(page.FindAll(".home-waiting a")).TextContent), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Open_checklist_lines_link_to_what_mends_them_and_pictures_have_their_numbers_as_tables()
    {
        await using var world = await AdminWorld.CreateAsync();
        (await world.Members(commands => commands.AuthorizeAsync(AdminWorld.Handle, [new("rita"), new("rex")], default))).MustBeOk();
        UseServicesOf(world.Portal);

        var page = _browser.Render<AdminHomePage>();

        page.WaitForAssertion(() => Assert.Contains("Nothing waits", page.Markup, StringComparison.Ordinal));
        Assert.Contains(page.FindAll(".checklist a"), link => link.GetAttribute("href") == "/admin/environments/tre-north/details");
        var picture = Assert.Single(page.FindAll("svg[role=img]")); // the others have nothing to show and say so
        Assert.Equal(12, picture.QuerySelectorAll("rect").Length);
        Assert.Equal("2", page.Find(".week-chart details tbody tr .num").TextContent);
        Assert.Equal(2, page.FindAll(".week-chart > p").Count);
    }

    [Fact]
    public async Task Who_administers_nothing_is_told_what_would_stand_here()
    {
        await using var world = await AdminWorld.CreateAsync();
        world.Portal.As(world.OrgAdmin);
        UseServicesOf(world.Portal);

        var page = _browser.Render<AdminHomePage>();

        page.WaitForAssertion(() => Assert.Contains("You administer no environment", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("North", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain(page.FindAll("a"), link => link.GetAttribute("href") == Addresses.NewEnvironment);
    }

    private void UseServicesOf(TestPortal portal)
    {
        foreach (var type in new[] { typeof(IAdminHomeQueries), typeof(ICurrentActor), typeof(IChangeFeed) })
        {
            _browser.Services.AddSingleton(type, _ => portal.Services.CreateScope().ServiceProvider.GetRequiredService(type));
        }
    }
}
