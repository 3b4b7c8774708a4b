using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>
/// Where cells wait until the table is complete when they cannot go to their column's file at once: one file that every
/// column appends blocks to. Memory is one block per spool, whatever the number of rows. Columns may append at the same time.
/// </summary>
internal sealed class SpillFile : IDisposable
{
    private const long MemoryForBlocks = 192L << 20;
    private const int MostBlock = 128 << 10;

    private readonly SafeFileHandle _file;
    private long _length;

    public SpillFile(string path, int columns)
    {
        BlockSize = (int)Math.Clamp(MemoryForBlocks / (Math.Max(columns, 1) * 3L) / 4096 * 4096, 4096, MostBlock);
        _file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose);
    }

    public int BlockSize { get; }

    public long Append(ReadOnlySpan<byte> block)
    {
        var at = Interlocked.Add(ref _length, block.Length) - block.Length;
        RandomAccess.Write(_file, block, at);
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

/// <summary>
/// A sequence of bytes of any length, written once. It either goes straight to the column's file, or waits in the spill
/// file and is read once from the start.
/// </summary>
internal sealed class Spool(SpillFile spill, StoredFileWriter? file = null)
{
    private readonly List<long> _blocks = [];
    private byte[] _buffer = [];
    private int _used;

    /// <summary>The content goes to the column's file as it comes.</summary>
    public bool IsDirect => file is not null;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add<T>(T element)
        where T : unmanaged
    {
        var buffer = _buffer;
        var at = _used;
        if (at + Unsafe.SizeOf<T>() > buffer.Length)
        {
            MakeRoom();
            buffer = _buffer;
            at = _used;
        }

        Unsafe.WriteUnaligned(ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(buffer), at), element);
        _used = at + Unsafe.SizeOf<T>();
    }

    public void Add<T>(ReadOnlySpan<T> elements)
        where T : unmanaged => Add(MemoryMarshal.AsBytes(elements));

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

    /// <summary>
    /// Hands over what has not gone to the file yet, in order; every piece but the last is a multiple of 4,096 bytes long.
    /// </summary>
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

        if (file is not null)
        {
            file.Append(_buffer);
        }
        else
        {
            _blocks.Add(spill.Append(_buffer));
        }

        _used = 0;
    }
}

/// <summary>The room that one column has for its cells.</summary>
/// <param name="spill">Shared by the columns of the table.</param>
/// <param name="folder">The dataset's folder.</param>
/// <param name="name">The column's file in it.</param>
/// <param name="isDirect">The file is open from the start; false where there are too many columns for that.</param>
internal sealed class ColumnRoom(SpillFile spill, string folder, string name, bool isDirect) : IDisposable
{
    private StoredFileWriter? _file;

    public StoredFileWriter File => _file ??= new StoredFileWriter(folder, name);

    /// <summary>For the section that will be the first in the file.</summary>
    public Spool First() => isDirect ? new Spool(spill, File) : new Spool(spill);

    public Spool Other() => new(spill);

    public void Dispose() => _file?.Dispose();
}
