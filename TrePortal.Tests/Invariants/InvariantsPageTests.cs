using Bunit;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Tests.Dispensal;
using TrePortal.Tests.Support;
using TrePortal.Web.Features.Invariants;
using TrePortal.Web.Shared;

namespace TrePortal.Tests.Invariants;

/// <summary>The operator's page of what must hold.</summary>
[Trait("Category", "Integration")]
public sealed class InvariantsPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_operator_sees_that_all_hold_and_then_which_does_not()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var (project, dispensal) = await world.DispensedAsync();
        await world.Portal.StopWorkersAsync();
        world.Portal.As(await world.Portal.PersonAsync("operator", platformAdmin: true));
        await using var browser = Browser(world.Portal);
        var page = browser.Render<InvariantsPage>();

        await page.InvokeAsync(() => page.Find(".btn-primary").ClickAsync(new()));
        page.WaitForAssertion(() => Assert.Contains("hold", page.Find(".notice-good").TextContent, StringComparison.Ordinal), Patience);
        var rows = page.FindAll("tbody tr").Count;

        var manifest = Path.Combine(world.FolderOf(project, dispensal.Id), "manifest.json");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(manifest, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await File.AppendAllTextAsync(manifest, " ");
        await page.InvokeAsync(() => page.Find(".btn-primary").ClickAsync(new()));
        page.WaitForAssertion(() => Assert.Contains("INV16", page.Find(".notice-danger").TextContent + page.Markup, StringComparison.Ordinal), Patience);

        Assert.Equal(rows, page.FindAll("tbody tr").Count);
        var broken = page.FindAll("tbody tr").Where(row => row.TextContent.Contains("Does not hold", StringComparison.Ordinal)).ToList();
        Assert.Contains(broken, row => row.TextContent.Contains("INV16", StringComparison.Ordinal) && row.TextContent.Contains(dispensal.Id.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_else_is_shown_that_there_is_such_a_page()
    {
        await using var world = await DispensalWorld.SmallAsync();
        world.As("tina");
        await using var browser = Browser(world.Portal);

        var page = browser.Render<InvariantsPage>();

        page.WaitForAssertion(() => Assert.Contains(Words.NotFoundTitle, page.Markup, StringComparison.Ordinal), Patience);
        Assert.Empty(page.FindAll("button"));
    }

    private static BunitContext Browser(TestPortal portal)
    {
        var browser = new BunitContext();
        browser.JSInterop.Mode = JSRuntimeMode.Loose;
        browser.Services.AddPortalComponents();
        browser.Services.AddFallbackServiceProvider(portal.Services.CreateScope().ServiceProvider);
        return browser;
    }
}
