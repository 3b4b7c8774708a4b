using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Tests.Environments;
using TrePortal.Web.Features.Environments;
using TrePortal.Web.Features.People;
using TrePortal.Web.Hosting;
using TrePortal.Web.Shared;

namespace TrePortal.Tests.People;

public sealed class OrganizationPageTests : IAsyncLifetime
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
    public async Task An_admin_invites_a_list_hands_the_links_over_and_mends_what_was_refused()
    {
        await using var world = await AdminWorld.CreateAsync();
        world.Portal.As(world.OrgAdmin);
        var page = Open(world, "/admin/organization?tab=invitations");
        page.WaitForElement("aside textarea");

        await page.InvokeAsync(() => page.FindAll("aside textarea")[0].InputAsync("new@example.org, admin\nnobody\nsam\n"));
        await page.InvokeAsync(() => page.Find("aside form").SubmitAsync());

        page.WaitForAssertion(() => Assert.Contains("2 of 3 invited", page.Markup, StringComparison.Ordinal));
        Assert.Equal("nobody", page.FindAll("aside textarea")[0].GetAttribute("value"));
        Assert.Contains("/invitation?secret=", Assert.Single(page.FindAll(".link-list li")).TextContent, StringComparison.Ordinal);
        page.WaitForAssertion(() =>
        {
            var rows = page.FindAll(".table tbody tr").Select(row => row.TextContent).ToList(); // the list is read again after the answer
            Assert.Contains("Admin", Assert.Single(rows, row => row.Contains("new@example.org", StringComparison.Ordinal)), StringComparison.Ordinal);
            Assert.Equal(2, rows.Count);
        });
    }

    [Fact]
    public async Task The_removal_shows_what_is_held_and_then_removes()
    {
        await using var world = await AdminWorld.CreateAsync();
        world.Portal.As(world.OrgAdmin);
        var page = Open(world, "/admin/organization?org=org-north&remove=ada");

        page.WaitForAssertion(() => Assert.Contains("Administers North", page.Find(".side-panel").TextContent, StringComparison.Ordinal));
        Assert.Contains("only admin", page.Find(".side-panel").TextContent, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Find(".side-panel .btn-danger").ClickAsync(new()));

        page.WaitForAssertion(() => Assert.DoesNotContain("ada@example.org", page.Markup, StringComparison.Ordinal));
        Assert.EndsWith("/admin/organization?org=org-north", _browser.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plain_member_reads_the_members_and_can_change_nothing()
    {
        await using var world = await AdminWorld.CreateAsync();
        var page = Open(world, "/admin/organization?org=org-north&tab=invitations&remove=boss");

        page.WaitForElement(".table");
        Assert.Empty(page.FindAll("select.select:not(.push), .cell-actions a, .tabs, .side-panel, button:not([type=submit])"));
        Assert.All(page.FindAll("input[type=checkbox]"), box => Assert.True(box.HasAttribute("disabled")));
    }

    [Fact]
    public async Task A_stranger_is_told_nothing_of_the_organization()
    {
        await using var world = await AdminWorld.CreateAsync();
        world.Portal.As(world.Stranger);

        var page = Open(world, "/admin/organization?org=org-north&tab=invitations&remove=ada");

        page.WaitForAssertion(() => Assert.Contains("Page not found", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("boss", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_org_admin_without_the_permission_is_offered_no_new_environment()
    {
        await using var world = await AdminWorld.CreateAsync();
        world.Portal.As(world.OrgAdmin);
        UseServicesOf(world);

        var page = _browser.Render<EnvironmentsPage>();

        page.WaitForAssertion(() => Assert.Contains("North", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain(page.FindAll("a"), link => link.GetAttribute("href") == Addresses.NewEnvironment);
    }

    [Fact]
    public async Task The_invited_are_told_on_every_page_and_answer_in_their_own()
    {
        await using var world = await AdminWorld.CreateAsync();
        world.Portal.As(world.OrgAdmin);
        await world.Portal.Do<InvitationCommands, Result<IReadOnlyList<InvitedRow>>>(commands => commands.SendAsync("org-north", [InvitationTests.Draft("sam")], default));
        world.Portal.As(world.Stranger);
        UseServicesOf(world);

        var page = _browser.Render<MyInvitationsPage>();
        page.WaitForAssertion(() => Assert.Contains("Test boss invites you as a member.", page.Markup, StringComparison.Ordinal));
        await page.InvokeAsync(() => page.Find(".btn-primary").ClickAsync(new()));

        page.WaitForAssertion(() => Assert.Contains("Nobody has invited you", page.Markup, StringComparison.Ordinal));
        Assert.Single((await world.Portal.ActorAsync()).Organizations);
    }

    private IRenderedComponent<OrganizationPage> Open(AdminWorld world, string address)
    {
        UseServicesOf(world);
        _browser.Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return _browser.Render<OrganizationPage>();
    }

    private void UseServicesOf(AdminWorld world)
    {
        foreach (var type in new[]
        {
            typeof(IPeopleQueries), typeof(IInvitationQueries), typeof(IHoldingsQueries), typeof(ICurrentActor), typeof(OrganizationCommands), typeof(InvitationCommands),
            typeof(InvitationAnswers), typeof(IChangeFeed), typeof(IEnvironmentAdminQueries),
        })
        {
            _browser.Services.AddSingleton(type, _ => world.Portal.Services.CreateScope().ServiceProvider.GetRequiredService(type));
        }

        _browser.Services.AddScoped<PageAsker>();
        _browser.Services.AddSingleton(world.Portal.Services.GetRequiredService<AccountLinks>());
    }
}
