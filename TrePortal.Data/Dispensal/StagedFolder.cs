using System.Buffers;
using System.Security.Cryptography;
using TrePortal.Data.Inventory.Files;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Dispensal;

/// <summary>The folder of one attempt: tables, dictionaries and bulk files first, the manifest last.</summary>
internal sealed class StagedFolder(string folder, JobRun run, CrashPoints crash)
{
    public const string TablesPhase = "tables";
    public const string FilesPhase = "files";
    public const string CheckingPhase = "checking";

    private readonly List<ManifestFile> _written = [];

    /// <summary>An empty folder, whatever an earlier attempt of the same name left.</summary>
    public void Begin()
    {
        DispensedFolders.Delete(folder);
        Directory.CreateDirectory(folder);
    }

    public async Task WriteTablesAsync(DispensalSource source, long totalRows, CancellationToken cancellation)
    {
        var done = 0L;
        foreach (var table in source.Selection.Tables)
        {
            done += await WriteTableAsync(source, table, done, totalRows, cancellation);
            crash.Reach("KP5");
        }

        if (source.Selection.Tables.Count > 0)
        {
            foreach (var (file, columns, rows) in DictionaryTables.Of(source.Selection, source.Tabular.Dataset.Schema))
            {
                WriteSmallTable(file, columns, rows);
            }
        }
    }

    /// <summary>Copies bulk files and compares each with the catalogue while it is read.</summary>
    public async Task<Result> CopyFilesAsync(DispensalSource source, long totalBytes, CancellationToken cancellation)
    {
        var done = 0L;
        foreach (var file in source.Files)
        {
            if (OrdinaryFile.TryOpen(source.FileRoot, file.Source, out var stream) != OrdinaryFile.Outcome.Opened)
            {
                return new SourceChanged(file.Row);
            }

            using (stream)
            {
                var copied = await CopyAsync(stream!, file, done, totalBytes, cancellation);
                if (!copied.IsOk)
                {
                    return copied;
                }
            }

            done += file.Bytes;
        }

        crash.Reach("KP7");
        return Result.Ok;
    }

    /// <summary>Describes what has been written so far in words that other programs know.</summary>
    public void WriteCrate(Func<IReadOnlyList<ManifestFile>, byte[]> crateOf)
    {
        _written.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        using var writer = new HashedWriter(Path.Combine(folder, DispensedCrate.FileName));
        writer.Write(crateOf(_written));
        var hash = writer.Complete();
        _written.Add(new ManifestFile(DispensedCrate.FileName, writer.Bytes, hash, null, null));
    }

    /// <summary>Writes the manifest, reads everything again, takes away the right to write, and makes it all durable.</summary>
    public async Task<DispensalManifest> CompleteAsync(Func<IReadOnlyList<ManifestFile>, DispensalManifest> manifestOf, CancellationToken cancellation)
    {
        _written.Sort((one, other) => string.CompareOrdinal(one.Path, other.Path));
        var manifest = manifestOf(_written);
        DurableFile.Write(Path.Combine(folder, DispensalManifest.FileName), ManifestJson.Write(manifest));

        var (total, done) = (_written.Sum(file => file.Bytes), 0L);
        foreach (var file in _written)
        {
            await run.ReportAsync(CheckingPhase, done, total, cancellation);
            if (await HashAsync(Path.Combine(folder, file.Path), cancellation) != file.Sha256)
            {
                throw new IOException("A file on the portal's own disk does not read back as it was written.");
            }

            done += file.Bytes;
        }

        DispensedFolders.SealBelow(folder, () => crash.Reach("KP12"));
        DurableFile.FlushFolder(folder);
        crash.Reach("KP8");
        return manifest;
    }

