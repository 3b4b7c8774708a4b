using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>
/// Where the cells of all columns of a table wait until the table is complete: one file that every column appends
/// blocks to. Memory is one block per spool, whatever the number of rows; one file handle, whatever the number of columns.
/// </summary>
internal sealed class SpillFile : IDisposable
{
    private const long MemoryForBlocks = 192L << 20;

    private readonly SafeFileHandle _file;
    private long _length;

    public SpillFile(string path, int columns)
    {
        BlockSize = (int)Math.Clamp(MemoryForBlocks / (Math.Max(columns, 1) * 3L) / 4096 * 4096, 4096, 256 << 10);
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
    }

    public int BlockSize { get; }

    public long Append(ReadOnlySpan<byte> block)
    {
        var at = _length;
        RandomAccess.Write(_file, block, at);
        _length += block.Length;
        return at;
    }

    public void Read(long at, Span<byte> block)
    {
        while (!block.IsEmpty)
        {
            var read = RandomAccess.Read(_file, block, at);
            if (read == 0)
            {
                throw new EndOfStreamException("The spill file ends before its last block.");
            }

            at += read;
            block = block[read..];
        }
    }

    public void Dispose() => _file.Dispose();
}

/// <summary>A sequence of bytes of any length, written once and then read once from the start.</summary>
internal sealed class Spool(SpillFile spill)
{
    private readonly List<long> _blocks = [];
    private byte[] _buffer = [];
    private int _used;

    public long Length => (long)_blocks.Count * spill.BlockSize + _used;

    public void Add<T>(T element)
        where T : unmanaged
    {
        if (_used + Unsafe.SizeOf<T>() > _buffer.Length)
        {
            MakeRoom();
        }

        Unsafe.WriteUnaligned(ref _buffer[_used], element);
        _used += Unsafe.SizeOf<T>();
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (_used == _buffer.Length)
            {
                MakeRoom();
            }

            var part = Math.Min(bytes.Length, _buffer.Length - _used);
            bytes[..part].CopyTo(_buffer.AsSpan(_used));
            _used += part;
            bytes = bytes[part..];
        }
    }

    /// <summary>Hands over the content in order; every piece but the last is a multiple of 4,096 bytes long.</summary>
    public void Drain(Action<ReadOnlyMemory<byte>> take)
    {
        if (_blocks.Count > 0)
        {
            var block = new byte[spill.BlockSize];
            foreach (var at in _blocks)
            {
                spill.Read(at, block);
                take(block);
            }
        }

        take(_buffer.AsMemory(0, _used));
        _blocks.Clear();
        (_buffer, _used) = ([], 0);
    }

    /// <summary>The same by element. Only one type of element may have been added.</summary>
    public void DrainElements<T>(Action<T> take)
        where T : unmanaged => Drain(piece =>
        {
            foreach (var element in MemoryMarshal.Cast<byte, T>(piece.Span))
            {
                take(element);
            }
        });

    // Elements have sizes that divide 4,096, so a full buffer is always exactly one block.
    private void MakeRoom()
    {
        if (_buffer.Length < spill.BlockSize)
        {
            Array.Resize(ref _buffer, Math.Min(spill.BlockSize, Math.Max(256, _buffer.Length * 4) / 64 * 64));
            return;
        }

        _blocks.Add(spill.Append(_buffer));
        _used = 0;
    }
}
