namespace TrePortal.Benchmarks;

/// <summary>5 GB of CSV: 5,000,000 people with 205 fields. Shows that memory does not grow with the data.</summary>
internal static class LargeImportBenchmark
{
    public static int Run(bool quick)
    {
        var folder = Directory.CreateTempSubdirectory("import-benchmark-").FullName;
        try
        {
            var source = new ImportSource(quick ? 500_000 : 5_000_000, groups: 5);
            var (file, bytes) = source.Write(Path.Combine(folder, "tabular"));
            ImportBenchmark.Yardsticks(file, bytes);
            var spent = Spent.On(() => ImportBenchmark.Check(ImportBenchmark.Import(folder, "tabular", threads: 2, isKept: true), source));
            Metric.Yardstick("import-large-input", bytes / 1e9, "GB");
            Metric.Yardstick("import-large", spent.MegabytesPerSecond(bytes), "MB/s");
            Metric.Yardstick("import-large-per-processor-second", spent.MegabytesPerProcessorSecond(bytes), "MB");
            Metric.AtMost("import-large-memory-growth", spent.Growth / 1e6, "MB", 500);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
