using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.CollectionsEditor;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;
using TrePortal.Domain.ShowcaseBuilder;
using TrePortal.Tests.Dispensal;
using TrePortal.Tests.Requests;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Environments;

/// <summary>What stands in the way of deleting an environment under maintenance, and what goes with it.</summary>
public sealed class EnvironmentRemovalTests
{
    private const string Handle = RequestWorld.Handle;

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
    public async Task Nothing_that_hangs_on_an_environment_stays_behind_but_the_records_of_what_was_done()
    {
        await using var world = await RequestWorld.CreateAsync();
        await FurnishAsync(world);
        var before = await RowsAsync(world);
        Assert.DoesNotContain(before, table => table.Value == 0); // else nothing is shown below

        (await DeleteAsync(world)).MustBeOk();

        Assert.All(await RowsAsync(world), table => Assert.True(table.Value == 0, $"{table.Value} rows of {table.Key.Name} stayed"));
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

    // A row of every kind that an environment can have.
    private static async Task FurnishAsync(RequestWorld world)
    {
        var policies = new PolicyDraft(Policies.Default, "Publish no number below ten.");
        var file = (await world.Portal.Services.GetRequiredService<IDocumentStore>().ReceiveAsync("notes.md", new MemoryStream("# Notes"u8.ToArray()), default)).MustBeOk();
        (await world.As("otto").Portal.Do<DashboardCommands, Result>(commands => commands.ArrangeAsync(Handle, ["person.sex"], default))).MustBeOk();
        (await world.As("otto").Portal.Do<SavedCohortCommands, Result<SavedCohortId>>(commands => commands.SaveAsync(Handle, "Mine", null, default))).MustBeOk();
        var portal = world.As("tina").Portal;
        (await portal.Do<PolicyCommands, Result>(commands => commands.SetAsync(Handle, policies, null, default))).MustBeOk();
        (await portal.Do<DocumentCommands, Result<DocumentId>>(commands => commands.AddAsync(Handle, file, "Notes", default))).MustBeOk();
        (await portal.Do<MembershipCommands, Result<BatchOutcome>>(commands => commands.AddAsync(Handle, MemberKind.AuthorizedUser, [new("carl")], default))).MustBeOk();
        (await portal.Do<BudgetCommands, Result<BudgetGrantId>>(commands => commands.GrantAsync(Handle, "otto", 5, "For a thesis", default))).MustBeOk();
        (await portal.Do<WithdrawalCommands, Result<WithdrawalAnswer>>(commands => commands.AddAsync(Handle, [new("P1", 2)], default))).MustBeOk();
        (await portal.Do<InventoryCommands, Result<int>>(commands => commands.StartVersionAsync(Handle, default))).MustBeOk();
        var collections = new SmallInventory().Bytes("data_collections.json");
        (await portal.Do<CollectionsCommands, Result>(commands => commands.SetAsync(Handle, 2, collections, default, default))).MustBeOk();
        (await portal.Do<CollectionsCommands, Result>(commands => commands.KeepDraftAsync(Handle, 2, [], "", default))).MustBeOk();
        (await portal.Do<IWriteDoor, Result>(door => door.RunAsync("test.furnish", async (session, token) =>
        {
            var terms = (await session.FirstAsync<TermsOfUse>(item => item.Number > 0, token))!;
            var version = (await session.FirstAsync<InventoryVersion>(item => item.Number == 2, token))!;
            session.Add(TermsAcceptance.Of(terms, session.Actor, session.Now));
            session.Add(VersionRecipe.Write(version, ShowcaseRecipe.Empty, session.Actor.Id, session.Now));
            return Result.Ok;
        }, default))).MustBeOk();
        await world.ChangeEnvironmentAsync((environment, actor) => environment.Deactivate(actor, portal.Clock.GetUtcNow()));
    }

    // Of every table that names an environment, owned ones aside: they go with their owner.
    private static Task<Dictionary<Type, int>> RowsAsync(RequestWorld world) => world.Portal.Look(async db =>
    {
        Type[] records = [typeof(AccessRequest), typeof(RequestMessage), typeof(RequestAttachment), typeof(Domain.Notifications.Notification), typeof(Project), typeof(ProjectDispensal), typeof(WorkFile), typeof(Data.Kernel.Job), typeof(Data.Kernel.AuditEvent), typeof(Data.Kernel.OutboxRow), typeof(Data.Disclosure.AuditedLedger)];
        var tables = db.Model.GetEntityTypes().Where(type => !type.IsOwned() && !records.Contains(type.ClrType)
            && type.GetProperties().Any(property => (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) == typeof(EnvironmentId)));
        var rows = new Dictionary<Type, int>();
        foreach (var type in tables.Select(table => table.ClrType))
        {
            rows[type] = (await ((IQueryable<object>)db.GetType().GetMethod("Set", Type.EmptyTypes)!.MakeGenericMethod(type).Invoke(db, null)!).ToListAsync()).Count;
        }

        return rows;
    });

    private static Task<Result> DeleteAsync(RequestWorld world) =>
        world.As("tina").Portal.Do<EnvironmentRemovalCommands, Result>(commands => commands.DeleteAsync(RequestWorld.Handle, null, default));
}
