using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Requests;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Notifications;
using TrePortal.Domain.People;
using TrePortal.Domain.Requests;
using TrePortal.Domain.Reviews;
using TrePortal.Tests.Dispensal;
using TrePortal.Tests.Requests;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Notifications;

/// <summary>
/// Rule N2 line by line: exactly these people are told, and nobody else of otto (owner), carl (collaborator), rita, remo
/// and rosa (reviewers), tina (TRE admin), cleo and stan (strangers).
/// </summary>
[Trait("Category", "Integration")]
public sealed class WhoIsToldTests
{
    private static readonly Line[] Lines =
    [
        new("submitted: reviewers of open steps", DraftOfTwo, (world, id) => world.SubmitAsync(id), "remo WaitsForReview, rita WaitsForReview, rosa WaitsForReview"),
        new("resubmitted: the same", ReturnedAsync, (world, id) => world.SubmitAsync(id), "remo WaitsForReview, rita WaitsForReview, rosa WaitsForReview"),
        new("submitted in sequence: reviewers of the first step", DraftOfTwo, (world, id) => world.SubmitAsync(id), "rita WaitsForReview") { Mode = ReviewMode.Sequential },
        new("a later step opens: its reviewers", SubmittedOfTwo, (world, id) => world.DecideAsync(id, "rita", "ethics"), "carl StepDecided, otto StepDecided, remo WaitsForReview, rosa WaitsForReview") { Mode = ReviewMode.Sequential },
        new("a step decided: owner and collaborators", SubmittedOfTwo, (world, id) => world.DecideAsync(id, "remo", "data"), "carl StepDecided, otto StepDecided"),
        new("returned: owner and collaborators", SubmittedOfTwo, (world, id) => world.DecideAsync(id, "remo", "data", DecisionOutcome.Reject), "carl RequestReturned, otto RequestReturned"),
        new("rejected for good: owner and collaborators", FinalAsync, RejectFinallyAsync, "carl RequestRejected, otto RequestRejected"),
        new("approved: owner and collaborators", HalfAsync, (world, id) => world.DecideAsync(id, "rosa", "data"), "carl RequestApproved, otto RequestApproved"),
        new("a message of a reviewer: the owner", SubmittedOfTwo, (world, id) => PostAsync(world, "rosa", id), "otto MessageReceived"),
        new("a message of the owner: the reviewers", SubmittedOfTwo, (world, id) => PostAsync(world, "otto", id), "remo MessageReceived, rita MessageReceived, rosa MessageReceived"),
        new("maintenance: whoever has a draft or an open request", OneOfEach, (world, _) => MaintainAsync(world), "otto MaintenanceBegan, rita MaintenanceBegan"),
        new("and back: the same", OneOfEachInMaintenance, (world, _) => ReactivateAsync(world), "otto MaintenanceEnded, rita MaintenanceEnded"),
        new("named in a draft: that person", world => world.DraftAsync(), (world, id) => NameAsync(world, id, "carl"), "carl NamedOnRequest"),
        new("named in a revision: that person", ReturnedAsync, (world, id) => NameAsync(world, id, "cleo"), "cleo NamedOnRequest"),
        new("made a reviewer: that person", SubmittedOfTwo, (world, _) => AssignAsync(world, "otto"), "otto MadeReviewer"),
        new("made an admin: that person", SubmittedOfTwo, (world, _) => world.ChangeEnvironmentAsync((environment, actor) => environment.AddAdmin(actor, world["cleo"], Some.Monday)), "cleo MadeAdmin"),
        new("access ends in 30 days: the owner", ApprovedForAYear, (world, _) => SweepAfterAsync(world, 335), "otto AccessEndsInMonth"),
        new("access ends in 7 days: the owner", ApprovedForAYear, (world, _) => SweepAfterAsync(world, 358), "otto AccessEndsInWeek"),
        new("a step waits too long: its reviewers who have not decided", RemindingAsync, (world, _) => SweepAfterAsync(world, 5), "remo StepOverdue, rosa StepOverdue") { DataQuorum = 2 },
        new("and twice as long: the admins", RemindingAsync, (world, _) => SweepAfterAsync(world, 10), "remo StepOverdue, rosa StepOverdue, tina StepLongOverdue") { DataQuorum = 2 },
    ];

