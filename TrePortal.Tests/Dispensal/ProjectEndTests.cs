using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Invariants;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Dispensal;

/// <summary>Projects that keep to a version, go to another owner, or go for good (spec.md D3, D7, D9).</summary>
[Trait("Category", "Integration")]
public sealed class ProjectEndTests
{
    [Fact]
    public async Task A_pinned_project_receives_the_version_that_was_approved_and_upgrades_beside_it()
    {
        await using var world = await DispensalWorld.SmallAsync();
        await world.NextVersionAsync();
        var project = DispensalWorld.Ok(await world.As("otto").Do(commands => commands.CreateProjectAsync(world.Request, "Pinned", dispense: true, default, isPinned: true)));
        await world.Portal.StartWorkersAsync();

        Assert.Equal((DispensalState.Delivered, 1), await EndedAsync(world, project));
        Assert.Equal((1, 2), ((await world.ReadAsync(project))!.PinnedNumber, (await world.ReadAsync(project))!.ActiveVersion));
        Assert.IsType<IllegalMove>((await world.As("otto").Do(commands => commands.StartAsync(project, default))).Error); // it has what it keeps to

        world.Portal.Clock.Advance(TimeSpan.FromMinutes(1)); // so that the next one is the newest
        DispensalWorld.Ok(await world.As("carl").Do(commands => commands.UpgradeAsync(project, default)));

        Assert.Equal((DispensalState.Delivered, 2), await EndedAsync(world, project));
        var read = (await world.ReadAsync(project))!;
        Assert.Null(read.PinnedNumber);
        Assert.Equal([2, 1], read.Dispensals.Select(dispensal => dispensal.InventoryNumber!.Value));
        Assert.All(read.Dispensals, dispensal => Assert.True(File.Exists(Path.Combine(world.FolderOf(project, dispensal.Id), "manifest.json"))));
        Assert.IsType<IllegalMove>((await world.As("otto").Do(commands => commands.UpgradeAsync(project, default))).Error);
        await world.Portal.AllHoldAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_newer_version_no_longer_has_is_said_before_anybody_asks_for_it(bool isPinned)
    {
        await using var world = await DispensalWorld.SmallAsync();
        var project = DispensalWorld.Ok(await world.As("otto").Do(commands => commands.CreateProjectAsync(world.Request, "Strokes", dispense: true, default, isPinned)));
        await world.Portal.StartWorkersAsync();
        Assert.Equal((DispensalState.Delivered, 1), await EndedAsync(world, project));
        Assert.Null((await world.ReadAsync(project))!.UpgradeFault);

        await world.NextVersionAsync(Renamed("scans", "images", "data_collections.json", "file_inventory.tsv"));
        var fault = (await world.ReadAsync(project))!.UpgradeFault;
        var refused = (await world.As("otto").Do(commands => isPinned ? commands.UpgradeAsync(project, default) : commands.StartAsync(project, default))).Error;

        Assert.Contains("collection scans", fault, StringComparison.Ordinal);
        Assert.Equal(("selection-gone", fault), (refused!.Code, refused.Message));
        Assert.Null((await world.ReadAsync(project, "tina"))!.UpgradeFault); // not a member: it tells what was approved
        var read = (await world.ReadAsync(project))!;
        Assert.Equal((1, isPinned ? 1 : null), (read.Dispensals.Count, read.PinnedNumber));

        world.Portal.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.NextVersionAsync(new SmallInventory());
        Assert.Null((await world.ReadAsync(project))!.UpgradeFault);
        DispensalWorld.Ok(await world.As("otto").Do(commands => isPinned ? commands.UpgradeAsync(project, default) : commands.StartAsync(project, default)));
        Assert.Equal((DispensalState.Delivered, 3), await EndedAsync(world, project));
    }

    [Fact]
    public async Task A_cohort_that_a_newer_version_cannot_work_out_is_said_too()
    {
        await using var world = await DispensalWorld.SmallAsync("""{"field":"person.illness","op":"any","values":["lung"]}""", collections: new CollectionChoice("core", ["person.sex"]));
        var (project, _) = await world.DispensedAsync();

        await world.NextVersionAsync(Renamed("lung", "airways", "tabular/codings.csv", "tabular/person.data.csv"));

        Assert.Contains("cohort", (await world.ReadAsync(project))!.UpgradeFault, StringComparison.Ordinal);
        Assert.Equal("cohort-does-not-fit", (await world.As("otto").Do(commands => commands.StartAsync(project, default))).Error!.Code);
    }

    [Fact]
    public async Task The_crate_says_who_asked_who_signed_and_what_was_checked()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var (project, dispensal) = await world.DispensedAsync();

        var graph = Dispensed.CrateIsTrue(world.FolderOf(project, dispensal.Id)).GetProperty("@graph").EnumerateArray().ToList();

        var assessed = graph.Where(entity => entity.GetProperty("@type").GetString() == "AssessAction").ToList();
        var signed = assessed.Where(entity => Kind(entity) == "https://w3id.org/shp#SignOff").ToList();
        var details = (await world.ReadAsync(project))!;
        var request = await world.Portal.Look(db => db.Set<AccessRequest>().AsNoTracking().SingleAsync());
        Assert.Equal(request.Decisions.Select(decision => $"urn:uuid:{decision.Reviewer}").Order(), signed.Select(entity => entity.GetProperty("agent").GetProperty("@id").GetString()!).Order());
        Assert.Equal(["https://w3id.org/shp#CheckValue", "https://w3id.org/shp#DisclosureCheck", "https://w3id.org/shp#ValidationCheck"], assessed.Except(signed).Select(Kind).Order(StringComparer.Ordinal));
        var asked = graph.Single(entity => entity.GetProperty("@id").GetString() == "#request");
        Assert.Equal((details.RequestHash, $"urn:uuid:{request.Owner}"), (asked.GetProperty("sha256").GetString(), asked.GetProperty("author").GetProperty("@id").GetString()));

        static string Kind(JsonElement entity) => entity.GetProperty("additionalType").GetProperty("@id").GetString()!;
    }

