using System.Buffers;
using System.Security.Cryptography;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Projects;

namespace TrePortal.Data.Projects;

/// <inheritdoc cref="IWorkStore"/>
/// <remarks><c>projects/PROJECT/work/CONTENT</c>, beside <c>dispensals/</c>; CONTENT is a UUID.</remarks>
internal sealed class WorkStore(DataRoot root, ProjectOptions options, TimeProvider clock) : IWorkStore
{
    internal const string FolderName = "work";

    private const int BufferBytes = 128 << 10;

    public long Quota => options.WorkQuotaBytes;

    public async Task<Result<StoredWork>> WriteAsync(ProjectId project, Stream content, long most, CancellationToken cancellation)
    {
        var name = Guid.CreateVersion7(clock.GetUtcNow());
        var path = PathOf(project, name);
        var isWhole = false;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            var written = await WriteAsync(path, content, most, cancellation);
            isWhole = written is not null;
            return written is { } file ? new StoredWork(name, file.Bytes, file.Sha256) : new WorkFolderFull(Quota);
        }
        finally
        {
            if (!isWhole)
            {
                File.Delete(path);
            }
        }
    }

    public Stream? OpenRead(ProjectId project, Guid content)
    {
        try
        {
            return new FileStream(PathOf(project, content), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Drop(ProjectId project, Guid content)
    {
        try
        {
            File.Delete(PathOf(project, content));
        }
        catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
        {
            // Swept later: nothing names it any more.
        }
    }

    private string PathOf(ProjectId project, Guid content) => Path.Combine(root.Projects, project.ToString(), FolderName, content.ToString("D"));

    /// <summary>Null when there is more than may be.</summary>
    private static async Task<(long Bytes, string Sha256)?> WriteAsync(string path, Stream content, long most, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var bytes = 0L;
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.Asynchronous);
            int read;
            while ((read = await content.ReadAsync(buffer, cancellation)) > 0)
            {
                bytes += read;
                if (bytes > most)
                {
                    return null;
                }

                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }

            file.Flush(flushToDisk: true);
            DurableFile.FlushName(Path.GetDirectoryName(path)!);
            return (bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
