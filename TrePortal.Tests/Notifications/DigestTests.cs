using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Notifications;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Notifications;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Requests;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Notifications;

/// <summary>One mail a day, of what is unread.</summary>
public sealed class DigestTests
{
    [Fact]
    public async Task A_daily_mail_lists_what_is_unread_since_the_last_one_and_there_is_none_when_nothing_is()
    {
        await using var world = await MailWorld.CreateAsync();
        var before = await world.Requests.SubmittedAsync(); // mailed at once, before daily was chosen
        await world.SendAsync();
        await world.ChooseAsync("rita", MailChoice.Daily);
        await world.ForgetMailsAsync();
        world.Portal.Clock.Advance(TimeSpan.FromHours(1));
        var (one, read, two) = (await world.Requests.SubmittedAsync(), await world.Requests.SubmittedAsync(), await world.Requests.SubmittedAsync());
        RequestWorld.Ok(await world.Requests.As("rita").Portal.Do<NotificationCommands, Result>(commands => commands.ReadAboutAsync(read.Value, default)));

        await world.SendAsync();
        Assert.DoesNotContain(world.Box.Letters, letter => letter.To == "rita@example.org"); // it is ten in the morning
        world.At("2026-03-03T07:01:00Z");
        await world.SendAsync();

        var digest = Assert.Single(world.Box.Letters, letter => letter.To == "rita@example.org");
        Assert.Equal($"digest.{world.Requests["rita"].Value:N}.20260303@portal.example.org", digest.MessageId);
        Assert.Equal(new[] { "/me/notifications/settings", "/reviews/" + one, "/reviews/" + two }.Order(StringComparer.Ordinal), Links(digest).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(before.ToString(), digest.Body, StringComparison.Ordinal);

        world.Box.Empty();
        world.At("2026-03-04T07:01:00Z");
        await world.SendAsync();
        Assert.Empty(world.Box.Letters); // still unread, but reported yesterday
    }

    [Fact]
    public async Task Two_workers_write_one_daily_mail_a_day_and_what_comes_later_waits_for_tomorrow()
    {
        await using var world = await MailWorld.CreateAsync();
        await world.ChooseAsync("rita", MailChoice.Daily);
        await world.ChooseAsync("remo", MailChoice.Daily);
        await world.ChooseAsync("rosa", MailChoice.Daily);
        world.Portal.Clock.Advance(TimeSpan.FromHours(1));
        await world.Requests.SubmittedAsync();
        world.At("2026-03-03T07:05:00Z");

        var planners = Enumerable.Range(0, 4).Select(_ => ActivatorUtilities.CreateInstance<DigestPlanner>(world.Portal.Services));
        var planned = await Task.WhenAll(planners.Select(planner => Task.Run(() => planner.PlanAsync(default))));
        Assert.Equal(3, planned.Sum());
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => world.Post().SendDueAsync(default))));
        Assert.Equal("remo Sent 1, rita Sent 1, rosa Sent 1", await world.MailsAsync());

        await world.Requests.SubmittedAsync();
        world.At("2026-03-03T23:00:00Z");
        await world.SendAsync();
        Assert.Equal(3, world.Box.Letters.Count);
        world.At("2026-03-06T12:00:00Z"); // two mornings were slept through
        await world.SendAsync();
        await world.SendAsync();
        Assert.Equal(6, world.Box.Letters.Count);
        Assert.Contains(world.Box.Letters, letter => letter.MessageId.EndsWith(".20260306@portal.example.org", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_read_before_it_is_sent_is_left_out_and_a_failed_one_keeps_its_id()
    {
        await using var world = await MailWorld.CreateAsync();
        await world.ChooseAsync("rita", MailChoice.Daily);
        await world.ChooseAsync("remo", MailChoice.Off);
        await world.ChooseAsync("rosa", MailChoice.Off);
        world.Portal.Clock.Advance(TimeSpan.FromHours(1));
        var (one, two) = (await world.Requests.SubmittedAsync(), await world.Requests.SubmittedAsync());
        world.At("2026-03-03T07:05:00Z");
        var tried = new List<string>();
        world.Box.Refuse = letter =>
        {
            tried.Add(letter.MessageId);
            return new IOException();
        };
        await world.SendAsync();
        RequestWorld.Ok(await world.Requests.As("rita").Portal.Do<NotificationCommands, Result>(commands => commands.ReadAboutAsync(one.Value, default)));
        world.Box.Refuse = _ => null;
        world.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.SendAsync();

        var digest = Assert.Single(world.Box.Letters);
        Assert.Equal([digest.MessageId], tried);
        Assert.DoesNotContain(one.ToString(), digest.Body, StringComparison.Ordinal);
        Assert.Contains(two.ToString(), digest.Body, StringComparison.Ordinal);
        Assert.Equal("rita Sent 2", await world.MailsAsync());
    }

    [Theory]
    [InlineData("2026-03-03T04:59:59Z", "2026-03-02", "2026-03-02T05:00:00Z")]
    [InlineData("2026-03-03T05:00:00Z", "2026-03-03", "2026-03-03T05:00:00Z")]
    [InlineData("2026-03-03T22:30:00Z", "2026-03-03", "2026-03-03T05:00:00Z")] // the next day there, before its hour
    [InlineData("2026-06-03T04:00:00Z", "2026-06-03", "2026-06-03T04:00:00Z")] // summer time
    public void The_hour_is_meant_in_the_time_zone_of_the_portal(string now, string day, string hour)
    {
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        var found = DigestPlanner.LatestHour(DateTimeOffset.Parse(now, culture), new TimeOnly(7, 0), TimeZoneInfo.FindSystemTimeZoneById("Europe/Helsinki"));

        Assert.Equal((DateOnly.Parse(day, culture), DateTimeOffset.Parse(hour, culture)), found);
    }

    [Fact]
    public void An_hour_that_summer_time_leaves_out_comes_once()
    {
        var (zone, culture) = (TimeZoneInfo.FindSystemTimeZoneById("Europe/Helsinki"), System.Globalization.CultureInfo.InvariantCulture);
        var start = DateTimeOffset.Parse("2026-03-27T00:00:00Z", culture);

        var hours = Enumerable.Range(0, 96 * 4).Select(quarter => DigestPlanner.LatestHour(start.AddMinutes(15 * quarter), new TimeOnly(3, 30), zone)).Distinct().ToList();

        Assert.Equal(5, hours.Count); // of five days, one hour each
        Assert.Equal(5, hours.Select(found => found.Day).Distinct().Count());
    }

    private static IEnumerable<string> Links(Letter letter) =>
        letter.Body.Split('\n').Where(line => line.StartsWith(MailWorld.Address, StringComparison.Ordinal)).Select(line => line[MailWorld.Address.Length..]);
}

internal static class MailWorldTimes
{
    public static void At(this MailWorld world, string now) =>
        world.Portal.Clock.Set(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The mails, not what they were about.</summary>
    public static async Task ForgetMailsAsync(this MailWorld world)
    {
        await world.Portal.Look(db => db.Set<OutgoingMail>().ExecuteDeleteAsync());
        world.Box.Empty();
    }
}