    [Fact]
    public async Task Deleted_by_its_owner_a_project_is_gone_and_the_hashes_of_all_its_files_are_in_the_audit_log()
    {
        await using var world = await DispensalWorld.SmallAsync();
        await world.SetPoliciesAsync(policies => policies with { MayUpload = true });
        var (project, dispensal) = await world.DispensedAsync();
        using var upload = new MemoryStream("mine"u8.ToArray());
        Assert.True((await world.As("carl").Portal.Do<WorkFileCommands, Result<WorkFileId>>(commands => commands.UploadAsync(project, "model.R", upload, default))).IsOk);
        var folder = Path.Combine(world.Portal.Folder, "projects", project.ToString());
        var hashes = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "manifest.json").Select(Dispensed.Sha256).Order(StringComparer.Ordinal).ToList();
        var manifest = Dispensed.Sha256(Path.Combine(world.FolderOf(project, dispensal.Id), "manifest.json"));

        Assert.IsType<Forbidden>((await world.As("carl").Do(commands => commands.DeleteProjectAsync(project, "Strokes", default))).Error);
        Assert.IsType<Invalid>((await world.As("otto").Do(commands => commands.DeleteProjectAsync(project, "strokes", default))).Error);
        DispensalWorld.Ok(await world.As("otto").Do(commands => commands.DeleteProjectAsync(project, "Strokes", default)));

