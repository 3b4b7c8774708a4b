using System.Diagnostics;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Inventory.Files;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.CollectionsEditor;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.InventoryBrowser;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Dispensal;
using TrePortal.Tests.Environments;
using TrePortal.Tests.Support;
using Xunit.Abstractions;

namespace TrePortal.Tests.InventoryBrowser;

[Trait("Category", "Integration")]
public sealed class InventoryBrowserTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("core")]
    [InlineData("visits")]
    [InlineData("scans")]
    public async Task What_a_request_would_receive_is_what_a_dispensal_delivers(string collection)
    {
        await using var world = await DispensalWorld.SmallAsync(null, null, new CollectionChoice(collection));

        await IsWhatIsDelivered(world, collection);
    }

    [Fact]
    public async Task What_a_request_would_receive_leaves_out_who_has_withdrawn()
    {
        var inventory = new SmallInventory();
        inventory.Set("tabular/person.data.csv", inventory.Text("tabular/person.data.csv") + string.Concat(Enumerable.Range(6, 55).Select(number => $"A{number},F,,,,,,\n")));
        var source = Directory.CreateTempSubdirectory("tre-portal-source-").FullName;
        inventory.Write(source);
        await using var world = await DispensalWorld.CreateAsync(source, null, [new("core")]);
        var tina = await world.ActorAsync("tina");
        IReadOnlyList<DataCollection> draft = [new("all", "All", "", "", ["person.sex"], [], Files: false, Required: false, [])];
        async Task<(string Published, string Drafted)> ReceivedAsync() => (
            (await world.As("tina").Portal.Do<IInventoryBrowser, Receipt?>(browser => browser.ReceiptAsync("tre-north", 1, "core", tina, default)))!.People!.ToString(System.Globalization.CultureInfo.InvariantCulture),
            (await world.Portal.Do<ICollectionsEditing, Receipt?>(editing => editing.ReceiptAsync("tre-north", 1, draft, "all", tina, default)))!.People!.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(("about 60", "about 60"), await ReceivedAsync());

        (await world.Portal.Do<WithdrawalCommands, Result<WithdrawalAnswer>>(commands =>
            commands.AddAsync("tre-north", [.. Enumerable.Range(1, 20).Select(number => new WithdrawnLine($"A{number}", number + 1))], default))).MustBeOk();

        Assert.Equal(("about 40", "about 40"), await ReceivedAsync());
        await IsWhatIsDelivered(world, "core");
    }

    [SharedDataTheory]
    [InlineData("outcomes")]
    [InlineData("files_lab_series")]
    public async Task What_a_request_would_receive_is_what_a_dispensal_of_the_real_example_delivers(string collection)
    {
        await using var world = await DispensalWorld.CreateAsync(SharedData.LiverOutcomes(1), null, [new CollectionChoice(collection)]);

        await IsWhatIsDelivered(world, collection);
    }

    [Fact]
    public async Task Whoever_does_not_administer_the_environment_sees_nothing()
    {
        await using var world = await AdminWorld.InAsync(EnvironmentState.Active);
        foreach (var person in new[] { world.Stranger, world.Researcher, world.OrgAdmin })
        {
            world.Portal.As(person);

            Assert.Null(await AskAsync(world, (browser, reader) => browser.FindAsync(AdminWorld.Handle, 1, reader, default)));
            Assert.Null(await AskAsync(world, (browser, reader) => browser.DatasetAsync(AdminWorld.Handle, 1, BrowsedAsset.Tabular, reader, default)));
            Assert.Null(await AskAsync(world, (browser, reader) => browser.DistributionAsync(AdminWorld.Handle, 1, BrowsedAsset.Tabular, "person.sex", reader, default)));
            Assert.Null(await AskAsync(world, (browser, reader) => browser.FilesAsync(AdminWorld.Handle, 1, new(null, "", 0, 50), reader, default)));
            Assert.Null(await AskAsync(world, (browser, reader) => browser.CollectionsAsync(AdminWorld.Handle, 1, reader, default)));
            Assert.Null(await AskAsync(world, (browser, reader) => browser.ReceiptAsync(AdminWorld.Handle, 1, "core", reader, default)));
        }
    }

    [Fact]
    public async Task Admins_too_see_small_numbers_hidden_only()
    {
        await using var world = await AdminWorld.ReadyAsync();

        var dataset = await AskAsync(world, (browser, reader) => browser.DatasetAsync(AdminWorld.Handle, 1, BrowsedAsset.Tabular, reader, default));
        var sex = await AskAsync(world, (browser, reader) => browser.DistributionAsync(AdminWorld.Handle, 1, BrowsedAsset.Tabular, "person.sex", reader, default));

        Assert.All(dataset!.Rows.Values.Concat(dataset.Missing.Values), count => Assert.Equal(10, count.FewerThan));
        Assert.Equal(["Male", "Female"], sex!.Tile.Bars.Select(bar => bar.Label));
        Assert.All(sex.Tile.Bars.Select(bar => bar.Count).Append(sex.Tile.Missing), count => Assert.Equal(10, count.FewerThan));
    }

    [Fact]
    public async Task Keys_and_texts_have_no_distribution()
    {
        await using var world = await AdminWorld.ReadyAsync();

        foreach (var field in new[] { "person.id", "visit.person_id", "person.note", "person.nothing", "nothing" })
        {
            Assert.Null(await AskAsync(world, (browser, reader) => browser.DistributionAsync(AdminWorld.Handle, 1, BrowsedAsset.Tabular, field, reader, default)));
        }
    }

    [Fact]
    public async Task A_dictionary_of_five_thousand_fields_is_quick()
    {
        await using var world = await WideAsync(5000);
        var reader = await world.Portal.ActorAsync();
        await world.Portal.Do<IInventoryBrowser, BrowsedDataset?>(browser => browser.DatasetAsync(AdminWorld.Handle, 1, BrowsedAsset.Tabular, reader, default)); // opened once

        var clock = Stopwatch.StartNew();
        var trips = await RoundTrips.OfAsync(async () =>
        {
            reader = await world.Portal.ActorAsync();
            var version = await world.Portal.Do<IInventoryBrowser, BrowsedVersion?>(browser => browser.FindAsync(AdminWorld.Handle, 1, reader, default));
            var dataset = await world.Portal.Do<IInventoryBrowser, BrowsedDataset?>(browser => browser.DatasetAsync(AdminWorld.Handle, 1, BrowsedAsset.Tabular, reader, default));
            var found = new FieldSearch("field_49 measure").In(dataset!.Schema).ToList();
            await world.Portal.Do<IInventoryBrowser, Distribution?>(browser => browser.DistributionAsync(AdminWorld.Handle, 1, BrowsedAsset.Tabular, found[0].Address, reader, default));
            Assert.Equal((5001, 111), (version!.Fields, found.Count));
        });

        output.WriteLine($"Fields page: {trips} round trips, {clock.Elapsed.TotalMilliseconds:N0} ms");
        Assert.True(trips <= 5, $"{trips} round trips");
        Assert.True(clock.ElapsedMilliseconds < 500, $"{clock.ElapsedMilliseconds} ms"); // the limit is 100; the machine that tests is shared
        await TwoHundredCollectionsAreCheckedQuicklyAsync(world, reader);
    }

    private async Task TwoHundredCollectionsAreCheckedQuicklyAsync(AdminWorld world, Actor reader)
    {
        IReadOnlyList<DataCollection> draft = [.. Enumerable.Range(0, 200).Select(at => new DataCollection(
            $"c{at}", $"Collection {at}", "", "", [.. Enumerable.Range(at * 25, 25).Select(field => $"person.field_{field}")], [], Files: false, Required: false, at == 0 ? [] : [$"c{at - 1}"]))];
        DraftCheck? check = null;
        Receipt? receipt = null;

        var clock = Stopwatch.StartNew();
        var trips = await RoundTrips.OfAsync(async () =>
        {
            check = await world.Portal.Do<ICollectionsEditing, DraftCheck?>(editing => editing.CheckAsync(AdminWorld.Handle, 1, draft, reader, default));
            receipt = await world.Portal.Do<ICollectionsEditing, Receipt?>(editing => editing.ReceiptAsync(AdminWorld.Handle, 1, draft, "c199", reader, default));
        });

        output.WriteLine($"200 collections of 5,000 fields checked and counted: {trips} round trips, {clock.Elapsed.TotalMilliseconds:N0} ms");
        Assert.Empty(check!.Problems);
        Assert.Equal((200, 5001), (receipt!.Collections.Count, receipt.Columns));
        Assert.Equal(3, trips);
        Assert.True(clock.ElapsedMilliseconds < 1000, $"{clock.ElapsedMilliseconds} ms");
    }

    [Fact]
    public void A_million_files_are_searched_and_paged_quickly()
    {
        const int Files = 1_000_000;
        var folder = Directory.CreateTempSubdirectory("tre-portal-files-").FullName;
        using (var writer = new FileCatalogueWriter(folder))
        {
            string[][] collections = [["odd"], ["even"], ["even", "third"]];
            var hash = new byte[32];
            for (var row = 0; row < Files; row++)
            {
                writer.Add("s/file", $"images/Person-{row:D7}/scan.dcm", "A1|A2", collections[row % 2 == 1 ? 0 : row % 3 == 0 ? 2 : 1], row, hash);
            }

            writer.Complete();
        }

        var catalogue = FileCatalogue.Open(folder);
        var clock = Stopwatch.StartNew();
        var none = catalogue.Search(null, "no such path", 0, 50);
        var searched = clock.Elapsed;
        var one = catalogue.Search("odd", "pERSON-0999999", 0, 50);
        var first = catalogue.Search("third", "", 0, 50);
        var second = catalogue.Search("third", "", first.Next!.Value, 50);

        output.WriteLine($"{Files:N0} paths searched in {searched.TotalMilliseconds:N0} ms");
        Assert.Equal((0, null, null), (none.Files.Count, none.Next, none.Previous));
        Assert.Equal([999_999], one.Files.Select(file => file.Row));
        Assert.Equal(Enumerable.Range(0, 50).Select(at => at * 6), first.Files.Select(file => file.Row));
        Assert.Equal((300, null), (first.Next, first.Previous));
        Assert.Equal((300, 0), (second.Files[0].Row, second.Previous));
        Assert.True(searched.TotalMilliseconds < 1000, $"{searched.TotalMilliseconds:N0} ms");
        catalogue.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_file_says_how_many_people_it_belongs_to_and_never_who()
    {
        await using var world = await AdminWorld.ReadyAsync();

        var files = await AskAsync(world, (browser, reader) => browser.FilesAsync(AdminWorld.Handle, 1, new(null, "", 0, 50), reader, default));

        Assert.Equal([("docs/one.txt", 0), ("A1/two.txt", 2)], files!.Files.Select(file => (file.Path.Trim('"').Replace("\"", "", StringComparison.Ordinal), file.People)));
        Assert.Equal([("core", 1L, 3L), ("scans", 2L, 7L)], files.Collections.Select(item => (item.Id, item.Files, item.Bytes)));
    }

    /// <summary>An environment whose people have very many fields.</summary>
    private static async Task<AdminWorld> WideAsync(int fields)
    {
        var world = await AdminWorld.CreateAsync();
        await world.Portal.StartWorkersAsync();
        var dictionary = new StringBuilder("entity,name,type,primary_key_type,coding_name,folder_path,title\nperson,id,string,global,,,Person\n");
        for (var at = 0; at < fields; at++)
        {
            dictionary.Append(System.Globalization.CultureInfo.InvariantCulture, $"person,field_{at},integer,,,Person > Folder {at / 100} > Part {at / 10 % 10},Measure {at}\n");
        }

        var data = new StringBuilder("id");
        for (var at = 0; at < fields; at++)
        {
            data.Append(System.Globalization.CultureInfo.InvariantCulture, $",field_{at}");
        }

        data.Append('\n');
        for (var person = 0; person < 20; person++)
        {
            data.Append(System.Globalization.CultureInfo.InvariantCulture, $"P{person}").Insert(data.Length, $",{person}", fields).Append('\n');
        }

        var release = new SmallInventory().RemoveBelow("tabular").RemoveBelow("files").Remove("file_inventory.tsv").RemoveBelow("showcase")
            .Set("tabular/data_dictionary.csv", dictionary.ToString())
            .Set("tabular/person.data.csv", data.ToString())
            .Set("data_collections.json", """{ "version": "1.0", "collections": [ { "id": "all", "title": "All", "entities": ["person"] } ] }""");
        var ticket = (await world.UploadAsync(1, release)).MustBeOk();
        await TestPortal.Until(async () => await world.ImportOf(ticket.Import) is { State: not ImportState.Queued }, seconds: 180); // a file for each column
        Assert.Equal(ImportState.Accepted, (await world.ImportOf(ticket.Import))!.State);
        return world;
    }

    private static async Task IsWhatIsDelivered(DispensalWorld world, string collection)
    {
        var tina = await world.As("tina").Portal.ActorAsync();
        var receipt = await world.Portal.Do<IInventoryBrowser, Receipt?>(browser => browser.ReceiptAsync("tre-north", 1, collection, tina, default));
        var (_, dispensal) = await world.DispensedAsync();
        Assert.True(dispensal.State == DispensalState.Delivered, dispensal.FailureReason);
        var plan = await world.Portal.Look(db => db.Set<ProjectDispensal>().Where(row => row.Id == dispensal.Id).Select(row => row.Plan).SingleAsync());
        var gate = DisclosureGate.For(DisclosureTier.Standard);

        Assert.Equal(gate.Publish((int)plan.People), receipt!.People);
        Assert.Equal(
            plan.Tables.Select(table => (table.Entity, gate.Publish((int)table.Rows), string.Join(",", table.Columns))),
            receipt.Tables.Select(table => (table.Entity, table.Rows, string.Join(",", table.Columns.Select(column => column.Name)))));
        if (receipt.Files is { } files)
        {
            Assert.Equal(gate.Publish((int)plan.Files.Count), files.Count);
            Assert.Equal(files.Count.Value is null ? null : ReceivedFiles.Rounded(plan.Files.Bytes), files.Bytes);
        }
        else
        {
            Assert.Equal(0, plan.Files.Count);
        }
    }

    private static async Task<T> AskAsync<T>(AdminWorld world, Func<IInventoryBrowser, Actor, Task<T>> ask)
    {
        var reader = await world.Portal.ActorAsync();
        return await ask(world.Portal.Services.GetRequiredService<IInventoryBrowser>(), reader);
    }
}
