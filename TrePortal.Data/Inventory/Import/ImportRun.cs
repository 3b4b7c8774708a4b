using System.Text;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Files;
using TrePortal.Data.Inventory.Formats;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Import;

/// <summary>One import from beginning to end: datasets, then collections, then files, each checked against those before.</summary>
internal sealed class ImportRun : IDisposable
{
    private readonly ImportPlan _plan;
    private readonly PhaseClock _phase;
    private readonly CancellationToken _cancellation;
    private readonly ProblemLog _log = new();
    private readonly string _work;
    private readonly AssetSources _sources;
    private readonly List<AssetSummary> _summaries = [];
    private readonly ImportCheckpoints? _checkpoints;
    private Dataset? _storedTabular;
    private bool _isTabularUnknown;
    private DatasetSchema? _schema;
    private KnowsParticipant? _participants;
    private CollectionSet? _collections;
    private bool _isCollectionsUnknown;

    public ImportRun(ImportPlan plan, PhaseClock phase, CancellationToken cancellation)
    {
        _plan = plan;
        _phase = phase;
        _cancellation = cancellation;
        _work = Path.Combine(plan.StagingFolder, "work");
        _sources = new AssetSources(_work, plan.ArchiveLimits, _log);
        _checkpoints = plan.Resumes ? new ImportCheckpoints(plan) : null;
    }

    public ImportReport Execute()
    {
        _checkpoints?.Begin();
        ReadTabular();
        ReadShowcase();
        var collections = ReadCollections();
        ReadFiles(collections);
        _phase.Begin(ImportPhase.Finishing);
        if (Directory.Exists(_work))
        {
            Directory.Delete(_work, recursive: true);
        }

        return ReportSoFar();
    }

    public void Dispose() => _storedTabular?.Dispose();

    private ImportReport ReportSoFar() =>
        new(_log.Kept, _log.Totals, _summaries) { Errors = _log.Errors, Warnings = _log.Warnings, WarningTotals = _log.WarningTotals };

    // An attempt before this one may have finished the asset: then all that it found out is known again.
    private ImportCheckpoint? Finished(InventoryAsset asset)
    {
        if (_checkpoints?.Find(asset, _cancellation) is not { } found)
        {
            return null;
        }

        _log.GoOn(found.Report with { WarningTotals = found.Warnings.ToDictionary(total => (total.Asset, total.Code), total => total.Count) });
        _summaries.Add(found.Report.Asset(asset)!);
        return found;
    }

    // With an error the import comes to nothing, so there is nothing to go on from.
    private void Finish(InventoryAsset asset, IReadOnlyList<PlacedCollection>? collections = null)
    {
        if (_log.Errors == 0)
        {
            _checkpoints?.Write(asset, ReportSoFar(), collections);
        }
    }

    private void UseTabular(string folder)
    {
        var stored = _storedTabular = Dataset.Open(folder);
        _schema = stored.Schema;
        _participants = key => stored.Main.Keys.Find(key) >= 0;
    }

    private void ReadTabular()
    {
        if (_plan.TabularSource is not null && Finished(InventoryAsset.Tabular) is not null)
        {
            UseTabular(Path.Combine(_plan.StagingFolder, ImportPlan.TabularFolder));
        }
        else if (_plan.TabularSource is { } source)
        {
            var outcome = ReadDataset(InventoryAsset.Tabular, ImportPhase.ReadingTabular, source, ImportPlan.TabularFolder);
            _schema = outcome?.Schema;
            _isTabularUnknown = _schema is null;
            _participants = outcome?.Participants is { } keys ? key => keys.RowOf(key) >= 0 : null;
        }
        else if (_plan.KeptTabular is { } kept)
        {
            UseTabular(kept);
            _summaries.Add(DatasetSummaries.Of(InventoryAsset.Tabular, _storedTabular!));
        }
    }

    private void ReadShowcase()
    {
        if (_plan.ShowcaseSource is not null && Finished(InventoryAsset.Showcase) is not null)
        {
            return;
        }

        if (_plan.ShowcaseSource is { } source)
        {
            ReadDataset(InventoryAsset.Showcase, ImportPhase.ReadingShowcase, source, ImportPlan.ShowcaseFolder);
        }
        else if (_plan.KeptShowcase is { } kept)
        {
            using var dataset = Dataset.Open(kept);
            _summaries.Add(DatasetSummaries.Of(InventoryAsset.Showcase, dataset));
        }
    }