        await TestPortal.Until(async () => (await world.ReadAsync(project))!.ErasedAt is not null, 30);
        Assert.False(Directory.Exists(folder));
        var listed = await world.Portal.Look(db => db.AuditEvents.Where(row => row.Action == "project-files-listed").OrderBy(row => row.Sequence).Select(row => row.Content).ToListAsync());
        var events = listed.ConvertAll(content => JsonDocument.Parse(content).RootElement);
        Assert.Equal(hashes, events.SelectMany(content => content.GetProperty("hashes").EnumerateArray().Select(hash => hash.GetString()!)).Order(StringComparer.Ordinal));
        Assert.Contains(manifest, events.Select(content => content.TryGetProperty("manifestHash", out var hash) ? hash.GetString() : null));
        Assert.DoesNotContain("data.csv", string.Concat(listed), StringComparison.Ordinal); // names may point to people
        Assert.Equal(0, await world.Portal.Look(db => db.Set<WorkFile>().CountAsync()));
        Assert.IsType<IllegalMove>((await world.As("otto").Do(commands => commands.StartAsync(project, default))).Error);
        Assert.Empty((await world.Ask("otto", (queries, reader) => queries.ListAsync(reader, PageRequest.First, default))).Items);
        await world.Portal.AllHoldAsync();
    }

    [Fact]
    public async Task A_project_whose_request_was_revoked_can_be_deleted_and_one_that_is_being_filled_cannot()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var project = await world.ProjectAsync();
        Assert.IsType<IllegalMove>((await world.As("otto").Do(commands => commands.DeleteProjectAsync(project, "Strokes", default))).Error);
        await world.Portal.StartWorkersAsync();
        await world.EndedAsync(project);
        DispensalWorld.Ok(await world.As("tina").Portal.Do<AccessRequestCommands, Result<long>>(commands => commands.RevokeAsync(world.Request, "It must end.", null, default)));

        DispensalWorld.Ok(await world.As("otto").Do(commands => commands.DeleteProjectAsync(project, "Strokes", default)));

        await TestPortal.Until(async () => (await world.ReadAsync(project))!.ErasedAt is not null, 30);
        Assert.False(Directory.Exists(Path.Combine(world.Portal.Folder, "projects", project.ToString())));
    }

    [Fact]
    public async Task Projects_go_with_the_request_to_its_new_owner_and_the_old_one_is_out()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var (project, _) = await world.DispensedAsync();
        var carl = (await world.ActorAsync("carl")).Id;

        Assert.IsType<Forbidden>((await PassAsync(world, "otto", carl)).Error);
        Assert.IsType<NotFound>((await PassAsync(world, "stan", carl)).Error);
        DispensalWorld.Ok((await PassAsync(world, "tina", carl)).ToResult());

        Assert.Null(await world.ReadAsync(project, "otto"));
        var read = (await world.ReadAsync(project, "carl"))!;
        Assert.Equal(ProjectRole.Owner, read.Role);
        Assert.Equal(["carl"], read.People.Select(person => person.UserName));
        var request = (await world.As("tina").Portal.Do<IAccessRequestQueries, RequestDetails?>(async queries => await queries.FindAsync(world.Request, await world.ActorAsync("tina"), default)))!;
        Assert.Equal(("carl", 0), (request.Owner.UserName, request.Collaborators.Count)); // not both
        Assert.True((await world.Ask("carl", (queries, reader) => queries.FilesAsync(project, null, reader, default))).IsOk);
        Assert.IsType<NotFound>((await world.Ask("otto", (queries, reader) => queries.FilesAsync(project, null, reader, default))).Error);
        await world.Portal.AllHoldAsync();
    }

    private static SmallInventory Renamed(string old, string now, params string[] files)
    {
        var inventory = new SmallInventory();
        Array.ForEach(files, file => inventory.Set(file, inventory.Text(file).Replace(old, now, StringComparison.Ordinal)));
        return inventory;
    }

    private static Task<Result<long>> PassAsync(DispensalWorld world, string by, PersonId to) =>
        world.As(by).Portal.Do<OwnershipCommands, Result<long>>(commands => commands.PassAsync(world.Request, to, "The owner left.", null, default));

    private static async Task<(DispensalState State, int? Version)> EndedAsync(DispensalWorld world, ProjectId project)
    {
        var ended = await world.EndedAsync(project);
        return (ended.State, ended.InventoryNumber);
    }
}
