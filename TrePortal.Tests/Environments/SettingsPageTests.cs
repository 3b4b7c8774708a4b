using Bunit;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.Environments;
using TrePortal.Tests.Support;
using TrePortal.Web.Features.Environments;
using TrePortal.Web.Shared;

namespace TrePortal.Tests.Environments;

/// <summary>Table E2 in the page: for an admin each control is enabled, or locked with its reason; for everybody else there is no page.</summary>
[Trait("Category", "Integration")]
public sealed class SettingsPageTests
{
    public static TheoryData<EnvironmentState> States => [.. Enum.GetValues<EnvironmentState>()];

    [Theory]
    [MemberData(nameof(States))]
    public async Task Every_control_is_enabled_or_locked_with_its_reason_as_the_table_says(EnvironmentState state)
    {
        await using var world = await AdminWorld.InAsync(state);
        if (state == EnvironmentState.Draft) // one step alone has no order
        {
            (await world.Environments(commands => commands.AddStepAsync(AdminWorld.Handle, new StepDraft("extra", "Extra", "", 1), null, default))).MustBeOk();
            (await world.Members(commands => commands.AssignReviewerAsync(AdminWorld.Handle, "extra", "rex", null, default))).MustBeOk();
        }

        var differences = new List<string>();
        foreach (var section in SettingsTable.Rows.Where(row => row.Page is not null).GroupBy(row => row.Page!.Value.Section))
        {
            await using var browser = BrowserOf(world);
            var page = Render(browser, section.Key);
            foreach (var row in section)
            {
                var isOpen = row.Open.Contains(state);
                var reason = !isOpen && row.Reason is { } action ? EnvironmentLifecycle.LockReason(state, action) : null;
                if (!await IsSoAsync(() => IsAs(row, page, isOpen) && (reason is null || page.Markup.Contains(reason, StringComparison.Ordinal))))
                {
                    differences.Add($"{row.Name}: {(isOpen ? "no enabled control" : "an enabled control, or no reason")}");
                }
            }
        }

        Assert.True(differences.Count == 0, $"{state}: {string.Join("; ", differences)}");
    }

    [Theory]
    [MemberData(nameof(States))]
    public async Task Whoever_is_no_admin_of_it_finds_no_page(EnvironmentState state)
    {
        await using var world = await AdminWorld.InAsync(state);
        var rex = await world.Portal.Look(db => Task.FromResult(db.Set<Domain.People.Person>().Single(person => person.UserName == "rex").Id));
        var platform = await world.Portal.PersonAsync("plat", platformAdmin: true);
        foreach (var person in new[] { world.OrgAdmin, world.Researcher, rex, world.Stranger, platform })
        {
            world.Portal.As(person);
            await using var browser = BrowserOf(world);
            foreach (var section in EditorSection.All)
            {
                var page = Render(browser, section.Address);
                Assert.True(await IsSoAsync(() => page.Markup.Contains("Page not found", StringComparison.Ordinal)), section.Address);
            }
        }
    }

    private static BunitContext BrowserOf(AdminWorld world)
    {
        var browser = new BunitContext();
        browser.JSInterop.Mode = JSRuntimeMode.Loose;
        browser.Services.AddPortalComponents();
        browser.Services.AddFallbackServiceProvider(world.Portal.Services.CreateScope().ServiceProvider);
        return browser;
    }

    private static IRenderedComponent<EnvironmentEditorPage> Render(BunitContext browser, string section) =>
        browser.Render<EnvironmentEditorPage>(parameters => parameters
            .Add(page => page.Handle, AdminWorld.Handle)
            .Add(page => page.Section, section.Split('/')[0])
            .Add(page => page.Rest, section.Contains('/', StringComparison.Ordinal) ? section[(section.IndexOf('/', StringComparison.Ordinal) + 1)..] : null));

    private static bool IsAs(Setting row, IRenderedComponent<EnvironmentEditorPage> page, bool isOpen)
    {
        var control = row.Page!.Value.Control(selector => page.FindAll(selector));
        return control is null ? !isOpen && page.FindAll("h1").Count > 0 : SettingsTable.IsEnabled(control) == isOpen;
    }

    private static async Task<bool> IsSoAsync(Func<bool> look)
    {
        for (var turn = 0; turn < 2000; turn++)
        {
            if (look())
            {
                return true;
            }

            await Task.Delay(5);
        }

        return false;
    }
}
