using System.Globalization;
using System.Text.Json;
using TrePortal.Domain.Inventory;
using TrePortal.Tests.Environments;

namespace TrePortal.Tests.Inventory.BadInputs;

/// <summary>Every number of the list of bad inputs has its cases, is tested elsewhere, or does not apply to our formats.</summary>
public sealed class BadInputNumbersTests
{
    private static readonly Dictionary<string, string> _elsewhere = new(StringComparer.Ordinal)
    {
        ["B018"] = nameof(FileInventoryTests.B018_a_row_over_the_limit_is_refused),
        ["B034"] = nameof(UploadApiTests.B034_an_upload_that_breaks_off_leaves_nothing),
        ["B042"] = nameof(CollectionsTests.B042_cut_off_after_any_byte_it_is_refused),
        ["B093"] = nameof(ImportJobTests.B093_two_imports_at_once_are_done_one_after_the_other),
    };

    private static readonly Dictionary<string, string> _notOurs = new(StringComparer.Ordinal)
    {
        ["B053"] = "Collections do not list files: a file names its collections (FI-10, FI-11), and files: true without a file is warned of (DC-23).",
        ["B059"] = "The collections have no dates.",
        ["B062"] = "Collections and files are of one version by their place; neither can name another environment or release.",
        ["B079"] = "The dictionary has no minimum or maximum.",
    };

    [Fact]
    public void Every_number_is_accounted_for()
    {
        var asked = Enumerable.Range(1, 34).Concat(Enumerable.Range(41, 22)).Concat(Enumerable.Range(66, 31)).Select(number => string.Create(CultureInfo.InvariantCulture, $"B{number:000}"));
        var tested = FileInventoryTests.Cases.Concat(CollectionsTests.Cases).Concat(TabularTests.Cases).Select(input => input.Number).Distinct();

        Assert.Equal(asked, tested.Concat(_elsewhere.Keys).Concat(_notOurs.Keys).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Names_are_unique()
    {
        Assert.Distinct(FileInventoryTests.Cases.Concat(CollectionsTests.Cases).Concat(TabularTests.Cases).Select(input => input.Name));
    }

    /// <summary>One case of each file, through uploads, the job and the database.</summary>
    [Fact]
    public async Task Nothing_is_changed_but_the_report_and_the_audit_log()
    {
        await using var world = await AdminWorld.ReadyAsync();
        var before = await world.FindInventoryAsync();
        var folders = world.FoldersIn("inventories").SelectMany(folder => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)).Order(StringComparer.Ordinal).ToList();
        foreach (var name in new[] { "B021 path equal by case", "B049 null character", "B072 field twice", "B080 key twice", "B094 missing parent" })
        {
            var input = FileInventoryTests.Cases.Concat(CollectionsTests.Cases).Concat(TabularTests.Cases).Single(item => item.Name == name);
            var inventory = new Support.SmallInventory();
            input.Change(inventory);

            var import = await world.ImportAsync(1, inventory);

            Assert.Equal(ImportState.Refused, import.State);
            Assert.Equal(input.Line, import.Outcome.Problems.First(problem => problem.Code == input.Code).Line);
            Assert.Equal(JsonSerializer.Serialize(before!.Versions), JsonSerializer.Serialize((await world.FindInventoryAsync())!.Versions));
            Assert.Equal(folders, world.FoldersIn("inventories").SelectMany(folder => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)).Order(StringComparer.Ordinal));
            await Support.TestPortal.Until(() => Task.FromResult(world.FoldersIn("staging").Length == 0 && world.FoldersIn("uploads").Length == 0)); // swept up after it was said
        }
    }
}
