using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Dispensal;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Support;
using TrePortal.Web.Features.Environments;
using TrePortal.Web.Features.Projects;
using TrePortal.Web.Shared;

namespace TrePortal.Tests.PolicyRules;

/// <summary>The policies as an admin edits them, and a project as a member finds it.</summary>
public sealed class PolicyPageTests : IAsyncLifetime
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
    public async Task A_change_is_looked_at_given_a_reason_and_then_stands_in_the_history()
    {
        await using var world = await AdminWorld.CreateAsync();
        var page = Open(world.Portal);
        page.WaitForElement(".policies");
        Assert.Equal(9, page.FindAll(".policies .policy-default").Count); // terms of use say for themselves that there are none

        await page.InvokeAsync(() => page.Find("input[inputmode=numeric]").InputAsync("90"));
        await page.InvokeAsync(() => page.FindAll(".policies textarea")[1].InputAsync("Be **kind**."));
        Assert.Contains("Access ends 90 days after approval", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Not saved yet", page.Markup, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Find(".policies").SubmitAsync());

        page.WaitForAssertion(() => Assert.Contains("Nothing that is there now is touched.", page.Markup, StringComparison.Ordinal));
        Assert.Equal(["no end", "none"], page.FindAll(".policy-confirm del").Select(cell => cell.TextContent));
        Assert.Equal(["90 days from approval", "new text"], page.FindAll(".policy-confirm ins").Select(cell => cell.TextContent));
        await page.InvokeAsync(() => page.Find(".policy-confirm textarea").InputAsync("The committee said so."));
        await page.InvokeAsync(() => page.Find(".policy-confirm form").SubmitAsync());

        page.WaitForAssertion(() => Assert.Contains("The committee said so.", page.Markup, StringComparison.Ordinal));
        Assert.Empty(page.FindAll(".policy-confirm"));
        Assert.Equal(["Version 2", "Version 1"], page.FindAll(".timeline strong").Select(title => title.TextContent));
        Assert.Equal((90, 1), await world.Portal.Look(async db => await db.Set<ResearchEnvironment>().Select(row => row.Policies).SingleAsync() is var now ? (now.AccessTermDays!.Value, now.TermsVersion) : default));
    }

    [Fact]
    public async Task What_makes_no_sense_is_said_at_its_control_and_nothing_typed_is_lost()
    {
        await using var world = await AdminWorld.CreateAsync();
        var page = Open(world.Portal);
        page.WaitForElement(".policies");

        await page.InvokeAsync(() => page.Find("input[inputmode=numeric]").InputAsync("soon"));
        await page.InvokeAsync(() => page.FindAll(".policies textarea")[0].InputAsync("192.0.2.1/24"));
        await page.InvokeAsync(() => page.Find(".policies").SubmitAsync());

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".field-error").Count));
        Assert.Contains("Did you mean 192.0.2.0/24?", page.FindAll(".field-error")[1].TextContent, StringComparison.Ordinal);
        Assert.Equal("soon", page.Find("input[inputmode=numeric]").GetAttribute("value"));
    }

    [Fact]
    public async Task What_was_chosen_stays_when_somebody_else_saves_and_can_be_kept()
    {
        await using var world = await AdminWorld.CreateAsync();
        var page = Open(world.Portal);
        page.WaitForElement(".policies");
        await page.InvokeAsync(() => page.Find("input[inputmode=numeric]").InputAsync("90"));

        (await PolicyVersionTests.SetAsync(world, new(Policies.Default with { MayUpload = true }))).MustBeOk();

        page.WaitForAssertion(() => Assert.Contains("Somebody else changed this meanwhile", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        Assert.True(page.FindAll(".policies button[type=submit]")[0].HasAttribute("disabled"));
        await page.InvokeAsync(() => page.FindAll(".notice button")[0].ClickAsync(new()));
        Assert.Equal("90", page.Find("input[inputmode=numeric]").GetAttribute("value"));
        await page.InvokeAsync(() => page.Find(".policies").SubmitAsync());
        page.WaitForAssertion(() => Assert.Equal(["allowed", "no end"], page.FindAll(".policy-confirm del").Select(cell => cell.TextContent).Order()));
    }

    [Fact]
    public async Task A_member_accepts_the_terms_and_is_in()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var (project, _) = await world.DispensedAsync();
        DispensalWorld.Ok(await world.As("tina").Portal.Do<PolicyCommands, Result>(commands => commands.SetAsync("tre-north", new PolicyDraft(Policies.Default, "Be **kind**."), null, default)));
        world.As("carl");
        _browser.Services.AddFallbackServiceProvider(world.Portal.Services.CreateScope().ServiceProvider);

        var page = _browser.Render<ProjectPage>(parameters => parameters.Add(item => item.ProjectId, project.Value));
        page.WaitForElement(".terms-card .btn-primary");
        Assert.Contains("<strong>kind</strong>", page.Find(".terms-text").InnerHtml, StringComparison.Ordinal);
        Assert.DoesNotContain("person.data.csv", page.Markup, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Find(".terms-card .btn-primary").ClickAsync(new()));

        page.WaitForAssertion(() => Assert.Contains("person.data.csv", page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
        Assert.Equal(1, await world.Portal.Look(db => db.Set<TermsAcceptance>().CountAsync()));
    }

    [Fact]
    public async Task A_member_elsewhere_reads_why_the_door_is_shut_and_the_refusal_is_kept_once()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var (project, _) = await world.DispensedAsync();
        await world.SetPoliciesAsync(policies => policies with { AllowedNetworks = ["192.0.2.0/24"] });
        world.As("carl");
        _browser.Services.AddFallbackServiceProvider(world.Portal.Services.CreateScope().ServiceProvider);

        var page = _browser.Render<ProjectPage>(parameters => parameters.Add(item => item.ProjectId, project.Value));

        page.WaitForAssertion(() => Assert.Contains("Not from this network", page.Markup, StringComparison.Ordinal));
        Assert.DoesNotContain("person.data.csv", page.Markup, StringComparison.Ordinal);
        await TestPortal.Until(async () => await RefusalsAsync(world) == 1);
        _browser.Services.GetRequiredService<Microsoft.AspNetCore.Components.NavigationManager>().NavigateTo($"/projects/{project}?tab=members");
        page.WaitForAssertion(() => Assert.Contains("Test otto", page.Markup, StringComparison.Ordinal));
        Assert.Equal(1, await RefusalsAsync(world));
    }

    private static Task<int> RefusalsAsync(DispensalWorld world) =>
        world.Portal.Look(db => db.AuditEvents.CountAsync(row => row.Action == "action-refused" && row.Content.Contains("project.enter")));

    private IRenderedComponent<EnvironmentEditorPage> Open(TestPortal portal)
    {
        _browser.Services.AddFallbackServiceProvider(portal.Services.CreateScope().ServiceProvider);
        return _browser.Render<EnvironmentEditorPage>(parameters => parameters.Add(page => page.Handle, AdminWorld.Handle).Add(page => page.Section, "policies"));
    }
}
