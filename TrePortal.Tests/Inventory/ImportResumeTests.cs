using System.Text.Json;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Import;
using TrePortal.Domain.Inventory;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Inventory;

/// <summary>An import that was interrupted goes on with what it had not finished. The kills themselves are among the fault tests.</summary>
[Trait("Category", "Integration")]
public sealed class ImportResumeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ImportPhase.ReadingShowcase, "tabular")]
    [InlineData(ImportPhase.ReadingCollections, "tabular", "showcase")]
    [InlineData(ImportPhase.ReadingFileInventory, "tabular", "showcase", "data_collections.json")]
    [InlineData(ImportPhase.Finishing, "tabular", "showcase", "data_collections.json", "file_inventory.tsv", "files")]
    public void Assets_that_were_finished_are_not_read_again_and_the_report_is_that_of_one_run(ImportPhase interruptedAt, params string[] finished)
    {
        Write(new SmallInventory().Set("tabular/codings.csv", new SmallInventory().Text("tabular/codings.csv") + "idle,A,Never used,1,\n"));
        var expected = Import(Plan("whole"));
        Assert.True(expected is { IsOk: true, Warnings: > 0 });
        var plan = Plan("staging");
        Interrupt(plan, interruptedAt);
        foreach (var name in finished)
        {
            Remove(_folder["in", name]);
        }

        var report = Import(plan);

        Assert.Equal(Shown(expected), Shown(report));
        Assert.Empty(Dataset.FindDamage(_folder["staging", ImportPlan.TabularFolder], default));
        Assert.Equal("one", File.ReadAllText(_folder["staging", ImportPlan.BulkFolder, "a", "one.txt"])[..3]);
    }

    [Fact]
    public void A_finished_asset_that_was_damaged_meanwhile_is_read_again()
    {
        Write(new SmallInventory());
        var plan = Plan("staging");
        Interrupt(plan, ImportPhase.ReadingCollections);
        var column = Directory.GetFiles(_folder["staging", ImportPlan.TabularFolder], "*", SearchOption.AllDirectories).First(file => !file.EndsWith("manifest.json", StringComparison.Ordinal) && new FileInfo(file).Length > 0);
        var bytes = File.ReadAllBytes(column);
        bytes[^1] ^= 1;
        File.WriteAllBytes(column, bytes);

        Assert.True(Import(plan).IsOk);

        Assert.Empty(Dataset.FindDamage(_folder["staging", ImportPlan.TabularFolder], default));
    }

    [Fact]
    public void Whoever_asks_for_something_else_begins_anew()
    {
        Write(new SmallInventory());
        var plan = Plan("staging");
        Interrupt(plan, ImportPhase.ReadingShowcase);
        Remove(_folder["in", "tabular"]);

        var report = Import(plan with { SmallCategory = plan.SmallCategory + 1 });

        Assert.Contains(report.Problems, problem => problem is { Asset: InventoryAsset.Tabular, Code: "UP-01" });
    }

    [Fact]
    public void What_was_refused_after_an_interruption_leaves_nothing_but_its_report()
    {
        Write(new SmallInventory().Replace("data_collections.json", "person.sex", "person.sax"));
        var plan = Plan("staging");
        Interrupt(plan, ImportPhase.ReadingCollections);

        Assert.False(Import(plan).IsOk);

        Assert.Equal([ImportPlan.ReportFile], Directory.GetFileSystemEntries(_folder["staging"]).Select(Path.GetFileName));
    }

    private void Write(SmallInventory inventory) => inventory.Write(_folder["in"]);

    private ImportPlan Plan(string staging) => SmallInventory.Plan(_folder["in"], _folder[staging]) with { Resumes = true, CopiesBulk = true, SmallCategory = 3 };

    private static void Interrupt(ImportPlan plan, ImportPhase phase) =>
        Assert.Throws<InvalidOperationException>(() => new InventoryImporter(TimeProvider.System).Import(plan, new Interruption(phase), default));

    private static ImportReport Import(ImportPlan plan) => new InventoryImporter(TimeProvider.System).Import(plan, null, default);

    private static string Shown(ImportReport report) =>
        JsonSerializer.Serialize(new { report, Warnings = report.WarningTotals.Select(total => $"{total.Key.Asset} {total.Key.Code} {total.Value}").Order(StringComparer.Ordinal) });

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }

    private sealed class Interruption(ImportPhase phase) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            if (value.Phase == phase)
            {
                throw new InvalidOperationException("Interrupted.");
            }
        }
    }
}
