using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Reviews;
using static TrePortal.Domain.Environments.EnvironmentAction;
using static TrePortal.Domain.Environments.EnvironmentState;

namespace TrePortal.Tests.Environments;

/// <summary>What a stranger is told by the commands, and that each lock has its reason. The locks themselves: <see cref="SettingsTable"/>.</summary>
[Trait("Category", "Integration")]
public sealed class LockTests
{
    private const string Handle = AdminWorld.Handle;

    private static readonly (string Setting, Func<AdminWorld, Task<Result>> Change)[] Table =
    [
        ("details", world => world.Environments(commands => commands.DescribeAsync(Handle, new EnvironmentDetails("N", "d", "c", [], []), null, default))),
        ("region", world => world.Environments(commands => commands.MoveAsync(Handle, "eu-south", null, default))),
        ("visibility", world => world.Environments(commands => commands.ShowAsync(Handle, Visibility.Public, null, default))),
        ("admins", world => world.Members(commands => commands.AddAdminAsync(Handle, "rita", null, default))),
        ("authorized users", async world => (await world.Members(commands => commands.AuthorizeAsync(Handle, [new("sam")], default))).ToResult()),
        ("policies", world => world.Environments(commands => commands.SetPoliciesAsync(Handle, Policies.Default with { MayDownload = true }, null, default))),
        ("showcase", world => world.Environments(commands => commands.ChooseShowcaseAsync(Handle, ShowcaseMode.Inventory, null, default))),
        ("next version", async world => (await world.Inventory(commands => commands.StartVersionAsync(Handle, default))).ToResult()),
        ("step added", world => world.Environments(commands => commands.AddStepAsync(Handle, new StepDraft("two", "Two", "", 1), null, default))),
        ("step removed", world => world.Environments(commands => commands.RemoveStepAsync(Handle, "ethics", null, default))),
        ("steps ordered", world => world.Environments(commands => commands.OrderStepsAsync(Handle, ["ethics"], null, default))),
        ("mode", world => world.Environments(commands => commands.SetReviewModeAsync(Handle, ReviewMode.Sequential, null, default))),
        ("quorum", world => world.Environments(commands => commands.SetQuorumAsync(Handle, "ethics", 2, null, default))),
        ("step reminder", world => world.Environments(commands => commands.RemindAfterAsync(Handle, "ethics", 14, null, default))),
        ("step text", world => world.Environments(commands => commands.DescribeStepAsync(Handle, "ethics", "Other", "", null, default))),
        ("reviewer added", world => world.Members(commands => commands.AssignReviewerAsync(Handle, "ethics", "roy", null, default))),
        ("deleted", world => world.Portal.Do<TrePortal.Domain.Projects.EnvironmentRemovalCommands, Result>(commands => commands.DeleteAsync(Handle, null, default))),
        ("published", world => world.Life(commands => commands.PublishAsync(Handle, null, default))),
        ("deactivated", world => world.Life(commands => commands.DeactivateAsync(Handle, null, default))),
        ("reactivated", world => world.Life(commands => commands.ReactivateAsync(Handle, null, null, default))),
    ];

    public static TheoryData<EnvironmentState> States => [.. Enum.GetValues<EnvironmentState>()];

    [Theory]
    [MemberData(nameof(States))]
    public async Task A_stranger_is_told_not_found_by_every_command_and_every_query(EnvironmentState state)
    {
        await using var world = await Fresh(state);
        world.Portal.As(world.Stranger);

        foreach (var (setting, change) in Table)
        {
            Assert.True((await change(world)).Error is NotFound, setting);
        }

        var removed = await world.Portal.Do<ReviewCommands, Result>(commands => commands.UnassignAsync(Handle, "ethics", world.Admin, null, default));
        Assert.IsType<NotFound>(removed.Error);
        Assert.Null(await world.FindAsync());
        Assert.Null(await world.FindInventoryAsync());
        var stranger = await world.Portal.ActorAsync();
        Assert.Empty(await world.Portal.Do<IEnvironmentAdminQueries, IReadOnlyList<AdministeredEnvironment>>(queries => queries.ListAsync(stranger, default)));
        Assert.IsType<NotFound>((await world.Portal.Do<IInventoryQueries, Result>(queries => queries.MayImportAsync(Handle, 1, stranger, default))).Error);
    }

    [Fact]
    public void Every_lock_has_its_reason_and_nothing_open_has_one()
    {
        foreach (var state in Enum.GetValues<EnvironmentState>())
        {
            foreach (var setting in Enum.GetValues<EnvironmentAction>())
            {
                var isOpen = EnvironmentLifecycle.Table.ActionsFrom(state, EnvironmentRole.TreAdmin).Contains(setting);

                Assert.Equal(isOpen, EnvironmentLifecycle.LockReason(state, setting) is null);
            }
        }

        Assert.Contains("deactivate", EnvironmentLifecycle.LockReason(Active, EditInventory), StringComparison.Ordinal);
    }

    // Without an import: the version under construction is there, and a file inventory is not needed for these rows.
    private static Task<AdminWorld> Fresh(EnvironmentState state) => AdminWorld.InAsync(state);
}
