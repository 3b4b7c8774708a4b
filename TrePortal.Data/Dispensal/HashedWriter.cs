using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using TrePortal.Data.Inventory.Columns;

namespace TrePortal.Data.Dispensal;

/// <summary>
/// Writes a new file in blocks and hashes what it writes, so that memory stays small however long the file grows. The disk
/// is kept busy from the beginning: a long file that was only flushed at its end would keep everybody waiting there.
/// </summary>
internal sealed class HashedWriter(string path) : IDisposable
{
    public const int BlockBytes = 1 << 20;

    private const long BytesOfFlush = 64 << 20;

    private readonly SafeFileHandle _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private Task _flushing = Task.CompletedTask;
    private long _flushedAt;

    /// <summary>Bytes handed to the file so far; all of them after <see cref="Complete"/>.</summary>
    public long Bytes { get; private set; }

    /// <summary>What comes next in the file, until it is full and handed over.</summary>
    public TextBlock Block { get; } = new(BlockBytes + (BlockBytes >> 2));

    public bool IsBlockFull => Block.Mark >= BlockBytes;

    /// <summary>Hands the block to the file.</summary>
    public void WriteBlock()
    {
        Write(Block.Written);
        Block.Rewind(0);
    }

    /// <summary>Hands bytes to the file that were put together elsewhere.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        Append(bytes);
        _hash.AppendData(bytes);
    }

    /// <summary>The same with the hash on another core. The bytes must stay as they are until it has ended.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var hashing = Task.Run(() => _hash.AppendData(bytes.Span), CancellationToken.None);
        try
        {
            Append(bytes.Span);
        }
        finally
        {
            await hashing;
        }
    }

    /// <summary>Everything is on the disk when this returns.</summary>
    /// <returns>SHA-256 of the content.</returns>
    public string Complete()
    {
        WriteBlock();
        EndFlush();
        RandomAccess.FlushToDisk(_file);
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public void Dispose()
    {
        _file.Dispose(); // closed when a flush that still goes on has ended
        _hash.Dispose();
        Block.Dispose();
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(_file, bytes, Bytes);
        Bytes += bytes.Length;
        if (Bytes - _flushedAt >= BytesOfFlush && _flushing.IsCompleted)
        {
            EndFlush();
            _flushedAt = Bytes;
            _flushing = Task.Run(() => RandomAccess.FlushToDisk(_file));
        }
    }

    // A disk tells of bytes that it lost only once, to the flush that finds them missing: what that one says must be heard.
    private void EndFlush() => _flushing.GetAwaiter().GetResult();
}
