using System.IO.MemoryMappedFiles;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>A stored file mapped for reading. Every pointer it hands out was checked against the file's real length.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly StoredFile _stored;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;

    public MappedFile(string folder, StoredFile stored)
    {
        _stored = stored;
        var path = Path.Combine(folder, stored.Name.Replace('/', Path.DirectorySeparatorChar));
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        if (stream.Length != stored.Bytes)
        {
            var length = stream.Length;
            stream.Dispose();
            throw new InvalidDataException($"{path} has {length} bytes; its manifest says {stored.Bytes}.");
        }

        _file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _start = start + _view.PointerOffset;
    }

    /// <summary>Bytes of a section; 0 when there is none of that name.</summary>
    public long Length(string section) => Find(section)?.Bytes ?? 0;

    /// <summary>Where a section begins, sure to hold at least so many bytes; null when it is absent and none are asked for.</summary>
    public byte* Pointer(string section, long bytes)
    {
        var found = Find(section);
        if (found is null)
        {
            return bytes == 0 ? null : throw Damaged($"has no section {section}");
        }

        if (found.Offset < 0 || found.Offset % 64 != 0 || found.Bytes < bytes || found.Offset + found.Bytes > _stored.Bytes)
        {
            throw Damaged($"has a section {section} that is too short or out of place");
        }

        return _start + found.Offset;
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }

    private Section? Find(string name) => _stored.Sections.FirstOrDefault(section => section.Name == name);

    private InvalidDataException Damaged(string what) => new($"Column file {_stored.Name} {what}.");
}
