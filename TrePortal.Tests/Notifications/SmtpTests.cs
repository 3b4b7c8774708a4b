using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Notifications;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Notifications;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Requests;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Notifications;

/// <summary>Real mail to a real server, on the loopback address.</summary>
[Trait("Category", "Integration")]
public sealed class SmtpTests
{
    private const string Canary = "Zirconium canary";

    [MailServerFact]
    public async Task A_mail_arrives_with_its_id_and_a_link_and_without_any_data()
    {
        await using var server = await MailServer.StartAsync();
        await using var world = await MailWorld.CreateAsync(MailWorld.Options with { Port = server.Port }, server: true);
        var id = await world.Requests.SubmittedAsync(RequestWorld.Full with { Title = Canary, PublicSummary = Canary, Purpose = Canary });
        RequestWorld.Ok(await world.Requests.As("rita").Portal.Do<MessageCommands, Result<RequestMessageId>>(commands => commands.PostAsync(id, Canary, default)));
        await world.SendAsync();
        RequestWorld.Ok(await world.Requests.DecideAsync(id, "remo", "data", DecisionOutcome.Reject, why: Canary));

        await world.SendAsync();

        var received = server.Received();
        Assert.Equal(["otto@example.org", "otto@example.org", "remo@example.org", "rita@example.org", "rosa@example.org"], Sent(await world.MailsAsync(), received));
        var told = await world.Portal.Look(db => db.Set<Notification>().ToListAsync());
        Assert.Equal(
            told.Where(row => row.Person == world.Requests["otto"]).Select(row => $"<notice.{row.Id.Value:N}@portal.example.org>").Order(StringComparer.Ordinal),
            received.Where(mail => mail.To[0] == "otto@example.org").Select(mail => mail.MessageId).Order(StringComparer.Ordinal));
        Assert.All(received, mail => Assert.Equal(("portal@example.org", "text/plain", 1), (mail.From, mail.Type, mail.To.Count)));
        Assert.All(received, mail => Assert.Contains($"{MailWorld.Address}/", mail.Body, StringComparison.Ordinal));
        Assert.Contains(received, mail => mail.Body.Contains($"{MailWorld.Address}/requests/{id}?tab=messages\n", StringComparison.Ordinal));
        foreach (var word in new[] { Canary, "Zirconium", "AR-2026", "Heart", "Test rita", "Test otto", "reject", "revision", "ethics" })
        {
            Assert.All(received, mail => Assert.DoesNotContain(word, mail.Raw + mail.Subject + mail.Body, StringComparison.OrdinalIgnoreCase));
        }
    }

    [MailServerFact]
    public async Task A_server_that_is_down_gets_the_mail_once_when_it_is_up_again()
    {
        await using var server = await MailServer.StartAsync();
        await server.StopAsync();
        await using var world = await MailWorld.CreateAsync(MailWorld.Options with { Port = server.Port }, server: true);
        await world.Requests.SubmittedAsync(); // is not held up by it

        await world.SendAsync();
        Assert.Equal("remo Waiting 1 ConnectionRefused, rita Waiting 1 ConnectionRefused, rosa Waiting 1 ConnectionRefused", await world.MailsAsync());
        await server.StartAgainAsync();
        Assert.Equal(0, await world.SendAsync()); // not before its time
        world.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.SendAsync();
        world.Portal.Clock.Advance(TimeSpan.FromDays(1));
        await world.SendAsync();

        Assert.Equal(["remo@example.org", "rita@example.org", "rosa@example.org"], server.Received().Select(mail => mail.To[0]));
        Assert.Equal("remo Sent 2, rita Sent 2, rosa Sent 2", await world.MailsAsync());
    }

    [MailServerFact]
    public async Task A_recipient_whom_the_server_refuses_is_given_up_and_the_others_have_their_mail()
    {
        await using var server = await MailServer.StartAsync(refused: "rita@example.org");
        await using var world = await MailWorld.CreateAsync(MailWorld.Options with { Port = server.Port }, server: true);
        await world.Requests.SubmittedAsync();

        await world.SendAsync();

        Assert.Equal("remo Sent 1, rita GivenUp 1 MailboxUnavailable, rosa Sent 1", await world.MailsAsync());
        Assert.Equal(["remo@example.org", "rosa@example.org"], server.Received().Select(mail => mail.To[0]));
        var line = Assert.Single(world.Box.Logged.Split('\n'), logged => logged.Contains("given up", StringComparison.Ordinal));
        Assert.StartsWith("Error Mail notice.", line, StringComparison.Ordinal);
        Assert.DoesNotContain("rita", line, StringComparison.Ordinal);
    }

    [MailServerFact]
    public async Task A_server_whose_certificate_nobody_vouches_for_gets_nothing()
    {
        await using var server = await MailServer.StartAsync(isEncrypted: true);
        await using var world = await MailWorld.CreateAsync(MailWorld.Options with { Port = server.Port, Tls = MailTls.StartTls }, server: true);
        await world.Requests.SubmittedAsync();

        await world.SendAsync();

        Assert.Empty(server.Received());
        Assert.Equal("remo Waiting 1 AuthenticationException, rita Waiting 1 AuthenticationException, rosa Waiting 1 AuthenticationException", await world.MailsAsync());
    }

    [MailServerFact]
    public async Task The_worker_sends_by_itself()
    {
        await using var server = await MailServer.StartAsync();
        await using var world = await MailWorld.CreateAsync(MailWorld.Options with { Port = server.Port }, server: true);
        await world.Portal.StartWorkersAsync();
        await world.Requests.SubmittedAsync();

        await TestPortal.Until(() => Task.FromResult(server.Received().Count == 3), 20);

        await TestPortal.Until(async () => await world.MailsAsync() == "remo Sent 1, rita Sent 1, rosa Sent 1");
    }

    // Recipients, if the portal and the server agree on how many there were.
    private static IEnumerable<string> Sent(string mails, IReadOnlyList<ReceivedMail> received)
    {
        Assert.Equal(received.Count, mails.Split(", ").Count(mail => mail.Contains(" Sent ", StringComparison.Ordinal)));
        return received.Select(mail => mail.To[0]);
    }
}
