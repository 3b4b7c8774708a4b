using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Web.Shared;
using TrePortal.Web.Shared.Store;
using TrePortal.Web.Shell;

namespace TrePortal.Tests.Shared;

public sealed class SideRailTests : BunitContext
{
    public SideRailTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddPortalComponents();
    }

    [Fact]
    public void A_researcher_sees_neither_reviews_nor_administration()
    {
        var rail = Render<SideRail>();

        Assert.Equal(["Resource Center", "My requests", "Projects"], rail.FindAll(".rail-list a").Select(Words));
    }

    [Fact]
    public void Only_the_places_one_has_are_shown_and_waiting_reviews_are_counted()
    {
        var reader = new Reader(new(Environments: true, Organization: false, Users: false, Audit: true, Reviews: true), waiting: 3);
        Services.AddScoped<INavigationRights>(_ => reader);
        Services.AddScoped<IWorkQueueCount>(_ => reader);

        var rail = Render<SideRail>();

        Assert.Equal(["Resource Center", "My requests", "My reviews", "Projects", "Environments", "Audit"], rail.FindAll(".rail-list a").Select(Words));
        Assert.Contains("3 waiting for you", rail.Find(".rail-list a[href='/reviews']").TextContent, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/environments/tre-cardio/explore", "/")]
    [InlineData("/requests/1/edit", "/requests")]
    [InlineData("/projects?page=2", "/projects")]
    public void The_place_one_is_in_is_marked(string address, string place)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);

        var rail = Render<SideRail>();

        Assert.Equal(place, rail.Find(".rail-list [aria-current=page]").GetAttribute("href"));
    }

    private static string Words(AngleSharp.Dom.IElement link) => link.QuerySelector(".rail-text")!.TextContent;

    private sealed class Reader(NavigationRights rights, int waiting) : INavigationRights, IWorkQueueCount
    {
        public Task<NavigationRights> ReadAsync(CancellationToken cancellation) => Task.FromResult(rights);

        public Task<int> CountAsync(CancellationToken cancellation) => Task.FromResult(waiting);
    }
}
