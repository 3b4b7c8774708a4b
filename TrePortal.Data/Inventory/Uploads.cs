using System.IO.Compression;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Inventory;

/// <inheritdoc cref="IUploads"/>
internal sealed class Uploads(DataRoot root, InventoryOptions options, TimeProvider clock) : IUploads
{
    /// <summary>First part of the paths in <see cref="UploadedAsset"/>.</summary>
    internal const string FolderName = "uploads";

    public IReadOnlyList<string> FileRoots => options.FileRoots;

    public IUpload Begin() => new Upload(Path.Combine(root.Uploads, Guid.CreateVersion7(clock.GetUtcNow()).ToString("N")), options);

    public Result<string> ResolveFileRoot(string root, string folder)
    {
        if (!options.FileRoots.Contains(root))
        {
            return new Invalid("fileRoot", "file-root", "This folder is not among those that the operator allows.");
        }

        var full = Path.GetFullPath(root);
        foreach (var part in folder.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            full = Path.Combine(full, part);
            if (part is "." or ".." || part.Contains('\\', StringComparison.Ordinal) || !Directory.Exists(full) || new DirectoryInfo(full).LinkTarget is not null)
            {
                return new Invalid("folder", "file-root", "There is no such folder below the one that the operator allows.");
            }
        }

        return Directory.Exists(full) ? full : new Invalid("fileRoot", "file-root", "The folder is not there now. Ask the operator of the portal.");
    }

    /// <summary>The upload's own folder, from a path inside it; null for a path that is none of ours.</summary>
    internal static string? FolderOf(DataRoot root, string path) =>
        path.Split('/') is [FolderName, var id, ..] && Guid.TryParseExact(id, "N", out _) ? Path.Combine(root.Uploads, id) : null;
}

/// <inheritdoc cref="IUpload"/>
internal sealed class Upload(string folder, InventoryOptions options) : IUpload
{
    private readonly Dictionary<InventoryAsset, List<string>> _loose = [];
    private readonly List<(string Path, InventoryAsset? Into)> _archives = [];
    private long _bytes;
    private int _files;
    private bool _isKept;

    public async Task<Result> ReceiveAsync(string name, InventoryAsset? into, Stream content, CancellationToken cancellation)
    {
        var tidy = name.Replace('\\', '/').TrimStart('/');
        if (InventoryPath.FaultOf(tidy) is { } fault)
        {
            return new Invalid("files", "file-name", $"The file name \"{Cut(name)}\" cannot be used: {fault}");
        }

        if (++_files > options.MaxUploadFiles)
        {
            return new Invalid("files", "too-many-files", $"At most {options.MaxUploadFiles:N0} files in one upload. Pack them into one .zip.");
        }

        var place = PlaceOf(tidy, into);
        if (tidy.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) && place?.Name.StartsWith(ReleasePlace.BulkFolder, StringComparison.Ordinal) != true)
        {
            var archive = Path.Combine(folder, "archives", $"{_archives.Count}", tidy[(tidy.LastIndexOf('/') + 1)..]);
            _archives.Add((archive, into));
            return await WriteAsync(archive, content, cancellation);
        }

        if (into is null && tidy == WithdrawnFile.FileName)
        {
            return File.Exists(Path.Combine(folder, tidy))
                ? new Invalid("files", "file-twice", $"\"{tidy}\" came twice.")
                : await WriteAsync(Path.Combine(folder, tidy), content, cancellation);
        }

        if (place is null)
        {
            return new Invalid("files", "unknown-file", $"\"{Cut(name)}\" belongs to no asset. Known are data_dictionary.csv, codings.csv, entity_dictionary.csv, <entity>.data.csv, "
                + "file_inventory.tsv, data_collections.json, and .zip archives of them. Bulk files come inside the archive of the file inventory or stay in a server folder.");
        }

        var path = Path.Combine(folder, Word(place.Asset), place.Name.Replace('/', Path.DirectorySeparatorChar));
        if (File.Exists(path))
        {
            return new Invalid("files", "file-twice", $"\"{Cut(name)}\" came twice.");
        }

