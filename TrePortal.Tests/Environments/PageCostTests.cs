using System.Diagnostics;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Support;
using TrePortal.Web.Features.AdminHome;
using TrePortal.Web.Features.CollectionsEditor;
using TrePortal.Web.Features.Environments;
using TrePortal.Web.Features.InventoryBrowser;
using TrePortal.Web.Features.ShowcaseBuilder;
using TrePortal.Web.Shared;
using Xunit.Abstractions;

namespace TrePortal.Tests.Environments;

/// <summary>
/// What a page costs after years: at most five questions to the database, whatever there is. Times are printed, not judged:
/// they are this machine's.
/// </summary>
[Trait("Category", "Integration")]
public sealed class PageCostTests(ITestOutputHelper output)
{
    private const int MostTrips = 5;

    private static readonly (string Section, string? Below, string Loaded)[] Sections =
    [
        ("details", null, "textarea"), ("documents", null, "ocument"), ("members", null, "Person 0"), ("members", "admins", "1 to 50 of 100"), ("members", "add", "Check the list"),
        ("inventory", null, "Version 1"), ("inventory", "versions", "Version 499"), ("inventory", $"versions/{BigWorld.Versions}", "Version 1"), ("pipeline", null, "Ethics"),
        ("policies", null, "ownload"), ("dashboard", null, "Default dashboard"), ("use", null, "Nobody has asked"), ("configuration", null, "onfiguration"),
    ];

    [Fact]
    public async Task Every_admin_page_of_a_big_environment_asks_at_most_five_questions()
    {
        await using var world = await BigWorld.CreateAsync();
        await using var browser = new BunitContext();
        browser.JSInterop.Mode = JSRuntimeMode.Loose;
        browser.Services.AddPortalComponents();
        browser.Services.AddSingleton<IChangeFeed>(new QuietFeed());
        browser.Services.AddFallbackServiceProvider(world.Portal.Services.CreateScope().ServiceProvider);
        var over = new List<string>();

        async Task CostAsync<TPage>(string name, string loaded, params (string Name, object Value)[] parameters)
            where TPage : IComponent
        {
            for (var round = 0; round < 2; round++) // the first one compiles the queries
            {
                var clock = Stopwatch.StartNew();
                IRenderedComponent<TPage>? page = null;
                var trips = await RoundTrips.OfAsync(() =>
                {
                    page = browser.Render<TPage>(builder =>
                    {
                        foreach (var (parameter, value) in parameters)
                        {
                            builder.TryAdd(parameter, value);
                        }
                    });
                    page.WaitForAssertion(() => Assert.Contains(loaded, page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
                    return Task.CompletedTask;
                });
                if (round == 1)
                {
                    output.WriteLine($"{name}: {trips} round trips, {clock.ElapsedMilliseconds} ms, {page!.Markup.Length / 1024} KiB of markup");
                    if (trips > MostTrips)
                    {
                        over.Add($"{name}: {trips}");
                    }
                }

                page!.Dispose();
            }
        }

        await CostAsync<EnvironmentsPage>("environments", AdminWorld.Handle);
        await CostAsync<AdminHomePage>("admin home", AdminWorld.Handle);
        foreach (var (section, rest, loaded) in Sections)
        {
            (string, object)[] parameters = [("Handle", AdminWorld.Handle), ("Section", section)];
            await CostAsync<EnvironmentEditorPage>($"{section}/{rest}", loaded, rest is null ? parameters : [.. parameters, ("Rest", rest)]);
        }

        foreach (var part in new[] { "entities", "fields", "codings", "files", "collections" })
        {
            await CostAsync<InventoryBrowserPage>("browse " + part, "<h1", ("Handle", AdminWorld.Handle), ("Number", BigWorld.Versions), ("Part", part));
        }

        await CostAsync<CollectionsEditorPage>("collections", "All", ("Handle", AdminWorld.Handle), ("Number", BigWorld.Versions));
        await CostAsync<ShowcaseBuilderPage>("showcase builder", "<h1", ("Handle", AdminWorld.Handle));
        Assert.Empty(over);
    }
}
