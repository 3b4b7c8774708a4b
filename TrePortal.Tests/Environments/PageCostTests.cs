using System.Diagnostics;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.AspNetCore.Components;
using TrePortal.Tests.Support;
using TrePortal.Web.Features.Environments;
using TrePortal.Web.Shared;
using Xunit.Abstractions;

namespace TrePortal.Tests.Environments;

/// <summary>
/// What a page costs after years: at most five questions to the database, whatever there is. Times are printed, not judged:
/// they are this machine's.
/// </summary>
public sealed class PageCostTests(ITestOutputHelper output)
{
    private const int MostTrips = 5;

    [Fact]
    public async Task Every_admin_page_of_a_big_environment_asks_at_most_five_questions()
    {
        await using var world = await BigWorld.CreateAsync();
        await using var browser = new BunitContext();
        browser.JSInterop.Mode = JSRuntimeMode.Loose;
        browser.Services.AddPortalComponents();
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
        foreach (var (section, loaded) in new[] { ("details", "textarea"), ("members", "Person 0"), ("pipeline", "Ethics"), ("policies", "ownload") })
        {
            await CostAsync<EnvironmentEditorPage>(section, loaded, ("Handle", AdminWorld.Handle), ("Section", section));
        }

        foreach (var (rest, loaded) in new[] { ("admins", "1 to 50 of 100"), ("add", "Check the list") })
        {
            await CostAsync<EnvironmentEditorPage>("members/" + rest, loaded, ("Handle", AdminWorld.Handle), ("Section", "members"), ("Rest", rest));
        }

        Assert.Empty(over);
    }
}
