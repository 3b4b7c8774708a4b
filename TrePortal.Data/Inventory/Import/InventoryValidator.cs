using TrePortal.Data.Inventory.Formats;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Import;

/// <summary>Checks a version's folder as a provider keeps it (formats.md section 1) without keeping anything of it.</summary>
public sealed class InventoryValidator(TimeProvider clock)
{
    /// <param name="folder">Holds tabular/, showcase/, files/, file_inventory.tsv, data_collections.json, withdrawn.csv; what is absent is not checked.</param>
    /// <param name="progress">May be null.</param>
    /// <param name="cancellation">Stops the check.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public ImportReport Validate(string folder, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder {folder}.");
        }

        var staging = Directory.CreateTempSubdirectory("inventory-");
        try
        {
            var withdrawn = WithdrawnFile.Read(Path.Combine(folder, WithdrawnFile.FileName));
            var report = new InventoryImporter(clock).Import(new ImportPlan(staging.FullName)
            {
                TabularSource = Existing(folder, ImportPlan.TabularFolder),
                ShowcaseSource = Existing(folder, ImportPlan.ShowcaseFolder),
                FilesSource = Existing(folder, FileInventoryFile.FileName),
                CollectionsSource = Existing(folder, CollectionsFile.FileName),
                FileRoot = Existing(folder, ImportPlan.FilesFolder),
                Withdrawn = withdrawn.Keys,
                IsKept = false,
            }, progress, cancellation);
            return WithProblems(report, withdrawn.Problems);
        }
        finally
        {
            staging.Delete(recursive: true);
        }
    }

    private static string? Existing(string folder, string name) =>
        Path.Combine(folder, name) is var path && Path.Exists(path) ? path : null;

    private static ImportReport WithProblems(ImportReport report, IReadOnlyList<InventoryProblem> more)
    {
        if (report.Assets.Count == 0 && report.IsOk)
        {
            more = [.. more, ProblemCodes.Of("UP-01").In(InventoryAsset.Tabular, ImportPlan.TabularFolder)];
        }

        var totals = new SortedDictionary<string, long>(report.Totals.ToDictionary(), StringComparer.Ordinal);
        foreach (var problem in more)
        {
            totals[problem.Code] = totals.GetValueOrDefault(problem.Code) + 1;
        }

        return report with
        {
            Problems = [.. report.Problems, .. more],
            Totals = totals,
            Errors = report.Errors + more.Count(problem => problem.Severity == ProblemSeverity.Error),
            Warnings = report.Warnings + more.Count(problem => problem.Severity == ProblemSeverity.Warning),
        };
    }
}
