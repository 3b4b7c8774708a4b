using Bunit;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Support;
using TrePortal.Web.Features.Environments;
using TrePortal.Web.Shared;

namespace TrePortal.Tests.Environments;

/// <summary>The pages of versions, of their warnings and changes, and of withdrawn people.</summary>
public sealed class VersionPageTests : IAsyncLifetime
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
    public async Task A_staged_version_is_listed_shown_compared_and_its_warnings_are_acknowledged()
    {
        await using var world = await AdminWorld.InAsync(EnvironmentState.Active);
        await world.ImportAsync(2, new SmallInventory().Append("tabular/person.data.csv", "A6,F,50,,,,,\n"));
        var environment = (await world.FindAsync())!;
        UseServicesOf(world);

        var home = Show(environment, null);
        home.WaitForAssertion(() => Assert.Contains("Version 2 is staged", home.Markup, StringComparison.Ordinal));
        home.WaitForAssertion(() => Assert.Contains(home.FindAll("a"), link => link.GetAttribute("href") == "/admin/environments/tre-north/inventory/versions/2/warnings"));

        var list = Show(environment, "versions");
        list.WaitForAssertion(() => Assert.Equal(["Version 2", "Version 1"], list.FindAll(".timeline a").Select(link => link.TextContent)));
        Assert.Contains("Staged", list.Markup, StringComparison.Ordinal);

        var overview = Show(environment, "versions/2");
        overview.WaitForAssertion(() => Assert.Contains("Check what is stored", overview.Markup, StringComparison.Ordinal));
        Assert.Contains("Discard this version", overview.Markup, StringComparison.Ordinal);
        var active = Show(environment, "versions/1");
        active.WaitForAssertion(() => Assert.Contains("Check what is stored", active.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("Discard this version", active.Markup, StringComparison.Ordinal);
        Assert.Empty(active.FindAll("textarea"));

        var changes = Show(environment, "versions/2/changes");
        changes.WaitForAssertion(() => Assert.Contains("1 added", changes.Markup, StringComparison.Ordinal));

        var warnings = Show(environment, "versions/2/warnings");
        warnings.WaitForAssertion(() => Assert.Contains("Not acknowledged", warnings.Markup, StringComparison.Ordinal));
        var open = warnings.FindAll("article").Count;
        await warnings.InvokeAsync(() => warnings.FindAll("button").First(button => button.TextContent.Trim() == "Acknowledge").Click());
        await warnings.InvokeAsync(() => _browser.Services.GetRequiredService<Confirmation>().Settle(new Answer(true, "Known")));
        warnings.WaitForAssertion(() => Assert.Contains("Known", warnings.Markup, StringComparison.Ordinal));
        Assert.Equal(open, warnings.FindAll("article").Count);
    }

    [Fact]
    public async Task What_one_types_in_the_notes_saves_itself()
    {
        await using var world = await AdminWorld.ReadyAsync();
        UseServicesOf(world);
        var page = Show((await world.FindAsync())!, "versions/1");
        page.WaitForElement("textarea");

        await page.InvokeAsync(() => page.Find("textarea").InputAsync("Half a sentence"));

        await TestPortal.Until(async () => (await world.Ask<IVersionQueries, InventoryVersionDetails?>((queries, reader) => queries.FindAsync(AdminWorld.Handle, 1, reader, default)))!.Notes == "Half a sentence");
        page.WaitForAssertion(() => Assert.Contains("Saved", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task The_page_of_withdrawn_people_shows_numbers_and_no_key()
    {
        await using var world = await AdminWorld.InAsync(EnvironmentState.Active);
        (await world.Portal.Do<WithdrawalCommands, Result<WithdrawalAnswer>>(commands => commands.AddAsync(AdminWorld.Handle, [new("A1", 2), new("Nobody", 3)], default))).MustBeOk();
        UseServicesOf(world);

        var page = Show((await world.FindAsync())!, "withdrawn");

        page.WaitForAssertion(() => Assert.Contains("2 added, 1 of those sent unknown", page.Markup, StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Contains("No project holds anybody", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("Nobody<", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("A1", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("versions/7")]
    [InlineData("versions/1/nothing")]
    [InlineData("versions/one")]
    [InlineData("nothing")]
    public async Task An_unknown_address_below_the_section_is_not_found(string rest)
    {
        await using var world = await AdminWorld.CreateAsync();
        UseServicesOf(world);

        var page = Show((await world.FindAsync())!, rest);

        page.WaitForAssertion(() => Assert.Contains("Page not found", page.Markup, StringComparison.Ordinal));
    }

    private IRenderedComponent<InventorySection> Show(EnvironmentForAdmin environment, string? rest) => _browser.Render<InventorySection>(parameters => parameters
        .AddCascadingValue(EditorSection.Rest, rest ?? "")
        .Add(item => item.Environment, environment));

    private void UseServicesOf(AdminWorld world)
    {
        foreach (var type in new[]
        {
            typeof(IInventoryQueries), typeof(IVersionQueries), typeof(IWithdrawalQueries), typeof(ICurrentActor), typeof(VersionCommands), typeof(WithdrawalCommands), typeof(EnvironmentCommands),
            typeof(InventoryCommands), typeof(LifecycleCommands), typeof(IChangeFeed), typeof(IUploads),
        })
        {
            _browser.Services.AddSingleton(type, _ => world.Portal.Services.CreateScope().ServiceProvider.GetRequiredService(type));
        }
    }
}
