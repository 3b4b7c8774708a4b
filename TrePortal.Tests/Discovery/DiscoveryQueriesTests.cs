using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Requests;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Discovery;

[Trait("Category", "Integration")]
public sealed class DiscoveryQueriesTests
{
    [Fact]
    public async Task A_stranger_finds_nothing_by_list_handle_or_dictionary()
    {
        await using var world = await RequestWorld.CreateAsync();

        Assert.Equal([], await SeenAsync(world, "stan"));
        Assert.Null(await FindAsync(world, "stan"));
        Assert.Null(await ReadAsync(world, "stan"));
    }

    [Theory]
    [InlineData("otto", EnvironmentRole.AuthorizedUser)]
    [InlineData("rita", EnvironmentRole.AuthorizedUser | EnvironmentRole.Reviewer)]
    [InlineData("tina", EnvironmentRole.TreAdmin | EnvironmentRole.OrganizationAdmin)]
    public async Task Whoever_uses_reviews_or_governs_finds_it_with_their_roles(string name, EnvironmentRole roles)
    {
        await using var world = await RequestWorld.CreateAsync();

        var found = await FindAsync(world, name);

        Assert.Equal(roles, found?.Row.Roles);
        Assert.Equal([RequestWorld.Handle], await SeenAsync(world, name));
    }

    [Fact]
    public async Task A_public_environment_is_seen_and_requested_by_everybody()
    {
        await using var world = await RequestWorld.CreateAsync();
        await world.ChangeEnvironmentAsync((environment, actor) => environment.Show(actor, Visibility.Public, environment.EveryReviewer(), Some.Monday));

        var found = await FindAsync(world, "stan");

        Assert.Equal(EnvironmentRole.AuthorizedUser, found?.Row.Roles);
        Assert.Null(found?.Row.Refusal);
    }

    [Fact]
    public async Task An_organization_brings_its_members_until_its_last_day()
    {
        await using var world = await RequestWorld.CreateAsync();
        var university = await world.Portal.OrganizationAsync("org-uni", "stan");
        var today = DateOnly.FromDateTime(Some.Monday.UtcDateTime);
        await world.ChangeEnvironmentAsync((environment, actor) => environment.Authorize(actor, null, university, today, Some.Monday));

        Assert.Equal([RequestWorld.Handle], await SeenAsync(world, "stan"));

        world.Portal.Clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal([], await SeenAsync(world, "stan"));
        Assert.Null(await FindAsync(world, "stan"));
    }

    [Fact]
    public async Task A_draft_is_found_by_its_admin_alone_and_stands_in_no_list()
    {
        await using var world = await RequestWorld.CreateAsync();
        var organization = (await world.ActorAsync("tina")).Organizations[0].Organization;
        RequestWorld.Ok(await world.Portal.Do<EnvironmentCommands, Result<string>>(commands =>
            commands.CreateAsync(new NewEnvironment("tre-draft", "In preparation", organization, "eu-north"), CancellationToken.None)));

        Assert.DoesNotContain("tre-draft", await SeenAsync(world, "tina"));
        Assert.NotNull(await FindAsync(world, "tina", "tre-draft"));
        Assert.Null(await FindAsync(world, "otto", "tre-draft"));
    }

    [Fact]
    public async Task Maintenance_stays_listed_marked_and_refuses_requests_with_the_reason()
    {
        await using var world = await RequestWorld.CreateAsync();
        await world.ChangeEnvironmentAsync((environment, actor) => environment.Deactivate(actor, Some.Monday));

        var row = Assert.Single((await ListAsync(world, "otto", new DiscoveryFilter { State = EnvironmentState.Maintenance })).Rows);

        Assert.Equal(EnvironmentState.Maintenance, row.State);
        Assert.Equal("illegal-state", row.Refusal?.Code);
    }

    /// <summary>The database's rule and the aggregate's are one rule.</summary>
    [Fact]
    public async Task The_list_agrees_with_the_aggregate_for_everybody()
    {
        await using var world = await RequestWorld.CreateAsync();
        foreach (var name in new[] { "tina", "otto", "carl", "cleo", "rita", "remo", "rosa", "stan" })
        {
            var actor = await world.ActorAsync(name);
            var says = false;
            world.As("tina");
            await world.ChangeEnvironmentAsync((environment, _) =>
            {
                says = environment.IsDiscoverableBy(actor, Some.Monday);
                return Result.Ok;
            });

            Assert.Equal(says, await FindAsync(world, name) is not null);
        }
    }

    [Theory]
    [InlineData("heart", 1)]
    [InlineData("ABOUT hearts", 1)]
    [InlineData("kidney", 1)]
    [InlineData("heart lung", 0)]
    [InlineData("%", 0)]
    [InlineData("_", 0)]
    [InlineData("contact", 0)]
    public async Task A_search_looks_through_name_keywords_and_description_for_every_word(string search, int found)
    {
        await using var world = await RequestWorld.CreateAsync();
        await world.ChangeEnvironmentAsync((environment, actor) =>
            environment.Describe(actor, new EnvironmentDetails("Heart cohort", "About hearts.", "contact@example.org", ["Kidney"], ["Cardiology", "Imaging"]), Some.Monday));

        var list = await ListAsync(world, "otto", new DiscoveryFilter { Search = search });

        Assert.Equal((found, 1), (list.Found, list.Visible));
        Assert.Equal(["Cardiology", "Imaging"], list.Categories);
    }

