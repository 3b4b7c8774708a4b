using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using TrePortal.Domain.Inventory;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Inventory;

public sealed class ProblemCodesTests
{
    private static readonly string _document = Path.Combine(Repository.Root, "docs", "validation-codes.md");

    [Fact]
    public void The_document_lists_every_code()
    {
        var written = Write();
        var committed = File.Exists(_document) ? File.ReadAllText(_document) : "";
        if (written != committed)
        {
            File.WriteAllText(_document, written);
        }

        Assert.True(written == committed, "docs/validation-codes.md was out of date and has been written again: commit it.");
    }

    [Fact]
    public void Codes_are_unique_and_of_a_known_family()
    {
        Assert.Distinct(ProblemCodes.All.Select(code => code.Code));
        Assert.All(ProblemCodes.All, code => Assert.Matches("^(UP|DD|CO|EN|DA|FI|DC)-[0-9]{2}$", code.Code));
        Assert.All(ProblemCodes.All, code => Assert.EndsWith(".", code.Mend, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_code_is_reported_somewhere()
    {
        var sources = string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "TrePortal.Data", "Inventory"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var used = Regex.Matches(sources, "\"([A-Z]{2}-[0-9]{2})\"").Select(match => match.Groups[1].Value).ToHashSet();

        Assert.Equal(ProblemCodes.All.Select(code => code.Code).Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }

    private static string Write()
    {
        var text = new StringBuilder("""
            # Validation codes

            What an inventory import can report. Errors stop the import and leave nothing behind; warnings never block. Codes keep
            their meaning for ever. Written by `ProblemCodesTests` from `ProblemCodes`; change it there.

            """.ReplaceLineEndings("\n"));
        foreach (var (prefix, about) in ProblemCodes.Families)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {prefix}: {about.Replace("<", "\\<", StringComparison.Ordinal)}\n\n| code | | title | meaning | mend |\n|---|---|---|---|---|\n");
            foreach (var code in ProblemCodes.All.Where(code => code.Code.StartsWith(prefix, StringComparison.Ordinal)))
            {
                text.Append(CultureInfo.InvariantCulture, $"| {code.Code} | {(code.Severity == ProblemSeverity.Error ? "error" : "warning")} | {Cell(code.Title)} | {Cell(code.Meaning)} | {Cell(code.Mend)} |\n");
            }
        }

        return text.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
