using System.IO.Compression;
using System.Text;
using System.Text.Unicode;
using TrePortal.Domain.Environments;

namespace TrePortal.Data.Environments.Documents;

/// <summary>
/// Whether a file is what its name says, told by its content. A browser is never left to guess: what passes is served under
/// the type found here, with sniffing off.
/// </summary>
internal static class DocumentContent
{
    private const int MostParts = 5000;
    private const int MostOfOnePart = 1 << 20;

    private static ReadOnlySpan<byte> Png => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    private static ReadOnlySpan<byte> Jpeg => [0xFF, 0xD8, 0xFF];

    /// <summary>What is wrong, as a sentence; null when the content is of the kind.</summary>
    public static string? FaultOf(string path, long bytes, DocumentKind kind) => bytes == 0 ? "The file is empty." : kind switch
    {
        DocumentKind.Pdf => Pdf(path),
        DocumentKind.Png => FaultOfPng(path),
        DocumentKind.Jpeg => StartsWith(path, Jpeg) ? null : "This is no JPEG picture, whatever its name says.",
        DocumentKind.Word => Office(path, "word/document.xml", ".docx"),
        DocumentKind.Excel => Office(path, "xl/workbook.xml", ".xlsx"),
        DocumentKind.OpenText => OpenText(path),
        _ => Text(path),
    };

    private static string? Pdf(string path)
    {
        if (!StartsWith(path, "%PDF-"u8))
        {
            return "This is no PDF, whatever its name says.";
        }

        var content = File.ReadAllBytes(path);
        return content.AsSpan(Math.Max(0, content.Length - 2048)).IndexOf("%%EOF"u8) < 0 ? "The PDF is cut off. Save it again and send it whole."
            : content.AsSpan().IndexOf("/Encrypt"u8) >= 0 ? "The PDF is protected by a password. Save it without one."
            : null;
    }

    private static string? FaultOfPng(string path)
    {
        if (!StartsWith(path, Png))
        {
            return "This is no PNG picture, whatever its name says.";
        }

        // Signature, length and name of the header, then width and height.
        Span<byte> head = stackalloc byte[24];
        using var file = File.OpenRead(path);
        if (file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
        {
            return "The picture is cut off. Save it again and send it whole.";
        }

        var width = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(head[16..]);
        var height = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(head[20..]);
        return (ulong)width * height > 100_000_000 ? "The picture has more than 100 million pixels. Send a smaller one." : null;
    }

    private static string? Text(string path)
    {
        var content = File.ReadAllBytes(path);
        if (!Utf8.IsValid(content))
        {
            return "The text is not UTF-8. Save it as UTF-8 and send it again.";
        }

        if (content.AsSpan().IndexOfAnyInRange((byte)0, (byte)8) >= 0 || content.AsSpan().IndexOfAnyInRange((byte)14, (byte)31) >= 0)
        {
            return "This is no plain text: it holds control characters.";
        }

        var start = Encoding.UTF8.GetString(content.AsSpan(0, Math.Min(content.Length, 1024))).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        string[] markup = ["<!doctype html", "<html", "<svg", "<script", "<?xml"];
        return markup.Any(tag => start.StartsWith(tag, StringComparison.OrdinalIgnoreCase)) ? "This is a page or a drawing (HTML, SVG, XML), not the text that its name promises." : null;
    }

    private static string? Office(string path, string mainPart, string ending) => Archive(path, ending, zip =>
    {
        if (zip.GetEntry("[Content_Types].xml") is not { } types || zip.GetEntry(mainPart) is null)
        {
            return $"This is no {ending} document, whatever its name says.";
        }

        return zip.Entries.Any(entry => IsActive(entry.FullName)) || Read(types).Contains("macroEnabled", StringComparison.OrdinalIgnoreCase)
            ? "The document holds macros or embedded programs. Save it without them."
            : null;
    });

    private static string? OpenText(string path) => Archive(path, ".odt", zip =>
        zip.GetEntry("mimetype") is not { } type || Read(type).Trim() != "application/vnd.oasis.opendocument.text" || zip.GetEntry("content.xml") is null
            ? "This is no .odt document, whatever its name says."
        : zip.Entries.Any(entry => entry.FullName.StartsWith("Basic/", StringComparison.OrdinalIgnoreCase) || entry.FullName.StartsWith("Scripts/", StringComparison.OrdinalIgnoreCase) || IsActive(entry.FullName))
            ? "The document holds macros or embedded programs. Save it without them."
        : null);

    // Named parts only are opened, and of those no more than is needed: nothing is unpacked.
    private static string? Archive(string path, string ending, Func<ZipArchive, string?> look)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            return zip.Entries.Count > MostParts ? "The document has too many parts." : look(zip);
        }
        catch (InvalidDataException)
        {
            return $"This is no {ending} document, or it is protected by a password or damaged.";
        }
    }

    private static bool IsActive(string part) =>
        part.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase)
        || part.Contains("/activeX/", StringComparison.OrdinalIgnoreCase)
        || part.Contains("/macrosheets/", StringComparison.OrdinalIgnoreCase)
        || (part.Contains("/embeddings/", StringComparison.OrdinalIgnoreCase) && part.EndsWith(".bin", StringComparison.OrdinalIgnoreCase));

    private static string Read(ZipArchiveEntry entry)
    {
        using var part = entry.Open();
        var content = new byte[MostOfOnePart];
        return Encoding.UTF8.GetString(content, 0, part.ReadAtLeast(content, content.Length, throwOnEndOfStream: false));
    }

    private static bool StartsWith(string path, ReadOnlySpan<byte> signature)
    {
        Span<byte> start = stackalloc byte[8];
        using var file = File.OpenRead(path);
        var read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return start[..read].StartsWith(signature);
    }
}
