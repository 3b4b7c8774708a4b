using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Dispensal;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Dispensal;

[Trait("Category", "Integration")]
public sealed class DispensalTests
{
    private static readonly string[] AllScanFields =
        ["person.id", "person.sex", "person.age", "visit.visit_id", "visit.person_id", "visit.day", "scan.scan_id", "scan.visit", "scan.score"];

    [Fact]
    public async Task A_project_receives_exactly_what_was_approved()
    {
        await using var world = await DispensalWorld.SmallAsync();

        var (project, dispensal) = await world.DispensedAsync();

        Assert.True(dispensal.State == DispensalState.Delivered, dispensal.FailureReason);
        Dispensed.IsWhatTheOracleSays(world.FolderOf(project, dispensal.Id), world.Source, DispensalWorld.SmallCohort, AllScanFields, ["core", "visits", "scans"]);
        Assert.Equal((4L, 10L), (dispensal.Plan!.People, dispensal.Totals!.Rows));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(world.Portal.Folder, "staging")));
    }

    [Fact]
    public async Task Single_fields_are_dispensed_with_keys_and_nothing_else()
    {
        await using var world = await DispensalWorld.SmallAsync(null, null, new CollectionChoice("core", ["person.age"]), new CollectionChoice("scans", ["scan.score"]), new CollectionChoice("visits", []));

        var (project, dispensal) = await world.DispensedAsync();

        Dispensed.IsWhatTheOracleSays(
            world.FolderOf(project, dispensal.Id), world.Source, null,
            ["person.id", "person.age", "visit.visit_id", "scan.score", "scan.scan_id"], ["core", "visits", "scans"]);
    }

    [SharedDataFact]
    public async Task The_real_example_is_dispensed_cell_for_cell()
    {
        const string Cohort = """
            {"logic":"and","filters":[{"field":"participant.sex","op":"in","values":["0"]},{"field":"participant.age_at_entry","op":"between","values":[50,69]},
            {"field":"participant.conditions","op":"any","values":["cardiovascular"]},{"field":"participant.bmi","op":"exists"},
            {"entity":"event","logic":"and","filters":[{"field":"event.condition","op":"in","values":["stroke","atrial_fibrillation"]},{"field":"event.event_day","op":"greater-than-eq","values":[0]}]}]}
            """;
        await using var world = await DispensalWorld.CreateAsync(
            SharedData.LiverOutcomes(1), Cohort, [new("core"), new("outcomes"), new("laboratory"), new("files_lab_series")]);

        var (project, dispensal) = await world.DispensedAsync();

        Assert.True(dispensal.State == DispensalState.Delivered, dispensal.FailureReason);
        Assert.Equal((291L, 8L), (dispensal.Plan!.People, dispensal.Plan.Files));
        Dispensed.IsWhatTheOracleSays(
            world.FolderOf(project, dispensal.Id),
            world.Source,
            Cohort,
            [
                "participant.age_at_entry", "participant.sex", "participant.nafld_case", "participant.conditions", "participant.followup_days", "participant.vital_status",
                "event.event_day", "event.condition", "lab.lab_day", "lab.test", "lab.value",
            ],
            ["core", "outcomes", "laboratory", "files_lab_series"]);
    }

    [Fact]
    public async Task The_dispensed_tables_can_be_imported_themselves()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var (project, dispensal) = await world.DispensedAsync();

        var report = new InventoryImporter(TimeProvider.System).Import(
            new ImportPlan(Path.Combine(world.Portal.Folder, "again")) { TabularSource = world.FolderOf(project, dispensal.Id), SmallCategory = 0 }, null, CancellationToken.None);

        Assert.DoesNotContain(report.Problems, problem => problem.Severity == Domain.Inventory.ProblemSeverity.Error);
    }

    [Fact]
    public async Task Everything_is_read_only_on_disk()
    {
        await using var world = await DispensalWorld.SmallAsync();

        var (project, dispensal) = await world.DispensedAsync();

        var folder = world.FolderOf(project, dispensal.Id);
        const UnixFileMode Write = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        Assert.All(
            Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Append(folder),
            path => Assert.Equal(UnixFileMode.None, (OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path)) & Write));
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("longer")]
    [InlineData("gone")]
    [InlineData("link")]
    public async Task A_source_file_that_is_not_as_imported_fails_the_dispensal_and_shows_nothing(string how)
    {
        await using var world = await DispensalWorld.SmallAsync();
        var file = Path.Combine(world.Source, "files", "a", "one.txt");
        switch (how)
        {
            case "changed":
                await File.WriteAllTextAsync(file, "eno");
                break;
            case "longer":
                await File.AppendAllTextAsync(file, "r");
                break;
            default:
                File.Delete(file);
                _ = how == "link" ? File.CreateSymbolicLink(file, Path.Combine(world.Source, "files", "two.txt")) : null;
                break;
        }

        var (project, dispensal) = await world.DispensedAsync();

        Assert.Equal((DispensalState.Failed, "source-changed"), (dispensal.State, dispensal.FailureCode));
        Assert.False(Directory.Exists(world.FolderOf(project, dispensal.Id)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(world.Portal.Folder, "staging")));
        Assert.Equal([DispensalAction.Retry], dispensal.Actions);
    }

    [Fact]
    public async Task A_failed_one_can_be_tried_again_when_the_file_is_back()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var file = Path.Combine(world.Source, "files", "a", "one.txt");
        await File.WriteAllTextAsync(file, "eno");
        var (project, failed) = await world.DispensedAsync();
        await File.WriteAllTextAsync(file, "one");

        DispensalWorld.Ok(await world.As("carl").Do(commands => commands.RetryAsync(project, failed.Id, CancellationToken.None)));

        Assert.Equal(DispensalState.Delivered, (await world.EndedAsync(project)).State);
    }

    [Fact]
    public async Task A_disabled_member_stops_a_dispensal()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var project = await world.ProjectAsync();
        await world.ChangeAsync(async session => (await session.FindAsync<Person, PersonId>(world["carl"], CancellationToken.None))!.Enable(Actor.Operator, false));

        await world.Portal.StartWorkersAsync();

        Assert.Equal((DispensalState.Failed, "member-disabled"), await world.EndedAsync(project) is var ended ? (ended.State, ended.FailureCode) : default);
    }

    [Fact]
    public async Task A_newer_version_is_dispensed_beside_the_first_and_each_only_once()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var (project, _) = await world.DispensedAsync();
        var again = await world.As("otto").Do(commands => commands.StartAsync(project, CancellationToken.None));
        await world.NextVersionAsync();
        world.Portal.Clock.Advance(TimeSpan.FromMinutes(1));

        DispensalWorld.Ok(await world.As("otto").Do(commands => commands.StartAsync(project, CancellationToken.None)));
        await world.EndedAsync(project);

        Assert.IsType<IllegalMove>(again.Error);
        Assert.Equal([(DispensalState.Delivered, 2), (DispensalState.Delivered, 1)], (await world.ReadAsync(project))!.Dispensals.Select(item => (item.State, item.InventoryNumber!.Value)).OrderByDescending(pair => pair.Value));
    }

    [Fact]
    public async Task A_queued_dispensal_is_cancelled_by_the_worker_that_takes_it_up()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var project = await world.ProjectAsync();
        var queued = (await world.ReadAsync(project))!.Dispensals[0];

        DispensalWorld.Ok(await world.As("otto").Do(commands => commands.CancelAsync(project, queued.Id, CancellationToken.None)));
        await world.Portal.StartWorkersAsync();

        Assert.Equal(DispensalState.Cancelled, (await world.EndedAsync(project)).State);
        Assert.False(Directory.Exists(world.FolderOf(project, queued.Id)));
        world.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        DispensalWorld.Ok(await world.As("otto").Do(commands => commands.StartAsync(project, CancellationToken.None)));
        Assert.Equal(DispensalState.Delivered, (await world.EndedAsync(project)).State);
    }

    [Fact]
    public async Task A_worker_that_lost_its_lease_commits_nothing()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var project = await world.ProjectAsync();
        await using var scope = world.Portal.Services.CreateAsyncScope();
        var services = scope.ServiceProvider;
        var job = await world.Portal.Look(db => db.Jobs.AsNoTracking().SingleAsync(row => row.Kind == DispensalCommands.JobKind));
        await world.Portal.Look(db => db.Jobs.ExecuteUpdateAsync(set => set
            .SetProperty(row => row.State, JobState.Running).SetProperty(row => row.Fence, 2).SetProperty(row => row.LeaseUntil, Some.Monday.AddHours(1))));
        job.State = JobState.Running;
        job.Fence = 1; // the zombie: somebody else holds fence 2
        var run = new JobRun(job, services.GetRequiredService<IDbContextFactory<PortalDbContext>>(), services.GetRequiredService<IWriteDoor>(), services.GetRequiredService<IChangeFeed>(), world.Portal.Clock);
        var handler = services.GetServices<IJobHandler>().First(candidate => candidate.Kind == job.Kind);

        await Assert.ThrowsAsync<LeaseLostException>(() => handler.RunAsync(run, CancellationToken.None));

        Assert.Equal(DispensalState.Queued, (await world.ReadAsync(project))!.Dispensals[0].State);
        Assert.False(Directory.Exists(Path.Combine(world.Portal.Folder, "projects", project.ToString())));
    }

    [Fact]
    public async Task The_sweeper_takes_what_no_running_job_owns_and_leaves_what_was_delivered()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var (project, delivered) = await world.DispensedAsync();
        var left = Directory.CreateDirectory(Path.Combine(world.Portal.Folder, "staging", $"dispensal-{delivered.Id.Value:N}-{delivered.Job.Value:N}-7"));
        await File.WriteAllTextAsync(Path.Combine(left.FullName, "person.data.csv"), "half");

        await world.Portal.Services.GetRequiredService<DispensalSweeper>().SweepAsync(CancellationToken.None);

        Assert.False(Directory.Exists(left.FullName));
        Dispensed.ManifestIsTrue(world.FolderOf(project, delivered.Id));
    }

    [Fact]
    public async Task The_newest_version_decides_at_the_start_and_a_change_meanwhile_fails()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var project = await world.ProjectAsync();
        var id = (await world.ReadAsync(project))!.Dispensals[0].Id;
        await world.ChangeAsync(async session =>
        {
            var version = await session.FindAsync<Domain.Inventory.InventoryVersion, Domain.Inventory.InventoryVersionId>(world.Version, CancellationToken.None);
            return (await session.FindAsync<ProjectDispensal, DispensalId>(id, CancellationToken.None))!.Start(version!, session.Now);
        });
        await world.NextVersionAsync();

        await world.Portal.StartWorkersAsync();

        Assert.Equal("inventory-moved", (await world.EndedAsync(project)).FailureCode);
    }
}
