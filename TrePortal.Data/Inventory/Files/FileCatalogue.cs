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

    public void Dispose() => _file.Dispose();

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