    public static TheoryData<string> Names => [.. Lines.Select(line => line.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Everybody_whom_the_rule_names_is_told_and_nobody_else(string name)
    {
        var line = Lines.Single(item => item.Name == name);
        await using var world = await RequestWorld.CreateAsync(line.Mode, dataQuorum: line.DataQuorum);
        var id = await line.Prepare(world);
        await world.Portal.Look(db => db.Set<Notification>().ExecuteDeleteAsync());

        await line.Act(world, id);

        Assert.Equal(line.Told, await ToldAsync(world.Portal));
    }

    [Theory]
    [InlineData(false, "carl DataDelivered, otto DataDelivered")]
    [InlineData(true, "carl DeliveryFailed, otto DeliveryFailed, tina DeliveryFailed")]
    public async Task The_people_of_a_project_are_told_of_a_delivery_and_the_admins_too_when_it_failed(bool fails, string told)
    {
        await using var world = await DispensalWorld.SmallAsync();
        await world.Portal.Look(db => db.Set<Notification>().ExecuteDeleteAsync());
        if (fails)
        {
            File.Delete(Path.Combine(world.Source, "files", "a", "one.txt"));
        }

        var (_, dispensal) = await world.DispensedAsync();

        Assert.Equal(fails ? DispensalState.Failed : DispensalState.Delivered, dispensal.State);
        Assert.Equal(told, await ToldAsync(world.Portal));
    }

    [Fact]
    public async Task A_collaborator_who_is_named_twice_is_told_once_until_it_is_read_and_an_edit_tells_nobody()
    {
        await using var world = await RequestWorld.CreateAsync();
        var id = await world.DraftAsync();
        await world.Portal.Look(db => db.Set<Notification>().ExecuteDeleteAsync());

        await NameAsync(world, id, "carl");
        RequestWorld.Ok(await world.As("otto").Commands(commands => commands.RemoveCollaboratorAsync(id, world["carl"], null, default)));
        await NameAsync(world, id, "carl");
        RequestWorld.Ok(await world.As("otto").Commands(commands => commands.EditAsync(id, RequestWorld.Full with { Title = "Another", Collaborators = [world["carl"]] }, null, default)));

        Assert.Equal("carl NamedOnRequest", await ToldAsync(world.Portal));
        Assert.Equal(2, await world.Portal.Look(db => db.AuditEvents.CountAsync(row => row.Action == "collaborator-named")));
    }

    private static async Task<AccessRequestId> DraftOfTwo(RequestWorld world)
    {
        var id = await world.DraftAsync();
        await NameAsync(world, id, "carl");
        return id;
    }

    private static async Task<AccessRequestId> SubmittedOfTwo(RequestWorld world)
    {
        var id = await DraftOfTwo(world);
        RequestWorld.Ok(await world.SubmitAsync(id));
        return id;
    }

    private static async Task<AccessRequestId> ReturnedAsync(RequestWorld world)
    {
        var id = await SubmittedOfTwo(world);
        RequestWorld.Ok(await world.DecideAsync(id, "remo", "data", DecisionOutcome.Reject));
        return id;
    }

    private static async Task<AccessRequestId> HalfAsync(RequestWorld world)
    {
        var id = await SubmittedOfTwo(world);
        RequestWorld.Ok(await world.DecideAsync(id, "rita", "ethics"));
        return id;
    }

    private static async Task<AccessRequestId> FinalAsync(RequestWorld world)
    {
        await world.ChangeEnvironmentAsync((environment, actor) => environment.SetPolicies(actor, environment.Policies with { FinalRejectionAllowed = true }, Some.Monday));
        return await SubmittedOfTwo(world);
    }

    private static async Task<AccessRequestId> ApprovedForAYear(RequestWorld world)
    {
        await world.ChangeEnvironmentAsync((environment, actor) => environment.SetPolicies(actor, environment.Policies with { AccessTermDays = 365 }, Some.Monday));
        var id = await HalfAsync(world);
        RequestWorld.Ok(await world.DecideAsync(id, "rosa", "data"));
        return id;
    }

    // "data" reminds after five days, "ethics" never; remo and rosa are both needed.
    private static async Task<AccessRequestId> RemindingAsync(RequestWorld world)
    {
        await world.ChangeEnvironmentAsync((environment, actor) => environment.RemindAfter(actor, "data", 5, Some.Monday));
        return await SubmittedOfTwo(world);
    }

    // otto writes one, rita has an open one, carl only collaborates, and rosa's has ended.
    private static async Task<AccessRequestId> OneOfEach(RequestWorld world)
    {
        var id = await DraftOfTwo(world);
        RequestWorld.Ok(await world.SubmitAsync(await StartAsync(world, "rita"), "rita"));
        var ended = await StartAsync(world, "rosa");
        RequestWorld.Ok(await world.SubmitAsync(ended, "rosa"));
        RequestWorld.Ok((await world.As("rosa").Commands(commands => commands.WithdrawAsync(ended, null, default))).ToResult());
        return id;
    }

    private static async Task<AccessRequestId> OneOfEachInMaintenance(RequestWorld world)
    {
        var id = await OneOfEach(world);
        await MaintainAsync(world);
        return id;
    }

    private static async Task<AccessRequestId> StartAsync(RequestWorld world, string by) =>
        RequestWorld.Ok(await world.As(by).Commands(commands => commands.StartAsync(RequestWorld.Handle, RequestWorld.Full, default)));

    private static Task MaintainAsync(RequestWorld world) => world.ChangeEnvironmentAsync((environment, actor) => environment.Deactivate(actor, Some.Monday));

    private static Task ReactivateAsync(RequestWorld world) => world.ChangeEnvironmentAsync((environment, actor) =>
        environment.Reactivate(actor, new InventoryReadiness(true, true, true, true), environment.EveryReviewer(), Some.Monday));

    private static async Task NameAsync(RequestWorld world, AccessRequestId id, string who) =>
        RequestWorld.Ok((await world.As("otto").Commands(commands => commands.AddCollaboratorAsync(id, who, null, default))).ToResult());

    private static async Task PostAsync(RequestWorld world, string by, AccessRequestId id) =>
        RequestWorld.Ok((await world.As(by).Portal.Do<MessageCommands, Result<RequestMessageId>>(commands => commands.PostAsync(id, "Which years?", default))).ToResult());

    private static Task AssignAsync(RequestWorld world, string who) => world.ChangeEnvironmentAsync((environment, actor) =>
        environment.AssignReviewer(actor, "ethics", new Actor(world[who], who, IsPlatformAdmin: false, []), Some.Monday));

    private static async Task RejectFinallyAsync(RequestWorld world, AccessRequestId id) => RequestWorld.Ok((await world.As("remo").Portal.Do<ReviewCommands, Result<RequestState>>(
        reviews => reviews.DecideAsync(id, "data", new Verdict(1, DecisionOutcome.Reject, "Never.", IsFinal: true), default))).ToResult());

    private static async Task SweepAfterAsync(RequestWorld world, int days)
    {
        world.Portal.Clock.Set(Some.Monday.AddDays(days));
        await world.Portal.Services.GetRequiredService<ReminderSweeper>().SweepAsync(default);
    }

    private static async Task<string> ToldAsync(TestPortal portal)
    {
        var told = await portal.Look(db => db.Set<Notification>().Join(db.Set<Person>(), row => row.Person, person => person.Id, (row, person) => new { person.UserName, row.Kind }).ToListAsync());
        return string.Join(", ", told.Select(row => $"{row.UserName} {row.Kind}").Order(StringComparer.Ordinal));
    }

    private sealed record Line(string Name, Func<RequestWorld, Task<AccessRequestId>> Prepare, Func<RequestWorld, AccessRequestId, Task> Act, string Told)
    {
        public ReviewMode Mode { get; init; }

        public int DataQuorum { get; init; } = 1;
    }
}
