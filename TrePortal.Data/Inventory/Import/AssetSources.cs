using TrePortal.Data.Inventory.Formats;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Import;

/// <summary>Where the files of an asset lie after unpacking.</summary>
/// <param name="Folder">The folder that holds its first file.</param>
/// <param name="File">The name of its first file there.</param>
/// <param name="IsUnpacked">It came in an archive.</param>
internal sealed record AssetPlace(string Folder, string File, bool IsUnpacked)
{
    public string Path => System.IO.Path.Combine(Folder, File);
}

/// <summary>Finds the files of the assets: in a folder, in an archive (unpacked first), or as they are.</summary>
internal sealed class AssetSources(string workFolder, ArchiveLimits limits, ProblemLog log)
{
    // Where each archive was unpacked to; null where that failed. A release's archive is the source of several assets.
    private readonly Dictionary<string, string?> _unpacked = new(StringComparer.Ordinal);

    /// <summary>Null when the source cannot be used, which is then reported.</summary>
    /// <param name="asset">Which asset.</param>
    /// <param name="source">Folder, archive or file.</param>
    /// <param name="file">The file by which the right folder is recognised.</param>
    /// <param name="subfolder">A folder of this name inside may hold it.</param>
    /// <param name="cancellation">Stops unpacking.</param>
    public AssetPlace? Open(InventoryAsset asset, string source, string file, string subfolder, CancellationToken cancellation)
    {
        if (Directory.Exists(source))
        {
            return new AssetPlace(Find(source, file, subfolder), file, IsUnpacked: false);
        }

        var place = new ProblemPlace(asset, Path.GetFileName(source));
        if (!File.Exists(source))
        {
            log.Report(place, "UP-01", null, null, Path.GetFileName(source));
            return null;
        }

        if (new FileInfo(source).Length == 0)
        {
            log.Report(place, "UP-02");
            return null;
        }

        var isDataset = asset is InventoryAsset.Tabular or InventoryAsset.Showcase;
        if (!SafeArchive.IsArchive(source) && !isDataset && !source.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            return new AssetPlace(Path.GetDirectoryName(Path.GetFullPath(source))!, Path.GetFileName(source), IsUnpacked: false);
        }

        if (!_unpacked.TryGetValue(source, out var folder))
        {
            folder = Path.Combine(workFolder, asset.ToString());
            Directory.CreateDirectory(folder);
            folder = new SafeArchive(place, log, limits).Extract(source, folder, cancellation) ? folder : null;
            _unpacked.Add(source, folder);
        }

        return folder is null ? null : new AssetPlace(Find(folder, file, subfolder), file, IsUnpacked: true);
    }

    // The folder itself, the named one in it, or the only one in it: people pack folders in all three ways.
    private static string Find(string folder, string file, string subfolder)
    {
        var below = Directory.GetDirectories(folder).Where(path => new DirectoryInfo(path).LinkTarget is null).ToList();
        List<string> candidates = [folder, Path.Combine(folder, subfolder)];
        if (below.Count == 1)
        {
            candidates.Add(below[0]);
            candidates.Add(Path.Combine(below[0], subfolder));
        }

        return candidates.FirstOrDefault(candidate => File.Exists(Path.Combine(candidate, file))) ?? folder;
    }
}
