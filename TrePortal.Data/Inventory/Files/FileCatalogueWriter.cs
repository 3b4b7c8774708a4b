using System.Text;
using System.Text.Json;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Import;

namespace TrePortal.Data.Inventory.Files;

/// <summary>Writes a file catalogue row by row; <see cref="Complete"/> makes it one.</summary>
internal sealed class FileCatalogueWriter : IDisposable
{
    private readonly string _folder;
    private readonly SpillFile _spill;
    private readonly Texts _sources;
    private readonly Texts _paths;
    private readonly Texts _participants;
    private readonly Spool _sizes;
    private readonly Spool _hashes;
    private readonly Spool _offsets;
    private readonly Spool _elements;
    private readonly Dictionary<string, ushort> _ids = new(StringComparer.Ordinal);
    private readonly List<(long Files, long Bytes)> _totals = [];
    private uint _end;

    public FileCatalogueWriter(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        _spill = new SpillFile(Path.Combine(folder, "spill.tmp"), 4);
        (_sources, _paths, _participants) = (new Texts(_spill), new Texts(_spill), new Texts(_spill));
        (_sizes, _hashes, _offsets, _elements) = (new Spool(_spill), new Spool(_spill), new Spool(_spill), new Spool(_spill));
        _offsets.Add(0u);
    }

    public int Rows { get; private set; }

    public long Bytes { get; private set; }

    public void Add(string source, string path, string participants, IReadOnlyList<string> collections, long bytes, ReadOnlySpan<byte> sha256)
    {
        _sources.Add(source);
        _paths.Add(path);
        _participants.Add(participants);
        _sizes.Add(bytes);
        _hashes.Add(sha256);
        foreach (var collection in collections)
        {
            if (!_ids.TryGetValue(collection, out var id))
            {
                _ids.Add(collection, id = checked((ushort)_ids.Count));
                _totals.Add(default);
            }

            _totals[id] = (_totals[id].Files + 1, _totals[id].Bytes + bytes);
            _elements.Add(id);
        }

        _end = checked(_end + (uint)collections.Count);
        _offsets.Add(_end);
        Bytes += bytes;
        Rows++;
    }

    /// <returns>SHA-256 of the content.</returns>
    public string Complete()
    {
        using var file = new StoredFileWriter(_folder, FileCatalogue.DataName);
        _sources.Write(file, "sourceOffsets", "sources");
        _paths.Write(file, "pathOffsets", "paths");
        _participants.Write(file, "participantOffsets", "participants");
        file.Add("sizes", 0, _sizes);
        file.Add("hashes", 0, _hashes);
        file.Add("collectionOffsets", 0, _offsets);
        file.Add("collections", 0, _elements);
        var collections = _ids.OrderBy(pair => pair.Value)
            .Select(pair => new CollectionFiles(pair.Key, _totals[pair.Value].Files, _totals[pair.Value].Bytes)).ToList();
        var json = JsonSerializer.SerializeToUtf8Bytes(new CatalogueManifest(Rows, Bytes, collections, file.Complete()), CatalogueManifest.Json);
        file.FlushToDisk();
        DurableFile.Write(Path.Combine(_folder, FileCatalogue.ManifestName), json);
        return Domain.Kernel.Hash.Of(json);
    }

    public void Dispose() => _spill.Dispose();

    private sealed class Texts
    {
        private readonly Spool _offsets;
        private readonly Spool _bytes;
        private long _end;

        public Texts(SpillFile spill)
        {
            (_offsets, _bytes) = (new Spool(spill), new Spool(spill));
            _offsets.Add(0L);
        }

        public void Add(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            _bytes.Add(bytes);
            _end += bytes.Length;
            _offsets.Add(_end);
        }

        public void Write(StoredFileWriter file, string offsets, string bytes)
        {
            file.Add(offsets, 0, _offsets);
            file.Add(bytes, 0, _bytes);
        }
    }
}
