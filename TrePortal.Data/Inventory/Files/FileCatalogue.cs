using System.Text;
using System.Text.Json;
using TrePortal.Data.Inventory.Columns;

namespace TrePortal.Data.Inventory.Files;

/// <summary>One file of the inventory.</summary>
/// <param name="Row">Its place in the file inventory, from 0.</param>
/// <param name="Source">Relative to the file root, or an object store's address.</param>
/// <param name="Path">Its destination below a project's files/.</param>
/// <param name="Participants">Main keys; empty: for everybody who selected one of the collections.</param>
/// <param name="Collections">Ids, at least one.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
public sealed record CatalogueFile(
    int Row,
    string Source,
    string Path,
    IReadOnlyList<string> Participants,
    IReadOnlyList<string> Collections,
    long Bytes,
    string Sha256);

/// <summary>How many files a collection has, and their size.</summary>
public sealed record CollectionFiles(string Collection, long Files, long Bytes);

/// <summary>
/// The files of an inventory version, immutable and mapped from disk. Any number of threads may read; files come in the
/// order of the file inventory and are made into objects only as they are asked for.
/// </summary>
public sealed unsafe class FileCatalogue : IDisposable
{
    internal const string ManifestName = "manifest.json";
    internal const string DataName = "files.col";

    private readonly MappedFile _file;
    private readonly string[] _ids;
    private readonly TextTable _sources;
    private readonly TextTable _paths;
    private readonly TextTable _participants;
    private readonly long* _sizes;
    private readonly byte* _hashes;
    private readonly uint* _offsets;
    private readonly ushort* _elements;

    private FileCatalogue(string folder, CatalogueManifest manifest)
    {
        _file = new MappedFile(folder, manifest.File);
        Count = manifest.Rows;
        Collections = manifest.Collections;
        TotalBytes = manifest.Bytes;
        _ids = [.. manifest.Collections.Select(collection => collection.Collection)];
        _sources = new TextTable(_file, "sourceOffsets", "sources", Count);
        _paths = new TextTable(_file, "pathOffsets", "paths", Count);
        _participants = new TextTable(_file, "participantOffsets", "participants", Count);
        _sizes = (long*)_file.Pointer("sizes", Count * (long)sizeof(long));
        _hashes = _file.Pointer("hashes", Count * 32L);
        _offsets = (uint*)_file.Pointer("collectionOffsets", (Count + 1L) * sizeof(uint));
        _elements = (ushort*)_file.Pointer("collections", _offsets[Count] * (long)sizeof(ushort));
    }

    public int Count { get; }

    public long TotalBytes { get; }

    /// <summary>Every collection that a file names.</summary>
    public IReadOnlyList<CollectionFiles> Collections { get; }

    /// <exception cref="InvalidDataException">Not a complete catalogue, or damaged.</exception>
    public static FileCatalogue Open(string folder)
    {
        var path = Path.Combine(folder, ManifestName);
        if (!File.Exists(path))
        {
            throw new InvalidDataException($"{folder} holds no {ManifestName}: it is not a complete file catalogue.");
        }

        try
        {
            return new FileCatalogue(folder, JsonSerializer.Deserialize<CatalogueManifest>(File.ReadAllBytes(path), CatalogueManifest.Json)
                ?? throw new InvalidDataException($"{path} is empty."));
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException($"{path} is damaged.", problem);
        }
    }

    public CatalogueFile this[int row] => new(
        row,
        Encoding.UTF8.GetString(_sources[row]),
        Encoding.UTF8.GetString(_paths[row]),
        _participants[row].IsEmpty ? [] : Encoding.UTF8.GetString(_participants[row]).Split('|'),
        CollectionsAt(row),
        _sizes[row],
        Convert.ToHexStringLower(new ReadOnlySpan<byte>(_hashes + row * 32L, 32)));

    /// <summary>The main keys of a row as UTF-8, joined by a bar; for passes over all rows.</summary>
    public ReadOnlySpan<byte> ParticipantsUtf8(int row) => _participants[row];

    /// <summary>The destination of a row's file as UTF-8.</summary>
    public ReadOnlySpan<byte> PathUtf8(int row) => _paths[row];

