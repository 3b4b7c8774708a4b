using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.AdminHome;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Requests;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.AdminHome;

[Trait("Category", "Integration")]
public sealed class AdminHomeTests
{
    [Fact]
    public async Task Requests_wait_by_step_oldest_first_with_their_age_in_working_days()
    {
        await using var world = await RequestWorld.CreateAsync();
        var first = await world.SubmittedAsync();
        world.Portal.Clock.Advance(TimeSpan.FromDays(4)); // Monday to Friday
        var second = await world.SubmittedAsync(RequestWorld.Full with { Title = "Another" });
        await world.DecideAsync(first, "rita", "ethics");
        world.Portal.Clock.Advance(TimeSpan.FromDays(3)); // to the next Monday

        var home = await ReadAsync(world.Portal, world["tina"]);

        Assert.Equal(
            [("AR-2026-0001", "Data access", 5, first.Value), ("AR-2026-0002", "Ethics", 1, second.Value), ("AR-2026-0002", "Data access", 1, second.Value)],
            home.Waiting.Select(item => (item.Reference!, item.Step!, item.WorkingDays!.Value, item.Object!.Value)));
        var environment = Assert.Single(home.Environments);
        Assert.Equal([new StepAtHome("Ethics", 1, 1), new StepAtHome("Data access", 2, 5)], environment.Steps);
        Assert.Equal((2, 4, "about 300", 1), (environment.OpenRequests, environment.Authorized, environment.Participants!.ToString(System.Globalization.CultureInfo.InvariantCulture), environment.Version));
        Assert.Equal(3, home.WaitingSteps);
    }

    [Fact]
    public async Task Weeks_count_what_was_submitted_decided_and_granted()
    {
        await using var world = await RequestWorld.CreateAsync();
        var returned = await world.SubmittedAsync();
        await world.DecideAsync(returned, "rita", "ethics", DecisionOutcome.Reject);
        world.Portal.Clock.Advance(TimeSpan.FromDays(7));
        var approved = await world.SubmittedAsync();
        await world.DecideAsync(approved, "rita", "ethics");
        await world.DecideAsync(approved, "remo", "data");

        var weeks = (await ReadAsync(world.Portal, world["tina"])).Weeks;

        Assert.Equal(AdminOverview.MostWeeks, weeks.Count);
        Assert.Equal(new DateOnly(2026, 3, 9), weeks[^1].Monday);
        Assert.Equal([(0, 0, 0), (1, 1, 4), (1, 1, 4)], weeks.TakeLast(3).Select(week => (week.Submitted, week.Decided, week.Authorized)));
    }

