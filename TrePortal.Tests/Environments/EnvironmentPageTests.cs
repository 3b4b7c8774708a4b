using Bunit;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Support;
using TrePortal.Web.Features.Environments;
using TrePortal.Web.Shared;

namespace TrePortal.Tests.Environments;

public sealed class EnvironmentPageTests : IAsyncLifetime
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
    public async Task The_editor_shows_the_checklist_and_links_what_is_open()
    {
        await using var world = await AdminWorld.CreateAsync();
        UseServicesOf(world);

        var page = _browser.Render<EnvironmentEditorPage>(parameters => parameters.Add(item => item.Handle, AdminWorld.Handle));

        page.WaitForAssertion(() => Assert.Contains("2 of 8 done", page.Markup, StringComparison.Ordinal));
        Assert.Contains(page.FindAll(".checklist a"), link => link.GetAttribute("href") == "/admin/environments/tre-north/inventory#upload");
        Assert.Contains(page.FindAll("button"), button => button.TextContent.Contains("Publish", StringComparison.Ordinal) && button.HasAttribute("disabled"));
    }

    [Fact]
    public async Task A_stranger_sees_not_found()
    {
        await using var world = await AdminWorld.CreateAsync();
        world.Portal.As(world.Stranger);
        UseServicesOf(world);

        var page = _browser.Render<EnvironmentEditorPage>(parameters => parameters.Add(item => item.Handle, AdminWorld.Handle));

        page.WaitForAssertion(() => Assert.Contains("Page not found", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("North", page.Markup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing", null)]
    [InlineData("details", "nothing")]
    public async Task An_unknown_section_is_not_found(string section, string? rest)
    {
        await using var world = await AdminWorld.CreateAsync();
        UseServicesOf(world);

        var page = _browser.Render<EnvironmentEditorPage>(parameters => parameters
            .Add(item => item.Handle, AdminWorld.Handle).Add(item => item.Section, section).Add(item => item.Rest, rest));

        page.WaitForAssertion(() => Assert.Contains("Page not found", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_typed_stays_when_somebody_else_saves()
    {
        await using var world = await AdminWorld.CreateAsync();
        UseServicesOf(world);
        var page = _browser.Render<EnvironmentEditorPage>(parameters => parameters.Add(item => item.Handle, AdminWorld.Handle));
        page.WaitForElement("textarea");
        await page.InvokeAsync(() => page.Find("textarea").InputAsync("My long text"));

        (await world.Environments(commands => commands.DescribeAsync(AdminWorld.Handle, new EnvironmentDetails("North", "Their text", "c", [], []), null, default))).MustBeOk();

        page.WaitForAssertion(() => Assert.Contains("Somebody else changed this meanwhile", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
        Assert.Equal("My long text", page.Find("textarea").GetAttribute("value"));
    }

    [Fact]
    public async Task Details_save_themselves_and_say_so()
    {
        await using var world = await AdminWorld.CreateAsync();
        UseServicesOf(world);
        var page = _browser.Render<EnvironmentEditorPage>(parameters => parameters.Add(item => item.Handle, AdminWorld.Handle));
        page.WaitForElement("textarea");

        await page.InvokeAsync(() => page.Find("textarea").InputAsync("About the **north**"));
        Assert.Contains("<strong>north</strong>", page.Find(".prose").InnerHtml, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Find("#details-contact input").InputAsync("desk@example.org"));
        await page.InvokeAsync(() => page.FindAll("form input").Single(input => input.GetAttribute("value") == "North").InputAsync("  "));
        page.WaitForAssertion(() => Assert.Contains("Give a name", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
        Assert.Equal("", (await world.FindAsync())!.Details.Contact);
        await page.InvokeAsync(() => page.Find("#details-name input").InputAsync("Far north"));

        page.WaitForAssertion(() => Assert.Contains("Saved", page.Find(".save-state").TextContent, StringComparison.Ordinal), TimeSpan.FromSeconds(5));
        var details = (await world.FindAsync())!.Details;
        Assert.Equal(("Far north", "About the **north**", "desk@example.org"), (details.Name, details.Description, details.Contact));
    }

    [Fact]
    public async Task What_was_typed_last_is_saved_by_leaving()
    {
        await using var world = await AdminWorld.CreateAsync();
        UseServicesOf(world);
        var page = _browser.Render<EnvironmentEditorPage>(parameters => parameters.Add(item => item.Handle, AdminWorld.Handle));
        page.WaitForElement("textarea");
        await page.InvokeAsync(() => page.Find("textarea").InputAsync("The last words"));

        page.Render(parameters => parameters.Add(item => item.Section, "policies"));

        await TestPortal.Until(async () => (await world.FindAsync())!.Details.Description == "The last words");
    }

    [Fact]
    public async Task Every_line_of_the_checklist_leads_to_something_that_is_there()
    {
        await using var world = await AdminWorld.CreateAsync();
        UseServicesOf(world);
        foreach (var line in (await world.FindAsync())!.Checklist.Where(line => !line.IsDone))
        {
            var page = _browser.Render<EnvironmentEditorPage>(parameters => parameters.Add(item => item.Handle, AdminWorld.Handle).Add(item => item.Section, line.Section));

            page.WaitForElement("#" + line.Anchor);
            Assert.Contains(page.FindAll(".checklist a"), link => link.GetAttribute("href") == $"/admin/environments/tre-north/{line.Section}#{line.Anchor}");
        }
    }

    [Fact]
    public async Task Making_it_public_asks_first_and_no_changes_nothing()
    {
        await using var world = await AdminWorld.CreateAsync();
        UseServicesOf(world);
        var confirmation = _browser.Services.GetRequiredService<Confirmation>();
        var page = _browser.Render<EnvironmentEditorPage>(parameters => parameters.Add(item => item.Handle, AdminWorld.Handle).Add(item => item.Section, "members"));
        page.WaitForElement("input[name=visibility]");

        var asking = page.InvokeAsync(() => page.Find("input[name=visibility][value=Public]").ChangeAsync(new() { Value = "Public" }));
        page.WaitForAssertion(() => Assert.NotNull(confirmation.Asked));
        Assert.Contains("Until then it stays a draft", confirmation.Asked!.Text, StringComparison.Ordinal);
        confirmation.Settle(Answer.No);
        await asking;
        Assert.Equal(Visibility.Restricted, (await world.FindAsync())!.Visibility);

        asking = page.InvokeAsync(() => page.Find("input[name=visibility][value=Public]").ChangeAsync(new() { Value = "Public" }));
        page.WaitForAssertion(() => Assert.NotNull(confirmation.Asked));
        confirmation.Settle(new Answer(Confirmed: true, ""));
        await asking;
        Assert.Equal(Visibility.Public, (await world.FindAsync())!.Visibility);
    }

    [Fact]
    public async Task A_locked_pipeline_says_why_and_offers_no_new_step()
    {
        await using var world = await AdminWorld.InAsync(EnvironmentState.Active);
        UseServicesOf(world);

        var page = _browser.Render<EnvironmentEditorPage>(parameters => parameters.Add(item => item.Handle, AdminWorld.Handle).Add(item => item.Section, "pipeline"));

        page.WaitForAssertion(() => Assert.Contains(EnvironmentLifecycle.LockReason(EnvironmentState.Active, EnvironmentAction.EditPipeline)!, page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain(page.FindAll("h2"), heading => heading.TextContent == "Add step");
    }

    [Fact]
    public async Task The_reminder_of_a_step_is_set_in_a_published_environment_and_a_wrong_number_of_days_stands_at_the_field()
    {
        await using var world = await AdminWorld.InAsync(EnvironmentState.Active);
        UseServicesOf(world);
        var page = _browser.Render<EnvironmentEditorPage>(parameters => parameters.Add(item => item.Handle, AdminWorld.Handle).Add(item => item.Section, "pipeline"));
        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll(".card-foot button")));

        await page.Find(".card-foot button").ClickAsync(new());
        await DaysField(page).ChangeAsync(new() { Value = "366" });
        await page.Find("article form.form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Contains("1 to 365 days", page.Find("article .field-error").TextContent, StringComparison.Ordinal));
        Assert.Null((await world.FindAsync())!.Steps[0].RemindAfterDays);

        await DaysField(page).ChangeAsync(new() { Value = "14" });
        await page.Find("article form.form").SubmitAsync();
        page.WaitForAssertion(() => Assert.Contains("reminds after days: 14", page.Markup, StringComparison.Ordinal));
        Assert.Equal(14, (await world.FindAsync())!.Steps[0].RemindAfterDays);

        await page.Find(".card-foot button").ClickAsync(new());
        await DaysField(page).ChangeAsync(new() { Value = "" });
        await page.Find("article form.form").SubmitAsync();
        page.WaitForAssertion(() => Assert.DoesNotContain("reminds after", page.Markup, StringComparison.Ordinal));
        Assert.Null((await world.FindAsync())!.Steps[0].RemindAfterDays);
    }

    [Fact]
    public async Task The_report_of_a_refused_import_stands_by_code_with_its_place()
    {
        await using var world = await AdminWorld.CreateAsync();
        await world.Portal.StartWorkersAsync();
        await world.ImportAsync(1, new SmallInventory().Replace("data_collections.json", "person.sex", "person.sax"));
        UseServicesOf(world);

        var page = _browser.Render<EnvironmentEditorPage>(parameters => parameters.Add(item => item.Handle, AdminWorld.Handle).Add(item => item.Section, "inventory"));

        page.WaitForAssertion(() => Assert.Contains("person.sax", page.Markup, StringComparison.Ordinal));
        Assert.Contains("The import was refused", page.Markup, StringComparison.Ordinal);
        Assert.Contains(page.FindAll("a"), link => link.GetAttribute("href")!.EndsWith("/report.csv", StringComparison.Ordinal));
    }

    // The components get the portal's own commands and queries, with the caller that the test chose.
    private void UseServicesOf(AdminWorld world)
    {
        foreach (var type in new[]
        {
            typeof(IEnvironmentAdminQueries), typeof(IMembershipQueries), typeof(IPipelineQueries), typeof(IInventoryQueries), typeof(IVersionQueries), typeof(VersionCommands), typeof(ICurrentActor), typeof(EnvironmentCommands), typeof(MembershipCommands), typeof(LifecycleCommands),
            typeof(InventoryCommands), typeof(PolicyCommands), typeof(IPolicyQueries), typeof(Domain.Reviews.ReviewCommands), typeof(IChangeFeed), typeof(Domain.Inventory.IUploads),
            typeof(DocumentCommands), typeof(IDocumentQueries), typeof(IDocumentStore), typeof(Domain.Projects.EnvironmentRemovalCommands), typeof(Domain.Projects.IEnvironmentRemovalQueries),
        })
        {
            _browser.Services.AddSingleton(type, _ => world.Portal.Services.CreateScope().ServiceProvider.GetRequiredService(type));
        }
    }

    private static AngleSharp.Dom.IElement DaysField(IRenderedComponent<EnvironmentEditorPage> page) =>
        page.Find("#" + page.FindAll("article label").First(label => label.TextContent.Trim().StartsWith(PipelineWords.RemindAfter, StringComparison.Ordinal)).GetAttribute("for"));
}
