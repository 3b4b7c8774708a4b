using System.Security.Cryptography;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>Writes one file of sections, hashing as it goes. Who completes the dataset flushes its files to the disk.</summary>
internal sealed class StoredFileWriter : IDisposable
{
    private const int Alignment = 64;
    private static readonly byte[] _zeros = new byte[4096];

    private readonly string _name;
    private readonly FileStream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<Section> _sections = [];
    private long _start;
    private long _length;

    public StoredFileWriter(string folder, string name)
    {
        _name = name;
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        // Much smaller than a spool's block, so that blocks go by the stream's buffer.
        _stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 4096);
        Append("TREPCOL1"u8);
        Align();
    }

    /// <summary>Appends to the section that the next <see cref="Add(string, long, Spool)"/> ends.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        _hash.AppendData(bytes);
        _length += bytes.Length;
    }

    /// <summary>Writes a section; <paramref name="fill"/> gets the function that appends to it.</summary>
    /// <param name="section">Its name.</param>
    /// <param name="paddedBytes">Zeros follow until it is at least so long.</param>
    /// <param name="fill">Writes the content.</param>
    public void Add(string section, long paddedBytes, Action<Action<ReadOnlyMemory<byte>>> fill)
    {
        fill(piece => Append(piece.Span));
        Pad(Math.Max(0, paddedBytes - (_length - _start)));
        _sections.Add(new Section(section, _start, _length - _start));
        Align();
    }

    /// <summary>Writes a section, or ends the one that the spool has written to directly.</summary>
    public void Add(string section, long paddedBytes, Spool content)
    {
        if (content.IsDirect && _sections.Count > 0)
        {
            throw new InvalidOperationException($"Section {section} of {_name} was written directly, so it must be the first.");
        }

        Add(section, paddedBytes, content.Drain);
    }

    public StoredFile Complete()
    {
        Pad(Alignment); // a reader may look at a whole vector behind the last element
        _stream.Flush();
        return new StoredFile(_name, _length, Convert.ToHexStringLower(_hash.GetHashAndReset()), _sections);
    }

    public void FlushToDisk() => _stream.Flush(flushToDisk: true);

    public void Dispose()
    {
        _stream.Dispose();
        _hash.Dispose();
    }

    private void Align()
    {
        Pad((Alignment - _length % Alignment) % Alignment);
        _start = _length;
    }

    private void Pad(long zeros)
    {
        for (; zeros > 0; zeros -= Math.Min(zeros, _zeros.Length))
        {
            Append(_zeros.AsSpan(0, (int)Math.Min(zeros, _zeros.Length)));
        }
    }
}
