using System.Buffers;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>
/// Text that grows in rented memory. What was written since a mark can be looked at and written differently. One thread
/// at a time.
/// </summary>
internal sealed class TextBlock : IBufferWriter<byte>, IDisposable
{
    private byte[] _buffer;

    public TextBlock(int bytes) => _buffer = ArrayPool<byte>.Shared.Rent(bytes);

    /// <summary>Where the next byte goes.</summary>
    public int Mark { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Mark);

    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, Mark);

    public Span<byte> Since(int mark) => _buffer.AsSpan(mark, Mark - mark);

    /// <summary>Forgets what was written since the mark.</summary>
    public void Rewind(int mark) => Mark = mark;

    public void Put(byte value)
    {
        if (Mark == _buffer.Length)
        {
            Grow(1);
        }

        _buffer[Mark++] = value;
    }

    public void Put(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Mark += bytes.Length;
    }

    public void Advance(int count) => Mark += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _buffer.AsMemory(Mark);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _buffer.AsSpan(Mark);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Grow(int wanted)
    {
        if (_buffer.Length - Mark >= Math.Max(wanted, 1))
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, Mark + wanted));
        _buffer.AsSpan(0, Mark).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
