using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TrePortal.Data.Inventory.Files;
using TrePortal.Data.Inventory.Import;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Formats;

/// <summary>Whether a participant key is known. A delegate over a span, so that no string is made per row.</summary>
internal delegate bool KnowsParticipant(ReadOnlySpan<byte> key);

/// <summary>What a file inventory is checked against.</summary>
/// <param name="Root">The folder that sources are relative to; null when none was given.</param>
/// <param name="Collections">Null when they cannot be known because of other problems.</param>
/// <param name="Participants">Null when there is no tabular inventory or it is not readable.</param>
/// <param name="Withdrawn">Main keys of withdrawn people.</param>
/// <param name="HasObjectStore">Sources may be s3:// addresses.</param>
/// <param name="TrustsHashes">A file whose size and hash are given is not read.</param>
/// <param name="MostRows">Reading stops at the row after.</param>
internal sealed record FileChecks(
    string? Root,
    CollectionSet? Collections,
    KnowsParticipant? Participants,
    IReadOnlySet<string> Withdrawn,
    bool HasObjectStore,
    bool TrustsHashes,
    int MostRows);

/// <summary>file_inventory.tsv.</summary>
internal sealed class FileInventoryFile(FileChecks checks, ProblemPlace place, ProblemLog log, Action<long, long> progress)
{
    public const string FileName = "file_inventory.tsv";
    public const int MostRows = 1_000_000;
    private const string ObjectStore = "s3://";
    private const int RowsPerReport = 256;

    // Destinations and their folders by the first half of the hash of their folded path: 1,000,000 paths in some 60 MB.
    private readonly Dictionary<UInt128, int> _files = [];
    private readonly Dictionary<UInt128, int> _folders = [];
    private readonly byte[] _buffer = new byte[256 << 10];
    private bool _hasReportedRoot;

    /// <summary>Rows that are good go to the catalogue.</summary>
    public void Read(string path, FileCatalogueWriter catalogue, CancellationToken cancellation)
    {
        using var reader = TableReader.Open(path, place, log);
        if (reader is null || !reader.CheckColumns(["source", "path", "participant_id", "collection_ids"], ["size_bytes", "sha256"]))
        {
            return;
        }

        var columns = new Columns(reader);
        var rows = 0;
        while (reader.Read())
        {
            if (++rows > checks.MostRows)
            {
                log.Report(place, "FI-15", reader.Line);
                return;
            }

            ReadRow(reader, columns, catalogue, cancellation);
            if (rows % RowsPerReport == 0)
            {
                cancellation.ThrowIfCancellationRequested();
                progress(reader.Position, rows);
            }
        }

        if (rows == 0 && !reader.HasSkippedRows)
        {
            log.Report(place, "FI-17");
        }
    }

    private void ReadRow(TableReader reader, Columns columns, FileCatalogueWriter catalogue, CancellationToken cancellation)
    {
        var errors = log.Errors;
        var (source, path) = (reader.Text(columns.Source), reader.Text(columns.Path));
        var isStored = source.StartsWith(ObjectStore, StringComparison.Ordinal);
        CheckPath(isStored ? source[ObjectStore.Length..] : source, reader.Line, columns.Source);
        if (CheckPath(path, reader.Line, columns.Path))
        {
            CheckDestination(path, reader.Line, columns.Path);
        }

        CheckParticipants(reader.Text(columns.Participants), reader.Line, columns.Participants);
        var collections = CheckCollections(reader.Text(columns.Collections), reader.Line, columns.Collections);
        var size = CheckSize(reader, columns.Size);
        var hash = CheckHash(reader, columns.Hash);
        if (log.Errors == errors)
        {
            var file = isStored ? CheckStored(source, size, hash, reader.Line, columns) : CheckFile(source, size, hash, reader.Line, columns, cancellation);
            if (file is var (bytes, sha256))
            {
                catalogue.Add(source, path, reader.Text(columns.Participants), collections, bytes, sha256);
            }
        }
    }

    private bool CheckPath(string path, int line, int column)
    {
        if (InventoryPath.FaultOf(path) is not { } fault)
        {
            return true;
        }

        log.Report(place, "FI-01", line, column + 1, path, fault);
        return false;
    }

    private void CheckDestination(string path, int line, int column)
    {
        var folded = InventoryPath.Fold(path);
        var key = KeyOf(folded);
        if (!_files.TryAdd(key, line))
        {
            log.Report(place, "FI-02", line, column + 1, path, $"First in line {_files[key]}.");
            return;
        }

        if (_folders.TryGetValue(key, out var folderLine))
        {
            log.Report(place, "FI-02", line, column + 1, path, $"It is a folder in line {folderLine}.");
        }

        for (var slash = folded.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = folded.IndexOf('/', slash + 1))
        {
            var folder = KeyOf(folded[..slash]);
            _folders.TryAdd(folder, line);
            if (_files.TryGetValue(folder, out var fileLine))
            {
                log.Report(place, "FI-02", line, column + 1, path, $"One of its folders is a file in line {fileLine}.");
            }
        }
    }

