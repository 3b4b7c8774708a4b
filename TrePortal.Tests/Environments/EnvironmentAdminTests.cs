using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Environments;

[Trait("Category", "Integration")]
public sealed class EnvironmentAdminTests
{
    private const string Handle = AdminWorld.Handle;

    [Fact]
    public async Task A_new_draft_says_what_is_missing_and_publishing_names_it()
    {
        await using var world = await AdminWorld.CreateAsync();

        var environment = (await world.FindAsync())!;
        var refused = await world.Life(commands => commands.PublishAsync(Handle, environment.Version, default));

        Assert.Equal(["details", "inventory", "collections", "showcase", "pipeline", "policies"], environment.Checklist.Where(line => !line.IsDone).Select(line => line.Code));
        Assert.Equal(environment.Checklist.Where(line => !line.IsDone).Select(line => line.Code), refused.MustRefuse<Invalid>().Problems.Select(problem => problem.Code));
    }

    [Fact]
    public async Task A_complete_draft_is_published_with_its_version()
    {
        await using var world = await AdminWorld.ReadyAsync();
        Assert.All((await world.FindAsync())!.Checklist, line => Assert.True(line.IsDone, line.Open));

        (await world.Life(commands => commands.PublishAsync(Handle, null, default))).MustBeOk();

        var environment = (await world.FindAsync())!;
        Assert.Equal((EnvironmentState.Active, 1, (int?)null), (environment.State, environment.ActiveVersion, environment.PendingVersion));
        Assert.Equal(InventoryVersionState.Active, (await world.FindInventoryAsync())!.Versions[0].State);
    }

    [Fact]
    public async Task Reactivating_makes_the_pending_version_the_active_one()
    {
        await using var world = await AdminWorld.InAsync(EnvironmentState.Maintenance);
        Assert.Equal(ImportState.Accepted, (await world.ImportAsync(2, new SmallInventory())).State);

        (await world.Life(commands => commands.ReactivateAsync(Handle, null, null, default))).MustBeOk();

        var versions = (await world.FindInventoryAsync())!.Versions;
        Assert.Equal([(2, InventoryVersionState.Active)], versions.Select(version => (version.Number, version.State)));
    }

    [Fact]
    public async Task An_admin_of_the_organization_sees_name_state_and_admins_and_no_more()
    {
        await using var world = await AdminWorld.InAsync(EnvironmentState.Active);
        world.Portal.As(world.OrgAdmin);
        var reader = await world.Portal.ActorAsync();

        var row = Assert.Single(await world.Portal.Do<IEnvironmentAdminQueries, IReadOnlyList<AdministeredEnvironment>>(queries => queries.ListAsync(reader, default)));

        Assert.Equal(("North", EnvironmentState.Active), (row.Name, row.State));
        Assert.Equal(["Test ada"], row.Admins);
        Assert.Null(row.Own);
        Assert.Null(await world.FindAsync());
        Assert.Null(await world.FindInventoryAsync());
    }

    [Fact]
    public async Task The_second_of_two_editors_is_told()
    {
        await using var world = await AdminWorld.CreateAsync();
        var read = (await world.FindAsync())!.Version;
        (await world.Environments(commands => commands.DescribeAsync(Handle, EnvironmentDetails.Named("First"), read, default))).MustBeOk();

        var second = await world.Environments(commands => commands.DescribeAsync(Handle, EnvironmentDetails.Named("Second"), read, default));

        second.MustRefuse<Stale>();
        Assert.Equal("First", (await world.FindAsync())!.Details.Name);
    }

    [Fact]
    public async Task Many_are_authorized_at_once_and_each_line_has_its_outcome()
    {
        await using var world = await AdminWorld.CreateAsync();

        var outcomes = (await world.Members(commands => commands.AuthorizeAsync(
            Handle, [new("rita"), new("RITA@example.org", new DateOnly(2027, 1, 31)), new("nobody"), new("org-north")], default))).MustBeOk();

        Assert.Equal([true, false, false, true], outcomes.Select(row => row.IsDone));
        var entries = await world.AuthorizedAsync();
        Assert.Equal([("org-north", true), ("rita", false)], entries.Select(entry => (entry.Name, entry.IsOrganization)));
    }

    [Fact]
    public async Task Nobody_removes_themselves_and_a_reviewer_stays_authorized()
    {
        await using var world = await AdminWorld.ReadyAsync();
        var rex = (await world.AuthorizedAsync()).Single(entry => entry.Name == "rex").Key;

        var self = await world.Members(commands => commands.RemoveAdminAsync(Handle, world.Admin, null, default));
        var reviewer = await world.Members(commands => commands.UnauthorizeAsync(Handle, rex, null, default));
        var stranger = await world.Members(commands => commands.AssignReviewerAsync(Handle, "ethics", "sam", null, default));

        Assert.Equal("self", self.MustRefuse<Invalid>().Problems[0].Code);
        Assert.Equal("reviewer", reviewer.MustRefuse<Invalid>().Problems[0].Code);
        Assert.Equal("not-authorized", stranger.MustRefuse<Invalid>().Problems[0].Code);
    }

    [Fact]
    public async Task Steps_are_put_in_order()
    {
        await using var world = await AdminWorld.CreateAsync();
        foreach (var id in new[] { "one", "two", "three" })
        {
            (await world.Environments(commands => commands.AddStepAsync(Handle, new StepDraft(id, id, "", 1), null, default))).MustBeOk();
        }

        (await world.Environments(commands => commands.OrderStepsAsync(Handle, ["three", "one", "two"], null, default))).MustBeOk();
        var refused = await world.Environments(commands => commands.OrderStepsAsync(Handle, ["three", "one"], null, default));

        Assert.Equal(["three", "one", "two"], (await world.FindAsync())!.Steps.Select(step => step.Id));
        refused.MustRefuse<Invalid>();
    }

    [Fact]
    public async Task A_deleted_draft_is_gone_with_its_versions()
    {
        await using var world = await AdminWorld.ReadyAsync();

        (await world.Portal.Do<TrePortal.Domain.Projects.EnvironmentRemovalCommands, Result>(commands => commands.DeleteAsync(Handle, null, default))).MustBeOk();

        Assert.Null(await world.FindAsync());
        Assert.Equal((0, 0), await world.Portal.Look(async db => (db.Set<InventoryVersion>().Count(), await Task.FromResult(db.Set<InventoryImport>().Count()))));
    }
}
