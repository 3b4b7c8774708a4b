using System.Text;
using TrePortal.Data.Inventory.Formats;
using TrePortal.Domain.Inventory;
using TrePortal.Tests.Support;
using static TrePortal.Tests.Inventory.BadInputs.BadInput;
using static TrePortal.Tests.Inventory.BadInputs.BadInputRun;

namespace TrePortal.Tests.Inventory.BadInputs;

/// <summary>B041 to B062: data_collections.json.</summary>
public sealed class CollectionsTests
{
    private const string Title = "\"title\": \"Core\"";
    private const string Version = "\"version\": \"1.0\",";

    internal static IReadOnlyList<BadInput> Cases { get; } =
    [
        Whole("B041 empty", Collections, "", "UP-02", null),
        Whole("B041 blanks", Collections, " \n ", "DC-01", 2),
        Whole("B041 null", Collections, "null", "DC-07", 1),
        Whole("B041 a list", Collections, "[]", "DC-07", 1),
        Whole("B041 a text", Collections, "\"x\"", "DC-07", 1),
        Whole("B041 a number", Collections, "0", "DC-07", 1),
        Text("B043 property twice", Collections, Version, Version + " " + Version, "DC-05", 2),
        Text("B043 property twice but for case", Collections, Version, Version + " \"Version\": \"1.0\",", "DC-05", 2),
        Text("B044 unknown property", Collections, Version, Version + " \"author\": \"x\",", "DC-06", 2),
        Text("B045 comment to the end of the line", Collections, Version, Version + " // new", "DC-02", 2),
        Text("B045 comment between", Collections, Version, "/* new */ " + Version, "DC-02", 2),
        Text("B045 trailing comma", Collections, "\"requires\": [\"visits\"] }", "\"requires\": [\"visits\"] },", "DC-03", 7),
        Text("B045 single quotes", Collections, Version, "\"version\": '1.0',", "DC-01", 2),
        Text("B045 NaN", Collections, "\"files\": true, \"required\"", "\"files\": NaN, \"required\"", "DC-01", 4),
        Text("B045 Infinity", Collections, "\"files\": true, \"required\"", "\"files\": Infinity, \"required\"", "DC-01", 4),
        .. new[] { 65, 1_000, 100_000 }.Select(depth => Whole($"B046 depth {depth}", Collections, Deep(depth), "DC-04", 1) with { Also = "DC-07" }),
        new("B047 text of 50 MB", inventory => inventory.Set(Collections, Encoding.UTF8.GetBytes("{\"version\":\"" + new string('x', 50 << 20) + "\"}")), "UP-22", null, null),
        Text("B047 list of 10,000,000 zeros", Collections, "\"entities\": [\"visit\"]", $"\"entities\": [{string.Concat(Enumerable.Repeat("0,", 9_999_999))}0]", "DC-07", 5) with { Times = 10_000_000, Also = "DC-14" },
        Text("B048 number for a text", Collections, Version, "\"version\": 1.0,", "DC-07", 2),
        Text("B048 number beyond all", Collections, Version, "\"version\": 1e400,", "DC-07", 2),
        Text("B048 text for a truth value", Collections, "\"required\": true", "\"required\": \"true\"", "DC-07", 4),
        Text("B048 number for a truth value", Collections, "\"required\": true", "\"required\": 1", "DC-07", 4),
        Text("B048 minus nothing", Collections, "\"required\": true", "\"required\": -0", "DC-07", 4),
        Text("B049 half of a pair", Collections, Title, "\"title\": \"\\ud800\"", "DC-17", 4),
        Text("B049 null character", Collections, Title, "\"title\": \"Co\\u0000re\"", "DC-17", 4),
        Accepted("B050 mark at the start", inventory => inventory.Set(Collections, [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(inventory.Text(Collections))])),
        Bytes("B050 UTF-16", Collections, text => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)], "UP-03", 1),
        .. new[] { "__proto__", "constructor", "$type", "$ref", "prototype" }.Select(key => Text($"B051 {key}", Collections, Title, $"\"{key}\": \"x\", {Title}", "DC-06", 4)),
        Text("B052 id twice", Collections, "\"id\": \"visits\"", "\"id\": \"core\"", "DC-11", 5) with { Also = "DC-15" },
        Text("B052 id twice but for case", Collections, "\"id\": \"visits\"", "\"id\": \"CORE\"", "DC-10", 5) with { Also = "DC-15" },
        Text("B054 collection that requires itself", Collections, "\"requires\": [\"core\"]", "\"requires\": [\"visits\"]", "DC-16", 5),
        new("B054 circle of three", inventory => inventory.Replace(Collections, "\"required\": true", "\"required\": true, \"requires\": [\"scans\"]"), "DC-16", 5, null),
        Text("B055 empty collection", Collections, "\"entities\": [\"visit\"]", "\"entities\": []", "DC-14", 5),
        Text("B056 200,001 members", Collections, "\"person.age\"", string.Join(',', Enumerable.Range(0, 200_001).Select(field => $"\"person.f{field}\"")), "DC-12", 4) with { Times = 200_001 },
        Text("B057 title empty", Collections, Title, "\"title\": \"\"", "DC-19", 4),
        Text("B057 title of blanks", Collections, Title, "\"title\": \" \u00A0\"", "DC-19", 4),
        Text("B057 title of 10,000 letters", Collections, Title, $"\"title\": \"{new string('x', 10_000)}\"", "DC-19", 4),
        Accepted("B057 title of pictures", Collections, Title, "\"title\": \"\U0001F9EC\U0001F52C\""),
        Accepted("B058 markup in a description", Collections, Title, Title + ", \"description\": \"<script>alert(1)</script> **bold** <img src=x onerror=y>\""),
        Text("B060 two documents", Collections, "  ]\n}\n", "  ]\n}\n{}", "DC-18", 9),
        Text("B061 long blob as a title", Collections, Title, $"\"title\": \"{Convert.ToBase64String(new byte[300])}\"", "DC-19", 4),
        Accepted("B061 short blob as a title", Collections, Title, $"\"title\": \"{Convert.ToBase64String(new byte[30])}\""),
    ];

    public static TheoryData<string> Names => [.. Cases.Select(input => input.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Answer_is_as_expected(string name)
    {
        using var run = new BadInputRun();
        run.Check(Cases.Single(input => input.Name == name));
    }

    [Fact]
    public void B042_cut_off_after_any_byte_it_is_refused()
    {
        using var folder = new TemporaryFolder();
        var whole = Encoding.UTF8.GetBytes(new SmallInventory().Text(Collections).TrimEnd());
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(folder["collections.json"], whole[..length]);
            var log = new ProblemLog();

            CollectionsFile.Read(folder["collections.json"], new ProblemPlace(InventoryAsset.Collections, "collections.json"), log);

            Assert.True(log.Errors > 0, $"Taken after {length} bytes.");
            Assert.All(log.Kept, problem => Assert.True(problem.Line > 0));
        }
    }

    private static string Deep(int depth) => $"{{\"version\":{new string('[', depth)}{new string(']', depth)},\"collections\":[]}}";
}
