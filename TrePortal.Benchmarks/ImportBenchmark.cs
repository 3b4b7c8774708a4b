using System.Diagnostics;
using TrePortal.Data.Inventory.Import;

namespace TrePortal.Benchmarks;

/// <summary>CSV to columns, quoting and validation on, next to a plain read of the same bytes.</summary>
internal static class ImportBenchmark
{
    public static int Run(bool quick)
    {
        var folder = Directory.CreateTempSubdirectory("import-benchmark-").FullName;
        try
        {
            var source = Path.Combine(folder, "tabular");
            var people = quick ? 100_000 : 1_000_000;
            var bytes = SyntheticPeople.Write(source, people);
            var reading = Stopwatch.StartNew();
            var lines = CountLines(Path.Combine(source, "person.data.csv"));
            Metric.Yardstick("import-plain-read", bytes / 1e6 / reading.Elapsed.TotalSeconds, "MB/s");

            var before = Process.GetCurrentProcess().WorkingSet64;
            var importing = Stopwatch.StartNew();
            var report = new InventoryImporter(TimeProvider.System).Import(
                new ImportPlan(Path.Combine(folder, "staging")) { TabularSource = source }, progress: null, CancellationToken.None);
            importing.Stop();
            Metric.AtLeast("import-csv-to-columns", bytes / 1e6 / importing.Elapsed.TotalSeconds, "MB/s", 350);
            Metric.AtLeast("import-rows", people / importing.Elapsed.TotalSeconds, "rows/s", 452_000 / 30.0);
            Metric.AtMost("import-memory-growth", (Process.GetCurrentProcess().PeakWorkingSet64 - before) / 1e6, "MB", 500);
            var isRight = report.IsOk && lines == people + 1 && report.Assets.Single().Rows == people;
            Console.WriteLine(isRight ? "equal: every row arrived" : $"WRONG: {report.Errors} errors, {report.Assets[0].Rows} of {people} rows");
            return isRight ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int CountLines(string file)
    {
        using var stream = File.OpenRead(file);
        var buffer = new byte[1 << 20];
        var lines = 0;
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            lines += buffer.AsSpan(0, read).Count((byte)'\n');
        }

        return lines;
    }
}
