using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Notifications;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Dispensal;
using TrePortal.Tests.Requests;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Notifications;

[Trait("Category", "Integration")]
public sealed class NotificationTests
{
    [Fact]
    public async Task A_request_tells_whoever_has_to_do_something_or_wants_to_know()
    {
        await using var world = await RequestWorld.CreateAsync();
        var id = await world.DraftAsync();
        await ForgetAsync(world.Portal);

        RequestWorld.Ok(await world.As("otto").Commands(commands => commands.AddCollaboratorAsync(id, "carl", null, default)));
        Assert.Equal("carl NamedOnRequest", await ToldAsync(world.Portal)); // who is named sees the draft from now on
        RequestWorld.Ok(await world.SubmitAsync(id));
        Assert.Equal("remo WaitsForReview, rita WaitsForReview, rosa WaitsForReview", await ToldAsync(world.Portal));
        RequestWorld.Ok(await world.DecideAsync(id, "rita", "ethics"));
        Assert.Equal("carl StepDecided, otto StepDecided", await ToldAsync(world.Portal));
        RequestWorld.Ok(await world.DecideAsync(id, "remo", "data", DecisionOutcome.Reject));
        Assert.Equal("carl RequestReturned, otto RequestReturned", await ToldAsync(world.Portal)); // and not of the step as well
        RequestWorld.Ok(await world.SubmitAsync(id));
        Assert.Equal("remo WaitsForReview, rita WaitsForReview, rosa WaitsForReview", await ToldAsync(world.Portal));
        RequestWorld.Ok(await world.DecideAsync(id, "rita", "ethics", version: 2));
        RequestWorld.Ok(await world.DecideAsync(id, "rosa", "data", version: 2));
        Assert.Equal("carl RequestApproved, carl StepDecided, otto RequestApproved, otto StepDecided", await ToldAsync(world.Portal));
        RequestWorld.Ok((await world.As("tina").Commands(commands => commands.RevokeAsync(id, "It must end.", null, default))).ToResult());
        Assert.Equal("carl RequestRevoked, otto RequestRevoked", await ToldAsync(world.Portal));
    }

    [Fact]
    public async Task In_sequence_the_next_reviewers_are_told_when_their_turn_comes_and_nobody_of_an_own_act()
    {
        await using var world = await RequestWorld.CreateAsync(ReviewMode.Sequential);
        await ForgetAsync(world.Portal);

        var id = await world.SubmittedAsync();
        Assert.Equal("rita WaitsForReview", await ToldAsync(world.Portal));
        RequestWorld.Ok(await world.DecideAsync(id, "rita", "ethics"));
        Assert.Equal("otto StepDecided, remo WaitsForReview, rosa WaitsForReview", await ToldAsync(world.Portal));
        Assert.IsType<NotFound>((await world.DecideAsync(id, "stan", "data")).Error);
        Assert.Equal("", await ToldAsync(world.Portal)); // a refusal tells nobody
    }

    [Fact]
    public async Task A_message_tells_the_other_side_once_until_it_is_read_and_a_mention_always()
    {
        await using var world = await RequestWorld.CreateAsync();
        var id = await world.SubmittedAsync();
        await ForgetAsync(world.Portal);

        RequestWorld.Ok(await PostAsync(world, "rita", id, "First."));
        RequestWorld.Ok(await PostAsync(world, "remo", id, "Second."));
        Assert.Equal("otto MessageReceived", await ToldAsync(world.Portal, forget: false));
        world.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        RequestWorld.Ok(await PostAsync(world, "rita", id, "Third."));
        Assert.Equal(world.Portal.Clock.GetUtcNow(), await world.Portal.Look(db => db.Set<Notification>().Select(row => row.At).SingleAsync()));
        RequestWorld.Ok(await world.As("otto").Portal.Do<NotificationCommands, Result>(commands => commands.ReadAboutAsync(id.Value, default)));
        RequestWorld.Ok(await PostAsync(world, "rita", id, "Fourth, @rosa."));
        Assert.Equal("otto MessageReceived, otto MessageReceived, rosa Mentioned", await ToldAsync(world.Portal));
        RequestWorld.Ok(await PostAsync(world, "otto", id, "All, and @rita above all."));
        Assert.Equal("remo MessageReceived, rita Mentioned, rosa MessageReceived", await ToldAsync(world.Portal));
    }

    [Fact]
    public async Task Reviewers_admins_and_people_with_open_requests_hear_of_the_environment()
    {
        await using var world = await RequestWorld.CreateAsync();
        await world.DraftAsync();
        await ForgetAsync(world.Portal);

        await world.ChangeEnvironmentAsync((environment, actor) => environment.Deactivate(actor, world.Portal.Clock.GetUtcNow()));
        Assert.Equal("otto MaintenanceBegan", await ToldAsync(world.Portal));
        await world.ChangeEnvironmentAsync((environment, actor) => environment.AddAdmin(actor, world["cleo"], world.Portal.Clock.GetUtcNow()));
        Assert.Equal("cleo MadeAdmin", await ToldAsync(world.Portal));
    }

