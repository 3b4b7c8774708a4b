using System.Text.Json;
using TrePortal.Tests.Support;
using TrePortal.Web.CommandLine;

namespace TrePortal.Tests.Inventory;

/// <summary>inventory validate DIR: needs no portal, says what an import would say.</summary>
public sealed class ValidateVerbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_good_release_ends_with_0_and_its_counts()
    {
        new SmallInventory().Write(_folder["in"]);

        var (code, said) = await RunAsync("inventory", "validate", _folder["in"]);

        Assert.Equal(0, code);
        Assert.Contains("Tabular: 5 in the main entity, 14 fields, 11 rows (person 5, visit 4, scan 2).", said, StringComparison.Ordinal);
        Assert.Contains("Files: 2 files, 7 bytes.", said, StringComparison.Ordinal);
        Assert.Contains("0 errors", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_release_ends_with_1_and_says_where()
    {
        new SmallInventory().Replace("tabular/person.data.csv", "A5,M,0", "A5,M,0.5").Write(_folder["in"]);

        var (code, said) = await RunAsync("inventory", "validate", _folder["in"]);
        var (jsonCode, json) = await RunAsync("inventory", "validate", _folder["in"], "--json");

        Assert.Equal((1, 1), (code, jsonCode));
        Assert.StartsWith("person.data.csv:7:3: error DA-03: ", said, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(json);
        Assert.Equal(1, report.RootElement.GetProperty("errors").GetInt32());
        Assert.Contains(report.RootElement.GetProperty("problems").EnumerateArray(), problem => problem.GetProperty("code").GetString() == "DA-03" && problem.GetProperty("line").GetInt32() == 7);
    }

    [Fact]
    public async Task Many_problems_are_cut_unless_all_are_asked_for()
    {
        new SmallInventory().Append("tabular/person.data.csv", string.Concat(Enumerable.Range(0, 200).Select(row => $"B{row},X,,,,,,\n"))).Write(_folder["in"]);

        var (_, said) = await RunAsync("inventory", "validate", _folder["in"]);
        var (_, all) = await RunAsync("inventory", "validate", _folder["in"], "--all");

        Assert.Equal(50, said.Split('\n').Count(line => line.Contains(" DA-10:", StringComparison.Ordinal)));
        Assert.Contains("DA-10 200", said, StringComparison.Ordinal);
        Assert.Equal(200, all.Split('\n').Count(line => line.Contains(" DA-10:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("inventory", "validate")]
    [InlineData("inventory", "validate", "/no/such/folder")]
    [InlineData("inventory", "validate", "/tmp", "--colour")]
    public async Task What_is_not_understood_ends_with_2(params string[] words) => Assert.Equal(2, (await RunAsync(words)).Code);

    private static async Task<(int Code, string Said)> RunAsync(params string[] words)
    {
        using var output = new StringWriter();
        var code = await Verbs.RunAsync(words, TextReader.Null, output, output, CancellationToken.None);
        return (code, output.ToString());
    }
}
