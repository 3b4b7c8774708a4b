using System.Globalization;
using System.Text;

namespace TrePortal.Domain.Inventory;

/// <summary>The rules for paths in a file inventory and for names in archives (formats.md section 2).</summary>
public static class InventoryPath
{
    private const int MostBytes = 1024;
    private const int MostPartBytes = 255;

    private static readonly HashSet<string> _devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$",
        "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "COM¹", "COM²", "COM³",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "LPT¹", "LPT²", "LPT³",
    };

    /// <summary>What is wrong with a path, as a sentence, or null when it is a safe relative path.</summary>
    public static string? FaultOf(string path)
    {
        if (path.Length == 0)
        {
            return "The path is empty.";
        }

        if (Encoding.UTF8.GetByteCount(path) > MostBytes)
        {
            return "The path is longer than 1,024 bytes.";
        }

        if (path.IndexOfAny(['\\', ':']) is >= 0 and var at)
        {
            return path[at] == ':' ? "The path has a colon, as drives, addresses and streams have." : "The path has a backslash.";
        }

        if (path.EnumerateRunes().Any(IsUnsafe))
        {
            return "The path has a control, direction or invisible character.";
        }

        return path[0] == '/' ? "The path is absolute." : path.Split('/').Select(FaultOfPart).FirstOrDefault(fault => fault is not null);
    }

    /// <summary>Equal for paths that some file system would take for the same: without regard to case and Unicode form.</summary>
    public static string Fold(string path) => path.Normalize(NormalizationForm.FormC).ToUpperInvariant().Normalize(NormalizationForm.FormC);

    private static string? FaultOfPart(string part) => part switch
    {
        "" => "The path has an empty part.",
        "." or ".." => "The path has a part that is . or ..",
        _ when Encoding.UTF8.GetByteCount(part) > MostPartBytes => "A part of the path is longer than 255 bytes.",
        _ when part[0] == ' ' || part[^1] is ' ' or '.' => "A part of the path begins or ends with a blank, or ends with a dot.",
        _ when _devices.Contains(part.Split('.')[0].TrimEnd(' ')) => "A part of the path is a reserved device name.",
        _ => null,
    };

    // An unpaired surrogate is enumerated as the replacement character.
    private static bool IsUnsafe(Rune rune) => rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
