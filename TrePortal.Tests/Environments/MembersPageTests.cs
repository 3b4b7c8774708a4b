using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.Environments;
using TrePortal.Tests.Support;
using TrePortal.Web.Features.Environments;
using TrePortal.Web.Shared;

namespace TrePortal.Tests.Environments;

/// <summary>The pages of members and of the pipeline, as somebody uses them.</summary>
public sealed class MembersPageTests : IAsyncLifetime
{
    private readonly BunitContext _browser = new();
    private bool _isUsed;

    public Task InitializeAsync()
    {
        _browser.JSInterop.Mode = JSRuntimeMode.Loose;
        _browser.Services.AddPortalComponents();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _browser.DisposeAsync();

    [Fact]
    public async Task A_list_is_checked_confirmed_shown_and_undone()
    {
        await using var world = await AdminWorld.CreateAsync();
        var page = Open(world, "members", "add");
        page.WaitForElement("textarea");
        await page.InvokeAsync(() => page.Find("textarea").InputAsync("rita\nnobody"));
        await page.InvokeAsync(() => page.Find("form").SubmitAsync());

        page.WaitForAssertion(() => Assert.Contains("No person or organization has this name", page.Markup, StringComparison.Ordinal));
        Assert.Equal(0, (await world.FindAsync())!.Members.Authorized);
        await ClickAsync(page, "Confirm 1 change");
        var address = new Uri(_browser.Services.GetRequiredService<NavigationManager>().Uri).AbsolutePath;
        Assert.StartsWith("/admin/environments/tre-north/members/batches/", address, StringComparison.Ordinal);

        var batch = Open(world, "members", address["/admin/environments/tre-north/members/".Length..]);
        batch.WaitForAssertion(() => Assert.Contains("1 changed by 2 lines", batch.Markup, StringComparison.Ordinal));
        Assert.Contains(batch.FindAll("a"), link => link.GetAttribute("href") == address + "/result.csv");
        var asking = ClickAsync(batch, "Undo all of it");
        var confirmation = _browser.Services.GetRequiredService<Confirmation>();
        batch.WaitForAssertion(() => Assert.NotNull(confirmation.Asked));
        confirmation.Settle(new Answer(Confirmed: true, ""));
        await asking;

        batch.WaitForAssertion(() => Assert.Contains("This list was undone", batch.Markup, StringComparison.Ordinal));
        Assert.Equal(0, (await world.FindAsync())!.Members.Authorized);
    }

    [Fact]
    public async Task Several_are_selected_considered_and_removed_and_a_reviewer_stays_with_the_reason()
    {
        await using var world = await AdminWorld.ReadyAsync();
        var page = Open(world, "members", null);
        page.WaitForElement("thead input[type=checkbox]");

        await page.InvokeAsync(() => page.Find("thead input[type=checkbox]").ChangeAsync(new() { Value = true }));
        Assert.Contains("3 selected", page.Markup, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.FindAll(".selection-bar button").First(button => button.TextContent.Contains("Remove", StringComparison.Ordinal)).ClickAsync(new()));
        page.WaitForAssertion(() => Assert.Contains("Test rex reviews", page.Find(".impact").TextContent, StringComparison.Ordinal));
        await page.InvokeAsync(() => page.Find(".impact .btn-danger").ClickAsync(new()));

        page.WaitForAssertion(() => Assert.Contains("Done: 2 of 3.", page.Markup, StringComparison.Ordinal));
        Assert.Equal(["rex"], (await world.AuthorizedAsync()).Select(entry => entry.Name));
    }

    [Fact]
    public async Task A_last_day_is_set_after_saying_what_it_does()
    {
        await using var world = await AdminWorld.ReadyAsync();
        var page = Open(world, "members", null);
        page.WaitForElement("tbody tr");

        await page.InvokeAsync(() => page.FindAll("tbody tr .cell-actions button")[0].ClickAsync(new()));
        page.WaitForAssertion(() => Assert.Contains("Access goes on without end", page.Find(".impact").TextContent, StringComparison.Ordinal));
        await page.InvokeAsync(() => page.Find(".impact input[type=date]").ChangeAsync(new() { Value = "2026-04-30" }));
        page.WaitForAssertion(() => Assert.Contains("can no longer explore", page.Find(".impact").TextContent, StringComparison.Ordinal));
        await page.InvokeAsync(() => page.Find(".impact .btn-primary").ClickAsync(new()));

        page.WaitForAssertion(() => Assert.Contains("30 Apr 2026", page.Find("table").TextContent, StringComparison.Ordinal));
        Assert.Equal(new DateOnly(2026, 4, 30), (await world.AuthorizedAsync())[0].Until);
    }

    [Fact]
    public async Task The_address_says_what_is_shown()
    {
        await using var world = await AdminWorld.ReadyAsync();
        Use(world);
        _browser.Services.GetRequiredService<NavigationManager>().NavigateTo("/admin/environments/tre-north/members?q=rex&show=reviewers");

        var page = Open(world, "members", null);

        page.WaitForAssertion(() => Assert.Equal("Test rex", Assert.Single(page.FindAll("tbody .cell-title")).TextContent.Replace("Reviewer", "", StringComparison.Ordinal).Trim()));
        Assert.Contains("1 to 1 of 1", page.Markup, StringComparison.Ordinal);
        Assert.Contains(page.FindAll(".chip-links a[aria-current]"), link => link.TextContent.StartsWith("Reviewers", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("batches/nothing")]
    [InlineData("batches/01a00000-0000-7000-8000-000000000009")]
    public async Task An_unknown_page_of_members_is_not_found(string rest)
    {
        await using var world = await AdminWorld.CreateAsync();

        var page = Open(world, "members", rest);

        page.WaitForAssertion(() => Assert.Contains("Page not found", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_admin_is_removed_after_a_look_and_nobody_removes_themselves()
    {
        await using var world = await AdminWorld.CreateAsync();
        (await world.Members(commands => commands.AddAdminAsync(AdminWorld.Handle, "rita", null, default))).MustBeOk();
        var page = Open(world, "members", "admins");
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("tbody tr").Count));
        Assert.Contains("You", page.FindAll("tbody tr")[0].TextContent, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.Find("tbody .cell-actions button").ClickAsync(new()));
        page.WaitForAssertion(() => Assert.Contains("They lose every right", page.Find(".impact").TextContent, StringComparison.Ordinal));
        await page.InvokeAsync(() => page.Find(".impact .btn-danger").ClickAsync(new()));

        page.WaitForAssertion(() => Assert.Contains("You are its only admin", page.Markup, StringComparison.Ordinal));
        Assert.Equal(1, (await world.FindAsync())!.Members.Admins);
    }

    [Fact]
    public async Task The_pipeline_is_drawn_told_and_tried_out()
    {
        await using var world = await AdminWorld.ReadyAsync();
        var page = Open(world, "pipeline", null);
        page.WaitForElement(".pipeline");

        Assert.Contains("1 can decide, 1 needed", page.Find(".pipeline-step").TextContent, StringComparison.Ordinal);
        Assert.Contains("Ethics: approvals needed 1, reviewers who can decide 1 (Test rex).", page.Find("figcaption").TextContent, StringComparison.Ordinal);
        var inputs = page.FindAll("section[aria-labelledby=dry-run-title] input");
        await page.InvokeAsync(() => inputs[0].ChangeAsync(new() { Value = "rex" }));
        await page.InvokeAsync(() => page.Find("section[aria-labelledby=dry-run-title] form").SubmitAsync());

        page.WaitForAssertion(() => Assert.Contains("could never be approved", page.Markup, StringComparison.Ordinal));
        Assert.Contains("requests it", page.Find("section[aria-labelledby=dry-run-title] .timeline").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_is_dragged_before_another()
    {
        await using var world = await AdminWorld.CreateAsync();
        foreach (var id in new[] { "one", "two", "three" })
        {
            (await world.Environments(commands => commands.AddStepAsync(AdminWorld.Handle, new StepDraft(id, id, "", 1), null, default))).MustBeOk();
        }

        var page = Open(world, "pipeline", null);
        page.WaitForElement(".drag-handle");
        await page.InvokeAsync(() => page.FindAll(".drag-handle")[2].DragStartAsync(new()));
        await page.InvokeAsync(() => page.FindAll(".step-slot")[0].DropAsync(new()));

        await TestPortal.Until(async () => string.Join(' ', (await world.FindAsync())!.Steps.Select(step => step.Id)) == "three one two");
    }

    private IRenderedComponent<EnvironmentEditorPage> Open(AdminWorld world, string section, string? rest)
    {
        Use(world);
        return _browser.Render<EnvironmentEditorPage>(parameters => parameters
            .Add(item => item.Handle, AdminWorld.Handle).Add(item => item.Section, section).Add(item => item.Rest, rest));
    }

    private void Use(AdminWorld world)
    {
        if (!_isUsed)
        {
            _browser.Services.AddSingleton<TimeProvider>(world.Portal.Clock);
            _browser.Services.AddFallbackServiceProvider(world.Portal.Services.CreateScope().ServiceProvider);
            _isUsed = true;
        }
    }

    private static Task ClickAsync(IRenderedComponent<EnvironmentEditorPage> page, string text) =>
        page.InvokeAsync(() => page.FindAll("button").First(button => button.TextContent.Trim() == text).ClickAsync(new()));
}
