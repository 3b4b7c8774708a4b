using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Dispensal;
using TrePortal.Tests.Dispensal;
using TrePortal.Tests.Invariants;
using TrePortal.Tests.Support;
using Xunit.Abstractions;

namespace TrePortal.Tests.Faults;

/// <summary>The provider's files change under a dispensal that is copying them: it fails whole, says why without data, and can be repaired (F17).</summary>
[Trait("Category", "Fault")]
public sealed class SourceChangeTests(ITestOutputHelper output)
{
    private const int Files = 40;

    private static readonly string[] Ways = ["changed", "truncated", "gone", "longer", "replaced", "a link"];

    [Fact]
    public async Task A_source_file_that_changes_while_files_are_copied_fails_the_dispensal_and_a_repair_lets_it_succeed()
    {
        var source = Directory.CreateTempSubdirectory("tre-portal-source-").FullName;
        DiskFullTests.Inventory(Files, bytes: 600_000).Write(source);
        await using var world = await DispensalWorld.CreateAsync(source, DispensalWorld.SmallCohort, [new("scans")]);
        await world.Portal.StartWorkersAsync();
        var random = new Random(17);
        var (wanted, failures) = (FullVolume.Or(6, 50), 0);
        for (var round = 0; failures < wanted; round++)
        {
            Assert.True(round < wanted * 5, $"only {failures} of {round} changes came in time");
            var way = Ways[failures % Ways.Length];
            var victim = Path.Combine(source, "files", $"big{random.Next(Files / 2, Files)}.bin"); // one that is copied later, or being copied
            var content = await File.ReadAllBytesAsync(victim);
            var project = await world.ProjectAsync();
            var dispensal = (await world.ReadAsync(project))!.Dispensals[0].Id.Value;
            await TestPortal.Until(() => world.Portal.Look(db => db.Jobs.AnyAsync(job => job.Subject == dispensal && (job.State == JobState.Done || (job.State == JobState.Running && job.Phase == "files")))), 60);
            Spoil(victim, content, way);

            var ended = await world.EndedAsync(project);

            if (ended.State == DispensalState.Failed)
            {
                failures++;
                Assert.Equal("source-changed", ended.FailureCode);
                Assert.DoesNotContain("big", ended.FailureReason, StringComparison.Ordinal); // a file's name may point to a person
                Assert.DoesNotContain("A1", ended.FailureReason, StringComparison.Ordinal);
                Assert.False(Directory.Exists(world.FolderOf(project, ended.Id)));
                Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(world.Portal.Folder, "staging"), "dispensal-*"));
                var listed = await world.Ask("otto", (queries, reader) => queries.FilesAsync(project, null, reader, CancellationToken.None));
                Assert.False(listed.IsOk);
                Restore(victim, content);
                DispensalWorld.Ok(await world.As("otto").Do(commands => commands.RetryAsync(project, ended.Id, CancellationToken.None)));
                ended = await world.EndedAsync(project);
            }

            // Too late to be noticed, or repaired: what is there is what was imported.
            Restore(victim, content);
            Assert.True(ended.State == DispensalState.Delivered, $"{way}: {ended.FailureReason}");
            Dispensed.IsWhatTheOracleSays(world.FolderOf(project, ended.Id), source, DispensalWorld.SmallCohort, DiskFullTests.Fields, ["core", "visits", "scans"]);
        }

        await world.Portal.AllHoldAsync();
        output.WriteLine($"{failures} dispensals failed because a source changed under them, and were repaired (F17)");
    }

    private static void Spoil(string file, byte[] content, string way)
    {
        switch (way)
        {
            case "changed":
                using (var stream = new FileStream(file, FileMode.Open, FileAccess.Write))
                {
                    stream.Position = content.Length / 2;
                    stream.WriteByte((byte)~content[content.Length / 2]);
                }

                break;
            case "truncated":
                using (var stream = new FileStream(file, FileMode.Open, FileAccess.Write))
                {
                    stream.SetLength(content.Length / 3);
                }

                break;
            case "longer":
                File.AppendAllText(file, "x");
                break;
            case "replaced":
                File.WriteAllBytes(file + ".new", new byte[content.Length]);
                File.Move(file + ".new", file, overwrite: true);
                break;
            default:
                File.Delete(file);
                _ = way == "a link" ? File.CreateSymbolicLink(file, Path.Combine(Path.GetDirectoryName(file)!, "big0.bin")) : null;
                break;
        }
    }

    private static void Restore(string file, byte[] content)
    {
        File.Delete(file);
        File.WriteAllBytes(file, content);
    }
}
