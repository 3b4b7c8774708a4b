using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Dispensal;
using TrePortal.Tests.Requests;

namespace TrePortal.Tests.Environments;

/// <summary>What stands in the way of deleting an environment under maintenance, and what goes with it.</summary>
public sealed class EnvironmentRemovalTests
{
    [Fact]
    public async Task A_draft_of_a_researcher_and_an_open_request_stand_in_the_way_until_they_end()
    {
        await using var world = await RequestWorld.CreateAsync();
        var draft = await world.DraftAsync();
        var open = await world.SubmittedAsync();
        await world.ChangeEnvironmentAsync((environment, actor) => environment.Deactivate(actor, world.Portal.Clock.GetUtcNow()));

        Assert.Equal(
            "The environment cannot be deleted while it has requests being written: 1, open requests: 1.",
            (await DeleteAsync(world)).MustRefuse<IllegalMove>().Message);

        RequestWorld.Ok(await world.As("otto").Commands(commands => commands.DeleteAsync(draft, null, default)));
        Assert.Equal("The environment cannot be deleted while it has open requests: 1.", (await DeleteAsync(world)).MustRefuse<IllegalMove>().Message);

        RequestWorld.Ok((await world.As("otto").Commands(commands => commands.WithdrawAsync(open, null, default))).ToResult());
        (await DeleteAsync(world)).MustBeOk();

        Assert.False(await world.Portal.Look(db => db.Set<ResearchEnvironment>().AnyAsync()));
        Assert.False(await world.Portal.Look(db => db.Set<InventoryVersion>().AnyAsync()));
        Assert.True(await world.Portal.Look(db => db.Set<AccessRequest>().AnyAsync(request => request.Id == open)), "a request that has ended stays in the records");
    }

    [Fact]
    public async Task A_project_stands_in_the_way()
    {
        await using var world = await DispensalWorld.SmallAsync();
        await world.ProjectAsync(dispense: false);
        var tina = await world.ActorAsync("tina");
        await world.ChangeAsync(async session => (await session.FirstAsync<ResearchEnvironment>(item => item.Id == world.Environment, default))!.Deactivate(tina, session.Now));
        var handle = await world.Portal.Look(db => db.Set<ResearchEnvironment>().Select(row => row.Handle).SingleAsync());
        var refused = (await world.Portal.Do<EnvironmentRemovalCommands, Result>(commands => commands.DeleteAsync(handle, null, default))).MustRefuse<IllegalMove>();

        Assert.Contains("projects: 1", refused.Message, StringComparison.Ordinal);
        Assert.True(await world.Portal.Look(db => db.Set<ResearchEnvironment>().AnyAsync()));
    }

    private static Task<Result> DeleteAsync(RequestWorld world) =>
        world.As("tina").Portal.Do<EnvironmentRemovalCommands, Result>(commands => commands.DeleteAsync(RequestWorld.Handle, null, default));
}
