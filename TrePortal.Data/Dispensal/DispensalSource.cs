using System.Security.Cryptography;
using System.Text;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Inventory.Files;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Inventory.Withdrawals;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Dispensal;

/// <summary>An inventory version, open for one dispensal, and what the approved request means in it.</summary>
internal sealed class DispensalSource : IDisposable
{
    private readonly BorrowedDataset? _tabular;
    private readonly FileCatalogue? _catalogue;
    private readonly IReadOnlySet<string> _withdrawn;
    private readonly List<int> _fileRows = [];
    private RowMask? _people;

    private DispensalSource(BorrowedDataset? tabular, FileCatalogue? catalogue, DispensedSelection selection, string fileRoot, IReadOnlySet<string> withdrawn)
    {
        _withdrawn = withdrawn;
        _tabular = tabular;
        _catalogue = catalogue;
        Selection = selection;
        FileRoot = fileRoot;
    }

    public DispensedSelection Selection { get; }

    /// <summary>Where the bulk files lie; empty when there are none.</summary>
    public string FileRoot { get; }

    public BorrowedDataset Tabular => _tabular ?? throw new InvalidOperationException("This version has no tables.");

    public RowMask People => _people ?? throw new InvalidOperationException("The cohort has not been evaluated.");

    /// <summary>Bulk files that go along, in the order of the file inventory.</summary>
    public IEnumerable<CatalogueFile> Files => _fileRows.Select(row => _catalogue![row]);

    /// <param name="version">What is dispensed from.</param>
    /// <param name="approvedOn">The version that was active when the request was submitted: exactly what its collections had is dispensed.</param>
    /// <param name="content">Of the approved request.</param>
    /// <param name="withdrawn">Main keys of people who are never dispensed.</param>
    /// <param name="cache">Open datasets.</param>
    /// <param name="root">Where everything lies.</param>
    public static Result<DispensalSource> Open(InventoryVersion version, InventoryVersion approvedOn, RequestContent content, IReadOnlySet<string> withdrawn, DatasetCache cache, DataRoot root)
    {
        if (approvedOn.Id == version.Id)
        {
            return Open(version.Assets, CollectionsOf(version.Assets, root), content.Collections, withdrawn, cache, root);
        }

        var approved = ScopeOf(approvedOn.Assets, content.Collections, cache, root);
        return approved.IsOk ? Open(version.Assets, CollectionsOf(version.Assets, root), content.Collections, withdrawn, cache, root, approved.Value) : approved.Error;
    }

    /// <summary>The same for collections that need not be the version's own yet.</summary>
    public static Result<DispensalSource> Open(
        InventoryAssets assets, CollectionSet collections, IReadOnlyList<CollectionChoice> choices, IReadOnlySet<string> withdrawn, DatasetCache cache, DataRoot root, ApprovedScope? approved = null)
    {
        var tabular = Borrow(assets, cache, root);
        try
        {
            var selection = DispensedSelection.Of(choices, collections, tabular?.Dataset.Schema, approved);
            if (!selection.IsOk)
            {
                tabular?.Dispose();
                return selection.Error;
            }

            var catalogue = assets.Files is { } files ? FileCatalogue.Open(Path.Combine(root.Path, files.Folder)) : null;
            return new DispensalSource(tabular, catalogue, selection.Value, assets.Files is null ? "" : Path.Combine(root.Path, assets.Files.Root), withdrawn);
        }
        catch
        {
            tabular?.Dispose();
            throw;
        }
    }

    /// <summary>Whether the approved cohort means something in this version.</summary>
    public Result CheckCohort(string? cohort) => ExpressionOf(cohort).ToResult();

    /// <summary>Finds people, rows and files, and says what will be written. Always the same for the same request and version.</summary>
    public Result<DispensalPlan> Plan(RequestVersion request, InventoryVersion version, CancellationToken cancellation)
    {
        var cohort = request.Content.Cohort?.Expression;
        var found = FindPeople(cohort, cancellation);
        if (!found.IsOk)
        {
            return found.Error;
        }

        return new DispensalPlan(
            request.Hash,
            version.Id,
            version.Number,
            CanonicalCohort.Parse(cohort) is { IsOk: true, Value.Hash: var hash } ? hash : Hash.Of(cohort ?? "null"),
            _people?.Count() ?? 0,
            [.. Selection.Tables.Select(table => new PlannedTable(table.Entity.Name, RowsOf(table.Entity.Name).Count(), [.. table.Fields.Select(field => field.Name)]))],
            PlanFiles(cancellation));
    }

