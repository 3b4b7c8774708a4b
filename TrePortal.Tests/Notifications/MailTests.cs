using Bunit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Notifications;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Notifications;
using TrePortal.Domain.People;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Requests;
using TrePortal.Tests.Support;
using TrePortal.Web.Features.Notifications;
using TrePortal.Web.Shared;

namespace TrePortal.Tests.Notifications;

/// <summary>Who is written to, when, how often it is tried, and what is not sent.</summary>
[Trait("Category", "Integration")]
public sealed class MailTests
{
    [Fact]
    public async Task A_mail_is_written_with_its_notification_and_sent_once_under_an_id_of_its_own()
    {
        await using var world = await MailWorld.CreateAsync();
        var request = await world.Requests.SubmittedAsync();
        Assert.Equal("remo Waiting 0, rita Waiting 0, rosa Waiting 0", await world.MailsAsync());

        Assert.Equal(3, await world.SendAsync());
        Assert.Equal(0, await world.SendAsync());

        Assert.Equal("remo Sent 1, rita Sent 1, rosa Sent 1", await world.MailsAsync());
        Assert.Equal(["remo@example.org", "rita@example.org", "rosa@example.org"], world.Box.Letters.Select(letter => letter.To));
        Assert.All(world.Box.Letters, letter => Assert.Contains($"{MailWorld.Address}/reviews/{request}", letter.Body, StringComparison.Ordinal));
        var rita = world.Requests["rita"];
        var told = await world.Portal.Look(db => db.Set<Notification>().Where(row => row.Person == rita).Select(row => row.Id).SingleAsync());
        Assert.Equal($"notice.{told.Value:N}@portal.example.org", world.Box.Letters[1].MessageId);
    }

    [Fact]
    public async Task A_refused_command_writes_to_nobody_and_a_portal_without_a_mail_server_writes_nothing()
    {
        await using var world = await MailWorld.CreateAsync();
        var request = await world.Requests.SubmittedAsync();
        await world.ForgetAsync();
        Assert.IsType<NotFound>((await world.Requests.DecideAsync(request, "stan", "data")).Error);
        Assert.Equal("", await world.MailsAsync());

        await using var silent = await MailWorld.CreateAsync(new MailOptions());
        await silent.Requests.SubmittedAsync();
        Assert.Equal("", await silent.MailsAsync());
        Assert.Equal(3, await silent.Portal.Look(db => db.Set<Notification>().CountAsync()));
    }

    [Fact]
    public async Task Two_workers_send_each_mail_once()
    {
        await using var world = await MailWorld.CreateAsync();
        for (var number = 0; number < 8; number++)
        {
            await world.Requests.SubmittedAsync(RequestWorld.Full with { Title = $"Request {number}" });
        }

        var (one, other) = (world.Post(), world.Post());
        var looked = await Task.WhenAll(Task.Run(() => one.SendDueAsync(default)), Task.Run(() => other.SendDueAsync(default)));

        Assert.Equal(24, looked.Sum());
        Assert.Equal((24, 24), (world.Box.Letters.Count, world.Box.Letters.Select(letter => letter.MessageId).Distinct().Count()));
        Assert.Equal(24, await world.Portal.Look(db => db.Set<OutgoingMail>().CountAsync(row => row.State == MailState.Sent && row.Attempts == 1)));
    }

