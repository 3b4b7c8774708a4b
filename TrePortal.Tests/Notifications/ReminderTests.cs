using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Requests;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Notifications;
using TrePortal.Domain.People;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Requests;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Notifications;

/// <summary>When reminders are given, and that each is given once.</summary>
[Trait("Category", "Integration")]
public sealed class ReminderTests
{
    private static readonly DateTimeOffset Ends = Some.Monday.AddDays(365);

    [Fact]
    public async Task The_end_of_access_is_announced_twice_and_no_more()
    {
        await using var world = await ApprovedAsync(days: 365);

        Assert.Equal("", await AtAsync(world, Ends.AddDays(-30).AddSeconds(-1)));
        Assert.Equal("otto AccessEndsInMonth", await AtAsync(world, Ends.AddDays(-30)));
        Assert.Equal("", await AtAsync(world, Ends.AddDays(-7).AddSeconds(-1)));
        Assert.Equal("otto AccessEndsInWeek", await AtAsync(world, Ends.AddDays(-7)));
        Assert.Equal("", await AtAsync(world, Ends.AddSeconds(-1)));
        Assert.Equal("", await AtAsync(world, Ends.AddDays(1)));
    }

    [Theory]
    [InlineData(30, 23, "otto AccessEndsInWeek")] // a month's notice of a month's term would be given with the approval
    [InlineData(30, 22, "")]
    [InlineData(7, 1, "")]
    [InlineData(365, 360, "otto AccessEndsInWeek")] // who was not there for the first is told the nearer one only
    [InlineData(365, 365, "")]
    public async Task A_notice_says_what_is_true_when_it_is_given(int term, int day, string told)
    {
        await using var world = await ApprovedAsync(term);

        Assert.Equal(told, await AtAsync(world, Some.Monday.AddDays(day)));
    }

    [Fact]
    public async Task A_step_that_waits_reminds_its_reviewers_once_and_then_the_admins_once_for_each_version()
    {
        await using var world = await RequestWorld.CreateAsync(dataQuorum: 2);
        await RemindAsync(world, "data", 5);
        var id = await world.SubmittedAsync();
        RequestWorld.Ok(await world.DecideAsync(id, "remo", "data"));

        Assert.Equal("", await AtAsync(world, Some.Monday.AddDays(5).AddSeconds(-1)));
        Assert.Equal("rosa StepOverdue", await AtAsync(world, Some.Monday.AddDays(5))); // remo has decided
        Assert.Equal("", await AtAsync(world, Some.Monday.AddDays(10).AddSeconds(-1)));
        Assert.Equal("tina StepLongOverdue", await AtAsync(world, Some.Monday.AddDays(10)));
        Assert.Equal("", await AtAsync(world, Some.Monday.AddDays(99)));

        RequestWorld.Ok(await world.DecideAsync(id, "rosa", "data", DecisionOutcome.Reject));
        RequestWorld.Ok(await world.SubmitAsync(id));
        Assert.Equal("", await AtAsync(world, Some.Monday.AddDays(103)));
        Assert.Equal("remo StepOverdue, rosa StepOverdue", await AtAsync(world, Some.Monday.AddDays(104))); // five days of the second version
        RequestWorld.Ok((await world.As("otto").Commands(commands => commands.WithdrawAsync(id, null, default))).ToResult());
        Assert.Equal("", await AtAsync(world, Some.Monday.AddDays(200)));
    }

    [Fact]
    public async Task In_sequence_a_step_waits_from_when_its_turn_came_and_days_that_are_set_later_hold_for_what_waits()
    {
        await using var world = await RequestWorld.CreateAsync(ReviewMode.Sequential);
        var id = await world.SubmittedAsync();
        world.Portal.Clock.Advance(TimeSpan.FromDays(20));
        RequestWorld.Ok(await world.DecideAsync(id, "rita", "ethics"));
        await RemindAsync(world, "ethics", 1);
        await RemindAsync(world, "data", 5);

        Assert.Equal("", await AtAsync(world, Some.Monday.AddDays(24)));
        Assert.Equal("remo StepOverdue, rosa StepOverdue", await AtAsync(world, Some.Monday.AddDays(25)));
        await RemindAsync(world, "data", null);
        Assert.Equal("", await AtAsync(world, Some.Monday.AddDays(90)));
    }