    /// <summary>
    /// How much everybody's request would receive: people, rows of each table, files and their bytes. True counts, worked
    /// out as a plan is, without the hashes that a plan needs.
    /// </summary>
    public (long People, IReadOnlyList<long> Rows, long Files, long Bytes) Measure(CancellationToken cancellation)
    {
        FindPeople(cohort: null, cancellation);
        var (files, bytes) = (0L, 0L);
        foreach (var row in RowsOfFiles(cancellation))
        {
            files++;
            bytes += _catalogue!.BytesAt(row);
        }

        return (_people?.Count() ?? 0, [.. Selection.Tables.Select(table => (long)RowsOf(table.Entity.Name).Count())], files, bytes);
    }

    /// <summary>The rows of an entity that belong to the cohort.</summary>
    public RowMask RowsOf(string entity) =>
        entity == Tabular.Dataset.Schema.Main.Name ? People : Tabular.Engine.RowsOf(People, entity);

    public void Dispose()
    {
        _tabular?.Dispose();
        _catalogue?.Dispose();
    }

    private static Result<ApprovedScope> ScopeOf(InventoryAssets assets, IReadOnlyList<CollectionChoice> choices, DatasetCache cache, DataRoot root)
    {
        using var tabular = Borrow(assets, cache, root);
        return DispensedSelection.ScopeOf(choices, CollectionsOf(assets, root), tabular?.Dataset.Schema);
    }

    private static BorrowedDataset? Borrow(InventoryAssets assets, DatasetCache cache, DataRoot root) =>
        assets.Tabular is { } dataset ? cache.Borrow(Path.Combine(root.Path, dataset.Folder)) : null;

    private static CollectionSet CollectionsOf(InventoryAssets assets, DataRoot root) =>
        assets.Collections is { } stored ? StoredCollections.Read(Path.Combine(root.Path, stored.File)) : CollectionSet.Empty;

    // Null when there are no tables, and none are needed.
    private Result<CohortExpression?> ExpressionOf(string? cohort)
    {
        if (_tabular is null)
        {
            return cohort is null ? (CohortExpression?)null : new CannotDispense("no-tables", "The cohort cannot be worked out: the active inventory version has no tables.");
        }

        var expression = CohortValidator.Parse(cohort, _tabular.Dataset.Schema, CohortLimits.Widest);
        return expression.IsOk ? expression.Value
            : new CannotDispense("cohort-does-not-fit", "The approved cohort uses fields or codes that the active inventory version no longer has.");
    }

    private Result FindPeople(string? cohort, CancellationToken cancellation)
    {
        var expression = ExpressionOf(cohort);
        if (!expression.IsOk || _tabular is null)
        {
            return expression.ToResult();
        }

        _people = _tabular.Engine.EvaluatePeople(expression.Value!, cancellation);
        if (WithdrawnPeople.In(_tabular.Dataset, _withdrawn) is { } gone)
        {
            _people.Without(gone);
        }

        return Result.Ok;
    }

    private IEnumerable<int> RowsOfFiles(CancellationToken cancellation)
    {
        foreach (var row in _catalogue?.RowsOf(Selection.FileCollections) ?? [])
        {
            cancellation.ThrowIfCancellationRequested();
            if (IsForTheCohort(row))
            {
                yield return row;
            }
        }
    }

    private PlannedFiles PlanFiles(CancellationToken cancellation)
    {
        _fileRows.Clear();
        using var list = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = 0L;
        foreach (var row in RowsOfFiles(cancellation))
        {
            var file = _catalogue![row];
            list.AppendData(Encoding.UTF8.GetBytes($"{file.Path}\t{file.Bytes}\t{file.Sha256}\n"));
            bytes += file.Bytes;
            _fileRows.Add(row);
        }

        return new PlannedFiles(_fileRows.Count, bytes, Convert.ToHexStringLower(list.GetHashAndReset()));
    }

    /// <summary>It belongs to nobody, or all of its people are in the cohort and none of them withdrew (spec.md D4).</summary>
    private bool IsForTheCohort(int row)
    {
        var left = _catalogue!.ParticipantsUtf8(row);
        if (left.IsEmpty || _people is null)
        {
            return !WithdrawnPeople.Own(left, _withdrawn);
        }

        while (!left.IsEmpty)
        {
            var bar = left.IndexOf((byte)'|');
            var person = Tabular.Dataset.Main.Keys.Find(bar < 0 ? left : left[..bar]);
            if (person < 0 || !_people[person])
            {
                return false;
            }

            left = bar < 0 ? default : left[(bar + 1)..];
        }

        return true;
    }
}
