using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Files;
using TrePortal.Data.Inventory.Withdrawals;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Inventory.Versions;

/// <inheritdoc cref="IStoredInventories"/>
internal sealed class StoredInventories(IDbContextFactory<PortalDbContext> contexts, WithdrawnReading withdrawn, DatasetCache cache, DataRoot root) : IStoredInventories
{
    public async Task<StoredCheck?> CheckAsync(InventoryVersionId version, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var found = await db.Set<InventoryVersion>().Where(row => row.Id == version).Select(row => new { row.Assets, row.Environment }).FirstOrDefaultAsync(cancellation);
        if (found is null)
        {
            return null;
        }

        var left = await withdrawn.NowAsync(found.Environment, cancellation);
        return await Task.Run(() => Check(found.Assets, left.All, cancellation), cancellation);
    }

    private StoredCheck Check(InventoryAssets assets, IReadOnlySet<string> left, CancellationToken cancellation)
    {
        var reading = new Reading(cancellation);
        reading.Dataset("tabular", assets.Tabular, root);
        reading.Dataset("showcase", assets.Showcase, root);
        reading.Collections(assets.Collections, root);
        reading.Files(assets.Files, root);
        return new StoredCheck(reading.Count, reading.Bytes, reading.Damaged, reading.Damaged.Count == 0 ? Withdrawn(assets.Tabular, left) : 0);
    }

    private int Withdrawn(DatasetAsset? tabular, IReadOnlySet<string> left)
    {
        if (tabular is null || left.Count == 0)
        {
            return 0;
        }

        using var dataset = cache.Borrow(Path.Combine(root.Path, tabular.Folder));
        return WithdrawnPeople.In(dataset.Dataset, left)?.Count() ?? 0;
    }

    /// <summary>Adds up what was read and what does not agree with its hash.</summary>
    private sealed class Reading(CancellationToken cancellation)
    {
        public long Count { get; private set; }

        public long Bytes { get; private set; }

        public List<string> Damaged { get; } = [];

        public void Dataset(string name, DatasetAsset? asset, DataRoot root) => Asset(name, asset?.Folder, root, folder =>
        {
            var manifest = DatasetManifest.Read(folder);
            if (DatasetWriter.ContentHash(manifest) != asset!.ContentHash)
            {
                Damaged.Add($"{name}/{DatasetManifest.FileName}");
            }

            foreach (var stored in Columns.Dataset.Files(manifest))
            {
                Compare(name, folder, stored);
            }
        });

        public void Collections(CollectionsAsset? asset, DataRoot root) => Asset("collections", asset?.File, root, file =>
        {
            var content = File.ReadAllBytes(file);
            (Count, Bytes) = (Count + 1, Bytes + content.Length);
            if (Hash.Of(content) != asset!.ContentHash)
            {
                Damaged.Add("collections");
            }
        });

        public void Files(FilesAsset? asset, DataRoot root) => Asset("files", asset?.Folder, root, folder =>
        {
            var json = File.ReadAllBytes(Path.Combine(folder, FileCatalogue.ManifestName));
            if (Hash.Of(json) != asset!.ContentHash)
            {
                Damaged.Add($"files/{FileCatalogue.ManifestName}");
            }

            Compare("files", folder, JsonSerializer.Deserialize<CatalogueManifest>(json, CatalogueManifest.Json)!.File);
        });

        private void Asset(string name, string? place, DataRoot root, Action<string> read)
        {
            if (place is null)
            {
                return;
            }

            try
            {
                read(Path.Combine(root.Path, place));
            }
            catch (Exception failure) when (failure is IOException or InvalidDataException or JsonException or UnauthorizedAccessException)
            {
                Damaged.Add(name);
            }
        }

        private void Compare(string name, string folder, StoredFile stored)
        {
            cancellation.ThrowIfCancellationRequested();
            var path = Path.Combine(folder, stored.Name);
            if (!File.Exists(path))
            {
                Damaged.Add($"{name}/{stored.Name}");
                return;
            }

            using var stream = File.OpenRead(path);
            (Count, Bytes) = (Count + 1, Bytes + stream.Length);
            if (Convert.ToHexStringLower(SHA256.HashData(stream)) != stored.Sha256)
            {
                Damaged.Add($"{name}/{stored.Name}");
            }
        }
    }
}