    private DatasetOutcome? ReadDataset(InventoryAsset asset, ImportPhase phase, string source, string component)
    {
        _phase.Begin(ImportPhase.Unpacking);
        if (_sources.Open(asset, source, DictionaryFile.FileName, component, _cancellation) is not { } place)
        {
            return null;
        }

        _phase.Begin(phase);
        var reading = new DatasetReading(asset, _plan.SmallCategory, _plan.Threads, _plan.IsKept, _phase.Report);
        var outcome = new DatasetFiles(place.Folder, reading, _log).Read(Path.Combine(_plan.StagingFolder, component), _cancellation);
        _summaries.Add(DatasetSummaries.Of(asset, outcome));
        Finish(asset);
        return outcome;
    }

    private IReadOnlyList<PlacedCollection>? ReadCollections()
    {
        if (_plan.CollectionsSource is not null && Finished(InventoryAsset.Collections)?.Collections is { } known)
        {
            _collections = new CollectionSet([.. known.Select(collection => collection.ToCollection())]);
            return known;
        }

        if (_plan.CollectionsSource is { } source)
        {
            _phase.Begin(ImportPhase.ReadingCollections);
            var place = _sources.Open(InventoryAsset.Collections, source, CollectionsFile.FileName, ImportPlan.FilesFolder, _cancellation);
            return place is null ? NoCollections() : ReadCollections(place.Path, isNew: true);
        }

        return _plan.KeptCollections is { } kept ? ReadCollections(kept, isNew: false) : null;
    }

    private IReadOnlyList<PlacedCollection>? ReadCollections(string path, bool isNew)
    {
        var place = new ProblemPlace(InventoryAsset.Collections, Path.GetFileName(path));
        if (!File.Exists(path) || new FileInfo(path).LinkTarget is not null)
        {
            _log.Report(place, File.Exists(path) ? "UP-21" : "UP-01");
            return NoCollections();
        }

        if (CollectionsFile.Read(path, place, _log) is not { } placed)
        {
            return NoCollections();
        }

        if (!_isTabularUnknown)
        {
            CollectionsFile.CheckAgainst(placed, _schema, place, _log);
        }

        _collections = new CollectionSet([.. placed.Select(collection => collection.ToCollection())]);
        var canonical = CollectionsFile.ToCanonical(_collections);
        if (isNew)
        {
            DurableFile.Write(Path.Combine(_plan.StagingFolder, ImportPlan.CollectionsFile), canonical);
        }

        _summaries.Add(new AssetSummary(InventoryAsset.Collections)
        {
            Collections = placed.Count,
            ContentSha256 = Domain.Kernel.Hash.Of(canonical),
            IsNew = isNew,
        });
        if (isNew)
        {
            Finish(InventoryAsset.Collections, placed);
        }

        return placed;
    }

    private IReadOnlyList<PlacedCollection>? NoCollections()
    {
        _isCollectionsUnknown = true;
        return null;
    }

    private void ReadFiles(IReadOnlyList<PlacedCollection>? collections)
    {
        if (_plan.FilesSource is not null && Finished(InventoryAsset.Files) is not null)
        {
            return;
        }

        if (_plan.FilesSource is { } source)
        {
            _phase.Begin(ImportPhase.Unpacking);
            if (_sources.Open(InventoryAsset.Files, source, FileInventoryFile.FileName, "inventory", _cancellation) is { } place)
            {
                ReadFiles(place, collections);
            }
        }
        else if (_plan.KeptFiles is { } kept)
        {
            CheckKept(kept);
        }
    }

