using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Requests;
using TrePortal.Domain.Reviews;
using TrePortal.Tests.Api;
using TrePortal.Tests.Dispensal;
using TrePortal.Tests.Invariants;
using TrePortal.Tests.Requests;
using TrePortal.Tests.Support;
using Xunit.Abstractions;

namespace TrePortal.Tests.Faults;

/// <summary>A full disk refuses cleanly, keeps nothing half, lets people read, and is forgotten when there is room again (F04).</summary>
[Trait("Category", "Fault")]
public sealed class DiskFullTests(ITestOutputHelper output)
{
    private const string Requests = "/api/v1/requests";

    [SmallDiskFact]
    public async Task The_disk_of_the_database_and_its_audit_log_refuses_every_write_and_no_read()
    {
        using var disk = SmallDisk.Mount(megabytes: 24);
        await using var world = await RequestWorld.CreateAsync(ReviewMode.Parallel, ShowcaseMode.Inventory, null, Policies.Default, [new("ethics", 1, ["rita"])], disk.Root);
        await using var web = new TestWeb(("Portal:DataRoot", disk.Root));
        var (otto, rita, stan) = (await web.ApiAs("otto"), await web.ApiAs("rita"), await web.ApiAs("stan"));
        var rounds = FullVolume.Or(3, 50);
        for (var round = 0; round < rounds; round++)
        {
            var id = await world.SubmittedAsync();
            var address = $"{Requests}/{id}";
            Assert.Equal(HttpStatusCode.OK, (await rita.GetAsync(address)).StatusCode);
            var before = await CountsAsync(world.Portal);
            await world.Portal.Look(db => db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)")); // a log with room of its own would take some writes yet
            disk.Fill(leave: round % 3 * 4096); // the very last page, and two more

            var decision = new { version = 1, outcome = "approve", justification = new string('x', 9000) };
            await IsUnavailableAsync(await PostAsync(rita, $"{address}/steps/ethics/decision", decision, $"full-{round}"));
            await IsUnavailableAsync(await PostAsync(otto, Requests, new { environment = RequestWorld.Handle, content = new { purpose = new string('x', 9000) } }, $"draft-{round}"));
            if (round % 3 == 0)
            {
                // What cannot be written into the audit log is not answered either: not even that there is nothing.
                await IsUnavailableAsync(await PostAsync(stan, $"{address}/messages", new { text = "Hello" }, $"stranger-{round}"));
            }

            Assert.Equal(HttpStatusCode.OK, (await rita.GetAsync(address)).StatusCode);
            Assert.Equal(HttpStatusCode.OK, (await otto.GetAsync(Requests)).StatusCode);
            Assert.Equal(before, await CountsAsync(world.Portal));

            disk.Free();
            using var done = await PostAsync(rita, $"{address}/steps/ethics/decision", decision, $"full-{round}");
            Assert.Equal(HttpStatusCode.OK, done.StatusCode);
            Assert.Equal("approved", (await done.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString());
            Assert.Equal(1, await world.Portal.Look(db => db.AuditEvents.CountAsync(row => row.SubjectId == id.Value && row.Action == "step-decided")));
        }

        await world.Portal.AllHoldAsync();
        await new KillHarness(world.Portal).AuditChainHoldsAsync();
        output.WriteLine($"{rounds} times the database's disk was full (F04)");
    }

    [SmallDiskFact]
    public async Task The_disk_of_the_workspace_fails_the_dispensal_whole_and_a_retry_delivers_it()
    {
        var rounds = FullVolume.Or(2, 50);
        using var disk = SmallDisk.Mount(megabytes: 40 + (5 * rounds)); // what is delivered stays
        var source = Directory.CreateTempSubdirectory("tre-portal-source-").FullName;
        Inventory(files: 12, bytes: 300_000).Write(source);
        await using var world = await DispensalWorld.CreateAsync(source, DispensalWorld.SmallCohort, [new("scans")], new JobOptions { LeaseSeconds = 5, Attempts = 2 }, disk.Root);
        await world.Portal.StartWorkersAsync();
        var random = new Random(4);
        for (var round = 0; round < rounds; round++)
        {
            disk.Fill(leave: random.Next(400_000, 3_000_000)); // room for the job's own rows, not for 3.6 MB of files
            var project = await world.ProjectAsync();

            var failed = await world.EndedAsync(project);

            Assert.Equal((DispensalState.Failed, "job-broken"), (failed.State, failed.FailureCode));
            Assert.False(Directory.Exists(world.FolderOf(project, failed.Id)));
            Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(disk.Root, "staging")));
            Assert.NotNull(await world.ReadAsync(project));

            disk.Free();
            DispensalWorld.Ok(await world.As("otto").Do(commands => commands.RetryAsync(project, failed.Id, CancellationToken.None)));
            var delivered = await world.EndedAsync(project);
            Assert.True(delivered.State == DispensalState.Delivered, delivered.FailureReason);
            Dispensed.IsWhatTheOracleSays(world.FolderOf(project, delivered.Id), source, DispensalWorld.SmallCohort, Fields, ["core", "visits", "scans"]);
        }

