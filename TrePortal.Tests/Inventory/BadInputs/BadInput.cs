using System.Text;
using TrePortal.Domain.Inventory;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Inventory.BadInputs;

/// <summary>A change of a good inventory and the answer that it must get.</summary>
/// <param name="Name">Its number in the list of bad inputs, then what it is.</param>
/// <param name="Change">Makes the inventory bad.</param>
/// <param name="Code">The one error, or null when the inventory is taken all the same.</param>
/// <param name="Line">Where; null when it concerns the whole file.</param>
/// <param name="Column">Where; null when any column will do.</param>
internal sealed record BadInput(string Name, Action<SmallInventory> Change, string? Code, int? Line, int? Column)
{
    /// <summary>Another error that follows from the same change.</summary>
    public string Also { get; init; } = "";

    /// <summary>A warning that must be among those reported.</summary>
    public string? Warning { get; init; }

    /// <summary>How often the error comes.</summary>
    public int Times { get; init; } = 1;

    /// <summary>A part of the message.</summary>
    public string Message { get; init; } = "";

    public string Number => Name[..4];

    /// <summary>A text that is in the file once becomes another.</summary>
    public static BadInput Text(string name, string file, string old, string wrong, string code, int? line, int? column = null) =>
        new(name, inventory => inventory.Replace(file, old, wrong), code, line, column);

    /// <summary>The whole file is another.</summary>
    public static BadInput Whole(string name, string file, string content, string code, int? line, int? column = null) =>
        new(name, inventory => inventory.Set(file, Encoding.UTF8.GetBytes(content)), code, line, column);

    public static BadInput Bytes(string name, string file, Func<string, byte[]> change, string code, int? line, int? column = null) =>
        new(name, inventory => inventory.Set(file, change(inventory.Text(file))), code, line, column);

    /// <summary>It looks odd and is right.</summary>
    public static BadInput Accepted(string name, Action<SmallInventory> change, string? warning = null) => new(name, change, null, null, null) { Warning = warning };

    public static BadInput Accepted(string name, string file, string old, string other, string? warning = null) =>
        Accepted(name, inventory => inventory.Replace(file, old, other), warning);
}

/// <summary>Writes the inventory, imports it, and compares the answer.</summary>
internal sealed class BadInputRun : IDisposable
{
    public const string Dictionary = "tabular/data_dictionary.csv";
    public const string Codings = "tabular/codings.csv";
    public const string Entities = "tabular/entity_dictionary.csv";
    public const string Persons = "tabular/person.data.csv";
    public const string Visits = "tabular/visit.data.csv";
    public const string Scans = "tabular/scan.data.csv";
    public const string Files = "file_inventory.tsv";
    public const string Collections = "data_collections.json";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public void Check(BadInput input, Action<string>? arrange = null, int mostFiles = 1_000_000)
    {
        var inventory = new SmallInventory();
        input.Change(inventory);
        inventory.Write(_folder["in"]);
        arrange?.Invoke(_folder["in"]);

        var plan = SmallInventory.Plan(_folder["in"], _folder["staging"]) with { IsKept = false, SmallCategory = 3, MostFiles = mostFiles };
        var report = new Data.Inventory.Import.InventoryImporter(TimeProvider.System).Import(plan, null, CancellationToken.None);

        var errors = report.Problems.Where(problem => problem.Severity == ProblemSeverity.Error).ToList();
        var words = string.Join("\n", report.Problems);
        Assert.True(input.Warning is null || report.Totals.ContainsKey(input.Warning), words);
        if (input.Code is null)
        {
            Assert.True(report.IsOk, words);
            return;
        }

        Assert.Equal(["report.json"], Directory.GetFileSystemEntries(_folder["staging"]).Select(Path.GetFileName));
        Assert.True(errors.All(problem => problem.Code == input.Code || problem.Code == input.Also), words);
        Assert.True(report.Totals.GetValueOrDefault(input.Code) == input.Times, words);
        var found = errors.First(problem => problem.Code == input.Code);
        Assert.True(input.Line == found.Line && (input.Column is null || input.Column == found.Column), words);
        Assert.Contains(input.Message, found.Message, StringComparison.Ordinal);
        Assert.True(found.Mend.Length > 0 && found.Value.Length <= 80);
    }
}