    [Fact]
    public async Task Failed_deliveries_wait_until_they_are_tried_again_and_name_no_file()
    {
        await using var world = await RequestWorld.CreateAsync();
        var request = await world.SubmittedAsync();
        await world.DecideAsync(request, "rita", "ethics");
        await world.DecideAsync(request, "remo", "data");
        var project = RequestWorld.Ok(await world.As("otto").Portal.Do<DispensalCommands, Result<ProjectId>>(commands => commands.CreateProjectAsync(request, "Kidneys", dispense: true, default)));
        await world.Portal.Look(db => db.Set<ProjectDispensal>().ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, DispensalState.Failed).SetProperty(row => row.EndedAt, Some.Monday).SetProperty(row => row.FailureReason, "disk/secret.csv")));

        var item = Assert.Single((await ReadAsync(world.Portal, world["tina"])).Waiting);
        Assert.Equal((WaitingKind.DispensalFailed, "AR-2026-0001", project.Value), (item.Kind, item.Reference, item.Object));
        Assert.Equal(1, (await ReadAsync(world.Portal, world["tina"])).Weeks[^1].Failed);

        world.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        var failed = await world.Portal.Look(db => db.Set<ProjectDispensal>().Select(row => row.Id).SingleAsync());
        RequestWorld.Ok(await world.As("otto").Portal.Do<DispensalCommands, Result>(commands => commands.RetryAsync(project, failed, default)));
        Assert.Empty((await ReadAsync(world.Portal, world["tina"])).Waiting);
    }

    [Fact]
    public async Task A_refused_import_a_staged_version_and_ending_access_wait_too()
    {
        await using var world = await AdminWorld.InAsync(EnvironmentState.Active);
        (await world.Members(commands => commands.AuthorizeAsync(AdminWorld.Handle, [new("sam", new DateOnly(2026, 3, 20)), new("rita", new DateOnly(2026, 3, 12)), new("boss", new DateOnly(2026, 9, 1))], default))).MustBeOk();
        (await world.Inventory(commands => commands.StartVersionAsync(AdminWorld.Handle, default))).MustBeOk();
        await world.ImportAsync(2, new SmallInventory().Replace("data_collections.json", "person.sex", "person.sax"));

        var home = await ReadAsync(world.Portal, world.Admin);

        Assert.Equal([WaitingKind.ImportRefused, WaitingKind.Staged, WaitingKind.Expiring], home.Waiting.Select(item => item.Kind).Order());
        Assert.Equal(WaitingKind.Expiring, home.Waiting[^1].Kind); // it is still to come
        Assert.Equal((2, new DateTimeOffset(2026, 3, 12, 0, 0, 0, TimeSpan.Zero)), (home.Waiting[^1].Count, home.Waiting[^1].Since));
        Assert.All(home.Waiting.Where(item => item.Kind != WaitingKind.Expiring), item => Assert.Equal(2, item.Version));
    }

    [Fact]
    public async Task Only_who_administers_an_environment_reads_anything()
    {
        await using var world = await AdminWorld.CreateAsync();

        Assert.Equal(2, Done(await ReadAsync(world.Portal, world.Admin))); // an admin is there, and nothing to be warned of
        foreach (var other in new[] { world.OrgAdmin, world.Researcher, world.Stranger, await world.Portal.PersonAsync("root", platformAdmin: true) })
        {
            Assert.Same(AdminOverview.Nothing, await ReadAsync(world.Portal, other));
        }

        static int Done(AdminOverview home) => home.Environments[0].Lines - home.Environments[0].Open.Count;
    }

    [Fact]
    public async Task A_year_of_work_is_read_in_five_round_trips_and_little_time()
    {
        await using var world = await RequestWorld.CreateAsync();
        await CrowdAsync(world, requests: 1000);
        world.As("tina");
        AdminOverview home = null!;

        var trips = await RoundTrips.OfAsync(async () => home = await ReadAsync(world.Portal, world["tina"]));
        var watch = Stopwatch.StartNew();
        await ReadAsync(world.Portal, world["tina"]);

        Assert.True(trips <= 5, $"{trips} round trips");
        Assert.Equal((AdminOverview.MostWaiting, 2000), (home.Waiting.Count, home.WaitingSteps));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"{watch.Elapsed.TotalMilliseconds:N0} ms"); // a shared machine; alone it is a tenth of that
    }

    private static async Task<AdminOverview> ReadAsync(TestPortal portal, PersonId reader)
    {
        portal.As(reader);
        var actor = await portal.ActorAsync();
        return await portal.Do<IAdminHomeQueries, AdminOverview>(queries => queries.ReadAsync(actor, default));
    }

    /// <summary>Submitted requests in great number, in one transaction.</summary>
    private static async Task CrowdAsync(RequestWorld world, int requests)
    {
        var otto = await world.ActorAsync("otto");
        RequestWorld.Ok(await world.Portal.Do<IWriteDoor, Result>(door => door.RunAsync("test.crowd", async (session, token) =>
        {
            var environment = (await session.FirstAsync<ResearchEnvironment>(row => row.Handle == RequestWorld.Handle, token))!;
            for (var number = 1; number <= requests; number++)
            {
                var request = RequestWorld.Ok(AccessRequest.Start(otto, environment, session.Now));
                RequestWorld.Ok(request.Edit(otto, environment, RequestWorld.Full, session.Now));
                RequestWorld.Ok(request.Submit(otto, environment, SubmissionFacts.None, $"AR-2026-{number:0000}", session.Now));
                session.Add(request);
            }

            return Result.Ok;
        }, default)));
    }
}