    [Fact]
    public async Task Workers_at_the_same_moment_and_after_a_restart_give_each_reminder_once()
    {
        await using var world = await RequestWorld.CreateAsync();
        await RemindAsync(world, "data", 5);
        for (var number = 0; number < 5; number++)
        {
            await world.SubmittedAsync();
        }

        await world.Portal.Look(db => db.Set<Notification>().ExecuteDeleteAsync());
        world.Portal.Clock.Set(Some.Monday.AddDays(11));
        var given = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Worker(world).SweepAsync(default))));
        await using (var again = TestPortal.Over(world.Portal.Folder)) // started anew on what is stored
        {
            again.Clock.Set(Some.Monday.AddDays(12));
            Assert.Equal(0, await ActivatorUtilities.CreateInstance<ReminderSweeper>(again.Services).SweepAsync(default));
            Assert.Equal((10, 15), (given.Sum(), await again.Look(db => db.Set<Notification>().CountAsync()))); // two reviewers and one admin for each of five
            Assert.Equal(10, await again.Look(db => db.Set<Reminder>().CountAsync()));
            Assert.Equal(10, await again.Look(db => db.AuditEvents.CountAsync(row => row.Action == "step-waits-too-long")));
        }
    }

    [Fact]
    public async Task A_reminder_that_is_not_due_in_its_own_transaction_is_not_given()
    {
        await using var world = await RequestWorld.CreateAsync();
        await RemindAsync(world, "data", 5);
        var id = await world.SubmittedAsync();
        var environment = await world.Portal.Look(db => db.Set<ResearchEnvironment>().Select(row => row.Id).SingleAsync());

        foreach (var due in new[] { new DueReminder(id, environment, "data", ReminderKind.StepOverdue), new(id, environment, "ethics", ReminderKind.StepOverdue), new(id, environment, "", ReminderKind.AccessEndsInWeek) })
        {
            Assert.False((await world.Portal.Do<ReminderCommands, Result<bool>>(commands => commands.GiveAsync(due, default))).MustBeOk());
        }

        Assert.False(await world.Portal.Look(db => db.Set<Reminder>().AnyAsync()));
    }

    private static async Task<RequestWorld> ApprovedAsync(int days)
    {
        var world = await RequestWorld.CreateAsync();
        await world.ChangeEnvironmentAsync((environment, actor) => environment.SetPolicies(actor, environment.Policies with { AccessTermDays = days }, Some.Monday));
        var id = await world.SubmittedAsync();
        RequestWorld.Ok(await world.DecideAsync(id, "rita", "ethics"));
        RequestWorld.Ok(await world.DecideAsync(id, "remo", "data"));
        return world;
    }

    private static Task RemindAsync(RequestWorld world, string step, int? days) =>
        world.ChangeEnvironmentAsync((environment, actor) => environment.RemindAfter(actor, step, days, world.Portal.Clock.GetUtcNow()));

    private static ReminderSweeper Worker(RequestWorld world) => ActivatorUtilities.CreateInstance<ReminderSweeper>(world.Portal.Services);

    // Who is reminded of what by a worker that looks at this moment.
    private static async Task<string> AtAsync(RequestWorld world, DateTimeOffset now)
    {
        await world.Portal.Look(db => db.Set<Notification>().ExecuteDeleteAsync());
        world.Portal.Clock.Set(now);
        await Worker(world).SweepAsync(default);
        var told = await world.Portal.Look(db => db.Set<Notification>().Join(db.Set<Person>(), row => row.Person, person => person.Id, (row, person) => new { person.UserName, row.Kind }).ToListAsync());
        return string.Join(", ", told.Select(row => $"{row.UserName} {row.Kind}").Order(StringComparer.Ordinal));
    }
}
