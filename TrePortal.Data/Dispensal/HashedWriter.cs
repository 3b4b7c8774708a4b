using System.Security.Cryptography;

namespace TrePortal.Data.Dispensal;

/// <summary>Writes a new file in blocks and hashes what it writes, so that memory stays small however long the file grows.</summary>
internal sealed class HashedWriter(string path) : IDisposable
{
    public const int BlockBytes = 1 << 20;

    private readonly FileStream _stream = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

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
        _stream.Write(bytes);
        _hash.AppendData(bytes);
        Bytes += bytes.Length;
    }

    /// <summary>The same with the hash on another core. The bytes must stay as they are until it has ended.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var hashing = Task.Run(() => _hash.AppendData(bytes.Span), CancellationToken.None);
        try
        {
            _stream.Write(bytes.Span);
        }
        finally
        {
            await hashing;
        }

        Bytes += bytes.Length;
    }

    /// <summary>Everything is on the disk when this returns.</summary>
    /// <returns>SHA-256 of the content.</returns>
    public string Complete()
    {
        WriteBlock();
        _stream.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public void Dispose()
    {
        _stream.Dispose();
        _hash.Dispose();
        Block.Dispose();
    }
}
