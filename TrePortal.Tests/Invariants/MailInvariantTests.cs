using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Requests;
using TrePortal.Domain.Notifications;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Notifications;
using TrePortal.Tests.Requests;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Invariants;

/// <summary>What must hold of mails and reminders.</summary>
[Trait("Category", "Integration")]
public sealed class MailInvariantTests
{
    [Fact]
    public async Task Everything_holds_after_naming_reminding_and_writing_to_people()
    {
        await using var world = await MailWorld.CreateAsync();
        await SomeMailsAsync(world);

        await world.Portal.AllHoldAsync();
    }

    [Theory]
    [InlineData("UPDATE Mails SET State = 'Waiting' WHERE Notification = {0}")]
    [InlineData("UPDATE Mails SET Attempts = 0 WHERE Notification = {0}")]
    [InlineData("UPDATE Notifications SET Person = (SELECT Person FROM Notifications WHERE Kind = 'NamedOnRequest') WHERE Id = {0}")]
    public async Task INV41_a_mail_that_has_not_ended_as_it_says_or_is_of_nobody(string sql)
    {
        await using var world = await MailWorld.CreateAsync();
        await SomeMailsAsync(world);
        var rita = world.Requests["rita"];
        var told = await world.Portal.Look(db => db.Set<Notification>().Where(row => row.Person == rita && row.Kind == NotificationKind.WaitsForReview).Select(row => row.Id.Value).SingleAsync());

        await world.Portal.SpoilAsync(System.Runtime.CompilerServices.FormattableStringFactory.Create(sql, told));

        await world.Portal.OnlyBreaksAsync("INV41", "notification", told);
    }

    private static async Task SomeMailsAsync(MailWorld world)
    {
        await world.ChooseAsync("rosa", MailChoice.Daily);
        await world.Requests.ChangeEnvironmentAsync((environment, actor) => environment.RemindAfter(actor, "data", 1, world.Portal.Clock.GetUtcNow()));
        world.Portal.Clock.Advance(TimeSpan.FromHours(1));
        var id = await world.Requests.DraftAsync();
        RequestWorld.Ok(await world.Requests.As("otto").Commands(commands => commands.AddCollaboratorAsync(id, "carl", null, default)));
        RequestWorld.Ok(await world.Requests.SubmitAsync(id));
        await world.SendAsync();
        world.Portal.Clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(2, await world.Portal.Services.GetRequiredService<ReminderSweeper>().SweepAsync(default));
        await world.SendAsync();
        Assert.Contains("rosa Sent 1", await world.MailsAsync(), StringComparison.Ordinal);
    }
}
