using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Tests.Dispensal;

[Trait("Category", "Integration")]
public sealed class EvidenceTests
{
    [Fact]
    public async Task The_pack_holds_what_happened_and_proves_itself()
    {
        await using var world = await DispensalWorld.SmallAsync();
        DispensalWorld.Ok(await world.As("otto").Portal.Do<MessageCommands, Result<RequestMessageId>>(commands => commands.PostAsync(world.Request, "When does it arrive?", default)));
        var (project, dispensal) = await world.DispensedAsync();
        DispensalWorld.Ok(await world.As("otto").Portal.Do<AccessRequestCommands, Result<long>>(commands => commands.CloseAsync(world.Request, "Published.", null, default)));

        var (fileName, entries) = await TakeAsync(world, "tina");

        Assert.Matches("^AR-[0-9]{4}-[0-9]{4}\\.zip$", fileName);
        using var index = JsonDocument.Parse(entries["index.json"]);
        var named = index.RootElement.GetProperty("entries").EnumerateArray().ToDictionary(entry => entry.GetProperty("path").GetString()!, entry => entry.GetProperty("sha256").GetString());
        Assert.Equal(entries.Keys.Except(["index.json"]).Order(StringComparer.Ordinal), named.Keys.Order(StringComparer.Ordinal));
        Assert.All(named, entry => Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(entries[entry.Key])), entry.Value));
        Assert.Equal("Published.", index.RootElement.GetProperty("ending").GetProperty("words").GetString());

        var version = index.RootElement.GetProperty("versions")[0];
        Assert.Equal(version.GetProperty("hash").GetString(), Convert.ToHexStringLower(SHA256.HashData(entries["versions/1.json"]))); // what was submitted, to be hashed by anybody
        Assert.Contains("approve", Encoding.UTF8.GetString(entries["decisions.json"]), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("When does it arrive?", Encoding.UTF8.GetString(entries["messages.json"]), StringComparison.Ordinal);
        var delivered = File.ReadAllBytes(Path.Combine(world.FolderOf(project, dispensal.Id), "manifest.json"));
        Assert.Equal(delivered, entries[$"projects/{project}/{dispensal.Id}.manifest.json"]);
        var actions = Encoding.UTF8.GetString(entries["audit.jsonl"]).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("action").GetString()).ToList();
        Assert.Equal(["request-started", "project-created", "dispensal-delivered", "message-posted", "request-closed", "evidence-taken"],
            new[] { "request-started", "project-created", "dispensal-delivered", "message-posted", "request-closed", "evidence-taken" }.Where(actions.Contains));
    }

    [Fact]
    public async Task Only_admins_of_the_environment_take_it_and_each_time_is_recorded()
    {
        await using var world = await DispensalWorld.SmallAsync();

        Assert.IsType<Forbidden>(await RefusalAsync(world, "otto"));
        Assert.IsType<Forbidden>(await RefusalAsync(world, "carl"));
        Assert.IsType<NotFound>(await RefusalAsync(world, "stan"));
        await TakeAsync(world, "tina");
        await TakeAsync(world, "tina");

        Assert.Equal(["tre admin", "tre admin"], await world.Portal.Look(db => db.AuditEvents.Where(row => row.Action == "evidence-taken").Select(row => row.ActingAs).ToListAsync()));
    }

    [Fact]
    public async Task A_manifest_that_was_changed_is_said_to_be_and_the_pack_is_made_all_the_same()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var (project, dispensal) = await world.DispensedAsync();
        var manifest = Path.Combine(world.FolderOf(project, dispensal.Id), "manifest.json");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(manifest, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.AppendAllText(manifest, " ");

        var (_, entries) = await TakeAsync(world, "tina");

        Assert.Contains("not the one that was delivered", Encoding.UTF8.GetString(entries[$"projects/{project}/{dispensal.Id}.manifest.json"]), StringComparison.Ordinal);
    }

    private static async Task<Error?> RefusalAsync(DispensalWorld world, string by) =>
        (await world.As(by).Portal.Do<EvidenceCommands, Result<TakenEvidence>>(commands => commands.TakeAsync(world.Request, default))).Error;

    private static async Task<(string FileName, Dictionary<string, byte[]> Entries)> TakeAsync(DispensalWorld world, string by)
    {
        var taken = DispensalWorld.Ok(await world.As(by).Portal.Do<EvidenceCommands, Result<TakenEvidence>>(commands => commands.TakeAsync(world.Request, default)));
        var entries = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await using var zip = await ZipArchive.CreateAsync(taken.Content, ZipArchiveMode.Read, leaveOpen: false, Encoding.UTF8, default);
        foreach (var entry in zip.Entries)
        {
            await using var content = await entry.OpenAsync();
            using var bytes = new MemoryStream();
            await content.CopyToAsync(bytes);
            entries[entry.FullName] = bytes.ToArray();
        }

        return (taken.FileName, entries);
    }
}