    [Fact]
    public async Task The_people_of_a_project_hear_of_its_delivery()
    {
        await using var world = await DispensalWorld.SmallAsync();
        await ForgetAsync(world.Portal);

        await world.DispensedAsync();

        Assert.Equal("carl DataDelivered, otto DataDelivered", await ToldAsync(world.Portal)); // the robot did it
    }

    [Fact]
    public async Task Everybody_reads_and_marks_their_own_only()
    {
        await using var world = await RequestWorld.CreateAsync();
        await ForgetAsync(world.Portal);
        var id = await world.SubmittedAsync();
        await using var web = new TestWeb(("Portal:DataRoot", world.Portal.Folder));
        var (rita, remo) = (await web.ApiAs("rita"), await web.ApiAs("remo"));
        var audited = await world.Portal.Look(db => db.AuditEvents.CountAsync());

        var mine = (await ListAsync(rita))[0];
        Assert.Equal(("waits-for-review", id.Value, false), (mine.GetProperty("kind").GetString(), mine.GetProperty("subject").GetGuid(), mine.GetProperty("isRead").GetBoolean()));
        Assert.Equal(HttpStatusCode.NoContent, (await remo.PatchAsJsonAsync("/api/v1/me/notifications", new { read = new[] { mine.GetProperty("id").GetGuid() } })).StatusCode);
        Assert.Single(await ListAsync(rita, "?unread=true"));
        Assert.Equal(HttpStatusCode.NoContent, (await rita.PatchAsJsonAsync("/api/v1/me/notifications", new { read = new[] { mine.GetProperty("id").GetGuid() } })).StatusCode);
        Assert.Empty(await ListAsync(rita, "?unread=true"));
        Assert.Single(await ListAsync(remo, "?unread=true"));
        Assert.Equal(HttpStatusCode.NoContent, (await remo.PatchAsJsonAsync("/api/v1/me/notifications", new { })).StatusCode);
        Assert.Empty(await ListAsync(remo, "?unread=true"));
        Assert.Equal(audited, await world.Portal.Look(db => db.AuditEvents.CountAsync()));
        Assert.DoesNotContain("Statins", JsonSerializer.Serialize(mine), StringComparison.Ordinal); // no title, no person
    }

    [Fact]
    public async Task A_long_list_comes_in_pages_without_gaps_or_doubles()
    {
        await using var world = await RequestWorld.CreateAsync();
        await ForgetAsync(world.Portal);
        for (var number = 0; number < 13; number++)
        {
            await world.SubmittedAsync(RequestWorld.Full with { Title = $"Request {number}" });
            world.Portal.Clock.Advance(TimeSpan.FromSeconds(number % 2)); // some of one instant
        }

        var read = new List<Guid>();
        var page = new PageRequest(4, null);
        do
        {
            var part = await world.Portal.Do<INotificationQueries, Page<NotificationRow>>(queries => queries.ListAsync(world["rita"], false, page, default));
            read.AddRange(part.Items.Select(row => row.Id.Value));
            page = page with { After = Cursor.Parse(part.NextCursor) };
        }
        while (page.After is not null);

        Assert.Equal((13, 13), (read.Count, read.Distinct().Count()));
    }

    private static async Task<List<JsonElement>> ListAsync(HttpClient client, string query = "") =>
        [.. (await client.GetFromJsonAsync<JsonElement>("/api/v1/me/notifications" + query)).GetProperty("items").EnumerateArray()];

    private static Task<Result<RequestMessageId>> PostAsync(RequestWorld world, string by, AccessRequestId id, string text) =>
        world.As(by).Portal.Do<MessageCommands, Result<RequestMessageId>>(commands => commands.PostAsync(id, text, default));

    // Who was told what since the last time, by name.
    private static async Task<string> ToldAsync(TestPortal portal, bool forget = true)
    {
        var told = await portal.Look(db => db.Set<Notification>().Join(db.Set<Domain.People.Person>(), row => row.Person, person => person.Id, (row, person) => new { person.UserName, row.Kind }).ToListAsync());
        if (forget)
        {
            await ForgetAsync(portal);
        }

        return string.Join(", ", told.Select(row => $"{row.UserName} {row.Kind}").Order(StringComparer.Ordinal));
    }

    private static Task<int> ForgetAsync(TestPortal portal) => portal.Look(db => db.Set<Notification>().ExecuteDeleteAsync());
}
