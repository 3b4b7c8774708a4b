using System.Globalization;
using System.Text;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>What the name of a document says: a tidy name, and what the content must then be.</summary>
public sealed record DocumentName(string Name, DocumentKind Kind)
{
    /// <summary>For the file control of a page, and for people: the endings that are taken.</summary>
    public const string Endings = ".pdf,.txt,.md,.csv,.png,.jpg,.jpeg,.docx,.xlsx,.odt";

    private const int LongestStem = 120;
    private const string Unwelcome = "<>:\"/\\|?*%'`;";

    private static readonly Dictionary<string, DocumentKind> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        [".pdf"] = DocumentKind.Pdf,
        [".txt"] = DocumentKind.Text,
        [".md"] = DocumentKind.Markdown,
        [".csv"] = DocumentKind.Csv,
        [".png"] = DocumentKind.Png,
        [".jpg"] = DocumentKind.Jpeg,
        [".jpeg"] = DocumentKind.Jpeg,
        [".docx"] = DocumentKind.Word,
        [".xlsx"] = DocumentKind.Excel,
        [".odt"] = DocumentKind.OpenText,
    };

    // "consent.exe.pdf" is shown as "consent.exe" where endings are hidden.
    private static readonly HashSet<string> Disguises = new(StringComparer.OrdinalIgnoreCase)
    {
        ".exe", ".com", ".bat", ".cmd", ".scr", ".msi", ".ps1", ".vbs", ".js", ".jse", ".wsf", ".lnk", ".jar", ".sh", ".html", ".htm", ".svg", ".xhtml", ".php", ".hta",
    };

    /// <summary>Whatever a browser or a script called the file, as a name that is safe everywhere.</summary>
    public static Result<DocumentName> Of(string given)
    {
        if (given.Contains('\0', StringComparison.Ordinal))
        {
            return new Invalid("file", "file-name", "The name of the file holds a NUL character.");
        }

        var last = given.Replace('\\', '/').Split('/')[^1].Trim();
        var ending = Path.GetExtension(last);
        if (!Kinds.TryGetValue(ending, out var kind))
        {
            return new Invalid("file", "file-type", $"Send one of {Endings.Replace(",", ", ", StringComparison.Ordinal)}. Pages and drawings that can carry script (.html, .svg) are not taken.");
        }

        var stem = Tidy(last[..^ending.Length]);
        if (Disguises.Contains(Path.GetExtension(stem)))
        {
            return new Invalid("file", "double-ending", $"The name ends in \"{Path.GetExtension(stem)}{ending}\", as files do that pretend to be another kind. Rename it.");
        }

        var isReserved = stem.Length == 0 || InventoryPath.FaultOf(stem) is not null;
#pragma warning disable CA1308 // an ending as people write it
        return new DocumentName((isReserved ? "document-" + stem.Trim('.', ' ', '-') : stem).TrimEnd('-') + ending.ToLowerInvariant(), kind);
#pragma warning restore CA1308
    }

    private static string Tidy(string stem)
    {
        var tidy = new StringBuilder();
        foreach (var rune in stem.Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            var isUnwelcome = rune == Rune.ReplacementChar || (rune.IsAscii && Unwelcome.Contains((char)rune.Value, StringComparison.Ordinal))
                || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            tidy.Append(isUnwelcome ? "-" : rune.ToString());
            if (tidy.Length >= LongestStem)
            {
                break;
            }
        }

        return tidy.ToString().Trim(' ', '.');
    }
}
