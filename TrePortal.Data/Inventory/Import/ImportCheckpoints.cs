using System.Text.Json;
using System.Text.Json.Serialization;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Files;
using TrePortal.Data.Inventory.Formats;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Import;

/// <summary>
/// What an attempt at an import has finished: one file for each asset in the staging folder, written when all of the asset
/// is on disk. The next attempt compares such an asset with its hashes and takes it as it is; everything else that an
/// attempt left is removed first.
/// </summary>
internal sealed class ImportCheckpoints(ImportPlan plan)
{
    public const string FolderName = "checkpoints";

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    private readonly string _folder = Path.Combine(plan.StagingFolder, FolderName);
    private readonly string _basis = BasisOf(plan);

    /// <summary>Removes all that is not a finished asset. Nothing is finished where the attempt before had something else to do.</summary>
    public void Begin()
    {
        Directory.CreateDirectory(_folder);
        var finished = Enum.GetValues<InventoryAsset>().Where(asset => Read(asset) is not null).ToList();
        var stays = finished.SelectMany(Components).Append(_folder).ToHashSet(StringComparer.Ordinal);
        foreach (var left in Directory.EnumerateFileSystemEntries(plan.StagingFolder).Where(entry => !stays.Contains(entry)).ToList())
        {
            Remove(left);
        }

        foreach (var left in Directory.EnumerateFiles(_folder).Where(file => !finished.Select(PathOf).Contains(file)).ToList())
        {
            File.Delete(left);
        }
    }

    /// <summary>What was known when the asset was finished; null when it has to be imported, and nothing is left of it then.</summary>
    public ImportCheckpoint? Find(InventoryAsset asset, CancellationToken cancellation)
    {
        if (Read(asset) is not { } found)
        {
            return null;
        }

        if (IsIntact(asset, found.Report.Asset(asset)!, cancellation))
        {
            return found;
        }

        File.Delete(PathOf(asset));
        Components(asset).ToList().ForEach(Remove);
        return null;
    }

    /// <summary>Says that the asset is finished: all of it is on disk already.</summary>
    /// <param name="asset">Which one.</param>
    /// <param name="report">What was found so far, in it and in the assets before it; no errors.</param>
    /// <param name="collections">Where the collections stand in their file, once they are known.</param>
    public void Write(InventoryAsset asset, ImportReport report, IReadOnlyList<PlacedCollection>? collections)
    {
        var warnings = report.WarningTotals.Select(total => new CheckpointWarning(total.Key.Asset, total.Key.Code, total.Value));
        DurableFile.Write(PathOf(asset), JsonSerializer.SerializeToUtf8Bytes(new ImportCheckpoint(_basis, report, [.. warnings], collections), _json));
    }

    /// <summary>Takes the checkpoints out of what an import has made.</summary>
    public static void RemoveFrom(string folder) => Remove(Path.Combine(folder, FolderName));

    private ImportCheckpoint? Read(InventoryAsset asset)
    {
        try
        {
            return File.Exists(PathOf(asset)) && JsonSerializer.Deserialize<ImportCheckpoint>(File.ReadAllBytes(PathOf(asset)), _json) is { } found
                && found.Basis == _basis && found.Report.Asset(asset) is { IsNew: true } ? found : null;
        }
        catch (JsonException)
        {
            return null; // as good as none
        }
    }

    private bool IsIntact(InventoryAsset asset, AssetSummary summary, CancellationToken cancellation)
    {
        try
        {
            return asset switch
            {
                InventoryAsset.Collections => Domain.Kernel.Hash.Of(File.ReadAllBytes(At(ImportPlan.CollectionsFile))) == summary.ContentSha256,
                InventoryAsset.Files => IsIntact(At(ImportPlan.FilesFolder), summary, cancellation),
                _ => DatasetWriter.ContentHash(DatasetManifest.Read(Components(asset)[0])) == summary.ContentSha256 && Dataset.FindDamage(Components(asset)[0], cancellation).Count == 0,
            };
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or JsonException)
        {
            return false;
        }
    }

    // Bulk files that came along were hashed when they were copied; here it counts that each is there in full.
    private bool IsIntact(string folder, AssetSummary summary, CancellationToken cancellation)
    {
        var json = File.ReadAllBytes(Path.Combine(folder, FileCatalogue.ManifestName));
        if (Domain.Kernel.Hash.Of(json) != summary.ContentSha256 || !IsWhole(folder, JsonSerializer.Deserialize<CatalogueManifest>(json, CatalogueManifest.Json)!.File))
        {
            return false;
        }

        var bulk = At(ImportPlan.BulkFolder);
        using var catalogue = FileCatalogue.Open(folder);
        for (var row = 0; Directory.Exists(bulk) && row < catalogue.Count; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            var file = catalogue[row];
            if (new FileInfo(Path.Combine(bulk, file.Source)) is not { Exists: true } found || found.Length != file.Bytes)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsWhole(string folder, StoredFile stored)
    {
        using var stream = File.OpenRead(Path.Combine(folder, stored.Name));
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(stream)) == stored.Sha256;
    }

    private string[] Components(InventoryAsset asset) => asset switch
    {
        InventoryAsset.Tabular => [At(ImportPlan.TabularFolder)],
        InventoryAsset.Showcase => [At(ImportPlan.ShowcaseFolder)],
        InventoryAsset.Collections => [At(ImportPlan.CollectionsFile)],
        _ => [At(ImportPlan.FilesFolder), At(ImportPlan.BulkFolder)],
    };

    private string At(string component) => Path.Combine(plan.StagingFolder, component);

    private string PathOf(InventoryAsset asset) => Path.Combine(_folder, asset + ".json");

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }

    // Another plan, or another build of the portal, may find other things in the same files.
    private static string BasisOf(ImportPlan plan) => Domain.Kernel.Hash.Of(JsonSerializer.Serialize(
        new { Build = typeof(ImportCheckpoints).Module.ModuleVersionId, Plan = plan with { StagingFolder = "", Withdrawn = new SortedSet<string>(plan.Withdrawn, StringComparer.Ordinal) } }, _json));
}

/// <summary>The state of an import when an asset was finished.</summary>
/// <param name="Basis">Hash of what was to be done, and by which build of the portal.</param>
/// <param name="Report">Problems and summaries so far.</param>
/// <param name="Warnings">Numbers of warnings by asset and code, which the report itself does not keep.</param>
/// <param name="Collections">The collections and where they stand in their file; null before they are known.</param>
internal sealed record ImportCheckpoint(string Basis, ImportReport Report, IReadOnlyList<CheckpointWarning> Warnings, IReadOnlyList<PlacedCollection>? Collections);

internal sealed record CheckpointWarning(InventoryAsset Asset, string Code, long Count);
