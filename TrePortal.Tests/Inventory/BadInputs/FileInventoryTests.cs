using System.IO.Compression;
using System.Text;
using TrePortal.Tests.Support;
using static TrePortal.Tests.Inventory.BadInputs.BadInput;
using static TrePortal.Tests.Inventory.BadInputs.BadInputRun;

namespace TrePortal.Tests.Inventory.BadInputs;

/// <summary>B001 to B034: file_inventory.tsv.</summary>
public sealed class FileInventoryTests
{
    private static readonly string _hash = Domain.Kernel.Hash.Of("one");

    internal static IReadOnlyList<BadInput> Cases { get; } =
    [
        Whole("B001 empty file", Files, "", "UP-02", null),
        Whole("B001 only a mark", Files, "\uFEFF", "UP-02", 1),
        Whole("B002 header only", Files, "source\tpath\tparticipant_id\tcollection_ids\n", "FI-17", null),
        Text("B003 without source", Files, "source\tpath", "from\tpath", "UP-16", 1),
        Text("B003 without path", Files, "source\tpath", "source\tto", "UP-16", 1),
        Text("B003 without participant_id", Files, "participant_id", "person", "UP-16", 1),
        Text("B003 without collection_ids", Files, "collection_ids\t", "collections\t", "UP-16", 1),
        Text("B004 column twice", Files, "size_bytes\t", "source\t", "UP-15", 1, 5),
        Text("B004 column twice but for case", Files, "size_bytes\t", "Source\t", "UP-15", 1, 5),
        Accepted("B005 unknown column", Files, "size_bytes\t", "bytes\t", "UP-17"),
        Accepted("B006 columns in another order", inventory => inventory.Set(Files, "collection_ids\tpath\tsource\tparticipant_id\nscans\tb.txt\ttwo.txt\tA1\ncore\tc.txt\ta/one.txt\t\n")),
        Accepted("B007 mark at the start", inventory => inventory.Set(Files, [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(inventory.Text(Files))])),
        Bytes("B008 UTF-16 LE", Files, text => [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(text)], "UP-03", 1),
        Bytes("B008 UTF-16 BE", Files, text => [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(text)], "UP-03", 1),
        Bytes("B009 Latin-1", Files, text => Encoding.Latin1.GetBytes(text.Replace("docs", "d\u00F6cs", StringComparison.Ordinal)), "UP-04", 2),
        Bytes("B010 overlong slash", Files, text => Instead(text, "docs", [0xC0, 0xAF]), "UP-04", 2),
        Bytes("B010 lone surrogate", Files, text => Instead(text, "docs", [0xED, 0xA0, 0x80]), "UP-04", 2),
        Bytes("B010 beyond the last character", Files, text => Instead(text, "\"A1\"", [0xF5, 0x80, 0x80, 0x80]), "UP-04", 3),
        Text("B011 null character", Files, "docs", "d\0cs", "UP-05", 2),
        Whole("B012 CR only", Files, "source\tpath\tparticipant_id\tcollection_ids\rtwo.txt\tb.txt\t\tscans\r", "UP-06", 1),
        Accepted("B012 CR LF mixed with LF", Files, "\t3\t" + _hash + "\n", "\t3\t" + _hash + "\r\n"),
        Accepted("B013 last line without its end", inventory => inventory.Set(Files, inventory.Text(Files).TrimEnd('\n'))),
        Text("B014 row too short", Files, "two.txt\t\"A1\"/two.txt", "two.txt", "UP-11", 3),
        Text("B014 row too long", Files, "a/one.txt\t", "a/one.txt\t\t", "UP-11", 2),
        Accepted("B015 quotes belong to the text", Files, "docs/one.txt", "\"docs\"/\"one\".txt"),
        Text("B016 tab between quotes", Files, "docs/one.txt", "\"docs\tone.txt\"", "UP-11", 2),
        Text("B017 one line of 30 MB", Files, "docs/one.txt", new string('x', 30 << 20), "UP-12", 2),
        Whole("B019 20,001 columns", Files, string.Join('\t', Enumerable.Range(0, 20_001).Select(column => $"c{column}")) + "\n", "UP-14", 1),
        Text("B020 destination twice", Files, "docs/one.txt", "\"A1\"/two.txt", "FI-02", 3, 2) with { Message = "line 2" },
        Text("B021 path equal by case", Files, "docs/one.txt", "\"a1\"/TWO.txt", "FI-02", 3, 2) with { Message = "line 2" },
        new("B021 path equal by Unicode form", inventory => inventory.Replace(Files, "docs/one.txt", "caf\u00E9.txt").Replace(Files, "\"A1\"/two.txt", "cafe\u0301.txt"), "FI-02", 3, 2),
        Text("B021 a file is another one's folder", Files, "docs/one.txt", "\"A1\"/two.txt/one.txt", "FI-02", 3, 2),
        .. Paths("B022", "../x", "a/../../x", "./a", "a//b", "a/", "a/..", "."),
        .. Paths("B023", "/etc/x", "C:\\x", "\\\\server\\x", "file:///x", "c:x"),
        .. Paths("B024", "a\\b/c", "a/b\\c"),
        .. Paths("B025", "CON", "nul.txt", "a/COM1", "lpt9.tar.gz", "a./b", "a /b", " a/b", "aux .txt"),
        .. Paths("B026", new string('x', 256), string.Join('/', Enumerable.Repeat(new string('y', 200), 6))),
        .. Paths("B027", "a\u0001b", "a\u001b[31m", "a\u202Eb", "a\u2066b", "a\u200Bb", "a\u007Fb", "a\u0085b", "a\uFEFFb"),
        .. new[] { "-1", "1e3", "0x10", "1,000", "9223372036854775808", " 3", "+3", "3.0", "\u0663" }.Select(size => Text($"B028 size {size}", Files, "\t3\t", $"\t{size}\t", "FI-07", 2, 5)),
        Accepted("B028 size empty", Files, "\t3\t", "\t\t"),
        Text("B029 hash too short", Files, _hash, _hash[1..], "FI-08", 2, 6),
        Text("B029 hash too long", Files, _hash, _hash + "0", "FI-08", 2, 6),
        Text("B029 hash of other letters", Files, _hash, new string('g', 64), "FI-08", 2, 6),
        Accepted("B029 hash in capitals", Files, _hash, _hash.ToUpperInvariant()),
        Text("B030 no such file", Files, "a/one.txt\tdocs", "a/none.txt\tdocs", "FI-03", 2, 1),
        Text("B030 a folder", Files, "a/one.txt\tdocs", "a\tdocs", "FI-04", 2, 1),
        Text("B030 below a file", Files, "a/one.txt\tdocs", "two.txt/one.txt\tdocs", "FI-04", 2, 1),
        Text("B030 another size", Files, "\t3\t", "\t4\t", "FI-05", 2, 5),
        new("B030 another content", inventory => inventory.Set("files/a/one.txt", "two"), "FI-06", 2, 6),
        Text("B031 unknown participant", Files, "A1|A2", "A9", "FI-09", 3, 3),
        Text("B031 blank behind the key", Files, "A1|A2", "A1 ", "FI-09", 3, 3),
        Text("B031 zero before the number", Files, "A1|A2", "A01", "FI-09", 3, 3),
        Text("B031 other case", Files, "A1|A2", "a1", "FI-09", 3, 3),
        Text("B031 participant twice", Files, "A1|A2", "A1|A1", "FI-13", 3, 3),
        Text("B031 empty part", Files, "A1|A2", "A1||A2", "FI-13", 3, 3),
        Accepted("B031 no participant", Files, "A1|A2", ""),
        Accepted("B032 formula in a path", Files, "docs/one.txt", "=cmd|' ! calc'.txt"),
        Bytes("B033 compressed", Files, Compress, "UP-07", 1),
        Whole("B033 sign-in page", Files, "<!DOCTYPE html><html><body>Please sign in</body></html>", "UP-08", 1),
        Whole("B033 sign-in page after blanks", Files, "\r\n  <html lang=\"en\">", "UP-08", 1),
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
    public void B018_a_row_over_the_limit_is_refused()
    {
        using var run = new BadInputRun();
        run.Check(new("B018 a row over the limit", _ => { }, "FI-15", 3, null), mostFiles: 1);
        Assert.Equal(1_000_000, new Data.Inventory.Import.ImportPlan("").MostFiles);
    }

    [Theory]
    [InlineData("link")]
    [InlineData("linked folder")]
    [InlineData("pipe")]
    public void B030_what_is_no_ordinary_file_is_refused(string kind)
    {
        using var secret = new TemporaryFolder();
        File.WriteAllText(secret["one.txt"], "one");
        using var run = new BadInputRun();
        run.Check(new("B030 " + kind, _ => { }, "FI-04", 2, 1), folder =>
        {
            var file = Path.Combine(folder, "files", "a", "one.txt");
            File.Delete(file);
            switch (kind)
            {
                case "link":
                    File.CreateSymbolicLink(file, secret["one.txt"]);
                    break;
                case "linked folder":
                    Directory.Delete(Path.GetDirectoryName(file)!);
                    Directory.CreateSymbolicLink(Path.GetDirectoryName(file)!, secret.Path);
                    break;
                default:
                    using (var made = System.Diagnostics.Process.Start("mkfifo", [file]))
                    {
                        made.WaitForExit();
                    }

                    break;
            }
        });
    }

    private static IEnumerable<BadInput> Paths(string number, params string[] paths) => paths.SelectMany(path => new[]
    {
        Text($"{number} source {Shown(path)}", Files, "a/one.txt\tdocs", path + "\tdocs", "FI-01", 2, 1),
        Text($"{number} path {Shown(path)}", Files, "docs/one.txt", path, "FI-01", 2, 2),
    });

    private static string Shown(string path) => string.Concat(path.Take(20).Select(letter => letter is > ' ' and < '\u007f' ? $"{letter}" : $"\\u{(int)letter:x4}"));

    private static byte[] Instead(string text, string old, byte[] bytes)
    {
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return [.. Encoding.UTF8.GetBytes(text[..at]), .. bytes, .. Encoding.UTF8.GetBytes(text[(at + old.Length)..])];
    }

    private static byte[] Compress(string text)
    {
        using var stream = new MemoryStream();
        using (var compressed = new GZipStream(stream, CompressionLevel.Fastest))
        {
            compressed.Write(Encoding.UTF8.GetBytes(text));
        }

        return stream.ToArray();
    }
}