        _loose.TryAdd(place.Asset, []);
        _loose[place.Asset].Add(path);
        return await WriteAsync(path, content, cancellation);
    }

    public Result<IReadOnlyList<UploadedAsset>> Assets(string? fileRoot)
    {
        var sources = _loose.Select(pair => (Asset: pair.Key, Path: IsDataset(pair.Key) ? Path.Combine(folder, Word(pair.Key)) : MainOf(pair.Key, pair.Value))).ToList();
        foreach (var (path, into) in _archives)
        {
            var held = into is { } one ? [one] : HeldBy(path);
            if (held.Count == 0)
            {
                return new Invalid("files", "unknown-archive", $"\"{Path.GetFileName(path)}\" is no .zip archive of an inventory: nothing in it has a name that the format knows.");
            }

            sources.AddRange(held.Select(asset => (asset, path)));
        }

        if (sources.GroupBy(source => source.Asset).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            return new Invalid("files", "asset-twice", $"The {Word(twice.Key)} inventory came more than once in this upload.");
        }

        if (sources.Count == 0)
        {
            return new Invalid("files", "no-files", "No file came.");
        }

        return sources
            .Select(source => new UploadedAsset(source.Asset, Relative(source.Path), source.Asset == InventoryAsset.Files ? fileRoot : null))
            .OrderBy(upload => upload.Asset)
            .ToList();
    }

    public void Keep() => _isKept = true;

    public ValueTask DisposeAsync()
    {
        if (!_isKept && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return ValueTask.CompletedTask;
    }

    private async Task<Result> WriteAsync(string path, Stream content, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.Asynchronous);
        var buffer = new byte[128 << 10];
        int read;
        while ((read = await content.ReadAsync(buffer, cancellation)) > 0)
        {
            _bytes += read;
            if (_bytes > options.MaxUploadBytes)
            {
                return new UploadTooLarge(options.MaxUploadBytes);
            }

            await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }

        file.Flush(flushToDisk: true); // the import that reads it survives a loss of power
        return Result.Ok;
    }

    // Bulk files may have come before the file inventory that names them, or without one, which the import then says.
    private string MainOf(InventoryAsset asset, List<string> files) =>
        asset == InventoryAsset.Files ? Path.Combine(folder, Word(asset), ReleasePlace.FileInventory) : files[0];

    private static ReleasePlace? PlaceOf(string name, InventoryAsset? into)
    {
        var known = ReleasePlace.InFolder(name);
        var last = name[(name.LastIndexOf('/') + 1)..];
        return into switch
        {
            null => known,
            InventoryAsset.Files when known is { Asset: InventoryAsset.Files } => known,
            InventoryAsset.Files => last.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? new(InventoryAsset.Files, ReleasePlace.FileInventory) : null,
            InventoryAsset.Collections => last.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? new(InventoryAsset.Collections, ReleasePlace.Collections) : null,
            { } dataset => new(dataset, last),
        };
    }

    private static IReadOnlyList<InventoryAsset> HeldBy(string archive)
    {
        try
        {
            using var zip = ZipFile.OpenRead(archive);
            var held = ReleasePlace.In([.. zip.Entries.Select(entry => entry.FullName.Replace('\\', '/'))]);
            return held is [InventoryAsset.Tabular] && Path.GetFileName(archive).Contains("showcase", StringComparison.OrdinalIgnoreCase) ? [InventoryAsset.Showcase] : held;
        }
        catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            return [];
        }
    }

    private string Relative(string path) => $"{Uploads.FolderName}/{Path.GetFileName(folder)}/{Path.GetRelativePath(folder, path).Replace('\\', '/')}";

    private static bool IsDataset(InventoryAsset asset) => asset is InventoryAsset.Tabular or InventoryAsset.Showcase;

    private static string Word(InventoryAsset asset) => PlainWords.Of(asset);

    private static string Cut(string name) => name.Length <= 80 ? name : name[..80];
}

public sealed record UploadTooLarge(long Limit) : Error("too-large", $"One upload may have {Limit >> 20:N0} MB. Send the assets one by one, or leave bulk files in a server folder.");
