using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Dispensal;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Projects;

[Trait("Category", "Integration")]
public sealed class ProjectTests
{
    [Fact]
    public async Task A_project_its_dispensal_and_its_job_come_in_one_transaction()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var events = await world.Portal.Look(db => db.AuditEvents.CountAsync());

        var project = await world.ProjectAsync();

        var found = (await world.ReadAsync(project))!;
        Assert.Equal((DispensalState.Queued, ProjectRole.Owner, "AR-2026-0001"), (found.Dispensals[0].State, found.Role, found.Reference));
        Assert.Equal(["otto", "carl"], found.People.Select(person => person.UserName));
        Assert.Equal(["project-created", "dispensal-asked"], await world.Portal.Look(db => db.AuditEvents.OrderBy(row => row.Sequence).Skip(events).Select(row => row.Action).ToListAsync()));
    }

    [Fact]
    public async Task Owner_and_collaborator_create_projects_and_nobody_else()
    {
        await using var world = await DispensalWorld.SmallAsync();

        var carl = await world.As("carl").Do(commands => commands.CreateProjectAsync(world.Request, "Carl's", false, CancellationToken.None));
        var tina = await world.As("tina").Do(commands => commands.CreateProjectAsync(world.Request, "Tina's", false, CancellationToken.None));
        var stan = await world.As("stan").Do(commands => commands.CreateProjectAsync(world.Request, "Stan's", false, CancellationToken.None));

        Assert.True(carl.IsOk);
        Assert.IsType<Forbidden>(tina.Error);
        Assert.IsType<NotFound>(stan.Error);
        Assert.True((await world.ReadAsync(carl.Value))!.People[0].IsOwner);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\u0007b")]
    public async Task A_project_needs_a_name(string name)
    {
        await using var world = await DispensalWorld.SmallAsync();

        var refused = await world.As("otto").Do(commands => commands.CreateProjectAsync(world.Request, name, true, CancellationToken.None));

        Assert.IsType<Invalid>(refused.Error);
        Assert.Empty((await world.Ask("otto", (queries, reader) => queries.ListAsync(reader, PageRequest.First, CancellationToken.None))).Items);
    }

    [Fact]
    public async Task A_stranger_gets_not_found_everywhere()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var (project, dispensal) = await world.DispensedAsync();

        Assert.Null(await world.ReadAsync(project, "stan"));
        Assert.Null(await world.Ask("stan", (queries, reader) => queries.FindDispensalAsync(project, dispensal.Id, reader, CancellationToken.None)));
        Assert.Null(await world.Ask("stan", (queries, reader) => queries.OfferAsync(world.Request, reader, CancellationToken.None)));
        Assert.Empty((await world.Ask("stan", (queries, reader) => queries.ListAsync(reader, PageRequest.First, CancellationToken.None))).Items);
        Assert.IsType<NotFound>((await world.Ask("stan", (queries, reader) => queries.FilesAsync(project, null, reader, CancellationToken.None))).Error);
        Assert.IsType<NotFound>((await world.Ask("stan", (queries, reader) => queries.PreviewAsync(project, null, "person.data.csv", 1, reader, CancellationToken.None))).Error);
        Assert.IsType<NotFound>((await world.Ask("stan", (queries, reader) => queries.ActivityAsync(project, reader, PageRequest.First, CancellationToken.None))).Error);
        Assert.IsType<NotFound>((await world.As("stan").Do(commands => commands.StartAsync(project, CancellationToken.None))).Error);
        Assert.IsType<NotFound>((await world.As("stan").Do(commands => commands.RetryAsync(project, dispensal.Id, CancellationToken.None))).Error);
        Assert.IsType<NotFound>((await DownloadAsync(world, "stan", project)).Error);
        Assert.IsType<NotFound>((await VerifyAsync(world, "stan", project, dispensal)).Error);
    }

    [Fact]
    public async Task An_admin_sees_how_it_stands_and_never_a_file()
    {
        await using var world = await DispensalWorld.SmallAsync();
        await world.SetPoliciesAsync(policies => policies with { MayDownload = true });
        var (project, _) = await world.DispensedAsync();

        var seen = (await world.ReadAsync(project, "tina"))!;

        Assert.Equal((DispensalState.Delivered, ProjectRole.TreAdmin), (seen.Dispensals[0].State, seen.Role));
        Assert.Equal((null, null, null), (seen.Dispensals[0].Plan, seen.Dispensals[0].Totals, seen.Dispensals[0].ManifestHash));
        Assert.Empty(seen.Actions);
        Assert.IsType<Forbidden>((await world.Ask("tina", (queries, reader) => queries.FilesAsync(project, null, reader, CancellationToken.None))).Error);
        Assert.IsType<Forbidden>((await world.Ask("tina", (queries, reader) => queries.PreviewAsync(project, null, "person.data.csv", 1, reader, CancellationToken.None))).Error);
        Assert.IsType<Forbidden>((await DownloadAsync(world, "tina", project)).Error);
    }

    [Fact]
    public async Task A_download_is_refused_by_policy_and_the_refusal_is_kept()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var (project, _) = await world.DispensedAsync();

        var refused = await DownloadAsync(world, "otto", project);

        Assert.IsType<Forbidden>(refused.Error);
        Assert.Equal("action-refused", await world.Portal.Look(db => db.AuditEvents.OrderByDescending(row => row.Sequence).Select(row => row.Action).FirstAsync()));
    }

    [Fact]
    public async Task An_allowed_download_is_the_file_and_is_in_the_activity_by_name()
    {
        await using var world = await DispensalWorld.SmallAsync();
        await world.SetPoliciesAsync(policies => policies with { MayDownload = true });
        var (project, dispensal) = await world.DispensedAsync();

        var opened = DispensalWorld.Ok(await DownloadAsync(world, "carl", project));

        await using (opened.Content)
        {
            using var reader = new StreamReader(opened.Content);
            Assert.Equal(await File.ReadAllTextAsync(Path.Combine(world.FolderOf(project, dispensal.Id), "person.data.csv")), await reader.ReadToEndAsync());
        }

        var newest = (await world.Ask("otto", (queries, reader) => queries.ActivityAsync(project, reader, PageRequest.First, CancellationToken.None))).Value.Items[0];
        Assert.Equal(("file-downloaded", "person.data.csv", "Test carl"), (newest.What, newest.File, newest.Who));
        Assert.DoesNotContain("person.data.csv", await world.Portal.Look(db => db.AuditEvents.OrderByDescending(row => row.Sequence).Select(row => row.Content).FirstAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../../portal.db")]
    [InlineData("files/../person.data.csv")]
    [InlineData("/etc/passwd")]
    [InlineData("PERSON.data.csv")]
    public async Task A_path_that_the_manifest_does_not_name_is_not_found(string path)
    {
        await using var world = await DispensalWorld.SmallAsync();
        await world.SetPoliciesAsync(policies => policies with { MayDownload = true });
        var (project, _) = await world.DispensedAsync();

        Assert.IsType<NotFound>((await DownloadAsync(world, "otto", project, path)).Error);
    }

    [Fact]
    public async Task A_table_is_previewed_where_the_policy_allows()
    {
        await using var world = await DispensalWorld.SmallAsync(null, null, new CollectionChoice("core"));
        var (project, _) = await world.DispensedAsync();
        var shown = await world.Ask("carl", (queries, reader) => queries.PreviewAsync(project, null, "person.data.csv", 1, reader, CancellationToken.None));
        await world.SetPoliciesAsync(policies => policies with { MayPreview = false });

        var refused = await world.Ask("carl", (queries, reader) => queries.PreviewAsync(project, null, "person.data.csv", 1, reader, CancellationToken.None));

        Assert.Equal((5, 1, 1), (shown.Value.Rows.Count, shown.Value.Page, shown.Value.LastPage));
        Assert.Equal(["id", "sex", "age"], shown.Value.Columns);
        Assert.Equal(["A2", "M", "-3"], shown.Value.Rows[1]);
        Assert.IsType<Forbidden>(refused.Error);
    }

    [Fact]
    public async Task Verifying_tells_what_was_changed_and_is_kept()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var (project, dispensal) = await world.DispensedAsync();
        var intact = DispensalWorld.Ok(await VerifyAsync(world, "otto", project, dispensal));
        var file = Path.Combine(world.FolderOf(project, dispensal.Id), "visit.data.csv");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        await File.AppendAllTextAsync(file, "9,A9,2020\n");

        var damaged = DispensalWorld.Ok(await VerifyAsync(world, "otto", project, dispensal));

        Assert.Equal(0, intact.ProblemCount);
        Assert.Equal("visit.data.csv", Assert.Single(damaged.Problems).Path);
        Assert.Equal(1, (await world.ReadAsync(project))!.Dispensals[0].Verified!.Problems);
    }

    [Fact]
    public async Task The_api_answers_projects_under_the_same_rules()
    {
        await using var world = await DispensalWorld.SmallAsync();
        await using var web = new TestWeb(("Portal:DataRoot", world.Portal.Folder));
        using var otto = await web.ApiAs("otto");
        using var stan = await web.ApiAs("stan");

        using var created = await otto.PostAsJsonAsync("/api/v1/projects", new { request = world.Request.Value, name = "By script", dispense = true });
        var id = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        await world.EndedAsync(new ProjectId(id));

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(id, (await otto.GetFromJsonAsync<JsonElement>("/api/v1/projects")).GetProperty("items")[0].GetProperty("id").GetGuid());
        Assert.Equal("delivered", (await otto.GetFromJsonAsync<JsonElement>($"/api/v1/projects/{id}")).GetProperty("dispensals")[0].GetProperty("state").GetString());
        Assert.Contains("person.data.csv", await otto.GetStringAsync($"/api/v1/projects/{id}/files"), StringComparison.Ordinal);
        Assert.Contains("\"A2\"", await otto.GetStringAsync($"/api/v1/projects/{id}/preview/person.data.csv?page=1"), StringComparison.Ordinal);
        Assert.Equal(2, (await otto.GetFromJsonAsync<JsonElement>($"/api/v1/projects/{id}/members")).GetProperty("items").GetArrayLength());
        Assert.Equal(0, (await (await otto.PostAsync($"/api/v1/projects/{id}/verify", null)).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("problemCount").GetInt32());
        Assert.Equal(HttpStatusCode.Forbidden, (await otto.GetAsync($"/api/v1/projects/{id}/files/person.data.csv")).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await otto.PostAsync($"/api/v1/projects/{id}/dispensals", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stan.GetAsync($"/api/v1/projects/{id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await stan.GetAsync($"/api/v1/projects/{id}/files/person.data.csv")).StatusCode);

        await world.SetPoliciesAsync(policies => policies with { MayDownload = true });
        Assert.StartsWith("id,sex,age\n", await otto.GetStringAsync($"/api/v1/projects/{id}/files/person.data.csv"), StringComparison.Ordinal);
    }

    private static Task<Result<OpenedFile>> DownloadAsync(DispensalWorld world, string by, ProjectId project, string path = "person.data.csv") =>
        world.As(by).Portal.Do<DispensedFileCommands, Result<OpenedFile>>(files => files.DownloadAsync(project, null, path, CancellationToken.None));

    private static Task<Result<VerificationReport>> VerifyAsync(DispensalWorld world, string by, ProjectId project, DispensalDetails dispensal) =>
        world.As(by).Portal.Do<DispensedFileCommands, Result<VerificationReport>>(files =>
            files.VerifyAsync(project, dispensal.ManifestHash is null ? null : new DeliveredFolder(project, dispensal.Id, dispensal.ManifestHash), null, CancellationToken.None));
}
