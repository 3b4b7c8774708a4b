using System.Security.Cryptography;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Environments.Documents;

/// <inheritdoc cref="IDocumentStore"/>
/// <remarks>The file is complete and flushed before a row can name it: <c>documents/ab/abcd…</c>, by SHA-256.</remarks>
internal sealed class DocumentStore(DataRoot root, DocumentOptions options, TimeProvider clock) : IDocumentStore
{
    /// <summary>Begins the name of a file in the staging folder that is being received.</summary>
    internal const string Draft = "document-";

    public long MaxBytes => options.MaxBytes;

    public async Task<Result<DocumentFile>> ReceiveAsync(string fileName, Stream content, CancellationToken cancellation)
    {
        var name = DocumentName.Of(fileName);
        if (!name.IsOk)
        {
            return name.Error;
        }

        var draft = Path.Combine(root.Staging, Draft + Guid.CreateVersion7(clock.GetUtcNow()).ToString("N"));
        try
        {
            var written = await WriteAsync(draft, content, cancellation);
            if (!written.IsOk)
            {
                return written.Error;
            }

            var (bytes, hash) = written.Value;
            if (DocumentContent.FaultOf(draft, bytes, name.Value.Kind) is { } fault)
            {
                return new Invalid("file", "content", fault);
            }

            Keep(draft, hash);
            return new DocumentFile(name.Value.Name, name.Value.Kind, bytes, hash);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    public Stream? Open(string hash)
    {
        var path = PathOf(root, hash);
        return File.Exists(path) ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 64 << 10, FileOptions.Asynchronous | FileOptions.SequentialScan) : null;
    }

    internal static string PathOf(DataRoot root, string hash) => Path.Combine(root.Documents, hash[..2], hash);

    private async Task<Result<(long Bytes, string Hash)>> WriteAsync(string path, Stream content, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.Asynchronous);
        var buffer = new byte[64 << 10];
        var bytes = 0L;
        int read;
        while ((read = await content.ReadAsync(buffer, cancellation)) > 0)
        {
            bytes += read;
            if (bytes > options.MaxBytes)
            {
                return new DocumentTooLarge(options.MaxBytes);
            }

            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }

        file.Flush(flushToDisk: true);
        return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private void Keep(string draft, string hash)
    {
        var path = PathOf(root, hash);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (File.Exists(path))
        {
            File.SetLastWriteTimeUtc(path, clock.GetUtcNow().UtcDateTime); // the sweep of a portal that starts just now leaves it
            return;
        }

        File.Move(draft, path, overwrite: true);
        DurableFile.FlushName(Path.GetDirectoryName(path)!);
        DurableFile.FlushName(root.Documents);
    }
}
