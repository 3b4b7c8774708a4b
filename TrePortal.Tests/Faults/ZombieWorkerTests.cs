using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Dispensal;
using TrePortal.Tests.Dispensal;
using TrePortal.Tests.Support;
using Xunit.Abstractions;

namespace TrePortal.Tests.Faults;

/// <summary>
/// A worker that stands still for longer than its lease and then goes on: another one has finished meanwhile, and the first
/// finds every door shut (F07, INV19).
/// </summary>
[Trait("Category", "Fault")]
public sealed class ZombieWorkerTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_worker_that_was_stopped_beyond_its_lease_changes_nothing_any_more()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // there is no way to stop a process for a while
        }

        var source = Directory.CreateTempSubdirectory("tre-portal-source-").FullName;
        DiskFullTests.Inventory(files: 60, bytes: 400_000).Write(source);
        await using var world = await DispensalWorld.CreateAsync(source, DispensalWorld.SmallCohort, [new("scans")]);
        var harness = new KillHarness(world.Portal);
        var random = new Random(7);
        var (rounds, zombies) = (FullVolume.Or(2, 200), 0);
        for (var round = 0; zombies < rounds; round++)
        {
            Assert.True(round < rounds * 4, $"only {zombies} of {round} workers were caught at work");
            var project = await world.ProjectAsync();
            var dispensal = (await world.ReadAsync(project))!.Dispensals[0].Id.Value;
            using var first = new Watched(harness.StartWorkers());
            await TestPortal.Until(() => world.Portal.Look(db => db.Jobs.AnyAsync(job => job.Subject == dispensal && (job.State == JobState.Done || (job.State == JobState.Running && job.Phase == "files")))), 60);
            await Task.Delay(random.Next(0, 100));
            await StopAsync(first, world.Portal.Folder);
            var caught = await world.Portal.Look(db => db.Jobs.AsNoTracking().SingleAsync(job => job.Subject == dispensal));

            using (var second = new Watched(harness.StartWorkers()))
            {
                await second.UntilAsync(async () => (await world.ReadAsync(project))!.Dispensals[0].State == DispensalState.Delivered, 120, async () =>
                    $"Not delivered in round {round}, after {zombies} zombies: {JsonSerializer.Serialize(await world.Portal.Look(db => db.Jobs.AsNoTracking().SingleAsync(job => job.Subject == dispensal)))}");
            }

            var delivered = await world.Portal.Look(db => db.Jobs.AsNoTracking().SingleAsync(job => job.Id == caught.Id));
            var folder = world.FolderOf(project, (await world.ReadAsync(project))!.Dispensals[0].Id);
            var (before, written) = (Fingerprint(folder), Directory.GetLastWriteTimeUtc(folder));
            first.Signal("CONT");
            if (caught.State == JobState.Running)
            {
                zombies++;
                await first.SaysAsync("lost its lease", "failed on attempt"); // the other one has cleared away what it was writing, which it may notice first
            }

            // The zombie looked, was refused, and left everything as the other one had made it.
            Assert.True(caught.State == JobState.Running ? delivered.Fence > caught.Fence : delivered.Fence == caught.Fence, $"fence {caught.Fence}, then {delivered.Fence}");
            var after = await world.Portal.Look(db => db.Jobs.AsNoTracking().SingleAsync(job => job.Id == caught.Id));
            Assert.Equal((delivered.Fence, delivered.State, delivered.FinishedAt, delivered.Attempts), (after.Fence, after.State, after.FinishedAt, after.Attempts));
            Assert.Equal((before, written), (Fingerprint(folder), Directory.GetLastWriteTimeUtc(folder)));
            Dispensed.IsWhatTheOracleSays(folder, source, DispensalWorld.SmallCohort, DiskFullTests.Fields, ["core", "visits", "scans"]);
            Assert.Equal(1, await world.Portal.Look(db => db.AuditEvents.CountAsync(row => row.SubjectId == project.Value && row.Action == "dispensal-delivered")));

            // The zombie may have begun its next file, in its own folder, before it looked: then it takes that away itself.
            await TestPortal.Until(() => Task.FromResult(!Directory.EnumerateFileSystemEntries(Path.Combine(world.Portal.Folder, "staging"), "dispensal-*").Any()), 20);
        }

        await harness.AuditChainHoldsAsync();
        await harness.InvariantsHoldAsync();
        output.WriteLine($"{zombies} zombies were refused (F07)");
    }

    // Not while it writes: a process that stands still in a transaction keeps everybody out of an embedded database, and no lease helps.
    private static async Task StopAsync(Watched worker, string folder)
    {
        for (var tries = 0; ; tries++)
        {
            worker.Signal("STOP");
            await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "portal.db")};Pooling=False;Default Timeout=1");
            await connection.OpenAsync();
            try
            {
                await using var transaction = connection.BeginTransaction();
                return;
            }
            catch (SqliteException busy) when (busy.SqliteErrorCode == 5 && tries < 20)
            {
                worker.Signal("CONT");
                await Task.Delay(100 + (tries * 10)); // time to finish its commit
            }
        }
    }

    private static string Fingerprint(string folder) => string.Join('\n', Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal).Select(path => $"{path} {Dispensed.Sha256(path)} {File.GetLastWriteTimeUtc(path):O}"));

    private sealed class Watched : IDisposable
    {
        private readonly Process _process;
        private readonly ConcurrentQueue<string> _said = new();

        public Watched(Process process)
        {
            _process = process;
            process.OutputDataReceived += (_, line) => _said.Enqueue(line.Data ?? "");
            process.BeginOutputReadLine();
        }

        public void Signal(string name)
        {
            using var kill = Process.Start("kill", ["-" + name, _process.Id.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
            Assert.Equal(0, kill.ExitCode);
        }

        public Task SaysAsync(params string[] anyOf) => UntilAsync(
            () => Task.FromResult(_said.Any(line => anyOf.Any(words => line.Contains(words, StringComparison.Ordinal)))),
            30,
            () => Task.FromResult($"It never said \"{string.Join("\" or \"", anyOf)}\""));

        public async Task UntilAsync(Func<Task<bool>> isSo, double seconds, Func<Task<string>> otherwise)
        {
            try
            {
                await TestPortal.Until(isSo, seconds);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"{await otherwise()}. It said: {string.Join('\n', _said)}");
            }
        }

        public void Dispose()
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
