using System.Buffers.Binary;
using System.Security.Cryptography;
using TrePortal.Domain.Disclosure;

namespace TrePortal.Data.Disclosure;

/// <summary>
/// Entries one after the other, each with its length before it and a check behind it that also covers the check of the
/// entry before. A process that dies in the middle of an entry leaves a torn end, which the next one cuts off: that answer
/// was never given. Anything else that does not fit is damage, and then nothing is answered.
/// </summary>
internal sealed class LedgerFile : IDisposable
{
    private const int CheckBytes = 16;
    private const int SecretBytes = 16;
    private static readonly byte[] _magic = "TREPLEDG"u8.ToArray();

    private readonly FileStream _stream;
    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _handle;
    private byte[] _check;
    private long _end; // where the next entry goes; the stream is for reading only

    private LedgerFile(FileStream stream, byte[] secret)
    {
        _stream = stream;
        _handle = stream.SafeFileHandle; // taken once: taking it is not for two threads at once
        Secret = secret;
        _check = SHA256.HashData(secret)[..CheckBytes];
        _end = stream.Position;
    }

    /// <summary>Drawn when the file was made.</summary>
    public byte[] Secret { get; }

    /// <summary>Opens or makes the file and hands out its entries in order.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    /// <exception cref="IOException">Another process has it open, or it cannot be read.</exception>
    public static LedgerFile Open(string path, IDisclosureDice dice, Action<byte[]> entry)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1 << 16);
        try
        {
            if (stream.Length < _magic.Length + SecretBytes)
            {
                // New, or its maker died before the first answer could be given.
                var secret = dice.Secret(SecretBytes);
                stream.SetLength(0);
                stream.Write([.. _magic, .. secret]);
                stream.Flush(flushToDisk: true);
                return new LedgerFile(stream, secret);
            }

            var head = new byte[_magic.Length + SecretBytes];
            stream.ReadExactly(head);
            if (!head.AsSpan(0, _magic.Length).SequenceEqual(_magic))
            {
                throw Damage(path);
            }

            var file = new LedgerFile(stream, head[_magic.Length..]);
            file.ReadAll(path, entry);
            return file;
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Written through to the operating system, so that it outlives this process; <see cref="FlushToDisk"/> brings it to the disk.</summary>
    public void Append(ReadOnlyMemory<byte> entry)
    {
        var check = Check(entry.Span);
        var length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, entry.Length);
        try
        {
            RandomAccess.Write(_handle, [length, entry, check], _end);
        }
        catch (IOException)
        {
            RandomAccess.SetLength(_handle, _end); // a full disk must not leave half an entry before the next one
            throw;
        }

        _end += length.Length + entry.Length + check.Length;
        _check = check;
    }

    /// <summary>What was appended before; others may append meanwhile.</summary>
    public void FlushToDisk() => RandomAccess.FlushToDisk(_handle);

    public void Dispose() => _stream.Dispose();

    private void ReadAll(string path, Action<byte[]> entry)
    {
        var good = _stream.Position;
        var length = new byte[sizeof(int)];
        while (_stream.ReadAtLeast(length, length.Length, throwOnEndOfStream: false) == length.Length)
        {
            var bytes = BinaryPrimitives.ReadInt32LittleEndian(length);
            if (bytes < 0)
            {
                throw Damage(path);
            }

            if (_stream.Length - _stream.Position < (long)bytes + CheckBytes)
            {
                break;
            }

            var (content, check) = (new byte[bytes], new byte[CheckBytes]);
            _stream.ReadExactly(content);
            _stream.ReadExactly(check);
            if (!Check(content).AsSpan().SequenceEqual(check))
            {
                throw Damage(path);
            }

            _check = check;
            good = _stream.Position;
            entry(content);
        }

        _stream.SetLength(good);
        _end = good;
    }

    private byte[] Check(ReadOnlySpan<byte> entry)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_check);
        hash.AppendData(entry);
        return hash.GetHashAndReset()[..CheckBytes];
    }

    private static InvalidDataException Damage(string path) => new($"The disclosure ledger {Path.GetFileName(path)} is damaged. Restore it from a backup; without it earlier answers could be told apart.");
}
