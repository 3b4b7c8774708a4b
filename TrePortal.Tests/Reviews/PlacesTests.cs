using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Notifications;
using TrePortal.Domain.Requests;
using TrePortal.Domain.Reviews;
using TrePortal.Tests.Requests;
using TrePortal.Tests.Invariants;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Reviews;

/// <summary>Reviewers who step back or hand their place on (spec.md W4), on a real database.</summary>
[Trait("Category", "Integration")]
public sealed class PlacesTests
{
    [Fact]
    public async Task Who_steps_back_loses_sight_of_it_the_others_read_why_and_the_owner_does_not()
    {
        await using var world = await RequestWorld.CreateAsync(dataQuorum: 2);
        var id = await world.SubmittedAsync();

        RequestWorld.Ok(await RecuseAsync(world, "remo", id, "We share a grant."));

        Assert.Null(await world.ReadAsync(id, "remo"));
        Assert.Empty((await world.QueueAsync("remo")).Rows);
        Assert.IsType<NotFound>((await world.DecideAsync(id, "remo", "data")).Error);
        var change = Assert.Single((await world.ReadAsync(id, "rosa"))!.PlaceChanges);
        Assert.Equal(("remo", null, "We share a grant."), (change.By.UserName, change.To, change.Reason));
        Assert.Equal("We share a grant.", Assert.Single((await world.ReadAsync(id, "tina"))!.PlaceChanges).Reason);
        Assert.Equal("", Assert.Single((await world.ReadAsync(id, "otto"))!.PlaceChanges).Reason);
        Assert.True(await ToldAsync(world, NotificationKind.QuorumOutOfReach, "tina"));
        Assert.DoesNotContain("grant", string.Concat(await world.Portal.Look(db => db.AuditEvents.Select(row => row.Content).ToListAsync())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_is_handed_over_waits_in_the_other_queue_and_is_decided_there()
    {
        await using var world = await RequestWorld.CreateAsync(dataQuorum: 2);
        var id = await world.SubmittedAsync();
        var before = (await world.ReadAsync(id, "remo"))!;
        Assert.Equal(["data rita"], before.StandIns.Select(standIn => $"{standIn.Step} {standIn.Person.UserName}"));
        await world.Portal.Look(db => db.Set<Notification>().ExecuteDeleteAsync());

        RequestWorld.Ok(await HandOverAsync(world, "remo", id, "data", "rita"));

        Assert.Empty((await world.QueueAsync("remo")).Rows);
        Assert.Equal(["ethics", "data"], (await world.QueueAsync("rita")).Rows.Select(row => row.Step));
        Assert.Equal(["ethics", "data"], (await world.ReadAsync(id, "rita"))!.Decidable.Select(step => step.Step));
        Assert.Empty((await world.ReadAsync(id, "remo"))!.Decidable);
        Assert.True(await ToldAsync(world, NotificationKind.WaitsForReview, "rita"));
        RequestWorld.Ok(await world.DecideAsync(id, "rita", "ethics"));
        RequestWorld.Ok(await world.DecideAsync(id, "rita", "data"));
        RequestWorld.Ok(await world.DecideAsync(id, "rosa", "data"));
        Assert.Equal(RequestState.Approved, (await world.ReadAsync(id, "otto"))!.State);
        await world.Portal.AllHoldAsync();
    }

    [Fact]
    public async Task The_queue_says_what_the_rule_says_after_any_changes_of_places()
    {
        await using var world = await RequestWorld.CreateAsync(dataQuorum: 2);
        var ids = new[] { await world.SubmittedAsync(), await world.SubmittedAsync(), await world.SubmittedAsync(), await world.SubmittedAsync() };
        RequestWorld.Ok(await HandOverAsync(world, "remo", ids[0], "data", "rita"));
        RequestWorld.Ok(await RecuseAsync(world, "rita", ids[0], ""));
        RequestWorld.Ok(await HandOverAsync(world, "rita", ids[1], "ethics", "rosa"));
        RequestWorld.Ok(await HandOverAsync(world, "rosa", ids[1], "data", "rita"));
        RequestWorld.Ok(await HandOverAsync(world, "rosa", ids[2], "data", "rita"));
        RequestWorld.Ok(await RecuseAsync(world, "remo", ids[2], ""));

        foreach (var name in new[] { "rita", "remo", "rosa", "tina", "otto" })
        {
            var queue = (await world.QueueAsync(name)).Rows.Select(row => (row.Request.Value, row.Step)).Order().ToList();
            var decidable = new List<(Guid, string)>();
            foreach (var id in ids)
            {
                decidable.AddRange(((await world.ReadAsync(id, name))?.Decidable ?? []).Select(step => (id.Value, step.Step)));
            }

            Assert.Equal(decidable.Order(), queue);
        }

        Assert.Equal(4, (await world.QueueAsync("rita")).Total); // "data" of the second and the third, "ethics" of the third and the fourth
    }

    [Fact]
    public async Task A_reviewer_whose_place_a_quorum_needs_stays_though_it_was_handed_over()
    {
        await using var world = await RequestWorld.CreateAsync(dataQuorum: 2);
        var id = await world.SubmittedAsync();
        RequestWorld.Ok(await HandOverAsync(world, "remo", id, "data", "rita"));

        var refused = await world.As("tina").Portal.Do<ReviewCommands, Result>(commands => commands.UnassignAsync(RequestWorld.Handle, "data", world["remo"], null, default));

        Assert.Equal("needed", Assert.IsType<Invalid>(refused.Error).Problems.Single().Code);
    }

    [Fact]
    public async Task The_api_does_both_and_answers_strangers_as_if_there_were_nothing()
    {
        await using var world = await RequestWorld.CreateAsync(dataQuorum: 2);
        var id = await world.SubmittedAsync();
        await using var web = new TestWeb(("Portal:DataRoot", world.Portal.Folder));
        var (remo, rosa, stan) = (await web.ApiAs("remo"), await web.ApiAs("rosa"), await web.ApiAs("stan"));
        var handOver = new { to = world["rita"].Value };

        Assert.Equal(HttpStatusCode.NotFound, (await stan.PostAsJsonAsync($"/api/v1/requests/{id}/recuse", new { reason = "" })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stan.PostAsJsonAsync($"/api/v1/requests/{id}/steps/data/hand-over", handOver)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await remo.PostAsJsonAsync($"/api/v1/requests/{id}/steps/data/hand-over", new { to = world["stan"].Value })).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await remo.PostAsJsonAsync($"/api/v1/requests/{id}/steps/data/hand-over", handOver)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await rosa.PostAsJsonAsync($"/api/v1/requests/{id}/recuse", new { reason = "A friend." })).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await rosa.GetAsync(new Uri($"/api/v1/requests/{id}", UriKind.Relative))).StatusCode);
    }

    private static Task<Result> RecuseAsync(RequestWorld world, string by, AccessRequestId id, string reason) =>
        world.As(by).Portal.Do<ReviewCommands, Result>(commands => commands.RecuseAsync(id, reason, default));

    private static Task<Result> HandOverAsync(RequestWorld world, string by, AccessRequestId id, string step, string to) =>
        world.As(by).Portal.Do<ReviewCommands, Result>(commands => commands.HandOverAsync(id, step, world[to], default));

    private static Task<bool> ToldAsync(RequestWorld world, NotificationKind kind, string person)
    {
        var id = world[person];
        return world.Portal.Look(db => db.Set<Notification>().AnyAsync(row => row.Person == id && row.Kind == kind));
    }
}
