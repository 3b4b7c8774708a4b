using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TrePortal.Data.Projects;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Tests.Dispensal;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.PolicyRules;

/// <summary>Uploads into a project's <c>work/</c> folder.</summary>
[Trait("Category", "Integration")]
public sealed class WorkFileTests
{
    [Fact]
    public async Task Uploads_are_off_until_the_policies_allow_them()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var project = await world.ProjectAsync(dispense: false);

        Assert.IsType<Forbidden>((await UploadAsync(world, "otto", project, "a.R")).Error);
        Assert.Empty(BytesOf(world, project));
        await AllowAsync(world);
        DispensalWorld.Ok((await UploadAsync(world, "otto", project, "a.R")).ToResult());
        Assert.IsType<Forbidden>((await UploadAsync(world, "tina", project, "b.R")).Error);
        Assert.IsType<NotFound>((await UploadAsync(world, "stan", project, "b.R")).Error);

        var folder = DispensalWorld.Ok(await ListAsync(world, "carl", project));
        Assert.Equal(("a.R", 8L, "Test otto", false), (folder.Files[0].Path, folder.Files[0].Bytes, folder.Files[0].By, folder.Files[0].MayDelete));
        Assert.Equal(Hash.Of("x <- 1\n\n"), folder.Files[0].Sha256);
        Assert.IsType<Forbidden>((await ListAsync(world, "tina", project)).Error);
        Assert.IsType<NotFound>((await ListAsync(world, "stan", project)).Error);
    }

    [Fact]
    public async Task Only_who_uploaded_replaces_a_file_and_only_they_or_the_owner_delete_it()
    {
        await using var world = await DispensalWorld.SmallAsync();
        await AllowAsync(world);
        var project = await world.ProjectAsync(dispense: false);
        DispensalWorld.Ok((await UploadAsync(world, "otto", project, "scripts/a.R")).ToResult());
        DispensalWorld.Ok((await UploadAsync(world, "carl", project, "scripts/b.R")).ToResult());

        Assert.IsType<Forbidden>((await UploadAsync(world, "carl", project, "scripts/A.r", "mine")).Error); // the same name to some file systems
        Assert.IsType<Forbidden>((await DeleteAsync(world, "carl", project, "scripts/a.R")).Error);
        DispensalWorld.Ok((await UploadAsync(world, "otto", project, "scripts/a.R", "y <- 2\n")).ToResult());
        Assert.Equal(2, BytesOf(world, project).Length); // what was replaced is gone
        Assert.Equal("y <- 2\n", await ReadAsync(world, "otto", project, "scripts/a.R"));
        DispensalWorld.Ok(await DeleteAsync(world, "otto", project, "scripts/b.R")); // the owner of the project
        Assert.IsType<NotFound>((await DeleteAsync(world, "otto", project, "scripts/b.R")).Error);

        Assert.Single(BytesOf(world, project));
        var activity = (await world.Ask("carl", (queries, reader) => queries.ActivityAsync(project, reader, PageRequest.First, default))).Value.Items;
        Assert.Equal(["work-file-deleted", "work-file-downloaded", "work-file-uploaded", "work-file-uploaded", "work-file-uploaded"], activity.Take(5).Select(row => row.What));
        Assert.Equal((null, "work/scripts/a.R"), (activity[0].File, activity[1].File));
        Assert.DoesNotContain("scripts", string.Concat(await world.Portal.Look(db => db.AuditEvents.Select(row => row.Content).ToListAsync())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../a.R")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("C:\\a.R")]
    [InlineData("nul.txt")]
    [InlineData("a\u202eb")]
    [InlineData("there.R/below")]
    public async Task A_path_that_is_not_safe_is_refused(string path)
    {
        await using var world = await DispensalWorld.SmallAsync();
        await AllowAsync(world);
        var project = await world.ProjectAsync(dispense: false);
        DispensalWorld.Ok((await UploadAsync(world, "otto", project, "there.R")).ToResult());

        Assert.IsType<Invalid>((await UploadAsync(world, "otto", project, path)).Error);

        Assert.Single(BytesOf(world, project));
    }

    [Fact]
    public async Task Nothing_more_fits_than_the_quota_and_nothing_stays_of_what_broke_off()
    {
        await using var world = await DispensalWorld.SmallAsync();
        await AllowAsync(world);
        var project = await world.ProjectAsync(dispense: false);
        var options = new ProjectOptions { WorkQuotaBytes = 10 };
        var store = new WorkStore(new Data.Kernel.DataRoot(world.Portal.Folder, exclusive: false), options, world.Portal.Clock);

        var much = await store.WriteAsync(project, new MemoryStream(new byte[11]), store.Quota, default);
        await Assert.ThrowsAsync<IOException>(() => store.WriteAsync(project, new BrokenStream(), store.Quota, default));
        var enough = await store.WriteAsync(project, new MemoryStream(new byte[10]), store.Quota, default);

        Assert.IsType<WorkFolderFull>(much.Error);
        Assert.Equal(10, enough.Value.Bytes);
        Assert.Single(BytesOf(world, project));
    }

    [Fact]
    public async Task Bytes_that_no_file_names_are_swept_after_an_hour_and_no_others()
    {
        await using var world = await DispensalWorld.SmallAsync();
        await AllowAsync(world);
        var project = await world.ProjectAsync(dispense: false);
        DispensalWorld.Ok((await UploadAsync(world, "otto", project, "a.R")).ToResult());
        var kept = Assert.Single(BytesOf(world, project));
        var (old, young) = (Path.Combine(Path.GetDirectoryName(kept)!, Guid.CreateVersion7().ToString("D")), Path.Combine(Path.GetDirectoryName(kept)!, Guid.CreateVersion7().ToString("D")));
        await File.WriteAllTextAsync(old, "lost");
        await File.WriteAllTextAsync(young, "on its way");
        var now = world.Portal.Clock.GetUtcNow().UtcDateTime;
        File.SetLastWriteTimeUtc(old, now.AddHours(-2));
        File.SetLastWriteTimeUtc(kept, now.AddHours(-2));
        File.SetLastWriteTimeUtc(young, now);

        await world.Portal.Services.GetServices<IHostedService>().OfType<WorkSweeper>().Single().SweepAsync(default);

        Assert.Equal(new[] { kept, young }.Order(), BytesOf(world, project).Order());
    }

    [Fact]
    public async Task The_api_keeps_uploads_apart_from_what_was_dispensed()
    {
        await using var world = await DispensalWorld.SmallAsync();
        await AllowAsync(world, download: true);
        var (project, _) = await world.DispensedAsync();
        await using var web = new TestWeb(("Portal:DataRoot", world.Portal.Folder));
        using var carl = await web.ApiAs("carl");
        using var stan = await web.ApiAs("stan");
        var files = $"/api/v1/projects/{project}/files";

        using var put = await carl.PutAsync($"{files}/work/scripts/model.R", new ByteArrayContent("x <- 1\n"u8.ToArray()));
        using var strangers = await stan.PutAsync($"{files}/work/scripts/model.R", new ByteArrayContent("x"u8.ToArray()));

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (put.StatusCode, strangers.StatusCode));
        var list = await carl.GetFromJsonAsync<JsonElement>($"{files}/work");
        Assert.Equal(("scripts/model.R", 7), (list.GetProperty("items")[0].GetProperty("path").GetString(), list.GetProperty("bytes").GetInt32()));
        Assert.Equal("x <- 1\n", await carl.GetStringAsync($"{files}/work/scripts/model.R"));
        Assert.DoesNotContain("model.R", await carl.GetStringAsync(files), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await carl.DeleteAsync($"{files}/work/scripts/model.R")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await carl.DeleteAsync($"{files}/work/scripts/model.R")).StatusCode);
        await world.SetPoliciesAsync(policies => policies with { MayUpload = false, AllowedNetworks = ["192.0.2.0/24"] });
        using var elsewhere = await carl.GetAsync(files); // a test server has no address at all
        Assert.Equal((HttpStatusCode.Forbidden, "network"), (elsewhere.StatusCode, (await elsewhere.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()));
        Assert.Equal("action-refused", await world.Portal.Look(db => db.AuditEvents.OrderByDescending(row => row.Sequence).Select(row => row.Action).FirstAsync()));
        Assert.Equal("network", (await carl.GetFromJsonAsync<JsonElement>($"/api/v1/projects/{project}")).GetProperty("door").GetProperty("shutCode").GetString());
    }

    private static Task AllowAsync(DispensalWorld world, bool download = true) =>
        world.SetPoliciesAsync(policies => policies with { MayUpload = true, MayDownload = download });

    private static async Task<Result<WorkFileId>> UploadAsync(DispensalWorld world, string by, ProjectId project, string path, string text = "x <- 1\n\n")
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await world.As(by).Portal.Do<WorkFileCommands, Result<WorkFileId>>(files => files.UploadAsync(project, path, content, default));
    }

    private static Task<Result> DeleteAsync(DispensalWorld world, string by, ProjectId project, string path) =>
        world.As(by).Portal.Do<WorkFileCommands, Result>(files => files.DeleteAsync(project, path, default));

    private static async Task<string> ReadAsync(DispensalWorld world, string by, ProjectId project, string path)
    {
        var opened = DispensalWorld.Ok(await world.As(by).Portal.Do<WorkFileCommands, Result<OpenedWorkFile>>(files => files.DownloadAsync(project, path, default)));
        using var reader = new StreamReader(opened.Content);
        return await reader.ReadToEndAsync();
    }

    private static async Task<Result<WorkFolder>> ListAsync(DispensalWorld world, string by, ProjectId project)
    {
        var reader = await world.ActorAsync(by);
        return await world.Portal.Do<IWorkQueries, Result<WorkFolder>>(queries => queries.ListAsync(project, reader, default));
    }

    private static string[] BytesOf(DispensalWorld world, ProjectId project)
    {
        var folder = Path.Combine(world.Portal.Folder, "projects", project.ToString(), "work");
        return Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
    }

    /// <summary>Gives a few bytes and breaks.</summary>
    private sealed class BrokenStream : MemoryStream
    {
        private bool _hasGiven;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_hasGiven)
            {
                throw new IOException("The line broke.");
            }

            _hasGiven = true;
            return new(3);
        }
    }
}
