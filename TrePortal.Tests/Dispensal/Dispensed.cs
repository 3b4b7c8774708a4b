using System.Security.Cryptography;
using System.Text.Json;
using TrePortal.Tests.Cohorts;

namespace TrePortal.Tests.Dispensal;

/// <summary>Compares a dispensed folder with what the oracle works out from the provider's own files.</summary>
internal static class Dispensed
{
    private static readonly string[] _dictionaries = ["data_dictionary.csv", "entity_dictionary.csv"];

    public static void IsWhatTheOracleSays(string folder, string source, string? cohort, IReadOnlyCollection<string> fields, IReadOnlyCollection<string> collections, params IReadOnlyCollection<string> withdrawn)
    {
        var expected = Oracle.Load(source).Dispense(cohort, fields, collections, withdrawn);
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path)).Order(StringComparer.Ordinal).ToList();
        var isCoded = File.ReadLines(Path.Combine(folder, "data_dictionary.csv")).Skip(1).Any(line => line.Split(',')[4].Length > 0);
        var wanted = expected.Tables.Keys.Select(entity => entity + ".data.csv")
            .Concat(expected.Files.Select(path => "files/" + path))
            .Concat(_dictionaries).Concat(isCoded ? ["codings.csv"] : []).Append("manifest.json");

        Assert.Equal(wanted.Order(StringComparer.Ordinal), files);
        Assert.All(expected.Tables, table => Assert.Equal(table.Value, File.ReadAllText(Path.Combine(folder, table.Key + ".data.csv"))));
        var sources = File.ReadLines(Path.Combine(source, "file_inventory.tsv")).Skip(1).Where(line => line.Length > 0).Select(line => line.Split('\t')).ToDictionary(line => line[1], line => line[0]);
        Assert.All(expected.Files, path => Assert.Equal(
            Sha256(Path.Combine(source, "files", sources[path])), Sha256(Path.Combine(folder, "files", path))));
        ManifestIsTrue(folder);
    }

    /// <summary>Reads the manifest with no help of the product, and compares every entry with the disk.</summary>
    public static void ManifestIsTrue(string folder)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json")));
        var files = manifest.RootElement.GetProperty("files").EnumerateArray().ToList();
        var paths = files.Select(file => file.GetProperty("path").GetString()!).ToList();

        Assert.Equal(paths.Order(StringComparer.Ordinal), paths);
        Assert.Equal(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Count() - 1, paths.Count);
        Assert.All(files, file =>
        {
            var path = Path.Combine(folder, file.GetProperty("path").GetString()!);
            Assert.Equal(new FileInfo(path).Length, file.GetProperty("bytes").GetInt64());
            Assert.Equal(Sha256(path), file.GetProperty("sha256").GetString());
        });
    }

    public static string Sha256(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
