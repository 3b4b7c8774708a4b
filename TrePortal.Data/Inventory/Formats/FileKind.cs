using System.Text;

namespace TrePortal.Data.Inventory.Formats;

/// <summary>Looks at the beginning of a file and says whether it can be the text it claims to be.</summary>
internal static class FileKind
{
    private const int Beginning = 64 << 10;

    /// <summary>Reports what the file is instead. Leaves the stream at its start.</summary>
    public static bool IsText(Stream stream, ProblemPlace place, ProblemLog log)
    {
        var head = new byte[Beginning];
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        if (CodeOf(head.AsSpan(0, length)) is { } code)
        {
            log.Report(place, code, 1);
            return false;
        }

        return true;
    }

    private static string? CodeOf(ReadOnlySpan<byte> head)
    {
        var text = head.StartsWith(Encoding.UTF8.Preamble) ? head[3..] : head;
        if (text.IsEmpty)
        {
            return "UP-02";
        }

        if (head is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            return "UP-03";
        }

        if (head is [0x1F, 0x8B, ..] or [(byte)'P', (byte)'K', 3, 4, ..] or [0x28, 0xB5, 0x2F, 0xFD, ..] or [(byte)'B', (byte)'Z', (byte)'h', ..] or [0xFD, (byte)'7', (byte)'z', ..])
        {
            return "UP-07";
        }

        var start = text.TrimStart(" \t\r\n"u8);
        var word = start[..Math.Min(start.Length, 14)];
        if (StartsWith(word, "<!doctype") || StartsWith(word, "<html") || StartsWith(word, "<?xml") || StartsWith(word, "%pdf-") || head is [0x89, (byte)'P', (byte)'N', (byte)'G', ..])
        {
            return "UP-08";
        }

        return text.Contains((byte)'\r') && !text.Contains((byte)'\n') && (text.IndexOf((byte)'\r') < text.Length - 1 || head.Length == Beginning) ? "UP-06" : null;
    }

    private static bool StartsWith(ReadOnlySpan<byte> text, string word) =>
        text.Length >= word.Length && Ascii.EqualsIgnoreCase(text[..word.Length], word);
}
