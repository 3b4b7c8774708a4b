using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using TrePortal.Data.Cohorts;
using TrePortal.Data.Inventory.Formats;
using TrePortal.Data.Inventory.Import;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Data.Inventory.Withdrawals;

/// <summary>
/// Lists of keys as files below <c>withdrawn/</c>, one folder an environment: a JSON array that begins with random text,
/// named by its hash, never changed.
/// </summary>
internal sealed class WithdrawnKeys(DataRoot root, DatasetCache cache) : IWithdrawnKeys
{
    /// <summary>Below the data root.</summary>
    public const string Folder = "withdrawn";

    private const long MostBytes = 50L << 20;
    private const int ListsKept = 32;
    private const int LinesTold = 20;

    private static readonly IReadOnlySet<string> Nobody = new HashSet<string>();

    private readonly ConcurrentDictionary<string, IReadOnlySet<string>> _read = new(StringComparer.Ordinal);

    public async Task<Result<IReadOnlyList<WithdrawnLine>>> ReadAsync(Stream content, CancellationToken cancellation)
    {
        var path = Path.Combine(root.Staging, $"withdrawn-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}.csv");
        try
        {
            return await SaveAsync(content, path, cancellation) ? Read(path) : new UploadTooLarge(MostBytes);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Reads a withdrawn.csv that is on disk.</summary>
    public static Result<IReadOnlyList<WithdrawnLine>> Read(string path)
    {
        var (lines, problems) = WithdrawnFile.ReadLines(path);
        return problems.Count == 0
            ? Result(lines)
            : new Invalid([.. problems.Take(LinesTold).Select(problem => new FieldProblem("", problem.Code, problem.Line is { } line ? $"Line {line}: {problem.Message}" : problem.Message))]);
    }

    public IReadOnlySet<string> Of(StoredKeys stored)
    {
        if (stored.File.Length == 0)
        {
            return Nobody;
        }

        if (_read.Count > ListsKept)
        {
            _read.Clear();
        }

        return _read.GetOrAdd(stored.File, file => JsonSerializer.Deserialize<string[]>(File.ReadAllBytes(Path.Combine(root.Path, file)))!.Skip(1).ToHashSet(StringComparer.Ordinal));
    }

    public StoredKeys Store(EnvironmentId environment, IReadOnlyCollection<string> keys)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(keys.Order(StringComparer.Ordinal).Prepend(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))));
        var hash = Hash.Of(content);
        var file = PlaceOf(environment, hash);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root.Path, file))!);
        DurableFile.Write(Path.Combine(root.Path, file), content);
        return new StoredKeys(file, hash, keys.Count);
    }

    /// <summary>The list of a hash, as a dispensal kept it; nobody for an empty one.</summary>
    public IReadOnlySet<string> OfHash(EnvironmentId environment, string hash) => hash.Length == 0 ? Nobody : Of(new StoredKeys(PlaceOf(environment, hash), hash, 0));

    public IReadOnlySet<string> KnownIn(InventoryVersion? version, IReadOnlyCollection<string> keys)
    {
        if (version?.Assets.Tabular is not { } tabular)
        {
            return Nobody;
        }

        using var dataset = cache.Borrow(Path.Combine(root.Path, tabular.Folder));
        return keys.Where(key => dataset.Dataset.Main.Keys.Find(key) >= 0).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Where the list of a hash lies, below the data root.</summary>
    public static string PlaceOf(EnvironmentId environment, string hash) => $"{Folder}/{environment.Value:N}/{hash}.json";

    private static Result<IReadOnlyList<WithdrawnLine>> Result(IReadOnlyList<WithdrawnLine> lines) => new List<WithdrawnLine>(lines);

    private static async Task<bool> SaveAsync(Stream content, string path, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.Asynchronous);
        var buffer = new byte[64 << 10];
        int read;
        while ((read = await content.ReadAsync(buffer, cancellation)) > 0)
        {
            if (file.Length + read > MostBytes)
            {
                return false;
            }

            await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
        }

        return true;
    }
}