        await world.Portal.AllHoldAsync();
        output.WriteLine($"{rounds} times the workspace's disk was full (F04)");
    }

    [SmallDiskFact]
    public async Task The_disk_of_uploads_refuses_the_upload_and_keeps_nothing_of_it()
    {
        await using var world = await RequestWorld.CreateAsync();
        using var disk = SmallDisk.Mount(megabytes: 4, Directory.CreateDirectory(Path.Combine(world.Portal.Folder, "uploads")).FullName);
        await using var web = new TestWeb(("Portal:DataRoot", world.Portal.Folder));
        var tina = await web.ApiAs("tina");
        using var opened = await tina.PostAsync($"/api/v1/environments/{RequestWorld.Handle}/inventory/versions", null);
        Assert.True(opened.IsSuccessStatusCode, await opened.Content.ReadAsStringAsync());
        var address = $"/api/v1/environments/{RequestWorld.Handle}/inventory/versions/2/assets/tabular";
        var noise = new byte[1_000_000];
        new Random(5).NextBytes(noise);
        var archive = new SmallInventory().Set("tabular/noise.bin", noise).Zip("tabular");
        var rounds = FullVolume.Or(2, 50);
        for (var round = 0; round < rounds; round++)
        {
            disk.Fill(leave: round % 5 * 150_000);

            await IsUnavailableAsync(await UploadAsync(tina, address, archive));

            Assert.Equal(["filler"], Directory.EnumerateFileSystemEntries(disk.Folder).Select(Path.GetFileName));
            Assert.Equal(HttpStatusCode.OK, (await tina.GetAsync($"/api/v1/environments/{RequestWorld.Handle}")).StatusCode);
            disk.Free();
        }

        using var accepted = await UploadAsync(tina, address, new SmallInventory().Zip("tabular"));
        Assert.True(accepted.StatusCode == HttpStatusCode.Accepted, await accepted.Content.ReadAsStringAsync());
        await world.Portal.AllHoldAsync();
        output.WriteLine($"{rounds} times the disk of uploads was full (F04)");
    }

    internal static string[] Fields { get; } =
        ["person.id", "person.sex", "person.age", "visit.visit_id", "visit.person_id", "visit.day", "scan.scan_id", "scan.visit", "scan.score"];

    /// <summary>The small inventory with files of the people whom <see cref="DispensalWorld.SmallCohort"/> means.</summary>
    internal static SmallInventory Inventory(int files, int bytes)
    {
        var inventory = new SmallInventory();
        var lines = new System.Text.StringBuilder("source\tpath\tparticipant_id\tcollection_ids\n");
        for (var number = 0; number < files; number++)
        {
            var content = new byte[bytes];
            new Random(number).NextBytes(content);
            inventory.Set($"files/big{number}.bin", content);
            lines.Append(System.Globalization.CultureInfo.InvariantCulture, $"big{number}.bin\tscan{number:00}.bin\tA1\tscans\n");
        }

        return inventory.Set("file_inventory.tsv", lines.ToString());
    }

    private static async Task<(int Events, int Calls, int Requests)> CountsAsync(TestPortal portal) => (
        await portal.Look(db => db.AuditEvents.CountAsync()),
        await portal.Look(db => db.IdempotentCalls.CountAsync()),
        await portal.Look(db => db.Set<AccessRequest>().CountAsync()));

    private static async Task IsUnavailableAsync(HttpResponseMessage answer)
    {
        await FrameTests.AssertProblem(answer, HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string address, object body, string key)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        message.Headers.Add("Idempotency-Key", key);
        return await client.SendAsync(message);
    }

    private static async Task<HttpResponseMessage> UploadAsync(HttpClient client, string address, byte[] archive)
    {
        using var content = new ByteArrayContent(archive);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        return await client.PutAsync(address, content);
    }
}
