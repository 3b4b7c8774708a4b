using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.CollectionsEditor;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.CollectionsEditor;

[Trait("Category", "Integration")]
public sealed class CollectionsCommandsTests
{
    private const string Good = """
        { "version": "1.0", "collections": [
          { "id": "core", "title": "Basics", "fields": ["person.sex"], "files": true },
          { "id": "scans", "title": "Scans", "entities": ["scan"], "files": true, "requires": ["core"] } ] }
        """;

    [Fact]
    public async Task Saving_replaces_the_collections_as_an_import_does()
    {
        await using var world = await AdminWorld.ReadyAsync();
        var before = await HashAsync(world);

        (await SetAsync(world, Good)).MustBeOk();

        var inventory = await world.FindInventoryAsync();
        var after = await OpenAsync(world);
        Assert.NotEqual(before, after!.ContentHash);
        Assert.Equal(["core Basics", "scans Scans"], after.Stored.Select(collection => $"{collection.Id} {collection.Title}"));
        Assert.Equal(Hash.Of(Store(world).ToJson(after.Stored)), after.ContentHash);
        var report = Assert.Single(inventory!.Imports, import => import.Assets.SequenceEqual([InventoryAsset.Collections]));
        Assert.Equal((ImportState.Accepted, 0L), (report.State, report.Errors));
        var actions = await world.Portal.Look(db => db.AuditEvents.OrderByDescending(row => row.Sequence).Take(3).Select(row => row.Action).ToListAsync());
        Assert.Equal(["import-ended", "import-queued", "inventory-imported"], actions.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("""{ "version": "1.0", "collections": [ { "id": "core", "title": "Core", "fields": ["person.sax"], "files": true }, { "id": "scans", "title": "Scans", "files": true } ] }""", "DC-12")]
    [InlineData("""{ "version": "1.0", "collections": [ { "id": "core", "title": "Core", "entities": ["persons"], "files": true }, { "id": "scans", "title": "Scans", "files": true } ] }""", "DC-13")]
    [InlineData("""{ "version": "1.0", "collections": [ { "id": "core", "title": "Core", "files": true }, { "id": "scans", "title": "Scans", "files": true, "requires": ["scans"] } ] }""", "DC-16")]
    [InlineData("""{ "version": "1.0", "collections": [ { "id": "core", "title": "Core", "files": true } ] }""", "FI-10")]
    [InlineData("""{ "version": "1.0", "collections": [ { "id": "core", "title": "Core", "files": true }, { "id": "scans", "title": "Scans", "entities": ["scan"] } ] }""", "FI-11")]
    [InlineData("""{ "version": "1.0", "collections": [ """, "DC-01")]
    public async Task What_an_import_would_refuse_is_refused_and_nothing_changes(string json, string code)
    {
        await using var world = await AdminWorld.ReadyAsync();
        var before = await HashAsync(world);
        var folders = world.FoldersIn("inventories").Length;

        var refused = await SetAsync(world, json);

        Assert.Contains(Assert.IsType<CollectionsRefused>(refused.Error).Problems, problem => problem.Code == code);
        Assert.Equal(before, await HashAsync(world));
        Assert.Equal(folders, world.FoldersIn("inventories").Length);
        var imported = await world.ImportAsync(1, new SmallInventory().Set("data_collections.json", json).RemoveBelow("showcase"));
        if (code is not ("FI-10" or "FI-11")) // an import sends the file inventory again, so its own lines are named
        {
            Assert.Equal(refused.Error is CollectionsRefused { Problems: var problems } ? problems.Select(Place) : [], imported.Outcome.Problems.Where(problem => problem.Asset == InventoryAsset.Collections).Select(Place));
        }
    }

    [Fact]
    public async Task It_is_refused_while_an_import_waits_or_runs()
    {
        await using var world = await AdminWorld.CreateAsync(); // nobody works, so the import waits
        (await world.UploadAsync(1, new SmallInventory())).MustBeOk();

        var refused = (await SetAsync(world, """{ "version": "1.0", "collections": [ { "id": "core", "title": "Core", "files": true } ] }""")).MustRefuse<IllegalMove>();

        Assert.Contains("import", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_active_version_never_changes_and_the_next_one_can_be_staged()
    {
        await using var world = await AdminWorld.InAsync(EnvironmentState.Active);

        (await SetAsync(world, Good)).MustRefuse<IllegalMove>();
        (await world.Inventory(commands => commands.StartVersionAsync(AdminWorld.Handle, default))).MustBeOk();
        (await SetAsync(world, Good, number: 2)).MustBeOk();

        Assert.Equal("Basics", (await OpenAsync(world, 2))!.Stored[0].Title);
        Assert.Equal("Core", (await OpenAsync(world, 1))!.Stored[0].Title);
    }

    [Fact]
    public async Task The_second_of_two_is_told_and_a_stranger_finds_nothing()
    {
        await using var world = await AdminWorld.ReadyAsync();
        var seen = await HashAsync(world);
        (await SetAsync(world, Good, seen: seen)).MustBeOk();

        (await SetAsync(world, Good.Replace("Basics", "Late", StringComparison.Ordinal), seen: seen)).MustRefuse<Stale>();

        Assert.Equal("Basics", (await OpenAsync(world))!.Stored[0].Title);
        foreach (var person in new[] { world.Stranger, world.Researcher })
        {
            world.Portal.As(person);
            Assert.Null(await OpenAsync(world));
            (await SetAsync(world, Good)).MustRefuse<NotFound>();
            (await KeepAsync(world, [])).MustRefuse<NotFound>();
        }

        world.Portal.As(world.OrgAdmin);
        (await SetAsync(world, Good)).MustRefuse<Forbidden>();
    }

    [Fact]
    public async Task A_draft_is_kept_right_or_wrong_for_its_writer_alone_and_ends_with_saving()
    {
        await using var world = await AdminWorld.ReadyAsync();
        (await world.Members(commands => commands.AddAdminAsync(AdminWorld.Handle, "rita", null, default))).MustBeOk();
        DataCollection half = new("", "Half", "", "", ["person.sax"], [], Files: false, Required: false, ["nothing"]);

        (await KeepAsync(world, [half, half])).MustBeOk();
        (await KeepAsync(world, [half])).MustBeOk();

        Assert.Equal(half.Title, Assert.Single((await OpenAsync(world))!.Draft!.Content).Title);
        world.Portal.As(world.Researcher);
        Assert.Null((await OpenAsync(world))!.Draft);
        world.Portal.As(world.Admin);
        (await SetAsync(world, Good)).MustBeOk();
        Assert.Null((await OpenAsync(world))!.Draft);
        Assert.Equal(0, await world.Portal.Look(db => db.Set<CollectionsDraft>().CountAsync()));
    }

    [Fact]
    public async Task A_draft_goes_with_the_version_that_is_discarded()
    {
        await using var world = await AdminWorld.ReadyAsync();
        (await KeepAsync(world, [])).MustBeOk();

        (await world.Versions(commands => commands.DiscardAsync(AdminWorld.Handle, 1, null, default))).MustBeOk();

        Assert.Equal(0, await world.Portal.Look(db => db.Set<CollectionsDraft>().CountAsync()));
    }

    [Fact]
    public async Task A_check_of_a_draft_names_the_collection_that_is_wrong()
    {
        await using var world = await AdminWorld.ReadyAsync();
        var stored = (await OpenAsync(world))!.Stored;
        IReadOnlyList<DataCollection> draft =
        [
            stored[0], stored[0], stored[1] with { Title = "", Description = "      \"id\": \"x\"\n      \"id\":" }, new("Bad id", "T", "", "", [], [], Files: false, Required: false, ["gone"]),
        ];
        var reader = await world.Portal.ActorAsync();

        var check = await world.Portal.Do<ICollectionsEditing, DraftCheck?>(editing => editing.CheckAsync(AdminWorld.Handle, 1, draft, reader, default));

        Assert.Equal([(-1, "FI-10"), (1, "DC-11"), (2, "DC-19"), (3, "DC-10")], check!.Problems.Select(problem => (problem.At, problem.Problem.Code)).Order());
    }

    private static string Place(InventoryProblem problem) => $"{problem.Code} {problem.Line}:{problem.Column} {problem.Value}";

    private static ICollectionsStore Store(AdminWorld world) => world.Portal.Services.GetRequiredService<ICollectionsStore>();

    private static Task<Result> SetAsync(AdminWorld world, string json, int number = 1, string? seen = null) => world.Portal.Do<CollectionsCommands, Result>(commands =>
        commands.SetAsync(AdminWorld.Handle, number, Encoding.UTF8.GetBytes(json), new CollectionsSeen(null, seen), default));

    private static Task<Result> KeepAsync(AdminWorld world, IReadOnlyList<DataCollection> draft) => world.Portal.Do<CollectionsCommands, Result>(commands =>
        commands.KeepDraftAsync(AdminWorld.Handle, 1, draft, "", default));

    private static async Task<EditedCollections?> OpenAsync(AdminWorld world, int number = 1)
    {
        var reader = await world.Portal.ActorAsync();
        return await world.Portal.Do<ICollectionsEditing, EditedCollections?>(editing => editing.OpenAsync(AdminWorld.Handle, number, reader, default));
    }

    private static async Task<string> HashAsync(AdminWorld world) => (await OpenAsync(world))!.ContentHash;
}
