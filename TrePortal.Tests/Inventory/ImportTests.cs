using System.Diagnostics;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Files;
using TrePortal.Data.Inventory.Import;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Tests.Support;
using Xunit.Abstractions;

namespace TrePortal.Tests.Inventory;

[Trait("Category", "Integration")]
public sealed class ImportTests(ITestOutputHelper output) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_good_inventory_becomes_all_components()
    {
        var report = ImportSmall();

        Assert.DoesNotContain(report.Problems, problem => problem.Severity == ProblemSeverity.Error);
        Assert.Equal(["collections.json", "files", "report.json", "showcase", "tabular"], Names(_folder["staging"]));
        Assert.Equal((3, 14, 11L, 5L), report.Asset(InventoryAsset.Tabular) is { } tabular ? (tabular.Entities, tabular.Fields, tabular.Rows, tabular.Participants) : default);
        Assert.Equal(3, report.Asset(InventoryAsset.Showcase)?.Participants);
        Assert.Equal((2L, 7L), report.Asset(InventoryAsset.Files) is { } files ? (files.Files, files.FileBytes) : default);
        Assert.Equal(3, report.Asset(InventoryAsset.Collections)?.Collections);
    }

    [Fact]
    public void Equal_content_has_equal_hashes()
    {
        var first = ImportSmall("first");
        var second = ImportSmall("second");

        Assert.Equal(first.Assets.Select(asset => asset.ContentSha256), second.Assets.Select(asset => asset.ContentSha256));
        Assert.All(first.Assets, asset => Assert.Equal(64, asset.ContentSha256.Length));
    }

    [Fact]
    public void Cells_come_back_in_canonical_form()
    {
        ImportSmall();
        using var dataset = Dataset.Open(_folder["staging", "tabular"]);

        Assert.Equal(["A1", "A2", "A3", "A4", "A5"], Texts(dataset, "person.id"));
        Assert.Equal(["F", "M", "", "F", "M"], Texts(dataset, "person.sex"));
        Assert.Equal(["41", "-3", "", "9223372036854775807", "0"], Texts(dataset, "person.age"));
        Assert.Equal(["61.5", "-1", "", "0.001", "-2"], Texts(dataset, "person.weight"));
        Assert.Equal(["1980-02-29", "1980", "", "1980-02", "2001-12-31"], Texts(dataset, "person.born"));
        Assert.Equal(["2021-03-04T05:06:07Z", "2021-03-04T05:06:07.25+02:00", "", "2021-03-04T05:06:00", ""], Texts(dataset, "person.seen"));
        Assert.Equal(["heart|lung", "angina", "", "lung|angina|heart", "heart"], Texts(dataset, "person.illness"));
        Assert.Equal(["said \"fine\", went", "=1+1", "", "two\nlines", ""], Texts(dataset, "person.note"));
        Assert.Equal(["A2", "A1", "A2", "A5"], Texts(dataset, "visit.person_id"));
        Assert.Equal(["2020-01-05", "-1", "2020-02", ""], Texts(dataset, "visit.day"));
        Assert.Equal(["3", "1"], Texts(dataset, "scan.visit"));
    }

    [Fact]
    public void Columns_answer_for_the_engines()
    {
        ImportSmall();
        using var dataset = Dataset.Open(_folder["staging", "tabular"]);

        var sex = Assert.IsType<CodeColumn>(dataset.Column("person.sex"));
        Assert.Equal(["M", "F"], sex.Codes);
        Assert.Equal([2, 1, 0, 2, 1], sex.Bytes.ToArray());
        Assert.Equal([2, 2], sex.Statistics.CodeCounts);
        Assert.Equal(1, sex.Statistics.Missing);

        var age = Assert.IsType<NumberColumn>(dataset.Column("person.age"));
        Assert.Equal([41, -3, 0, long.MaxValue, 0], age.Values.ToArray());
        Assert.Equal(0b11011UL, Assert.Single(age.Present.ToArray()));

        var weight = Assert.IsType<FloatColumn>(dataset.Column("person.weight"));
        Assert.Equal(["-1", "-2"], weight.SpecialCodes);
        Assert.Equal([0, 1, 0, 0, 2], weight.Special.ToArray());
        Assert.Equal([1, 1], weight.Statistics.SpecialCounts);
        Assert.True(weight.IsMissing(2));
        Assert.False(weight.IsMissing(1));

        var born = Assert.IsType<DateColumn>(dataset.Column("person.born"));
        Assert.Equal((new DateOnly(1980, 1, 1), new DateOnly(1980, 12, 31)), born.IntervalAt(1));
        Assert.Equal((int.MinValue, int.MaxValue), (born.FromDays[2], born.ToDays[2]));

        var seen = Assert.IsType<DateTimeColumn>(dataset.Column("person.seen"));
        Assert.Equal(new DateTime(2021, 3, 4, 3, 6, 7, 250).Ticks, seen.UtcTicks[1]);

        var illness = Assert.IsType<MultiColumn>(dataset.Column("person.illness"));
        Assert.Equal([0u, 2u, 3u, 3u, 6u, 7u], illness.Offsets.ToArray());
        Assert.Equal([1, 3, 2, 3, 2, 1, 1], illness.Shorts.ToArray().Select(code => (int)code));
        Assert.Equal([3, 2, 2], illness.Statistics.CodeCounts);

        Assert.Equal([1, 0, 1, 4], dataset.Table("visit").PersonRows.ToArray());
        Assert.Equal([1, 1], dataset.Table("scan").PersonRows.ToArray());
        Assert.Equal(4, dataset.Main.Keys.Find("A5"));
        Assert.Equal(-1, dataset.Main.Keys.Find("a5"));
        Assert.Empty(Dataset.FindDamage(_folder["staging", "tabular"], CancellationToken.None));
    }

    [Fact]
    public void The_catalogue_answers_by_collection_and_page()
    {
        ImportSmall();
        using var catalogue = FileCatalogue.Open(_folder["staging", "files"]);

        Assert.Equal(2, catalogue.Count);
        Assert.Equal([0], catalogue.RowsOf(["core"]));
        Assert.Equal([0, 1], catalogue.RowsOf(["scans", "core"]));
        Assert.Equal(Hash.Of("two!"), catalogue[1].Sha256);
        Assert.Equal(["A1", "A2"], catalogue[1].Participants);
        Assert.Equal("\"A1\"/two.txt", catalogue[1].Path);
        Assert.Equal(1, catalogue.Page(null, 0, 1).Next);
        Assert.Equal([new CollectionFiles("core", 1, 3), new CollectionFiles("scans", 2, 7)], catalogue.Collections);
    }

    [Fact]
    public void Collections_expand_to_what_they_require()
    {
        ImportSmall();
        using var dataset = Dataset.Open(_folder["staging", "tabular"]);
        var collections = StoredCollections.Read(_folder["staging", "collections.json"]);

        var selected = collections.Complete(["scans"]);

        Assert.Equal(["core", "visits", "scans"], selected.Select(collection => collection.Id));
        Assert.Equal(
            ["person.id", "person.sex", "person.age", "visit.visit_id", "visit.person_id", "visit.day", "scan.scan_id", "scan.visit", "scan.score"],
            CollectionSet.Fields(selected, dataset.Schema).Select(field => field.Address));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("", "release-1/")]
    [InlineData("tabular", "")]
    [InlineData("tabular", "tabular/")]
    [InlineData("tabular", "release-1/tabular/")]
    public void A_dataset_may_come_in_an_archive(string packed, string prefix)
    {
        File.WriteAllBytes(_folder["tabular.zip"], new SmallInventory().Zip(packed, prefix));

        var report = Import(new ImportPlan(_folder["staging"]) { TabularSource = _folder["tabular.zip"] });

        Assert.True(report.IsOk, Words(report));
        Assert.Equal(["report.json", "tabular"], Names(_folder["staging"]));
    }

    [Fact]
    public void Files_in_an_archive_are_kept_as_bulk_files()
    {
        var inventory = new SmallInventory();
        inventory.Write(_folder["in"]);
        File.WriteAllBytes(_folder["files.zip"], inventory.Zip(""));

        var report = Import(SmallInventory.Plan(_folder["in"], _folder["staging"]) with { FilesSource = _folder["files.zip"] });

        Assert.True(report.IsOk, Words(report));
        Assert.Equal("two!", File.ReadAllText(_folder["staging", "bulk", "two.txt"]));
        Assert.False(Directory.Exists(_folder["staging", "work"]));
    }

    [Fact]
    public void New_assets_are_checked_against_kept_ones()
    {
        ImportSmall("first");
        var changed = new SmallInventory().Replace("tabular/person.data.csv", "A1,F,41,61.50,1980-02-29,2021-03-04T05:06:07Z,heart|lung,\"said \"\"fine\"\", went\"\n", "");
        changed.Replace("tabular/visit.data.csv", "2,A1,-1\n", "").Write(_folder["changed"]);
        var plan = new ImportPlan(_folder["second"])
        {
            TabularSource = _folder["changed", "tabular"],
            KeptFiles = _folder["first", "files"],
            KeptCollections = _folder["first", "collections.json"],
        };

        var refused = Import(plan);
        var accepted = Import(plan with { StagingFolder = _folder["third"], Withdrawn = new HashSet<string> { "A1" } });

        Assert.Equal(("FI-09", 3), Assert.Single(refused.Problems, problem => problem.Severity == ProblemSeverity.Error) is { } problem ? (problem.Code, problem.Line) : default);
        Assert.True(accepted.IsOk, Words(accepted));
        Assert.Contains(accepted.Problems, problem => problem.Code == "FI-16");
    }

    [Fact]
    public void Many_different_texts_and_codes_of_two_bytes_come_back()
    {
        const int rows = 70_000;
        var inventory = new SmallInventory();
        inventory.Set("tabular/data_dictionary.csv", "entity,name,type,primary_key_type\nperson,id,string,global\nperson,few,string,\nperson,many,string,\nperson,number,integer,\n");
        inventory.Remove("tabular/entity_dictionary.csv").Remove("tabular/codings.csv").Remove("tabular/visit.data.csv").Remove("tabular/scan.data.csv");
        inventory.Set("tabular/person.data.csv", "many,number,few,id\n" + string.Concat(Enumerable.Range(0, rows).Select(row => $"text {row * 7919 % rows},{row - 500},{row % 1000},k{row}\n")));
        inventory.Write(_folder["in"]);

        var report = Import(new ImportPlan(_folder["staging"]) { TabularSource = _folder["in", "tabular"] });

        Assert.True(report.IsOk, Words(report));
        using var dataset = Dataset.Open(_folder["staging", "tabular"]);
        var few = Assert.IsType<CodeColumn>(dataset.Column("person.few"));
        Assert.Equal((2, 1000), (few.Width, few.Codes.Count));
        Assert.Equal(few.Codes.Order(StringComparer.Ordinal), few.Codes);
        var many = Assert.IsType<TextColumn>(dataset.Column("person.many"));
        var number = Assert.IsType<NumberColumn>(dataset.Column("person.number"));
        foreach (var row in Enumerable.Range(0, rows).Where(row => row % 997 == 0 || row > rows - 3))
        {
            Assert.Equal($"text {row * 7919 % rows}", many.Text(row));
            Assert.Equal($"{row % 1000}", few.Text(row));
            Assert.Equal(row - 500, number.Values[row]);
            Assert.Equal(row, dataset.Main.Keys.Find($"k{row}"));
        }

        Assert.Contains(0d, number.Statistics.Edges);
        Assert.All(number.Statistics.Edges, edge => Assert.Equal(Math.Round(edge), edge));
        Assert.InRange(number.Statistics.Edges.Count, 10, 26);
    }

    [Fact]
    public void A_damaged_dataset_is_not_opened()
    {
        ImportSmall();
        var column = Directory.GetFiles(_folder["staging", "tabular"], "f1.col", SearchOption.AllDirectories)[0];
        var bytes = File.ReadAllBytes(column);
        bytes[64]++;
        File.WriteAllBytes(column, bytes);
        Assert.Single(Dataset.FindDamage(_folder["staging", "tabular"], CancellationToken.None));

        File.WriteAllBytes(column, bytes[..^1]);
        Assert.Throws<InvalidDataException>(() => Dataset.Open(_folder["staging", "tabular"]).Dispose());

        File.Delete(_folder["staging", "tabular", "manifest.json"]);
        Assert.Throws<InvalidDataException>(() => Dataset.Open(_folder["staging", "tabular"]).Dispose());
    }

    [Fact]
    public void A_dataset_stays_mapped_until_its_last_holder_is_done()
    {
        ImportSmall();
        var dataset = Dataset.Open(_folder["staging", "tabular"]);

        Assert.True(dataset.TryRetain());
        dataset.Dispose();
        Assert.Equal("A1", dataset.Column("person.id")!.Text(0));
        dataset.Dispose();

        Assert.False(dataset.TryRetain());
    }

    [Fact]
    public void A_cancelled_import_leaves_nothing()
    {
        new SmallInventory().Write(_folder["in"]);
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => new InventoryImporter(TimeProvider.System)
            .Import(SmallInventory.Plan(_folder["in"], _folder["staging"]) with { TabularSource = Archive() }, null, source.Token));

        Assert.Empty(Names(_folder["staging"]));
    }

    [Fact]
    public void The_validator_keeps_nothing_and_says_the_same()
    {
        new SmallInventory().Replace("tabular/person.data.csv", "A5,M,0", "A5,M,0.5").Write(_folder["in"]);
        var before = Directory.GetFileSystemEntries(_folder["in"], "*", SearchOption.AllDirectories);

        var report = new InventoryValidator(TimeProvider.System).Validate(_folder["in"], null, CancellationToken.None);

        Assert.Equal(("DA-03", 7, 3), report.Problems.Single(problem => problem.Severity == ProblemSeverity.Error) is { } problem ? (problem.Code, problem.Line, problem.Column) : default);
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder["in"], "*", SearchOption.AllDirectories));
    }

    [SharedDataTheory]
    [InlineData(1, 17_549, 34_327, 400_123, 10)]
    [InlineData(2, 17_524, 34_291, 399_635, 11)]
    public void A_real_inventory_is_taken(int release, int participants, int events, int measurements, int fields)
    {
        var clock = Stopwatch.StartNew();

        var report = Import(SmallInventory.Plan(SharedData.LiverOutcomes(release), _folder["staging"]) with { FileRoot = Path.Combine(SharedData.LiverOutcomes(release), "files"), SmallCategory = 10 });

        output.WriteLine($"v{release} in {clock.Elapsed.TotalSeconds:F2} s, {string.Join(" ", report.Totals)}");
        Assert.True(report.IsOk, Words(report));
        using var dataset = Dataset.Open(_folder["staging", "tabular"]);
        Assert.Equal((participants, events, measurements), (dataset.Main.RowCount, dataset.Table("event").RowCount, dataset.Table("lab").RowCount));
        Assert.Equal(fields, dataset.Main.Schema.Fields.Count);
        AssertEqualToSource(dataset, SharedData.LiverOutcomes(release));
    }

    private static void AssertEqualToSource(Dataset dataset, string folder)
    {
        foreach (var entity in dataset.Schema.Entities)
        {
            var columns = entity.Fields.Select(field => dataset.Table(entity.Name).Column(field.Name)).ToList();
            var lines = File.ReadLines(Path.Combine(folder, "tabular", entity.Name + ".data.csv")).Skip(1).Select((line, row) => (line, row));
            foreach (var (line, row) in lines.Where(item => item.row % 101 == 0))
            {
                Assert.Equal(line, string.Join(",", columns.Select(column => column.Text(row))));
            }
        }
    }

    private ImportReport ImportSmall(string staging = "staging")
    {
        new SmallInventory().Write(_folder["in"]);
        var report = Import(SmallInventory.Plan(_folder["in"], _folder[staging]));
        Assert.True(report.IsOk, Words(report));
        return report;
    }

    private static ImportReport Import(ImportPlan plan) => new InventoryImporter(TimeProvider.System).Import(plan, null, CancellationToken.None);

    private string Archive()
    {
        File.WriteAllBytes(_folder["tabular.zip"], new SmallInventory().Zip("tabular"));
        return _folder["tabular.zip"];
    }

    private static IEnumerable<string> Texts(Dataset dataset, string address)
    {
        var column = dataset.Column(address)!;
        return Enumerable.Range(0, column.RowCount).Select(column.Text);
    }

    private static IEnumerable<string?> Names(string folder) => Directory.GetFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    private static string Words(ImportReport report) => string.Join("\n", report.Problems);
}
