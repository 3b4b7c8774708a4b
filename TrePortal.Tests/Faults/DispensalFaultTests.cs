using System.Globalization;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Projects;
using TrePortal.Tests.Dispensal;
using TrePortal.Tests.Support;
using Xunit.Abstractions;

namespace TrePortal.Tests.Faults;

/// <summary>Whatever is killed whenever: in the end every project holds exactly what was approved, once.</summary>
[Trait("Category", "Fault")]
public sealed class DispensalFaultTests(ITestOutputHelper output)
{
    private static readonly string[] Points = ["KP2", "KP3", "KP4", "KP5", "KP6", "KP7", "KP8", "KP9", "KP10", "KP12"];

    private static readonly string[] Fields =
        ["person.id", "person.sex", "person.age", "visit.visit_id", "visit.person_id", "visit.day", "scan.scan_id", "scan.visit", "scan.score"];

    [Fact]
    public async Task Killed_at_every_point_a_dispensal_is_delivered_once()
    {
        await using var world = await WorldAsync(people: 200, files: 5);
        var harness = new KillHarness(world.Portal);
        for (var round = 0; round < KillHarness.Kills(sample: 1, full: 40); round++)
        {
            foreach (var point in Points)
            {
                var project = await world.ProjectAsync(); // the commit that makes it is KP1: no worker has seen it yet

                await harness.KillAtAsync(point);
                await NothingHalfIsShownAsync(world, project);
                await harness.RunUntilQuietAsync();

                await IsDeliveredAsync(world, project, point);
            }
        }

        await harness.AuditChainHoldsAsync();
        await harness.InvariantsHoldAsync();
        output.WriteLine($"{harness.Killed} kills (F01)");
    }

    [Fact]
    public async Task Killed_at_random_moments_again_and_again_a_dispensal_is_delivered_once()
    {
        await using var world = await WorldAsync(people: 20_000, files: 60);
        var harness = new KillHarness(world.Portal);
        var random = new Random(20261);
        for (var kills = 0; kills < KillHarness.Kills(sample: 4, full: 50);)
        {
            var project = await world.ProjectAsync();
            for (var times = random.Next(1, 3); times > 0; times--, kills++)
            {
                await harness.KillAfterAsync(TimeSpan.FromMilliseconds(random.Next(0, 1500)));
                await NothingHalfIsShownAsync(world, project);
            }

            await harness.RunUntilQuietAsync();
            await IsDeliveredAsync(world, project, $"after {kills} kills");
        }

        await harness.AuditChainHoldsAsync();
        await harness.InvariantsHoldAsync();
        output.WriteLine($"{harness.Killed} kills (F01)");
    }

    /// <summary>A folder in a project is complete from the moment it can be seen (INV18), and the portal lists it only when delivered.</summary>
    private static async Task NothingHalfIsShownAsync(DispensalWorld world, ProjectId project)
    {
        var details = (await world.ReadAsync(project))!;
        var folder = world.FolderOf(project, details.Dispensals[0].Id);
        if (Directory.Exists(folder))
        {
            Dispensed.ManifestIsTrue(folder);
        }

        var listed = await world.Ask("otto", (queries, reader) => queries.FilesAsync(project, null, reader, CancellationToken.None));
        Assert.Equal(details.Dispensals[0].State == DispensalState.Delivered, listed.IsOk);
    }

    private static async Task IsDeliveredAsync(DispensalWorld world, ProjectId project, string when)
    {
        var dispensal = (await world.ReadAsync(project))!.Dispensals[0];
        Assert.True(dispensal.State == DispensalState.Delivered, $"{when}: {dispensal.State} {dispensal.FailureReason}");
        Dispensed.IsWhatTheOracleSays(world.FolderOf(project, dispensal.Id), world.Source, DispensalWorld.SmallCohort, Fields, ["core", "visits", "scans"]);
        Assert.Single(Directory.EnumerateDirectories(Path.Combine(world.Portal.Folder, "projects", project.ToString(), "dispensals")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(world.Portal.Folder, "staging"), "dispensal-*"));
        var deliveries = await world.Portal.Look(db => db.AuditEvents.CountAsync(row => row.SubjectId == project.Value && row.Action == "dispensal-delivered"));
        Assert.Equal(1, deliveries);
    }

    private static async Task<DispensalWorld> WorldAsync(int people, int files)
    {
        var culture = CultureInfo.InvariantCulture;
        var inventory = new SmallInventory();
        inventory.Set("tabular/person.data.csv", "id,sex,age,weight,born,seen,illness,note\n"
            + string.Concat(Enumerable.Range(1, people).Select(number => string.Create(culture, $"P{number},{(number % 2 == 0 ? 'F' : 'M')},{number % 90},,,,{(number % 3 == 0 ? "heart" : "lung")},\n"))));
        inventory.Set("tabular/visit.data.csv", "visit_id,person_id,day\n"
            + string.Concat(Enumerable.Range(1, people).Select(number => string.Create(culture, $"{number},P{number},2020-01-05\n"))));
        inventory.Set("tabular/scan.data.csv", "scan_id,visit,score\n"
            + string.Concat(Enumerable.Range(1, people).Select(number => string.Create(culture, $"S{number},{number},{number}.5\n"))));
        inventory.Set("file_inventory.tsv", "source\tpath\tparticipant_id\tcollection_ids\n"
            + string.Concat(Enumerable.Range(1, files).Select(number => string.Create(culture, $"big{number}.bin\tscan{number}.bin\tP{number * 3}\tscans\n"))));
        foreach (var number in Enumerable.Range(1, files))
        {
            var content = new byte[300_000];
            new Random(number).NextBytes(content);
            inventory.Set(string.Create(culture, $"files/big{number}.bin"), content);
        }

        var source = Directory.CreateTempSubdirectory("tre-portal-source-").FullName;
        inventory.Write(source);
        return await DispensalWorld.CreateAsync(source, DispensalWorld.SmallCohort, [new("scans")]);
    }
}