    [Theory]
    [InlineData("Cardiology", 1)]
    [InlineData("Cardio", 0)]
    public async Task A_category_matches_as_a_whole(string category, int found)
    {
        await using var world = await RequestWorld.CreateAsync();
        await world.ChangeEnvironmentAsync((environment, actor) =>
            environment.Describe(actor, new EnvironmentDetails("Heart cohort", "About hearts.", "heart@example.org", [], ["Cardiology"]), Some.Monday));

        Assert.Equal(found, (await ListAsync(world, "otto", new DiscoveryFilter { Category = category })).Found);
    }

    [Fact]
    public async Task Details_name_steps_but_no_reviewer_and_publish_every_number()
    {
        await using var world = await RequestWorld.CreateAsync();

        var found = (await FindAsync(world, "otto"))!;

        Assert.Equal(["Ethics", "Data access"], found.Steps.Select(step => step.Name));
        Assert.Equal("about 300", found.Row.People?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Contains(found.Inventory!.Entities, entity => entity.Rows.FewerThan == 10); // four visits
        Assert.True(found.HasShowcase);
    }

    [Fact]
    public async Task The_dictionary_holds_the_tabular_fields_and_the_collections()
    {
        await using var world = await RequestWorld.CreateAsync();

        var data = (await ReadAsync(world, "otto"))!;

        Assert.NotNull(data.Schema?.Field("person.sex"));
        Assert.NotNull(data.Collections.Find("core"));
    }

    [Fact]
    public async Task My_requests_here_are_those_I_own_or_work_on()
    {
        await using var world = await RequestWorld.CreateAsync();
        await world.DraftAsync();
        var environment = (await FindAsync(world, "otto"))!.Row.Id;

        async Task<int> CountAsync(string name)
        {
            var reader = await world.ActorAsync(name);
            return (await world.Portal.Do<IRequestsHereQueries, IReadOnlyList<RequestHereRow>>(queries => queries.ListAsync(reader, [environment], CancellationToken.None))).Count;
        }

        Assert.Equal((1, 0), (await CountAsync("otto"), await CountAsync("rita")));
    }

    [Fact]
    public async Task Ten_thousand_environments_are_listed_paged_and_searched_at_once()
    {
        await using var world = await RequestWorld.CreateAsync();
        await world.Portal.Look(db => db.Database.ExecuteSqlRawAsync(
            """
            WITH RECURSIVE Numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM Numbers WHERE n < 10000)
            INSERT INTO Environments (Id, Handle, Organization, Region, Name, Details, SearchText, CategoryText, Visibility, State, Policies, ArePoliciesConfirmed, Showcase, ReviewMode, ActiveVersion, PendingVersion, CreatedAt, UpdatedAt, PublishedAt, Version)
            SELECT upper(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-7' || substr(hex(randomblob(2)), 2) || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))), 'tre-copy-' || n, Organization, Region, 'Copy ' || n, Details, SearchText || n, CategoryText, 'Public', State, Policies, ArePoliciesConfirmed, Showcase, ReviewMode, ActiveVersion, PendingVersion, CreatedAt, UpdatedAt, PublishedAt, Version
            FROM Environments, Numbers WHERE Handle = 'tre-heart'
            """));
        await ListAsync(world, "otto", new DiscoveryFilter());

        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var first = await ListAsync(world, "otto", new DiscoveryFilter());
        var last = await ListAsync(world, "otto", new DiscoveryFilter { Skip = 9_984 });
        var found = await ListAsync(world, "otto", new DiscoveryFilter { Search = "hearts.9999" });

        Assert.Equal((10_001, 24, 17, 1), (first.Found, first.Rows.Count, last.Rows.Count, found.Found));
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(5), $"Three pages took {System.Diagnostics.Stopwatch.GetElapsedTime(started)}.");
    }

    private static async Task<DiscoveryList> ListAsync(RequestWorld world, string name, DiscoveryFilter filter)
    {
        var reader = await world.ActorAsync(name);
        return await world.Portal.Do<IDiscoveryQueries, DiscoveryList>(queries => queries.ListAsync(reader, filter, CancellationToken.None));
    }

    private static async Task<IEnumerable<string>> SeenAsync(RequestWorld world, string name) =>
        (await ListAsync(world, name, new DiscoveryFilter())).Rows.Select(row => row.Handle).ToList();

    private static async Task<DiscoveryDetails?> FindAsync(RequestWorld world, string name, string handle = RequestWorld.Handle)
    {
        var reader = await world.ActorAsync(name);
        return await world.Portal.Do<IDiscoveryQueries, DiscoveryDetails?>(queries => queries.FindAsync(handle, reader, CancellationToken.None));
    }

    private static async Task<DiscoveredData?> ReadAsync(RequestWorld world, string name)
    {
        var reader = await world.ActorAsync(name);
        return await world.Portal.Do<IDiscoveryQueries, DiscoveredData?>(queries => queries.ReadDataAsync(RequestWorld.Handle, reader, CancellationToken.None));
    }
}
