using System.Buffers;
using System.Security.Cryptography;

namespace TrePortal.Data.Dispensal;

/// <summary>
/// Writes a new file in blocks and hashes what it writes, so that memory stays small however long the file grows. What was
/// written since a mark can be looked at and written differently until the next block.
/// </summary>
internal sealed class HashedWriter(string path) : IBufferWriter<byte>, IDisposable
{
    public const int BlockBytes = 1 << 20;

    private readonly FileStream _stream = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BlockBytes + (BlockBytes >> 2));

    /// <summary>Bytes handed to the file so far; all of them after <see cref="Complete"/>.</summary>
    public long Bytes { get; private set; }

    /// <summary>Where the next byte goes in the block.</summary>
    public int Mark { get; private set; }

    public bool IsBlockFull => Mark >= BlockBytes;

    public Span<byte> Since(int mark) => _buffer.AsSpan(mark, Mark - mark);

    /// <summary>Forgets what was written since the mark.</summary>
    public void Rewind(int mark) => Mark = mark;

    public void Put(byte value)
    {
        GetSpan(1)[0] = value;
        Mark++;
    }

    public void Put(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Mark += bytes.Length;
    }

    public void Advance(int count) => Mark += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsMemory(Mark);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsSpan(Mark);
    }

    /// <summary>Hands the block to the file.</summary>
    public void WriteBlock()
    {
        var block = _buffer.AsSpan(0, Mark);
        _stream.Write(block);
        _hash.AppendData(block);
        Bytes += block.Length;
        Mark = 0;
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
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void MakeRoom(int wanted)
    {
        if (_buffer.Length - Mark >= Math.Max(wanted, 64))
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, Mark + wanted));
        _buffer.AsSpan(0, Mark).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
