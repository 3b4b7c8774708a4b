using System.IO.Compression;
using TrePortal.Data.Inventory.Formats;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Import;

/// <summary>How much an archive may hold.</summary>
public sealed record ArchiveLimits
{
    public int Entries { get; init; } = 10_000;

    public int Ratio { get; init; } = 200;

    /// <summary>Unpacked bytes of all entries together.</summary>
    public long Bytes { get; init; } = 20L << 30;

    /// <summary>Entries smaller than this are not held against the ratio: a short text of blanks is no bomb.</summary>
    public long FreeBytes { get; init; } = 1 << 20;
}

/// <summary>
/// Unpacks a .zip that somebody sent. Sizes that the archive declares are believed only after the bytes have been counted
/// and their checksum compared; nothing is written outside the target, and no link is ever made.
/// </summary>
internal sealed class SafeArchive(ProblemPlace place, ProblemLog log, ArchiveLimits limits)
{
    private const int TypeMask = 0xF000;
    private const int OrdinaryType = 0x8000;
    private const int FolderType = 0x4000;

    private readonly byte[] _buffer = new byte[128 << 10];
    private long _written;

    public static bool IsArchive(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> head = stackalloc byte[4];
        return stream.ReadAtLeast(head, 4, throwOnEndOfStream: false) == 4 && head is [(byte)'P', (byte)'K', 3 or 5, 4 or 6];
    }

    /// <summary>True when everything was unpacked. Problems are reported; what was unpacked is for the caller to delete.</summary>
    public bool Extract(string archivePath, string target, CancellationToken cancellation)
    {
        try
        {
            using var archive = ZipFile.OpenRead(archivePath);
            if (archive.Entries.Count > limits.Entries)
            {
                log.Report(place, "UP-31", null, null, "", $"The archive has {archive.Entries.Count} entries.");
                return false;
            }

            var entries = archive.Entries.Where(entry => !IsFolder(entry) && !IsDesktopLitter(entry)).ToList();
            if (!AreSafe(entries))
            {
                return false;
            }

            var ceiling = Math.Min(limits.Bytes, limits.FreeBytes + new FileInfo(archivePath).Length * limits.Ratio);
            return entries.All(entry => ExtractEntry(entry, target, ceiling, cancellation));
        }
        catch (Exception problem) when (problem is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            log.Report(place, "UP-30");
            return false;
        }
    }

    private bool AreSafe(List<ZipArchiveEntry> entries)
    {
        var errors = log.Errors;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            var type = (entry.ExternalAttributes >> 16) & TypeMask;
            if (InventoryPath.FaultOf(entry.FullName) is { } fault)
            {
                log.Report(place, "UP-32", null, null, entry.FullName, fault);
            }
            else if (type is not (0 or OrdinaryType or FolderType))
            {
                log.Report(place, "UP-33", null, null, entry.FullName);
            }
            else if (entry.IsEncrypted)
            {
                log.Report(place, "UP-37", null, null, entry.FullName);
            }
            else if (!seen.Add(InventoryPath.Fold(entry.FullName)))
            {
                log.Report(place, "UP-36", null, null, entry.FullName);
            }
        }

        return log.Errors == errors;
    }

    private bool ExtractEntry(ZipArchiveEntry entry, string target, long ceiling, CancellationToken cancellation)
    {
        var path = Path.Combine(target, entry.FullName.Replace('/', Path.DirectorySeparatorChar));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var most = Math.Max(limits.FreeBytes, entry.CompressedLength * limits.Ratio);
        var (length, check) = (0L, Crc32.Start);
        try
        {
            using var source = entry.Open();
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1);
            for (int read; (read = source.Read(_buffer)) > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                (length, _written) = (length + read, _written + read);
                if (length > most || _written > ceiling)
                {
                    log.Report(place, "UP-34", null, null, entry.FullName);
                    return false;
                }

                check = Crc32.Add(check, _buffer.AsSpan(0, read));
                file.Write(_buffer.AsSpan(0, read));
            }
        }
        catch (Exception problem) when (problem is InvalidDataException or EndOfStreamException)
        {
            log.Report(place, "UP-35", null, null, entry.FullName);
            return false;
        }
        catch (IOException) when (Directory.Exists(path) || File.Exists(Path.GetDirectoryName(path)))
        {
            log.Report(place, "UP-36", null, null, entry.FullName);
            return false;
        }

        if (length != entry.Length || Crc32.End(check) != entry.Crc32)
        {
            log.Report(place, "UP-35", null, null, entry.FullName, $"{length} bytes came out.");
            return false;
        }

        return true;
    }

    private static bool IsFolder(ZipArchiveEntry entry) => entry.FullName.EndsWith('/') && entry.Length == 0;

    private static bool IsDesktopLitter(ZipArchiveEntry entry) =>
        entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal) || entry.Name is ".DS_Store" or "Thumbs.db";
}

/// <summary>The checksum of .zip entries.</summary>
internal static class Crc32
{
    public const uint Start = uint.MaxValue;

    private static readonly uint[] _table = [.. Enumerable.Range(0, 256).Select(index =>
        Enumerable.Range(0, 8).Aggregate((uint)index, (value, _) => (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1))];

    public static uint Add(uint check, ReadOnlySpan<byte> bytes)
    {
        foreach (var part in bytes)
        {
            check = _table[(byte)(check ^ part)] ^ (check >> 8);
        }

        return check;
    }

    public static uint End(uint check) => ~check;
}
