using CsvHelper;
using TrePortal.Data.Inventory.Import;
using TrePortal.Domain.Inventory;

namespace TrePortal.Benchmarks;

/// <summary>
/// CSV to columns, quoting and validation on, next to a plain read of the same bytes and a loop over all cells by the CSV
/// library alone. What was imported is compared before anything is timed.
/// </summary>
internal static class ImportBenchmark
{
    private const int Files = 1_000_000;

    public static int Run(bool quick)
    {
        var folder = Directory.CreateTempSubdirectory("import-benchmark-").FullName;
        try
        {
            var warm = new ImportSource(30_000, groups: 1);
            warm.Write(Path.Combine(folder, "warm"));
            var hashes = Enumerable.Range(0, 4).Select(at => Import(folder, "warm", threads: (at % 2) + 1).Assets[0].ContentSha256).Distinct().ToList();
            var source = new ImportSource(quick ? 200_000 : 2_000_000, groups: 1);
            var (file, bytes) = source.Write(Path.Combine(folder, "tabular"));
            Yardsticks(file, bytes);

            var one = Best(bytes, () => Check(Import(folder, "tabular", threads: 1), source));
            var two = Best(bytes, () => Check(Import(folder, "tabular", threads: 2), source));
            Metric.AtLeast("import-csv-to-columns", one.MegabytesPerSecond(bytes), "MB/s", 350);
            Metric.Yardstick("import-csv-to-columns-per-processor-second", one.MegabytesPerProcessorSecond(bytes), "MB");
            Metric.AtLeast("import-csv-to-columns-two-threads", two.MegabytesPerSecond(bytes), "MB/s", 550);
            Metric.Yardstick("import-csv-to-columns-two-threads-per-processor-second", two.MegabytesPerProcessorSecond(bytes), "MB");
            Metric.AtMost("import-memory-growth", Math.Max(one.Growth, two.Growth) / 1e6, "MB", 500);
            var flushed = Spent.On(() => Import(folder, "tabular", threads: 2, isKept: true));
            Metric.Yardstick("import-csv-to-columns-flushed-to-disk", flushed.MegabytesPerSecond(bytes), "MB/s");
            FileInventory(folder, quick ? Files / 10 : Files);
            Console.WriteLine(hashes.Count == 1 ? "equal: one thread and two give the same columns" : "WRONG: one thread and two differ");
            return hashes.Count == 1 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    internal static ImportReport Import(string folder, string component, int threads, bool isKept = false)
    {
        var staging = Path.Combine(folder, "staging");
        try
        {
            return new InventoryImporter(TimeProvider.System).Import(
                new ImportPlan(staging) { TabularSource = Path.Combine(folder, component), Threads = threads, IsKept = isKept }, progress: null, CancellationToken.None);
        }
        finally
        {
            Directory.Delete(staging, recursive: true);
        }
    }

    internal static void Check(ImportReport report, ImportSource source)
    {
        if (!report.IsOk || report.Assets.Single().Rows != source.People)
        {
            throw new InvalidOperationException($"{report.Errors} errors, {report.Assets[0].Rows} of {source.People} rows.");
        }
    }

    internal static void Yardsticks(string file, long bytes)
    {
        var buffer = new byte[1 << 20];
        var read = Best(bytes, () =>
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            while (stream.Read(buffer) > 0)
            {
            }
        });
        Metric.Yardstick("import-plain-read", read.MegabytesPerSecond(bytes), "MB/s");
        var cells = Best(bytes, () => Cells(file));
        Metric.Yardstick("import-csv-library-alone", cells.MegabytesPerSecond(bytes), "MB/s");
    }

    // Of three tries the one that was disturbed least.
    private static Spent Best(long bytes, Action work) =>
        Enumerable.Range(0, 3).Select(_ => Spent.On(work)).MaxBy(spent => spent.MegabytesPerSecond(bytes))!;

    private static long Cells(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        using var reader = CsvReader.Create(stream, CsvReaderOptions.Default with { HasHeader = false, TrackLineNumbers = true, BufferSize = 256 << 10 });
        var length = 0L;
        while (reader.Read())
        {
            for (var cell = 0; cell < reader.FieldCount; cell++)
            {
                length += reader.GetSpan(cell).Length;
            }
        }

        return length;
    }

    private static void FileInventory(string folder, int files)
    {
        var release = Directory.CreateDirectory(Path.Combine(folder, "release", "files")).Parent!.FullName;
        File.WriteAllText(Path.Combine(release, "files", "scan.bin"), "scan");
        var hash = Domain.Kernel.Hash.Of("scan");
        using (var rows = new StreamWriter(Path.Combine(release, "file_inventory.tsv")))
        {
            rows.Write("source\tpath\tparticipant_id\tcollection_ids\tsize_bytes\tsha256\n");
            for (var file = 0; file < files; file++)
            {
                rows.Write($"scan.bin\tscans/{file / 1000}/scan-{file}.bin\t\tscans\t4\t{hash}\n");
            }
        }

        File.WriteAllText(Path.Combine(release, "data_collections.json"), """{"version":"1.0","collections":[{"id":"scans","title":"Scans","files":true}]}""");
        var spent = Spent.On(() =>
        {
            var staging = Path.Combine(folder, "staging");
            var report = new InventoryImporter(TimeProvider.System).Import(
                new ImportPlan(staging)
                {
                    FilesSource = Path.Combine(release, "file_inventory.tsv"),
                    CollectionsSource = Path.Combine(release, "data_collections.json"),
                    TrustsHashes = true,
                },
                progress: null,
                CancellationToken.None);
            Directory.Delete(staging, recursive: true);
            if (!report.IsOk || report.Asset(InventoryAsset.Files)?.Files != files)
            {
                throw new InvalidOperationException($"{report.Errors} errors in the file inventory.");
            }
        });
        Metric.AtMost("import-file-inventory", spent.Wall.TotalSeconds * Files / files, "s", 60);
        Metric.AtMost("import-file-inventory-memory-growth", spent.Growth / 1e6, "MB", 500);
    }
}
