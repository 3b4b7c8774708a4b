using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TrePortal.Data.Kernel;

namespace TrePortal.Data.Audit;

/// <summary>What the chain's head was at a moment, signed. One line of <c>audit/checkpoints.jsonl</c>.</summary>
internal sealed record Checkpoint(long Sequence, string Hash, string At, string Signature)
{
    public byte[] Signed() => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"tre-portal audit checkpoint\n{Sequence}\n{Hash}\n{At}"));
}

/// <summary>
/// The file of checkpoints and the key that signs them, both in the data root and so outside the database. Copy the file
/// elsewhere from time to time: whoever holds an older copy can show that nothing before it was touched.
/// </summary>
internal sealed class CheckpointFile(DataRoot root)
{
    private string Lines => Path.Combine(root.Audit, "checkpoints.jsonl");

    private string KeyFile => Path.Combine(root.Keys, "audit-checkpoints.pem");

    public void Append(long sequence, string hash, DateTimeOffset at)
    {
        using var key = OpenKey() ?? MakeKey();
        var unsigned = new Checkpoint(sequence, hash, at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture), "");
        var signed = unsigned with { Signature = Convert.ToBase64String(key.SignData(unsigned.Signed(), HashAlgorithmName.SHA256)) };
        using var file = new FileStream(Lines, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        file.SetLength(EndOfWholeLines(file)); // a line torn by a crash was never a checkpoint
        file.Seek(0, SeekOrigin.End);
        file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(signed, JsonColumn.Options) + "\n"));
        file.Flush(flushToDisk: true);
    }

    /// <summary>All whole lines, in order; one that is being written is left out. A line that is no checkpoint comes as null.</summary>
    public IEnumerable<Checkpoint?> Read()
    {
        if (!File.Exists(Lines))
        {
            yield break;
        }

        using var file = new FileStream(Lines, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(file, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.EndsWith('}') || !reader.EndOfStream)
            {
                yield return Parse(line);
            }
        }
    }

    /// <summary>The sequence of the last checkpoint; 0 without one.</summary>
    public long LastSequence() => Read().Max(checkpoint => checkpoint?.Sequence) ?? 0;

    /// <summary>Null when there is no key: then nothing was ever signed here.</summary>
    public ECDsa? OpenKey()
    {
        if (!File.Exists(KeyFile))
        {
            return null;
        }

        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(KeyFile));
        return key;
    }

    private ECDsa MakeKey()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(KeyFile, options);
        file.Write(Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()));
        file.Flush(flushToDisk: true);
        return key;
    }

    private static long EndOfWholeLines(FileStream file)
    {
        for (var end = file.Length; end > 0; end--)
        {
            file.Seek(end - 1, SeekOrigin.Begin);
            if (file.ReadByte() == '\n')
            {
                return end;
            }
        }

        return 0;
    }

    private static Checkpoint? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Checkpoint>(line, JsonColumn.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
