using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Environments;

namespace TrePortal.Tests.Dispensal;

/// <summary>People who withdraw: out of every later dispensal, out of the showcase by batch, and never in the log.</summary>
[Trait("Category", "Integration")]
public sealed class WithdrawalTests
{
    private const string Handle = "tre-north";

    private static readonly string[] AllScanFields =
        ["person.id", "person.sex", "person.age", "visit.visit_id", "visit.person_id", "visit.day", "scan.scan_id", "scan.visit", "scan.score"];

    [Fact]
    public async Task A_later_dispensal_holds_neither_the_people_nor_their_rows_and_files()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var answer = DispensalWorld.Ok(await WithdrawAsync(world, "A2", "A2", "Nobody"));
        Assert.Equal((2, 0, 1, 1, 2), (answer.Added, answer.AlreadyThere, answer.Repeated, answer.Unknown, answer.Total));
        Assert.Equal([4], answer.UnknownLines);

        var (project, dispensal) = await world.DispensedAsync();

        Assert.True(dispensal.State == DispensalState.Delivered, dispensal.FailureReason);
        Dispensed.IsWhatTheOracleSays(world.FolderOf(project, dispensal.Id), world.Source, DispensalWorld.SmallCohort, AllScanFields, ["core", "visits", "scans"], "A2");
        Assert.DoesNotContain("A2", await File.ReadAllTextAsync(Path.Combine(world.FolderOf(project, dispensal.Id), "visit.data.csv")), StringComparison.Ordinal);
        Assert.Equal(3, dispensal.Plan!.People);
        Assert.Empty(await HoldersAsync(world)); // it never had them
    }

    [Fact]
    public async Task Projects_that_hold_them_are_named_and_the_number_is_not_when_it_is_small()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var (project, _) = await world.DispensedAsync();
        Assert.Empty(await HoldersAsync(world));

        DispensalWorld.Ok(await WithdrawAsync(world, "A2"));

        var holder = Assert.Single(await HoldersAsync(world));
        Assert.Equal((project.Value, "Strokes", "AR-2026-0001", "fewer than 10"), (holder.Id, holder.Project, holder.Request, holder.People.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        DispensalWorld.Ok(await WithdrawAsync(world, "A3")); // not in the cohort: A1, A2, A4, A5
        Assert.Single(await HoldersAsync(world));
    }

    [Fact]
    public async Task The_showcase_follows_by_batch_and_a_mistake_is_taken_back()
    {
        await using var world = await DispensalWorld.SmallAsync();
        await world.SetPoliciesAsync(policies => policies with { Tier = DisclosureTier.Open });
        await world.NextVersionAsync(); // the tier binds from here on: a batch of 5
        DispensalWorld.Ok(await WithdrawAsync(world, "A1", "A2", "A3", "A4"));
        Assert.Equal((4, 4, 4, 5), await CountsAsync(world));
        Assert.Equal(5, await ShownAsync(world));

        Assert.IsType<Invalid>((await ReinstateAsync(world, "A9", "No such")).Error);
        Assert.IsType<Invalid>((await ReinstateAsync(world, "A4", "It was A4 after all")).Error); // the reason is kept: no key in it
        DispensalWorld.Ok(await ReinstateAsync(world, "A4", "Wrong line"));
        Assert.Equal((3, 3, 3, 5), await CountsAsync(world));

        DispensalWorld.Ok(await WithdrawAsync(world, "A4", "A5"));
        Assert.Equal((5, 5, 0, 5), await CountsAsync(world)); // the batch is full
        Assert.Equal(0, await ShownAsync(world));
    }

    [Fact]
    public async Task The_next_version_brings_the_showcase_up_to_date()
    {
        await using var world = await AdminWorld.InAsync(EnvironmentState.Active);
        DispensalWorld.Ok(await world.Portal.Do<WithdrawalCommands, Result<WithdrawalAnswer>>(commands => commands.AddAsync(Handle, [new("A1", 2)], default)));
        Assert.Equal(1, (await FindAsync(world))!.Waiting);
        await world.ImportAsync(2, new Support.SmallInventory());
        await world.AcknowledgeAsync(2);
        (await world.Life(commands => commands.DeactivateAsync(Handle, null, default))).MustBeOk();

        (await world.Life(commands => commands.ReactivateAsync(Handle, null, null, default))).MustBeOk();

        Assert.Equal((1, 0), ((await FindAsync(world))!.Total, (await FindAsync(world))!.Waiting));
    }

    [Fact]
    public async Task Keys_stand_in_no_event_and_strangers_learn_nothing()
    {
        await using var world = await DispensalWorld.SmallAsync();
        DispensalWorld.Ok(await WithdrawAsync(world, "A1", "A2"));

        var events = await world.Portal.Look(db => Task.FromResult(db.AuditEvents.ToList()));
        Assert.Contains(events, item => item.Action == "participants-withdrawn");
        Assert.All(events, item => Assert.DoesNotContain("\"A1\"", item.Content, StringComparison.Ordinal));
        world.As("otto");
        Assert.IsType<Forbidden>((await world.Portal.Do<WithdrawalCommands, Result<WithdrawalAnswer>>(commands => commands.AddAsync(Handle, [new("A3", 2)], default))).Error);
        var reader = await world.Portal.ActorAsync();
        Assert.Null(await world.Portal.Do<IWithdrawalQueries, WithdrawalsForAdmin?>(queries => queries.FindAsync(Handle, reader, default)));
        Assert.Null(await world.Portal.Do<IWithdrawalQueries, IReadOnlyList<ProjectHolding>?>(queries => queries.ProjectsAsync(Handle, reader, default)));
    }

    private static Task<Result<WithdrawalAnswer>> WithdrawAsync(DispensalWorld world, params string[] keys) => world.WithdrawAsync("id", keys);

    private static Task<Result> ReinstateAsync(DispensalWorld world, string key, string reason) =>
        world.As("tina").Portal.Do<WithdrawalCommands, Result>(commands => commands.ReinstateAsync(Handle, key, reason, default));

    private static async Task<IReadOnlyList<ProjectHolding>> HoldersAsync(DispensalWorld world)
    {
        var reader = await world.ActorAsync("tina");
        return (await world.Portal.Do<IWithdrawalQueries, IReadOnlyList<ProjectHolding>?>(queries => queries.ProjectsAsync(Handle, reader, default)))!;
    }

    private static async Task<(int, int, int, int)> CountsAsync(DispensalWorld world)
    {
        var reader = await world.ActorAsync("tina");
        var found = (await world.Portal.Do<IWithdrawalQueries, WithdrawalsForAdmin?>(queries => queries.FindAsync(Handle, reader, default)))!;
        return (found.Total, found.Known, found.Waiting, found.Batch);
    }

    private static async Task<int?> ShownAsync(DispensalWorld world)
    {
        var reader = await world.ActorAsync("otto");
        var answer = DispensalWorld.Ok(await world.Portal.Do<Domain.Cohorts.IShowcase, Result<Domain.Cohorts.ShowcaseAnswer>>(showcase =>
            showcase.QueryAsync(Handle, reader, new Domain.Cohorts.ShowcaseQuestion(null, []), default)));
        return answer.Count.Value;
    }

    private static Task<WithdrawalsForAdmin?> FindAsync(AdminWorld world) => world.Ask<IWithdrawalQueries, WithdrawalsForAdmin?>((queries, reader) => queries.FindAsync(Handle, reader, default));
}
