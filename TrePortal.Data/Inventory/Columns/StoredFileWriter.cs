using System.Security.Cryptography;

namespace TrePortal.Data.Inventory.Columns;

/// <summary>Writes one file of sections, hashing as it goes.</summary>
internal sealed class StoredFileWriter : IDisposable
{
    private const int Alignment = 64;
    private static readonly byte[] _zeros = new byte[4096];

    private readonly string _name;
    private readonly FileStream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<Section> _sections = [];
    private long _length;

    public StoredFileWriter(string folder, string name)
    {
        _name = name;
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        _stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 128 << 10);
        Write("TREPCOL1"u8);
    }

    /// <summary>Writes a section; <paramref name="fill"/> gets the function that appends to it.</summary>
    /// <param name="section">Its name.</param>
    /// <param name="paddedBytes">Zeros follow until it is at least so long.</param>
    /// <param name="fill">Writes the content.</param>
    public void Add(string section, long paddedBytes, Action<Action<ReadOnlyMemory<byte>>> fill)
    {
        Pad((Alignment - _length % Alignment) % Alignment);
        var start = _length;
        fill(piece => Write(piece.Span));
        Pad(Math.Max(0, paddedBytes - (_length - start)));
        _sections.Add(new Section(section, start, _length - start));
    }

    public void Add(string section, long paddedBytes, Spool content) => Add(section, paddedBytes, content.Drain);

    public StoredFile Complete()
    {
        // A reader may look at a whole vector behind the last element.
        Pad(Alignment + (Alignment - _length % Alignment) % Alignment);
        _stream.Flush(flushToDisk: true);
        return new StoredFile(_name, _length, Convert.ToHexStringLower(_hash.GetHashAndReset()), _sections);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _hash.Dispose();
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        _hash.AppendData(bytes);
        _length += bytes.Length;
    }

    private void Pad(long zeros)
    {
        for (; zeros > 0; zeros -= Math.Min(zeros, _zeros.Length))
        {
            Write(_zeros.AsSpan(0, (int)Math.Min(zeros, _zeros.Length)));
        }
    }
}
