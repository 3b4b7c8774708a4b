using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Dispensal;
using TrePortal.Data.Inventory.Columns;
using TrePortal.Data.Inventory.Import;

namespace TrePortal.Benchmarks;

/// <summary>
/// Tables and bulk files of a dispensal: everybody of 5 million people with 20 fields as CSV, hashed and flushed; and large
/// files, next to a plain copy with SHA-256 in the same run. What was written is compared with the source's own lines.
/// </summary>
internal static class DispenseBenchmark
{
    public static int Run(bool quick)
    {
        var folder = Directory.CreateTempSubdirectory("dispense-benchmark-").FullName;
        try
        {
            return Tables(folder, quick ? 100_000 : 5_000_000) + Files(folder, quick ? 64 : 1024);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Tables(string folder, int people)
    {
        var source = Path.Combine(folder, "tabular");
        SyntheticPeople.Write(source, people);
        var staging = Path.Combine(folder, "staging");
        new InventoryImporter(TimeProvider.System).Import(new ImportPlan(staging) { TabularSource = source }, progress: null, CancellationToken.None);
        using var dataset = Dataset.Open(Path.Combine(staging, ImportPlan.TabularFolder));
        var table = dataset.Main;
        // A key, eight categories, five integers, five floats and a bar-joined field.
        string[] fields = ["id", .. Enumerable.Range(4, 8).Select(at => $"c{at}"), .. Enumerable.Range(2, 5).Select(at => $"i{at}"), .. Enumerable.Range(0, 5).Select(at => $"f{at}"), "m0"];
        var columns = fields.Select(field => table.Column(field)).ToList();
        var rows = RowMask.All(table.RowCount);

        var best = double.MaxValue;
        var path = Path.Combine(folder, "out.csv");
        var (bytes, hash) = (0L, "");
        for (var round = 0; round < 3; round++)
        {
            File.Delete(path);
            var watch = Stopwatch.StartNew();
            using var writer = new HashedWriter(path);
            CsvText.WriteRow(writer.Block, fields);
            new TableText(columns, rows).WriteAsync(writer, _ => Task.CompletedTask, CancellationToken.None).GetAwaiter().GetResult();
            hash = writer.Complete();
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
            bytes = writer.Bytes;
        }

        var wrong = Differences(Path.Combine(source, "person.data.csv"), path, fields) + (Sha256(path) == hash ? 0 : 1);
        Console.WriteLine(wrong == 0 ? $"equal: {people:N0} rows of {fields.Length} fields are the source's own" : $"WRONG: {wrong} rows differ from the source");
        Metric.AtLeast("dispense-tables", bytes / 1e6 / best, "MB/s", 300);
        Metric.Yardstick("dispense-tables-size", bytes / 1e6, "MB");
        var watchOfHash = Stopwatch.StartNew();
        Sha256(path);
        Metric.Yardstick("sha256-read-again", bytes / 1e6 / watchOfHash.Elapsed.TotalSeconds, "MB/s");
        return wrong;
    }

    // The source's lines cut to the fields, by plain splitting: nothing in them is quoted.
    private static int Differences(string source, string written, string[] fields)
    {
        using var from = new StreamReader(source);
        using var got = new StreamReader(written);
        var names = from.ReadLine()!.Split(',').ToList();
        var wanted = fields.Select(field => names.IndexOf(field)).ToArray();
        var wrong = got.ReadLine() == string.Join(',', fields) ? 0 : 1;
        while (from.ReadLine() is { } line)
        {
            var cells = line.Split(',');
            wrong += got.ReadLine() == string.Join(',', wanted.Select(at => cells[at])) ? 0 : 1;
        }

        return wrong + (got.ReadLine() is null ? 0 : 1);
    }

    private static int Files(string folder, int megabytes)
    {
        var source = Path.Combine(folder, "bulk");
        var block = new byte[1 << 20];
        new Random(20261126).NextBytes(block);
        using (var file = File.Create(source))
        {
            for (var at = 0; at < megabytes; at++)
            {
                block[at & 0xFFFFF]++;
                file.Write(block);
            }
        }

        var (plain, ours) = (double.MaxValue, double.MaxValue);
        var wrong = 0;
        for (var round = 0; round < 3; round++)
        {
            var (hash, seconds) = Timed(() => PlainCopy(source, Path.Combine(folder, "plain")));
            plain = Math.Min(plain, seconds);
            var (ourHash, ourSeconds) = Timed(() => Ours(source, Path.Combine(folder, "ours")));
            ours = Math.Min(ours, ourSeconds);
            wrong += hash == ourHash ? 0 : 1;
            File.Delete(Path.Combine(folder, "plain"));
            File.Delete(Path.Combine(folder, "ours"));
        }

        Metric.Yardstick("plain-copy-with-sha256", megabytes * 1.048576 / plain, "MB/s");
        Metric.Yardstick("dispense-files", megabytes * 1.048576 / ours, "MB/s");
        Metric.AtLeast("dispense-files-against-plain-copy", 100 * plain / ours, "percent", 70);
        return wrong;
    }

    private static (string Hash, double Seconds) Timed(Func<string> work)
    {
        var watch = Stopwatch.StartNew();
        return (work(), watch.Elapsed.TotalSeconds);
    }

    private static string Ours(string from, string to)
    {
        using var read = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan);
        using var writer = new HashedWriter(to);
        StagedFolder.CopyAsync(read, writer, long.MaxValue, _ => Task.CompletedTask, CancellationToken.None).GetAwaiter().GetResult();
        return writer.Complete();
    }

    // Read, hash, write, flush: block by block and nothing else.
    private static string PlainCopy(string from, string to)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var read = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.Read, 0, FileOptions.SequentialScan);
        using var write = new FileStream(to, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 20);
        int count;
        while ((count = read.Read(buffer, 0, 1 << 20)) > 0)
        {
            hash.AppendData(buffer, 0, count);
            write.Write(buffer, 0, count);
        }

        write.Flush(flushToDisk: true);
        ArrayPool<byte>.Shared.Return(buffer);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Sha256(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