    [Fact]
    public async Task A_server_that_is_away_is_tried_again_with_growing_pauses_and_then_given_up()
    {
        await using var world = await MailWorld.CreateAsync(MailWorld.Options with { Attempts = 3 });
        await PostAsync(world, await world.Requests.SubmittedAsync());
        world.Box.Refuse = _ => new IOException("connection to otto@example.org refused");

        Assert.Equal(1, await world.SendAsync());
        Assert.Equal("otto Waiting 1 IOException", await world.MailsAsync());
        Assert.Equal(0, await world.SendAsync()); // not before its time
        world.Portal.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, await world.SendAsync());
        world.Portal.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(0, await world.SendAsync());
        world.Portal.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await world.SendAsync());
        Assert.Equal("otto GivenUp 3 IOException", await world.MailsAsync());
        world.Portal.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await world.SendAsync());

        Assert.Empty(world.Box.Letters);
        Assert.Contains("was given up at attempt 3: IOException", world.Box.Logged, StringComparison.Ordinal);
        Assert.DoesNotContain("otto", world.Box.Logged, StringComparison.Ordinal); // ids only
    }

    [Fact]
    public async Task A_recipient_who_is_refused_for_good_is_given_up_at_once_and_the_next_mail_is_sent()
    {
        await using var world = await MailWorld.CreateAsync();
        await world.Requests.SubmittedAsync();
        world.Box.Refuse = letter => letter.To.StartsWith("remo", StringComparison.Ordinal) ? new MailRefusedException("MailboxUnavailable") : null;

        await world.SendAsync();

        Assert.Equal("remo GivenUp 1 MailboxUnavailable, rita Sent 1, rosa Sent 1", await world.MailsAsync());
        Assert.Contains("was given up at attempt 1: MailboxUnavailable", world.Box.Logged, StringComparison.Ordinal);
    }

    private static BunitContext Browser(TestPortal portal)
    {
        var browser = new BunitContext();
        browser.JSInterop.Mode = JSRuntimeMode.Loose;
        browser.Services.AddPortalComponents();
        browser.Services.AddFallbackServiceProvider(portal.Services.CreateScope().ServiceProvider);
        return browser;
    }

    [Fact]
    public async Task The_operator_sees_what_was_given_up_and_has_it_tried_again()
    {
        await using var world = await MailWorld.CreateAsync();
        await world.Requests.SubmittedAsync();
        world.Box.Refuse = letter => letter.To.StartsWith("remo", StringComparison.Ordinal) ? new MailRefusedException("MailboxUnavailable")
            : letter.To.StartsWith("rita", StringComparison.Ordinal) ? new IOException("away") : null;
        await world.SendAsync();
        world.Box.Refuse = _ => null;
        var portal = world.Portal;
        Task<Result> Again(string? key) => portal.Do<OutgoingMailCommands, Result>(commands => commands.TryAgainAsync(key, default));
        async Task<MailOverview?> ReadAsync()
        {
            var reader = await portal.ActorAsync();
            return await portal.Do<IOutgoingMails, MailOverview?>(mails => mails.ReadAsync(reader, default));
        }


        world.Requests.As("tina");
        Assert.Null(await ReadAsync());
        await using var stranger = Browser(portal);
        Assert.Contains(Words.NotFoundTitle, stranger.Render<MailPage>().Markup, StringComparison.Ordinal);
        Assert.IsType<NotFound>((await Again(null)).Error);
        Assert.Contains("remo GivenUp 1", await world.MailsAsync(), StringComparison.Ordinal);

        portal.As(await portal.PersonAsync("operator", platformAdmin: true));
        var overview = (await ReadAsync())!;
        Assert.Equal((true, 1, 1, 1), (overview.IsOn, overview.Waiting, overview.SentLately, overview.GivenUp));
        Assert.Equal([(true, 1, "MailboxUnavailable"), (false, 1, "IOException")], overview.Troubled.Select(mail => (mail.IsGivenUp, mail.Attempts, mail.Reason!)));
        Assert.NotNull(overview.Troubled[1].NextAt);
        Assert.IsType<NotFound>((await Again(overview.Troubled[1].Key)).Error); // it is tried again by itself
        Assert.IsType<NotFound>((await Again("notice.none")).Error);

        await using var browser = Browser(portal);
        var page = browser.Render<MailPage>();
        var row = page.FindAll("tbody tr").Single(line => line.TextContent.Contains(overview.Troubled[0].Key, StringComparison.Ordinal));
        Assert.DoesNotContain("remo", page.Markup, StringComparison.Ordinal); // keys and codes
        await row.QuerySelector("button")!.ClickAsync(new());
        await world.SendAsync();

        Assert.Contains("remo Sent 1", await world.MailsAsync(), StringComparison.Ordinal);
        Assert.IsType<NotFound>((await Again(null)).Error); // nothing is left
        Assert.Equal(1, await portal.Look(db => db.AuditEvents.CountAsync(row => row.Action == "mail-tried-again")));
    }

    [Fact]
    public async Task A_worker_that_dies_after_the_answer_is_followed_by_one_that_sends_the_same_id_again()
    {
        await using var world = await MailWorld.CreateAsync();
        await PostAsync(world, await world.Requests.SubmittedAsync());
        using var death = new CancellationTokenSource();
        world.Box.Taken = async _ =>
        {
            await death.CancelAsync();
            death.Token.ThrowIfCancellationRequested();
        };
        await Assert.ThrowsAsync<OperationCanceledException>(() => world.Post().SendDueAsync(death.Token));
        world.Box.Taken = _ => Task.CompletedTask;

        Assert.Equal(0, await world.SendAsync()); // its lease still runs
        world.Portal.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await world.SendAsync());

        Assert.Equal("otto Sent 2", await world.MailsAsync());
        Assert.Equal((2, 1), (world.Box.Letters.Count, world.Box.Letters.Select(letter => letter.MessageId).Distinct().Count()));
    }

    [Fact]
    public async Task A_worker_that_was_slower_than_its_lease_writes_nothing_any_more()
    {
        await using var world = await MailWorld.CreateAsync();
        await PostAsync(world, await world.Requests.SubmittedAsync());
        var other = new PostBox { Refuse = _ => new IOException() };
        world.Box.Taken = async _ =>
        {
            world.Portal.Clock.Advance(TimeSpan.FromMinutes(2));
            Assert.Equal(1, await world.Post(other).SendDueAsync(default)); // took it over, and failed
        };

        await world.Post().SendDueAsync(default);

        Assert.Equal("otto Waiting 2 IOException", await world.MailsAsync());
    }

    [Fact]
    public async Task Whoever_lost_the_account_or_the_right_or_has_read_it_is_not_written_to()
    {
        await using var world = await MailWorld.CreateAsync();
        var (draft, decided) = (await world.Requests.DraftAsync(), await world.Requests.SubmittedAsync());
        var carl = world.Requests["carl"];
        RequestWorld.Ok(await world.Requests.As("otto").Commands(commands => commands.AddCollaboratorAsync(draft, "carl", null, default)));
        RequestWorld.Ok(await world.Requests.As("otto").Commands(commands => commands.RemoveCollaboratorAsync(draft, carl, null, default)));
        RequestWorld.Ok(await world.Requests.As("rita").Portal.Do<NotificationCommands, Result>(commands => commands.ReadAboutAsync(decided.Value, default)));
        await DisableAsync(world, "rosa");
        RequestWorld.Ok(await world.Requests.DecideAsync(decided, "remo", "data"));

        await world.SendAsync();

        Assert.Equal("carl Dropped 1 right, otto Sent 1, remo Dropped 1 right, rita Dropped 1 read, rosa Dropped 1 account", await world.MailsAsync());
        Assert.Equal(["otto@example.org"], world.Box.Letters.Select(letter => letter.To));
    }

    [Fact]
    public async Task A_reviewer_whose_access_has_ended_and_an_admin_who_is_none_any_more_are_not_written_to()
    {
        await using var world = await MailWorld.CreateAsync();
        var (now, today) = (world.Portal.Clock.GetUtcNow(), DateOnly.FromDateTime(world.Portal.Clock.GetUtcNow().UtcDateTime));
        await world.Requests.ChangeEnvironmentAsync((environment, actor) => environment.AddAdmin(actor, world.Requests["cleo"], now));
        await world.Requests.ChangeEnvironmentAsync((environment, actor) => environment.RemoveAdmin(actor, world.Requests["cleo"], now));
        (await world.Requests.As("tina").Portal.Do<MembershipCommands, Result>(async commands => (await commands.EndAsync(RequestWorld.Handle, [world.Requests["rosa"].Value], today, default)).ToResult())).MustBeOk();
        await world.Requests.SubmittedAsync();
        world.Portal.Clock.Advance(TimeSpan.FromDays(1));

        await world.SendAsync();

        Assert.Equal("cleo Dropped 1 right, remo Sent 1, rita Sent 1, rosa Dropped 1 right", await world.MailsAsync());
    }

    [Fact]
    public async Task Whoever_chose_off_or_daily_has_no_mail_at_once_and_whoever_turns_it_off_stops_what_waits()
    {
        await using var world = await MailWorld.CreateAsync();
        await world.ChooseAsync("rita", MailChoice.Off);
        await world.ChooseAsync("remo", MailChoice.Daily);
        await world.Requests.SubmittedAsync();
        Assert.Equal("rosa Waiting 0", await world.MailsAsync());
        await world.ChooseAsync("rosa", MailChoice.Off);

        await world.SendAsync();

        Assert.Equal("rosa Dropped 1 off", await world.MailsAsync());
        Assert.Equal(3, await world.Portal.Look(db => db.AuditEvents.CountAsync(row => row.Action == "mail-chosen")));
        Assert.Equal(3, await world.Portal.Look(db => db.Set<Notification>().CountAsync())); // the bell stays
    }

    private static async Task PostAsync(MailWorld world, AccessRequestId request)
    {
        await world.ForgetAsync();
        RequestWorld.Ok(await world.Requests.As("rita").Portal.Do<MessageCommands, Result<RequestMessageId>>(commands => commands.PostAsync(request, "Why?", default)));
    }

    private static async Task DisableAsync(MailWorld world, string name)
    {
        world.Portal.AsOperator();
        (await world.Portal.Do<PeopleCommands, Result>(commands => commands.SetEnabledAsync(world.Requests[name], isEnabled: false, null, default))).MustBeOk();
    }
}