    internal static async Task<string> HashAsync(string path, CancellationToken cancellation)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, HashedWriter.BlockBytes, FileOptions.SequentialScan | FileOptions.Asynchronous);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellation));
    }

    private async Task<long> WriteTableAsync(DispensalSource source, DispensedTable table, long before, long totalRows, CancellationToken cancellation)
    {
        var path = $"{table.Entity.Name}.data.csv";
        var columns = table.Fields.Select(field => source.Tabular.Dataset.Table(table.Entity.Name).Column(field.Name));
        using var writer = new HashedWriter(Path.Combine(folder, path));
        CsvText.WriteRow(writer.Block, table.Fields.Select(field => field.Name));
        var rows = await new TableText(columns, source.RowsOf(table.Entity.Name))
            .WriteAsync(writer, done => ReachedAsync(TablesPhase, before + done, totalRows, "KP4", cancellation), cancellation);
        await ReachedAsync(TablesPhase, before + rows, totalRows, "KP4", cancellation);
        var hash = writer.Complete();
        _written.Add(new ManifestFile(path, writer.Bytes, hash, rows, [.. table.Fields.Select(field => field.Name)]));
        return rows;
    }

    private void WriteSmallTable(string path, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        using var writer = new HashedWriter(Path.Combine(folder, path));
        CsvText.WriteRow(writer.Block, columns);
        var count = 0L;
        foreach (var row in rows)
        {
            CsvText.WriteRow(writer.Block, row);
            count++;
            if (writer.IsBlockFull)
            {
                writer.WriteBlock();
            }
        }

        var hash = writer.Complete();
        _written.Add(new ManifestFile(path, writer.Bytes, hash, count, columns));
    }

    private async Task<Result> CopyAsync(FileStream from, CatalogueFile file, long before, long totalBytes, CancellationToken cancellation)
    {
        var path = $"files/{file.Path}";
        var target = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        using var writer = new HashedWriter(target);
        var isWhole = await CopyAsync(
            from, writer, most: file.Bytes, done => ReachedAsync(FilesPhase, before + done, totalBytes, "KP6", cancellation), cancellation);
        if (!isWhole || writer.Complete() is var hash && (hash != file.Sha256 || writer.Bytes != file.Bytes))
        {
            return new SourceChanged(file.Row);
        }

        _written.Add(new ManifestFile(path, writer.Bytes, file.Sha256, null, null));
        return Result.Ok;
    }

    /// <summary>Copies block by block. False when there is more than there may be: no need to read to its end.</summary>
    internal static async Task<bool> CopyAsync(Stream from, HashedWriter to, long most, Func<long, Task> reached, CancellationToken cancellation)
    {
        byte[][] blocks = [ArrayPool<byte>.Shared.Rent(HashedWriter.BlockBytes), ArrayPool<byte>.Shared.Rent(HashedWriter.BlockBytes)];
        var writing = Task.CompletedTask;
        try
        {
            var read = await from.ReadAsync(blocks[0].AsMemory(0, HashedWriter.BlockBytes), cancellation);
            for (var at = 0; read > 0; at ^= 1)
            {
                if (to.Bytes + read > most)
                {
                    return false;
                }

                writing = to.WriteAsync(blocks[at].AsMemory(0, read), cancellation); // written here, hashed elsewhere while the next one is read
                read = await from.ReadAsync(blocks[at ^ 1].AsMemory(0, HashedWriter.BlockBytes), cancellation);
                await writing;
                await reached(to.Bytes);
            }

            return true;
        }
        finally
        {
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // it reads the block until its end; what went wrong is thrown above
            Array.ForEach(blocks, block => ArrayPool<byte>.Shared.Return(block));
        }
    }

    // Between two blocks: a cancellation, a lost lease or a fault test stops here.
    private async Task ReachedAsync(string phase, long done, long total, string point, CancellationToken cancellation)
    {
        crash.Reach(point);
        cancellation.ThrowIfCancellationRequested();
        await run.ReportAsync(phase, done, total, cancellation);
    }
}

/// <summary>A bulk file is not what the inventory says. Its name may point to a person, so the message gives its line.</summary>
public sealed record SourceChanged(int Row) : Error(
    "source-changed",
    $"A bulk file of the inventory is missing or was changed since it was imported (line {Row + 2} of the file inventory). The environment's admins must put the right file back or import the inventory again; then retry.");