    private static UInt128 KeyOf(string folded) => BinaryPrimitives.ReadUInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(folded)));

    private void CheckParticipants(string participants, int line, int column)
    {
        if (participants.Length == 0 || Parts(participants, line, column) is not { } keys)
        {
            return;
        }

        foreach (var key in keys)
        {
            if (checks.Withdrawn.Contains(key))
            {
                log.Report(place, "FI-16", line, column + 1, key);
            }
            else if (checks.Participants?.Invoke(Encoding.UTF8.GetBytes(key)) == false)
            {
                log.Report(place, "FI-09", line, column + 1, key);
            }
        }
    }

    private string[] CheckCollections(string collections, int line, int column)
    {
        if (collections.Length == 0)
        {
            log.Report(place, "FI-12", line, column + 1);
            return [];
        }

        var ids = Parts(collections, line, column) ?? [];
        if (checks.Collections is { } known)
        {
            foreach (var id in ids.Where(id => known.Find(id) is not { Files: true }))
            {
                log.Report(place, known.Find(id) is null ? "FI-10" : "FI-11", line, column + 1, id);
            }
        }

        return ids;
    }

    private string[]? Parts(string list, int line, int column)
    {
        var parts = list.Split('|');
        if (!parts.Contains("") && parts.Distinct(StringComparer.Ordinal).Count() == parts.Length)
        {
            return parts;
        }

        log.Report(place, "FI-13", line, column + 1, list);
        return null;
    }

    private long? CheckSize(TableReader reader, int column)
    {
        var text = reader.Text(column);
        if (text.Length == 0)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size))
        {
            return size;
        }

        log.Report(place, "FI-07", reader.Line, column + 1, text);
        return null;
    }

    private byte[]? CheckHash(TableReader reader, int column)
    {
        var text = reader.Text(column);
        if (text.Length == 0 || (text.Length == 64 && text.All(char.IsAsciiHexDigit)))
        {
            return text.Length == 0 ? null : Convert.FromHexString(text);
        }

        log.Report(place, "FI-08", reader.Line, column + 1, text);
        return null;
    }

    private (long Bytes, byte[] Sha256)? CheckStored(string source, long? size, byte[]? hash, int line, Columns columns)
    {
        if (!checks.HasObjectStore)
        {
            log.Report(place, "FI-14", line, columns.Source + 1, source);
            return null;
        }

        if (size is { } bytes && hash is not null)
        {
            return (bytes, hash);
        }

        log.Report(place, "FI-19", line, null, source);
        return null;
    }

    private (long Bytes, byte[] Sha256)? CheckFile(string source, long? size, byte[]? hash, int line, Columns columns, CancellationToken cancellation)
    {
        if (checks.Root is null)
        {
            if (!_hasReportedRoot)
            {
                log.Report(place, "FI-18", line, columns.Source + 1, source);
                _hasReportedRoot = true;
            }

            return null;
        }

        var outcome = OrdinaryFile.TryOpen(checks.Root, source, out var stream);
        if (outcome != OrdinaryFile.Outcome.Opened)
        {
            log.Report(place, outcome == OrdinaryFile.Outcome.Missing ? "FI-03" : "FI-04", line, columns.Source + 1, source);
            return null;
        }

        using (stream)
        {
            var length = stream!.Length;
            if (size is { } expected && expected != length)
            {
                log.Report(place, "FI-05", line, columns.Size + 1, expected.ToString(CultureInfo.InvariantCulture), $"The file has {length} bytes.");
                return null;
            }

            if (checks.TrustsHashes && size is not null && hash is not null)
            {
                return (length, hash);
            }

            if (HashOf(stream, length, cancellation) is not { } found)
            {
                log.Report(place, "FI-04", line, columns.Source + 1, source, "It does not end where its size says.");
                return null;
            }

            if (hash is null || found.AsSpan().SequenceEqual(hash))
            {
                return (length, found);
            }

            log.Report(place, "FI-06", line, columns.Hash + 1, Convert.ToHexStringLower(hash), $"The file has {Convert.ToHexStringLower(found)}.");
            return null;
        }
    }

    // A device may go on for ever, and a file that is being written may grow.
    private byte[]? HashOf(FileStream stream, long length, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var done = 0L;
        for (int read; done <= length && (read = stream.Read(_buffer)) > 0; done += read)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(_buffer, 0, read);
        }

        return done == length ? hash.GetHashAndReset() : null;
    }

    private sealed class Columns(TableReader reader)
    {
        public int Source { get; } = reader.Find("source");

        public int Path { get; } = reader.Find("path");

        public int Participants { get; } = reader.Find("participant_id");

        public int Collections { get; } = reader.Find("collection_ids");

        public int Size { get; } = reader.Find("size_bytes");

        public int Hash { get; } = reader.Find("sha256");
    }
}