    /// <summary>The 32 bytes of a row's hash.</summary>
    public ReadOnlySpan<byte> Sha256At(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(row));
        return new(_hashes + row * 32L, 32);
    }

    /// <summary>The size of a row's file, without making an object of it.</summary>
    public long BytesAt(int row)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(row));
        return _sizes[row];
    }

    /// <summary>Rows of files that name at least one of the collections, ascending.</summary>
    public IEnumerable<int> RowsOf(IEnumerable<string> collections)
    {
        var wanted = new bool[_ids.Length];
        foreach (var id in collections)
        {
            if (Array.IndexOf(_ids, id) is >= 0 and var at)
            {
                wanted[at] = true;
            }
        }

        for (var row = 0; row < Count; row++)
        {
            if (Names(row, wanted))
            {
                yield return row;
            }
        }
    }

    /// <summary>A page of files in file order, of one collection or of all, and the row at which the next page begins (null: none).</summary>
    public (IReadOnlyList<CatalogueFile> Files, int? Next) Page(string? collection, int fromRow, int size)
    {
        var wanted = collection is null ? null : _ids.Select(id => id == collection).ToArray();
        var files = new List<CatalogueFile>(Math.Min(size, 1000));
        for (var row = Math.Max(0, fromRow); row < Count; row++)
        {
            if (wanted is not null && !Names(row, wanted))
            {
                continue;
            }

            if (files.Count == size)
            {
                return (files, row);
            }

            files.Add(this[row]);
        }

        return (files, null);
    }

    /// <summary>
    /// A page of files whose path holds a text, whatever the case of its letters from A to Z, and the rows from which the
    /// pages after and before it are asked for (null: there is none).
    /// </summary>
    /// <param name="collection">Only files that name it; null for all.</param>
    /// <param name="text">Part of the path; empty for all.</param>
    /// <param name="fromRow">The row that the page begins at or after.</param>
    /// <param name="size">At most so many files.</param>
    public (IReadOnlyList<CatalogueFile> Files, int? Next, int? Previous) Search(string? collection, string text, int fromRow, int size)
    {
        var wanted = collection is null ? null : _ids.Select(id => id == collection).ToArray();
        var part = Encoding.UTF8.GetBytes(text);
        var first = Math.Clamp(fromRow, 0, Count);
        var rows = new List<int>(size);
        int? next = null;
        for (var row = first; row < Count && next is null; row++)
        {
            if (IsFound(row, wanted, part))
            {
                next = rows.Count == size ? row : null;
                rows.Add(row);
            }
        }

        int? previous = null;
        for (int row = first - 1, found = 0; row >= 0 && found < size; row--)
        {
            if (IsFound(row, wanted, part))
            {
                (previous, found) = (row, found + 1);
            }
        }

        return ([.. rows.Take(size).Select(row => this[row])], next, previous);
    }

    public void Dispose() => _file.Dispose();

    private bool IsFound(int row, bool[]? wanted, ReadOnlySpan<byte> part) =>
        (wanted is null || Names(row, wanted)) && (part.IsEmpty || Holds(_paths[row], part));

    private static bool Holds(ReadOnlySpan<byte> text, ReadOnlySpan<byte> part)
    {
        var (lower, upper) = Ascii.IsValid(part[0]) ? ((byte)char.ToLowerInvariant((char)part[0]), (byte)char.ToUpperInvariant((char)part[0])) : (part[0], part[0]);
        while (text.Length >= part.Length)
        {
            var at = text[..^(part.Length - 1)].IndexOfAny(lower, upper);
            if (at < 0)
            {
                return false;
            }

            if (IsSame(text.Slice(at, part.Length), part))
            {
                return true;
            }

            text = text[(at + 1)..];
        }

        return false;
    }

    private static bool IsSame(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        for (var at = 0; at < one.Length; at++)
        {
            if (one[at] != other[at] && !(char.IsAsciiLetter((char)one[at]) && (one[at] | 0x20) == (other[at] | 0x20)))
            {
                return false;
            }
        }

        return true;
    }

    private bool Names(int row, bool[] wanted)
    {
        for (var element = _offsets[row]; element < Math.Min(_offsets[row + 1], _offsets[Count]); element++)
        {
            if (wanted[_elements[element]])
            {
                return true;
            }
        }

        return false;
    }

    private string[] CollectionsAt(int row)
    {
        var ids = new List<string>();
        for (var element = _offsets[row]; element < Math.Min(_offsets[row + 1], _offsets[Count]); element++)
        {
            ids.Add(_ids[_elements[element]]);
        }

        return [.. ids];
    }
}

internal sealed record CatalogueManifest(int Rows, long Bytes, IReadOnlyList<CollectionFiles> Collections, StoredFile File)
{
    public static JsonSerializerOptions Json { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
}
