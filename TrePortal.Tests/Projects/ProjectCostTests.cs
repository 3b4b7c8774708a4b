using Bunit;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Tests.Dispensal;
using TrePortal.Tests.Support;
using TrePortal.Web.Features.Projects;
using TrePortal.Web.Shared;
using Xunit.Abstractions;

namespace TrePortal.Tests.Projects;

/// <summary>A project's page asks at most five questions, however many people its environment and its project have.</summary>
[Trait("Category", "Integration")]
public sealed class ProjectCostTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_page_of_a_delivered_project_asks_at_most_five_questions()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var (project, _) = await world.DispensedAsync();
        await world.Portal.StopWorkersAsync();
        var tina = await world.ActorAsync("tina");
        var people = new List<PersonId>();
        for (var number = 0; number < 30; number++)
        {
            people.Add(await world.Portal.PersonAsync($"person{number}"));
        }

        await world.ChangeAsync(async session =>
        {
            var environment = (await session.FindAsync<ResearchEnvironment, EnvironmentId>(world.Environment, default))!;
            return people.Aggregate(Result.Ok, (done, person) => done.Then(() => environment.Authorize(tina, person, null, null, session.Now)));
        });
        world.As("otto");

        var files = await TripsAsync(world, project, null, "person.data.csv");
        var members = await TripsAsync(world, project, "members", "Test carl");

        output.WriteLine($"Project page: files {files}, members {members} round trips");
        Assert.True(files <= 5, $"files: {files} round trips");
        Assert.True(members <= 5, $"members: {members} round trips");
    }

    private static async Task<long> TripsAsync(DispensalWorld world, ProjectId project, string? tab, string loaded)
    {
        await using var browser = new BunitContext();
        browser.JSInterop.Mode = JSRuntimeMode.Loose;
        browser.Services.AddPortalComponents();
        browser.Services.AddSingleton<TrePortal.Domain.Kernel.IChangeFeed>(new QuietFeed());
        await using var scope = world.Portal.Services.CreateAsyncScope();
        browser.Services.AddFallbackServiceProvider(scope.ServiceProvider);
        browser.Services.GetRequiredService<Microsoft.AspNetCore.Components.NavigationManager>().NavigateTo(Addresses.Project(project.Value, tab));
        return await RoundTrips.OfAsync(() =>
        {
            var page = browser.Render<ProjectPage>(parameters => parameters.Add(shown => shown.ProjectId, project.Value));
            page.WaitForAssertion(() => Assert.Contains(loaded, page.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(20));
            return Task.CompletedTask;
        });
    }
}