    private void ReadFiles(AssetPlace asset, IReadOnlyList<PlacedCollection>? collections)
    {
        _phase.Begin(ImportPhase.ReadingFileInventory);
        var place = new ProblemPlace(InventoryAsset.Files, asset.File);
        if (!File.Exists(asset.Path) || new FileInfo(asset.Path).LinkTarget is not null)
        {
            _log.Report(place, File.Exists(asset.Path) ? "UP-21" : "UP-01", null, null, asset.File, $"{asset.File} is missing.");
            return;
        }

        var errors = _log.Errors;
        var root = RootOf(asset);
        var checks = new FileChecks(root, _isCollectionsUnknown ? null : _collections ?? CollectionSet.Empty, _participants, _plan.Withdrawn, _plan.HasObjectStore, _plan.TrustsHashes, _plan.MostFiles);
        using var catalogue = new FileCatalogueWriter(Path.Combine(_plan.StagingFolder, ImportPlan.FilesFolder));
        var total = new FileInfo(asset.Path).Length;
        new FileInventoryFile(checks, place, _log, (done, rows) => _phase.Report(done, total, rows)).Read(asset.Path, catalogue, _cancellation);
        if (_log.Errors > errors)
        {
            _summaries.Add(new AssetSummary(InventoryAsset.Files) { Files = catalogue.Rows, Rows = catalogue.Rows, FileBytes = catalogue.Bytes, IsNew = true });
            return;
        }

        var hash = catalogue.Complete();
        _summaries.Add(new AssetSummary(InventoryAsset.Files)
        {
            Files = catalogue.Rows,
            Rows = catalogue.Rows,
            FileBytes = catalogue.Bytes,
            ContentSha256 = hash,
            IsNew = true,
        });
        WarnOfUnnamed(collections);
        if (_plan.FileRoot is null && root is not null)
        {
            KeepBulk(root, asset.IsUnpacked, Path.Combine(_plan.StagingFolder, ImportPlan.BulkFolder));
        }

        Finish(InventoryAsset.Files);
    }

    // What was unpacked is ours to move. What was uploaded is still needed if this attempt dies.
    private void KeepBulk(string root, bool isUnpacked, string target)
    {
        if (isUnpacked)
        {
            // Of all that was unpacked only the bulk files are kept as they are.
            DurableFile.FlushFiles(root, _cancellation);
            Directory.Move(root, target);
        }
        else if (_plan.CopiesBulk)
        {
            Directory.CreateDirectory(target);
            foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
            {
                _cancellation.ThrowIfCancellationRequested();
                var copy = Path.Combine(target, Path.GetRelativePath(root, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }

            DurableFile.FlushFiles(target, _cancellation);
        }
    }

    private string? RootOf(AssetPlace asset)
    {
        var beside = Path.Combine(asset.Folder, ImportPlan.FilesFolder);
        return _plan.FileRoot ?? (Directory.Exists(beside) ? beside : null);
    }

    private void WarnOfUnnamed(IReadOnlyList<PlacedCollection>? collections)
    {
        using var written = FileCatalogue.Open(Path.Combine(_plan.StagingFolder, ImportPlan.FilesFolder));
        var named = written.Collections.Select(collection => collection.Collection).ToHashSet(StringComparer.Ordinal);
        var place = new ProblemPlace(InventoryAsset.Collections, Path.GetFileName(_plan.CollectionsSource ?? _plan.KeptCollections ?? ""));
        foreach (var collection in (collections ?? []).Where(collection => collection.Files && !named.Contains(collection.Id.Text)))
        {
            _log.Report(place, "DC-23", collection.Id.Line, collection.Id.Column, collection.Id.Text);
        }
    }

    // Nothing of the file inventory was sent again, but what it points to may have gone.
    private void CheckKept(string folder)
    {
        var place = new ProblemPlace(InventoryAsset.Files, FileInventoryFile.FileName);
        using var catalogue = FileCatalogue.Open(folder);
        if (!_isCollectionsUnknown)
        {
            foreach (var id in catalogue.Collections.Select(item => item.Collection).Where(id => _collections?.Find(id) is not { Files: true }))
            {
                _log.Report(place, _collections?.Find(id) is null ? "FI-10" : "FI-11", null, null, id, "The file inventory that is kept names it.");
            }
        }

        for (var row = 0; row < catalogue.Count && _participants is not null; row++)
        {
            foreach (var range in catalogue.ParticipantsUtf8(row).Split((byte)'|'))
            {
                CheckKeptParticipant(place, catalogue.ParticipantsUtf8(row)[range], row + 2);
            }
        }

        _summaries.Add(new AssetSummary(InventoryAsset.Files) { Files = catalogue.Count, Rows = catalogue.Count, FileBytes = catalogue.TotalBytes });
    }

    private void CheckKeptParticipant(ProblemPlace place, ReadOnlySpan<byte> key, int line)
    {
        if (!key.IsEmpty && _participants?.Invoke(key) == false)
        {
            var isWithdrawn = _plan.Withdrawn.Contains(Encoding.UTF8.GetString(key));
            _log.Report(place, isWithdrawn ? "FI-16" : "FI-09", line, null, key, "The file inventory that is kept names it.");
        }
    }
}
