using System.Text.Json;
using System.Text.Json.Serialization;
using TrePortal.Data.Inventory.Formats;
using TrePortal.Domain.Inventory;

namespace TrePortal.Data.Inventory.Import;

/// <summary>
/// Turns what a provider sent into the components of an inventory version: all of them or none. It uses no database and
/// keeps no state; the caller gives it a staging folder and renames that when the report is good.
/// </summary>
public sealed class InventoryImporter(TimeProvider clock)
{
    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
        WriteIndented = true,
    };

    /// <summary>
    /// Runs on the caller's thread until all is read and checked. When the report has errors, only <c>report.json</c> is
    /// left in the staging folder; when it throws or is cancelled, nothing is, unless the plan says that it resumes.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    /// <exception cref="IOException">The staging folder is not empty, or the machine failed.</exception>
    public ImportReport Import(ImportPlan plan, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        Directory.CreateDirectory(plan.StagingFolder);
        if (!plan.Resumes && Directory.EnumerateFileSystemEntries(plan.StagingFolder).Any())
        {
            throw new IOException($"The staging folder {plan.StagingFolder} is not empty.");
        }

        try
        {
            using var run = new ImportRun(plan, new PhaseClock(clock, progress), cancellation);
            var report = run.Execute();
            if (!report.IsOk)
            {
                Empty(plan.StagingFolder);
            }

            Store(report, plan);
            return report;
        }
        catch when (!plan.Resumes)
        {
            Empty(plan.StagingFolder);
            throw;
        }
    }

    private static void Store(ImportReport report, ImportPlan plan)
    {
        var path = Path.Combine(plan.StagingFolder, ImportPlan.ReportFile);
        var json = JsonSerializer.SerializeToUtf8Bytes(report, _json);
        if (plan.IsKept)
        {
            DurableFile.Write(path, json);
            DurableFile.FlushFolder(plan.StagingFolder);
        }
        else
        {
            File.WriteAllBytes(path, json);
        }
    }

    private static void Empty(string folder)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (entry is DirectoryInfo { LinkTarget: null } below)
            {
                below.Delete(recursive: true);
            }
            else
            {
                entry.Delete();
            }
        }
    }
}

/// <summary>Adds phase and speed to progress reports.</summary>
internal sealed class PhaseClock(TimeProvider clock, IProgress<ImportProgress>? progress)
{
    private ImportPhase _phase;
    private long _began;

    public void Begin(ImportPhase phase)
    {
        (_phase, _began) = (phase, clock.GetTimestamp());
        progress?.Report(new ImportProgress(phase, 0, 0, 0, 0));
    }

    public void Report(long done, long total, long rows)
    {
        var seconds = clock.GetElapsedTime(_began).TotalSeconds;
        progress?.Report(new ImportProgress(_phase, done, total, rows, seconds > 0 ? rows / seconds : 0));
    }
}
