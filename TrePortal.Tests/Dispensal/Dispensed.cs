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
            .Concat(_dictionaries).Concat(isCoded ? ["codings.csv"] : []).Append("manifest.json").Append("ro-crate-metadata.json");

        Assert.Equal(wanted.Order(StringComparer.Ordinal), files);
        Assert.All(expected.Tables, table => Assert.Equal(table.Value, File.ReadAllText(Path.Combine(folder, table.Key + ".data.csv"))));
        var sources = File.ReadLines(Path.Combine(source, "file_inventory.tsv")).Skip(1).Where(line => line.Length > 0).Select(line => line.Split('\t')).ToDictionary(line => line[1], line => line[0]);
        Assert.All(expected.Files, path => Assert.Equal(
            Sha256(Path.Combine(source, "files", sources[path])), Sha256(Path.Combine(folder, "files", path))));
        ManifestIsTrue(folder);
        CrateIsTrue(folder);
    }

    /// <summary>Reads the crate with no help of the product: flat, every file of the folder in it with its hash, every reference leading somewhere.</summary>
    public static JsonElement CrateIsTrue(string folder)
    {
        var crate = JsonSerializer.Deserialize<JsonElement>(File.ReadAllBytes(Path.Combine(folder, "ro-crate-metadata.json")));
        Assert.Equal("https://w3id.org/ro/crate/1.1/context", crate.GetProperty("@context")[0].GetString());
        var entities = crate.GetProperty("@graph").EnumerateArray().ToDictionary(entity => entity.GetProperty("@id").GetString()!);
        Assert.Equal("./", entities["ro-crate-metadata.json"].GetProperty("about").GetProperty("@id").GetString());
        Assert.Equal("https://w3id.org/ro/crate/1.1", entities["ro-crate-metadata.json"].GetProperty("conformsTo").GetProperty("@id").GetString());
        var root = entities["./"];
        Assert.All(["name", "description", "datePublished", "license"], member => Assert.True(root.TryGetProperty(member, out _), member));
        var parts = root.GetProperty("hasPart").EnumerateArray().Select(part => part.GetProperty("@id").GetString()!).ToList();
        var paths = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path)).Where(path => path != "ro-crate-metadata.json").ToList();
        Assert.Equal(paths.Order(StringComparer.Ordinal), parts.Select(Uri.UnescapeDataString).Order(StringComparer.Ordinal));
        Assert.All(paths.Where(path => path != "manifest.json"), path => Assert.Equal(
            Sha256(Path.Combine(folder, path)), entities[string.Join('/', path.Split('/').Select(Uri.EscapeDataString))].GetProperty("sha256").GetString()));
        Assert.All(entities.Values.SelectMany(References).Where(id => !id.StartsWith("http", StringComparison.Ordinal)), id => Assert.Contains(id, entities.Keys));
        return crate;
    }

    private static IEnumerable<string> References(JsonElement entity) => entity.EnumerateObject()
        .SelectMany(member => member.Value.ValueKind == JsonValueKind.Array ? member.Value.EnumerateArray().ToList() : [member.Value])
        .Where(value => value.ValueKind == JsonValueKind.Object).Select(value => value.GetProperty("@id").GetString()!);

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
